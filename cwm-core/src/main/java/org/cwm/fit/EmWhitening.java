package org.cwm.fit;

import org.cwm.kernel.GaussianKernels;
import org.jspecify.annotations.Nullable;

/**
 * A Gaussian mixture prepared for the E-step: log(w_k N(x; m_k, Sigma_k)) = c_k - |A_k (x - m_k)|^2 / 2 with
 * A_k = L_k^-1. Means are relative to a centre, the mixture's own mean, so that data far from the origin lose no
 * digits.
 *
 * @param type shape of the covariances
 * @param centre D values
 * @param offsets K x D: m_k - centre
 * @param rows the A_k: a diagonal, padded with zeros to an even length, or the lower triangle packed as of
 *     {@link GaussianKernels#rowStart}
 * @param shifts A_k (m_k - centre) of the components whose squares are taken of A_k x less this, else zeros; padded
 * @param constants the c_k
 * @param viaDifferences true where everything must be computed from x - m_k, as about the centre it would lose too
 *     many digits
 * @param scales the components' scales, or null where components are normal: then log p0 is not -q / 2 but as they say
 */
record EmWhitening(
        CovarianceType type,
        double[] centre,
        double[][] offsets,
        double[][] rows,
        double[][] shifts,
        double[] constants,
        boolean[] viaDifferences,
        @Nullable EmScales scales) {

    /**
     * About the centre, the smallest variance of a component loses the digits of |m - centre|^2 / variance; up to
     * this ratio at least nine are left.
     */
    private static final double GREATEST_RATIO = 1e8;

    /** Prepares a mixture for points given relative to a centre. */
    static EmWhitening of(GaussianMixture g, double[] centre) {
        int count = g.components();
        int d = g.dimension();
        boolean full = g.covarianceType() == CovarianceType.FULL;
        double[][] offsets = new double[count][d];
        double[][] rows = new double[count][];
        double[][] shifts = new double[count][EmBlock.padded(d)];
        double[] constants = new double[count];
        boolean[] viaDifferences = new boolean[count];
        double[] factors = g.factors();
        double[] inverse = new double[d * d];
        for (int k = 0; k < count; k++) {
            constants[k] = g.constant(k);
            double distance = 0;
            double precision = 0;
            double ratio = 0;
            for (int i = 0; i < d; i++) {
                double o = g.mean(k, i) - centre[i];
                offsets[k][i] = o;
                distance += o * o;
            }
            if (full) {
                SmallMatrix.invertLower(factors, k * d * d, inverse, d);
                rows[k] = pad(inverse, d);
                for (double a : inverse) {
                    precision += a * a;
                }
                ratio = distance * precision;
            } else {
                rows[k] = new double[EmBlock.padded(d)];
                for (int i = 0; i < d; i++) {
                    double a = 1 / g.factor(k, i, i);
                    rows[k][i] = a;
                    ratio = Math.max(ratio, offsets[k][i] * offsets[k][i] * a * a);
                }
            }
            viaDifferences[k] = !(ratio <= GREATEST_RATIO);
            for (int i = 0; !viaDifferences[k] && i < d; i++) {
                for (int j = full ? 0 : i; j <= i; j++) {
                    shifts[k][i] += (full ? inverse[i * d + j] : rows[k][i]) * offsets[k][j];
                }
            }
        }
        return new EmWhitening(
                g.covarianceType(), centre, offsets, rows, shifts, constants, viaDifferences, EmScales.of(g));
    }

    /** The centre of a mixture: sum over k of w_k m_k. */
    static double[] centreOf(GaussianMixture g) {
        double[] weights = g.weights();
        double[] c = new double[g.dimension()];
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < c.length; i++) {
                c[i] += weights[k] * g.mean(k, i);
            }
        }
        return c;
    }

    private static double[] pad(double[] lower, int d) {
        double[] rows = new double[GaussianKernels.rowStart(EmBlock.padded(d))];
        for (int i = 0; i < d; i++) {
            System.arraycopy(lower, i * d, rows, GaussianKernels.rowStart(i), i + 1);
        }
        return rows;
    }
}
