package org.cwm.fit;

import java.util.Arrays;

/** Means and standard errors of per-row scores. */
final class Statistics {

    private Statistics() {}

    static double mean(double[] x) {
        double s = 0;
        for (double v : x) {
            s += v;
        }
        return s / x.length;
    }

    /** Standard error of the mean: root of the unbiased variance over n. */
    static double standardError(double[] x) {
        double m = mean(x);
        double s = 0;
        for (double v : x) {
            s += (v - m) * (v - m);
        }
        return Math.sqrt(s / (x.length - 1) / x.length);
    }

    /** a - b, element by element. */
    static double[] difference(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }

    /** All positions below {@code n}, or {@code most} of them spread evenly. */
    static int[] spread(int n, int most) {
        int[] out = new int[Math.min(n, most)];
        Arrays.setAll(out, i -> (int) ((long) n * i / out.length));
        return out;
    }

    /** The elements at given positions. */
    static double[] select(double[] x, int[] positions) {
        double[] out = new double[positions.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = x[positions[i]];
        }
        return out;
    }
}
