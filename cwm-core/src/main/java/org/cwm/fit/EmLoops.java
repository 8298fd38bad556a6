package org.cwm.fit;

/**
 * The inner loops of EM. Each runs over whole arrays from element 0 with at most four arrays of products a result, the
 * shape that HotSpot turns into vector instructions on every supported Java version; with array offsets or longer
 * bodies it does not.
 */
final class EmLoops {

    /**
     * Below this exponent, log 2^-53, a term of a sum that has a term 1 is dropped: it is under half a unit in the
     * last place of the sum.
     */
    static final double NEGLIGIBLE = -36.7368005696771;

    /** Multiplying by 2^n is done on the exponent bits; 1.5 * 2^52 added to n leaves n in the low bits. */
    private static final double SHIFT = 0x1.8p52;

    private static final long ONE = 0x3ff0000000000000L;
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN2_HIGH = 0x1.62e42fefa0000p-1;
    private static final double LN2_LOW = 0x1.cf79abc9e3b3ap-40;

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

    /** t = a x - b, with the four values of a from an offset on. */
    static void set4(
            double[] t, double[] x0, double[] x1, double[] x2, double[] x3, double[] a, int o, double b, int n) {
        double a0 = a[o];
        double a1 = a[o + 1];
        double a2 = a[o + 2];
        double a3 = a[o + 3];
        for (int i = 0; i < n; i++) {
            t[i] = a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i] - b;
        }
    }

    /** t += a x. */
    static void add4(double[] t, double[] x0, double[] x1, double[] x2, double[] x3, double[] a, int o, int n) {
        add4(t, x0, x1, x2, x3, a[o], a[o + 1], a[o + 2], a[o + 3], n);
    }

    /** t += a x. */
    static void add4(
            double[] t,
            double[] x0,
            double[] x1,
            double[] x2,
            double[] x3,
            double a0,
            double a1,
            double a2,
            double a3,
            int n) {
        for (int i = 0; i < n; i++) {
            t[i] += a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i];
        }
    }

    /** q += (a x - b)^2. */
    static void addSquare4(
            double[] q, double[] x0, double[] x1, double[] x2, double[] x3, double[] a, int o, double b, int n) {
        double a0 = a[o];
        double a1 = a[o + 1];
        double a2 = a[o + 2];
        double a3 = a[o + 3];
        for (int i = 0; i < n; i++) {
            double y = a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i] - b;
            q[i] += y * y;
        }
    }

    /** q += (t + a x)^2. */
    static void addSquareOfSum4(
            double[] q, double[] t, double[] x0, double[] x1, double[] x2, double[] x3, double[] a, int o, int n) {
        double a0 = a[o];
        double a1 = a[o + 1];
        double a2 = a[o + 2];
        double a3 = a[o + 3];
        for (int i = 0; i < n; i++) {
            double y = t[i] + a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i];
            q[i] += y * y;
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

    /** l = c - l / 2, top = max(top, l). */
    static void finish(double[] l, double[] top, double c, int n) {
        for (int i = 0; i < n; i++) {
            double v = c - 0.5 * l[i];
            l[i] = v;
            top[i] = Math.max(top[i], v);
        }
    }

    /**
     * Moves the elements of l - top that are not negligible to the front of l, in order.
     *
     * @param index receives the numbers of the elements kept
     * @return how many were kept
     */
    static int compact(double[] l, double[] top, int[] index, int n) {
        int c = 0;
        for (int i = 0; i < n; i++) {
            double d = l[i] - top[i];
            index[c] = i;
            l[c] = d;
            c += d > NEGLIGIBLE ? 1 : 0;
        }
        return c;
    }

    /**
     * exp, first half: {@code exp(x) = scaled(p, s)} for |x| &lt;= 708. x = n ln 2 + r with |r| &lt;= ln(2)/2 and
     * exp(r) by a polynomial of degree 11, interpolated at the Chebyshev nodes (error 1.6e-17).
     */
    static void expParts(double[] x, double[] p, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double shifted = v * LOG2_E + SHIFT;
            double k = shifted - SHIFT;
            double r = (v - k * LN2_HIGH) - k * LN2_LOW;
            s[i] = shifted;
            double q = 0x1.af38d53857513p-26;
            q = q * r + 0x1.2891a8c1d838dp-22;
            q = q * r + 0x1.71de0d9c145d0p-19;
            q = q * r + 0x1.a019b8ef67c6cp-16;
            q = q * r + 0x1.a01a01a7c8d47p-13;
            q = q * r + 0x1.6c16c17893833p-10;
            q = q * r + 0x1.11111111109adp-7;
            q = q * r + 0x1.5555555553d4fp-5;
            q = q * r + 0x1.5555555555556p-3;
            q = q * r + 0.5;
            p[i] = 1 + (r + (r * r) * q);
        }
    }

    /** exp, second half: p times the power of two that {@link #expParts} left in s. Error of exp: 1.5e-16 relative. */
    static double scaled(double p, double s) {
        return p * Double.longBitsToDouble((Double.doubleToRawLongBits(s) << 52) + ONE);
    }
}
