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
        private double[] shares = new double[0];
        private double[] sums = new double[0];

        /** J zeros. */
        double[] sums(int scales) {
            if (sums.length != scales) {
                sums = new double[scales];
            }
            Arrays.fill(sums, 0);
            return sums;
        }

        private double[] shares(int scales) {
            if (shares.length != scales) {
                shares = new double[scales];
            }
            return shares;
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
    double weigh(double[] e, double[] factor, int[] groups, int count, double[] q, double[] sums, Scratch s) {
        double[] share = s.shares(slope.length);
        double total = 0;
        for (int at = 0; at < count * GaussianKernels.GROUP; at++) {
            int lane = groups[at / GaussianKernels.GROUP] + at % GaussianKernels.GROUP;
            double r = e[at] * factor[lane];
            if (!(r > 0)) {
                continue;
            }
            total += r;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < share.length; j++) {
                share[j] = intercept[j] + slope[j] * q[lane];
                greatest = Math.max(greatest, share[j]);
            }
            double sum = 0;
            for (int j = 0; j < share.length; j++) {
                double t = share[j] - greatest;
                share[j] = t > EmTile.NEGLIGIBLE ? Math.exp(t) : 0;
                sum += share[j];
            }
            double u = 0;
            for (int j = 0; j < share.length; j++) {
                double p = share[j] / sum;
                sums[j] += r * p;
                u -= 2 * slope[j] * p;
            }
            e[at] *= u;
        }
        return total;
    }
}
