package org.cwm.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

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

    /**
     * Piecewise linear between knots, and beyond them with the slope of the outermost pieces.
     *
     * @param values knots in the unit of the data, strictly increasing, at least two
     * @param scores their model coordinates, strictly increasing
     */
    record Scores(List<Double> values, List<Double> scores) implements Transform {
        /** Checks the knots. */
        public Scores {
            values = List.copyOf(values);
            scores = List.copyOf(scores);
            if (values.size() < 2 || values.size() != scores.size()) {
                throw new IllegalArgumentException("scores: " + values.size() + " values and " + scores.size()
                        + " scores, must be as many and at least 2");
            }
            for (int i = 0; i < values.size(); i++) {
                if (!Double.isFinite(values.get(i))
                        || !Double.isFinite(scores.get(i))
                        || (i > 0 && !(values.get(i) > values.get(i - 1) && scores.get(i) > scores.get(i - 1)))) {
                    throw new IllegalArgumentException(
                            "scores: knot " + i + " of " + values + " and " + scores + " is not finite or not above the last");
                }
            }
        }

        /**
         * Logistic scores of a column: sqrt(3) / pi log(F / (1 - F)), F the share of the rows below a value and half of those
         * at it, at no more than about {@code knots} values, quantiles of the rows.
         *
         * @param column at least two different values, finite, not modified
         * @param knots about how many values become knots
         * @return the transform
         */
        public static Scores of(double[] column, int knots) {
            double[] sorted = column.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            TreeSet<Double> chosen = new TreeSet<>();
            for (int i = 0; i <= knots; i++) {
                int at = (int) ((long) (n - 1) * i / knots);
                chosen.add(sorted[at]);
                // beside a value of many rows its neighbours count, so that it stands apart
                int below = first(sorted, sorted[at]);
                int above = last(sorted, sorted[at]);
                if (above - below > n / (knots + 1)) {
                    chosen.add(sorted[Math.max(0, below - 1)]);
                    chosen.add(sorted[Math.min(n - 1, above)]);
                }
            }
            List<Double> values = new ArrayList<>(chosen);
            List<Double> scores = new ArrayList<>();
            for (double v : values) {
                double f = 0.5 * (first(sorted, v) + last(sorted, v)) / n;
                scores.add(Math.sqrt(3) / Math.PI * Math.log(f / (1 - f)));
            }
            return new Scores(values, scores);
        }

        /** How many are below v. */
        private static int first(double[] sorted, double v) {
            int i = Arrays.binarySearch(sorted, Math.nextDown(v));
            int at = i >= 0 ? i : -i - 1;
            while (at < sorted.length && sorted[at] < v) {
                at++;
            }
            while (at > 0 && sorted[at - 1] >= v) {
                at--;
            }
            return at;
        }

        /** How many are at most v. */
        private static int last(double[] sorted, double v) {
            return first(sorted, Math.nextUp(v));
        }

        private static double along(List<Double> from, List<Double> to, double x) {
            int i = piece(from, x);
            double t = (x - from.get(i)) / (from.get(i + 1) - from.get(i));
            return to.get(i) + t * (to.get(i + 1) - to.get(i));
        }

        /** Number of the piece that x is on or nearest to. */
        private static int piece(List<Double> knots, double x) {
            int i = Collections.binarySearch(knots, x);
            return Math.max(0, Math.min(knots.size() - 2, i >= 0 ? i : -i - 2));
        }

        @Override
        public double toModel(double x) {
            return along(values, scores, x);
        }

        @Override
        public double toData(double u) {
            return along(scores, values, u);
        }

        @Override
        public double logDerivative(double x) {
            int i = piece(values, x);
            return Math.log((scores.get(i + 1) - scores.get(i)) / (values.get(i + 1) - values.get(i)));
        }
    }
}
