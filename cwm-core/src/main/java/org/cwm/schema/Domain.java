package org.cwm.schema;

/** The values that a column can take. */
public sealed interface Domain {

    /** Any finite number. */
    record Real() implements Domain {}

    /**
     * A closed interval.
     *
     * @param lower least value, finite
     * @param upper greatest value, finite, above lower by a finite length
     */
    record Bounded(double lower, double upper) implements Domain {
        /** Checks the order. */
        public Bounded {
            if (!(lower < upper && Double.isFinite(upper - lower))) {
                throw new IllegalArgumentException(
                        "bounds: [" + lower + ", " + upper + "], must be finite, increasing and of finite length");
            }
        }
    }
}
