package org.cwm.schema;

import java.util.Objects;

/**
 * A named column and its domain.
 *
 * @param name header in the data
 * @param domain which values it can take
 */
public record Column(String name, Domain domain) {

    /** Checks for nulls and an empty name. */
    public Column {
        Objects.requireNonNull(domain, "domain");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty");
        }
    }

    /**
     * A column of real numbers.
     *
     * @param name header
     * @return the column
     */
    public static Column real(String name) {
        return new Column(name, new Domain.Real());
    }

    /**
     * A column bounded on both sides.
     *
     * @param name header
     * @param lower least value
     * @param upper greatest value
     * @return the column
     */
    public static Column bounded(String name, double lower, double upper) {
        return new Column(name, new Domain.Bounded(lower, upper));
    }
}
