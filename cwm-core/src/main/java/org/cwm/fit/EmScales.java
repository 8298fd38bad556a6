package org.cwm.fit;

import java.util.Arrays;
import org.cwm.base.ScaleMixture;
import org.cwm.kernel.GaussianKernels;
import org.jspecify.annotations.Nullable;

/**
 * The scales of a mixture's components in the E-step: log p0 as a function of the squared norm q, less its constant, is
 * log sum over j of exp(a_j + b_j q), convex and decreasing.
 */
final class EmScales {

    private final ScaleMixture base;
    private final double[] intercept;
    private final double[] slope;

    private EmScales(ScaleMixture base, int dimension) {
        this.base = base;
        intercept = new double[base.scales()];
        slope = new double[base.scales()];
        for (int j = 0; j < slope.length; j++) {
            intercept[j] = base.intercept(j, dimension);
            slope[j] = base.slopeOf(j);
        }
    }

    /** The scales of a mixture, or null if its components are normal. */
    static @Nullable EmScales of(GaussianMixture g) {
        return g.base() instanceof ScaleMixture s ? new EmScales(s, g.dimension()) : null;
    }

    /** J. */
    int count() {
        return slope.length;
    }

    ScaleMixture base() {
        return base;
    }

    /** An upper bound of log p0 for all squared norms from q on: the greatest term as often as there are terms. */
    double bound(double q) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < slope.length; j++) {
            greatest = Math.max(greatest, intercept[j] + slope[j] * q);
        }
        return greatest + Math.log(slope.length);
    }

    /** Scratch of one thread. */
    static final class Scratch {
        private final double[] term = new double[EmBlock.LANES];
        private final double[] greatest = new double[EmBlock.LANES];
        private final double[] sum = new double[EmBlock.LANES];
        private final int[] groups = new int[EmBlock.LANES / GaussianKernels.GROUP];
        private final double[] square = new double[EmBlock.LANES];
        private final double[] precision = new double[EmBlock.LANES];
        private final double[] responsibility = new double[EmBlock.LANES];
        private double[][] shares = new double[0][];
        private int[][] sharesOf = new int[0][];
        private int[] counts = new int[0];
        private double[] sums = new double[0];

        /** J zeros. */
        double[] sums(int scales) {
            if (sums.length != scales) {
                sums = new double[scales];
            }
            Arrays.fill(sums, 0);
            return sums;
        }

        private void reserve(int scales) {
            if (counts.length != scales) {
                shares = new double[scales][EmBlock.LANES];
                sharesOf = new int[scales][EmBlock.LANES / GaussianKernels.GROUP];
                counts = new int[scales];
            }
        }
    }

    /**
     * {@code l[i] = c + log p0}, {@code top[i] = max(top[i], l[i])}.
     *
     * @param q squared norms, not modified
     * @param n lanes, a multiple of {@link GaussianKernels#GROUP}
     */
    void logarithms(GaussianKernels kernels, double[] q, double c, double[] l, double[] top, int n, Scratch s) {
        Arrays.fill(s.greatest, 0, n, Double.NEGATIVE_INFINITY);
        Arrays.fill(s.sum, 0, n, 0);
        for (int j = 0; j < slope.length; j++) {
            raise(s.greatest, q, intercept[j], slope[j], n);
        }
        for (int j = 0; j < slope.length; j++) {
            line(s.term, q, intercept[j], slope[j], n);
            kernels.exponentials(s.term, s.greatest, EmTile.NEGLIGIBLE, s.sum, s.groups, n);
        }
        for (int i = 0; i < n; i++) {
            l[i] = c + (s.greatest[i] + Math.log(s.sum[i]));
            top[i] = Math.max(top[i], l[i]);
        }
    }

    private static void raise(double[] greatest, double[] q, double a, double b, int n) {
        for (int i = 0; i < n; i++) {
            greatest[i] = Math.max(greatest[i], a + b * q[i]);
        }
    }

    private static void line(double[] t, double[] q, double a, double b, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = a + b * q[i];
        }
    }

    /**
     * The scales' part of the E-step for one component: multiplies its responsibilities by u = -2 d log p0 / d q =
     * E[1 / sigma^2], the weights of the M-step's moments.
     *
     * @param e responsibilities less their factor, in groups as of {@link GaussianKernels#exponentials}, multiplied by u
     * @param factor by lane
     * @param groups first lane of each group
     * @param count number of groups
     * @param q squared norms by lane
     * @param sums J sums of the scales' posterior shares, added to
     * @return the sum of the responsibilities
     */
    double weigh(
            GaussianKernels kernels,
            double[] e,
            double[] factor,
            int[] groups,
            int count,
            double[] q,
            double[] sums,
            Scratch s) {
        int n = count * GaussianKernels.GROUP;
        double total = 0;
        for (int at = 0; at < n; at++) {
            int lane = groups[at / GaussianKernels.GROUP] + at % GaussianKernels.GROUP;
            s.square[at] = q[lane];
            s.greatest[at] = Double.NEGATIVE_INFINITY;
            s.sum[at] = 0;
            s.precision[at] = 0;
            s.responsibility[at] = e[at] * factor[lane];
            total += s.responsibility[at];
        }
        for (int j = 0; j < slope.length; j++) {
            raise(s.greatest, s.square, intercept[j], slope[j], n);
        }
        s.reserve(slope.length);
        for (int j = 0; j < slope.length; j++) {
            line(s.shares[j], s.square, intercept[j], slope[j], n);
            s.counts[j] = kernels.exponentials(s.shares[j], s.greatest, EmTile.NEGLIGIBLE, s.sum, s.sharesOf[j], n);
        }
        divide(s.responsibility, s.sum, n);
        for (int j = 0; j < slope.length; j++) {
            sums[j] += add(s.shares[j], s.sharesOf[j], s.counts[j], s.responsibility, -2 * slope[j], s.precision);
        }
        multiplyByRatio(e, s.precision, s.sum, n);
        return total;
    }

    private static void divide(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] /= y[i];
        }
    }

    private static void multiplyByRatio(double[] e, double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            e[i] *= x[i] / y[i];
        }
    }

    /** Adds a scale's part of the mean precision; returns the sum of its shares. */
    private static double add(
            double[] share, int[] groups, int count, double[] responsibility, double precision, double[] mean) {
        double sum = 0;
        for (int g = 0; g < count; g++) {
            for (int i = 0; i < GaussianKernels.GROUP; i++) {
                double v = share[g * GaussianKernels.GROUP + i];
                sum += v * responsibility[groups[g] + i];
                mean[groups[g] + i] += precision * v;
            }
        }
        return sum;
    }
}
