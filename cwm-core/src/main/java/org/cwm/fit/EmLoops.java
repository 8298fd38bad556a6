package org.cwm.fit;

/**
 * Loops over whole arrays from element 0 with at most four arrays of products a result, the shape that HotSpot turns
 * into vector instructions on every supported Java version; with array offsets or longer bodies it does not.
 */
final class EmLoops {

    private EmLoops() {}

    /** t = value. */
    static void fill(double[] t, double value, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = value;
        }
    }

    /** t = x - m. */
    static void subtract(double[] t, double[] x, double m, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = x[i] - m;
        }
    }

    /** t += x. */
    static void add(double[] t, double[] x, int n) {
        for (int i = 0; i < n; i++) {
            t[i] += x[i];
        }
    }

    /** t[offset + i] += x[i] for all of x. */
    static void addAt(double[] t, int offset, double[] x) {
        for (int i = 0; i < x.length; i++) {
            t[offset + i] += x[i];
        }
    }

    /** q += ((x - m) a)^2. */
    static void addScaledSquare(double[] q, double[] x, double m, double a, int n) {
        for (int i = 0; i < n; i++) {
            double y = (x[i] - m) * a;
            q[i] += y * y;
        }
    }

    /** q += sum of three ((x - m) a)^2. */
    static void addScaledSquare3(
            double[] q,
            double[] x0,
            double[] x1,
            double[] x2,
            double m0,
            double m1,
            double m2,
            double a0,
            double a1,
            double a2,
            int n) {
        for (int i = 0; i < n; i++) {
            double y0 = (x0[i] - m0) * a0;
            double y1 = (x1[i] - m1) * a1;
            double y2 = (x2[i] - m2) * a2;
            q[i] += y0 * y0 + y1 * y1 + y2 * y2;
        }
    }
}
