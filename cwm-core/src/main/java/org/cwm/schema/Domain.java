package org.cwm.schema;

/** The values that a column can take. */
public sealed interface Domain {

    /** Any finite number. */
    record Real() implements Domain {}

    /**
     * A closed interval.
     *
     * @param lower least value, finite
     * @param upper greatest value, finite, above lower
     */
    record Bounded(double lower, double upper) implements Domain {
        /** Checks the order. */
        public Bounded {
            if (!(Double.isFinite(lower) && Double.isFinite(upper) && lower < upper)) {
                throw new IllegalArgumentException(
                        "bounds: [" + lower + ", " + upper + "], must be finite and increasing");
            }
        }
    }
}
