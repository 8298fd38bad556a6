package org.cwm.kernel;

/**
 * Plain Java kernels for Gaussian mixtures: the reference that every vector kernel is tested against. Most loops run over
 * whole arrays from element 0 with at most four arrays of products a result, the shape that HotSpot turns into vector
 * instructions on every supported Java version; with array offsets or longer bodies it does not.
 */
public final class ScalarGaussianKernels implements GaussianKernels {

    /** Stands for what is dropped. */
    private static final double DROPPED = -200;

    private static final double EXP_OF_DROPPED = exp(DROPPED);

    /** Creates the kernels; they hold no state. */
    public ScalarGaussianKernels() {}

    @Override
    public void addTriangularSquares(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n) {
        double[] part = to > 2 ? new double[n] : q;
        for (int d = from; d < to; d++) {
            int at = GaussianKernels.rowStart(d);
            int width = d / 2 * 2 + 2;
            if (width == 2) {
                addSquare(q, x[0], x[1], a[at], a[at + 1], b[d], n);
                continue;
            }
            set(part, x[0], x[1], x[2], x[3], a, at, b[d], n);
            int e = 4;
            for (; e + 4 <= width; e += 4) {
                add(part, x[e], x[e + 1], x[e + 2], x[e + 3], a, at + e, n);
            }
            if (e < width) {
                addSquareOfSum(q, part, x[e], x[e + 1], a[at + e], a[at + e + 1], n);
            } else {
                addSquareOf(q, part, n);
            }
        }
    }

    private static void addSquare(double[] q, double[] x0, double[] x1, double a0, double a1, double b, int n) {
        for (int i = 0; i < n; i++) {
            double y = a0 * x0[i] + a1 * x1[i] - b;
            q[i] += y * y;
        }
    }

    private static void set(
            double[] t, double[] x0, double[] x1, double[] x2, double[] x3, double[] a, int o, double b, int n) {
        double a0 = a[o];
        double a1 = a[o + 1];
        double a2 = a[o + 2];
        double a3 = a[o + 3];
        for (int i = 0; i < n; i++) {
            t[i] = a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i] - b;
        }
    }

    private static void add(double[] t, double[] x0, double[] x1, double[] x2, double[] x3, double[] a, int o, int n) {
        double a0 = a[o];
        double a1 = a[o + 1];
        double a2 = a[o + 2];
        double a3 = a[o + 3];
        for (int i = 0; i < n; i++) {
            t[i] += a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i];
        }
    }

    private static void addSquareOfSum(double[] q, double[] t, double[] x0, double[] x1, double a0, double a1, int n) {
        for (int i = 0; i < n; i++) {
            double y = t[i] + a0 * x0[i] + a1 * x1[i];
            q[i] += y * y;
        }
    }

    private static void addSquareOf(double[] q, double[] t, int n) {
        for (int i = 0; i < n; i++) {
            q[i] += t[i] * t[i];
        }
    }

    @Override
    public void addDiagonalSquares(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n) {
        for (int d = from; d < to; d += 2) {
            addSquares(q, x[d], x[d + 1], a[d], a[d + 1], b[d], b[d + 1], n);
        }
    }

    private static void addSquares(
            double[] q, double[] x0, double[] x1, double a0, double a1, double b0, double b1, int n) {
        for (int i = 0; i < n; i++) {
            double y0 = a0 * x0[i] - b0;
            double y1 = a1 * x1[i] - b1;
            q[i] += y0 * y0 + y1 * y1;
        }
    }

    @Override
    public void logarithms(double[] q, double[] top, double c, int n) {
        for (int i = 0; i < n; i++) {
            double v = c - 0.5 * q[i];
            q[i] = v;
            top[i] = Math.max(top[i], v);
        }
    }

    @Override
    public int exponentials(double[] l, double[] top, double bound, double[] sum, int[] groups, int n) {
        int count = 0;
        for (int g = 0; g < n; g += GROUP) {
            int to = count * GROUP;
            int above = 0;
            for (int i = 0; i < GROUP; i++) {
                double d = l[g + i] - top[g + i];
                boolean counts = d > bound;
                l[to + i] = counts ? d : DROPPED;
                above += counts ? 1 : 0;
            }
            groups[count] = g;
            count += above > 0 ? 1 : 0;
        }
        int kept = count * GROUP;
        double[] mantissa = new double[kept];
        double[] shifted = new double[kept];
        expParts(l, mantissa, shifted, kept);
        scale(l, mantissa, shifted, kept);
        if (kept == n) {
            add(sum, l, n);
            return count;
        }
        for (int i = 0; i < kept; i++) {
            sum[groups[i / GROUP] + i % GROUP] += l[i];
        }
        return count;
    }

    /** exp, less that of what was dropped: which is then 0, while 1e-87 is nothing to all others. */
    private static void scale(double[] e, double[] p, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            e[i] = scaled(p[i], s[i]) - EXP_OF_DROPPED;
        }
    }

    private static void add(double[] sum, double[] e, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += e[i];
        }
    }

    /** exp, first half: {@code exp(x) = scaled(p, s)} for |x| &lt;= 708, see {@link ExponentialSeries}. */
    static void expParts(double[] x, double[] p, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double shifted = v * ExponentialSeries.LOG2_E + ExponentialSeries.SHIFT;
            double k = shifted - ExponentialSeries.SHIFT;
            double r = (v - k * ExponentialSeries.LN2_HIGH) - k * ExponentialSeries.LN2_LOW;
            s[i] = shifted;
            double q = ExponentialSeries.Q9;
            q = q * r + ExponentialSeries.Q8;
            q = q * r + ExponentialSeries.Q7;
            q = q * r + ExponentialSeries.Q6;
            q = q * r + ExponentialSeries.Q5;
            q = q * r + ExponentialSeries.Q4;
            q = q * r + ExponentialSeries.Q3;
            q = q * r + ExponentialSeries.Q2;
            q = q * r + ExponentialSeries.Q1;
            q = q * r + ExponentialSeries.Q0;
            p[i] = 1 + (r + (r * r) * q);
        }
    }

    /** exp, second half: p times the power of two that {@link #expParts} left in s. Error of exp: 1.5e-16 relative. */
    static double scaled(double p, double s) {
        return p * Double.longBitsToDouble((Double.doubleToRawLongBits(s) << 52) + ExponentialSeries.ONE);
    }

    private static double exp(double x) {
        double[] p = new double[1];
        double[] s = new double[1];
        expParts(new double[] {x}, p, s, 1);
        return scaled(p[0], s[0]);
    }

    @Override
    public Moments moments(boolean full, int dimension) {
        return new ScalarMoments(full, dimension);
    }
}
