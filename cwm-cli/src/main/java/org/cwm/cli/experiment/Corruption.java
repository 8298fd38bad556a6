package org.cwm.cli.experiment;

/**
 * A classifier that breaks its promise: what comes out instead of weights w in the simplex.
 *
 * @param name for tables
 * @param change receives the true weights, which it may modify, and the base point
 */
record Corruption(String name, Change change) {

    /** Changes weights in place. */
    interface Change {
        void apply(double[] w, double[] z);
    }

    static Corruption none() {
        return new Corruption("none", (w, z) -> {});
    }

    /** All weights times a factor: they sum to it. */
    static Corruption scaled(double factor) {
        return new Corruption("sum is " + factor, (w, z) -> {
            for (int k = 0; k < w.length; k++) {
                w[k] *= factor;
            }
        });
    }

    /** One minus the product of the others, as of independent yes-or-no outputs: w / (1 - w) mapped by a sigmoid. */
    static Corruption sigmoids() {
        return new Corruption("independent sigmoids", (w, z) -> {
            for (int k = 0; k < w.length; k++) {
                // a softmax's logits, centred so that a weight of 1 / K is even
                double odds = w[k] * w.length;
                w[k] = odds / (1 + odds);
            }
        });
    }

    /** A constant taken off: some become negative; the sum is 1 - amount. */
    static Corruption negative(double amount) {
        return new Corruption("each less " + amount + " / K", (w, z) -> {
            for (int k = 0; k < w.length; k++) {
                w[k] -= amount / w.length;
            }
        });
    }

    /** Not a number on a strip of the base. */
    static Corruption notANumber(double from, double to) {
        return new Corruption("NaN where z_1 in [" + from + ", " + to + "]", (w, z) -> {
            if (z[0] > from && z[0] < to) {
                java.util.Arrays.fill(w, Double.NaN);
            }
        });
    }

    /** Too sure of itself: w^(1/T) normalised. Still a classifier. */
    static Corruption temperature(double t) {
        return new Corruption("temperature " + t, (w, z) -> {
            double top = 0;
            for (double v : w) {
                top = Math.max(top, v);
            }
            double sum = 0;
            for (int k = 0; k < w.length; k++) {
                w[k] = Math.pow(w[k] / top, 1 / t);
                sum += w[k];
            }
            for (int k = 0; k < w.length; k++) {
                w[k] /= sum;
            }
        });
    }
}
