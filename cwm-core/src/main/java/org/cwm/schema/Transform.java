package org.cwm.schema;

/**
 * A monotone map between a column's unit and the model's coordinate u, with its derivative.
 */
public sealed interface Transform {

    /**
     * To the model's coordinate.
     *
     * @param x value in the unit of the data
     * @return u
     */
    double toModel(double x);

    /**
     * Back to the unit of the data.
     *
     * @param u model coordinate
     * @return x
     */
    double toData(double u);

    /**
     * log |du/dx| at x; {@code -Infinity} where the density is zero by construction.
     *
     * @param x value in the unit of the data
     * @return log derivative
     */
    double logDerivative(double x);

    /**
     * u = (x - location) / scale.
     *
     * @param location any finite number
     * @param scale above 0
     */
    record Standardise(double location, double scale) implements Transform {
        /** Checks the values. */
        public Standardise {
            if (!Double.isFinite(location) || !(scale > 0) || !Double.isFinite(scale)) {
                throw new IllegalArgumentException(
                        "standardise: location " + location + ", scale " + scale + ", must be finite, scale above 0");
            }
        }

        @Override
        public double toModel(double x) {
            double difference = x - location;
            // of the two orders only one stays finite for values near the ends of the double range
            return Double.isFinite(difference) ? difference / scale : x / scale - location / scale;
        }

        @Override
        public double toData(double u) {
            return location + scale * u;
        }

        @Override
        public double logDerivative(double x) {
            return -Math.log(scale);
        }
    }

    /**
     * u = logit(margin + (1 - 2 margin) (x - lower) / (upper - lower)); the margin keeps the ends finite.
     * Draws of the model outside the interval are possible in the margin's tail and are clamped by the sampler.
     *
     * @param lower least value
     * @param upper greatest value
     * @param margin in (0, 0.5), 0.01 in the paper
     */
    record Logit(double lower, double upper, double margin) implements Transform {
        /** Checks the values. */
        public Logit {
            if (!(Double.isFinite(lower) && Double.isFinite(upper) && lower < upper && margin > 0 && margin < 0.5)) {
                throw new IllegalArgumentException("logit: lower " + lower + ", upper " + upper + ", margin " + margin);
            }
        }

        @Override
        public double toModel(double x) {
            double v = margin + (1 - 2 * margin) * ((x - lower) / (upper - lower));
            return Math.log(v) - Math.log1p(-v);
        }

        @Override
        public double toData(double u) {
            double v = 1 / (1 + Math.exp(-u));
            return lower + (upper - lower) * ((v - margin) / (1 - 2 * margin));
        }

        @Override
        public double logDerivative(double x) {
            double v = margin + (1 - 2 * margin) * ((x - lower) / (upper - lower));
            if (!(v > 0 && v < 1)) {
                return Double.NEGATIVE_INFINITY;
            }
            return Math.log((1 - 2 * margin) / (upper - lower)) - Math.log(v) - Math.log1p(-v);
        }
    }
}
