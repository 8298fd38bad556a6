package org.cwm.fit;

import java.util.Arrays;

/**
 * What keeps covariances from collapsing: pseudo-rows, floors and a ridge. With scatter S_k and N_k rows a component's
 * covariance becomes M = (S_k + nu T) / (N_k + nu), then the nearest matrix that is at least the floor F = diag(f), then
 * plus the ridge: M + rho I.
 *
 * <p>The first is the maximum under an inverse-Wishart prior, the second the maximum subject to Sigma_k - F being
 * positive semi-definite: in coordinates where F is the unit matrix, eigenvalues below 1 are raised to 1. Both therefore
 * maximise the M-step's objective exactly. The ridge does not.
 *
 * @param type shape of the covariances
 * @param target T, D x D (diagonal: D variances), not used if pseudoRows is 0
 * @param pseudoRows nu
 * @param floor f, D values above 0
 * @param ridge rho
 */
record EmPrior(CovarianceType type, double[] target, double pseudoRows, double[] floor, double ridge) {

    /** The pooled covariance of a mixture: sum over k of w_k Sigma_k. */
    static double[] pooled(GaussianMixture g) {
        int d = g.dimension();
        double[] weights = g.weights();
        boolean full = g.covarianceType() == CovarianceType.FULL;
        double[] t = new double[full ? d * d : d];
        for (int k = 0; k < weights.length; k++) {
            double[] c = g.covariance(k);
            for (int i = 0; i < t.length; i++) {
                t[i] += weights[k] * c[full ? i : i * d + i];
            }
        }
        return t;
    }

    /**
     * The factor of the covariance that maximises the M-step's objective.
     *
     * @param scatter D x D (diagonal: D values), overwritten by the factor
     * @param rows N_k, with the pseudo-rows above 0
     */
    void maximise(double[] scatter, double rows) {
        int d = floor.length;
        boolean full = type == CovarianceType.FULL;
        for (int i = 0; i < scatter.length; i++) {
            scatter[i] = (pseudoRows > 0 ? scatter[i] + pseudoRows * target[i] : scatter[i]) / (rows + pseudoRows);
        }
        if (full) {
            raise(scatter, d);
        }
        for (int i = 0; i < d; i++) {
            int at = full ? i * d + i : i;
            scatter[at] = Math.max(scatter[at], floor[i]) + ridge;
        }
        if (!GaussianMixture.factor(type, scatter, d)) {
            throw new IllegalStateException("covariance is not positive definite above its floor");
        }
    }

    /** Raises M to at least diag(f). */
    private void raise(double[] m, int d) {
        double[] a = new double[d * d];
        double[] scale = new double[d];
        for (int i = 0; i < d; i++) {
            scale[i] = Math.sqrt(floor[i]);
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                a[i * d + j] = m[i * d + j] / (scale[i] * scale[j]) - (i == j ? 1 : 0);
            }
        }
        double[] v = new double[d * d];
        if (SmallMatrix.cholesky(a, v, d)) {
            return;
        }
        SmallMatrix.eigen(a, v, d);
        double[] e = new double[d];
        for (int i = 0; i < d; i++) {
            e[i] = 1 + Math.max(0, a[i * d + i]);
        }
        Arrays.fill(m, 0);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double s = 0;
                for (int t = 0; t < d; t++) {
                    s += v[i * d + t] * e[t] * v[j * d + t];
                }
                s *= scale[i] * scale[j];
                m[i * d + j] = s;
                m[j * d + i] = s;
            }
        }
    }

    /** -nu / 2 sum over k of (log |Sigma_k| + tr(Sigma_k^-1 T)). */
    double logPrior(GaussianMixture g) {
        if (pseudoRows == 0) {
            return 0;
        }
        int d = floor.length;
        double[] factors = g.factors();
        double[] inverse = new double[d * d];
        double sum = 0;
        for (int k = 0; k < g.components(); k++) {
            for (int i = 0; i < d; i++) {
                double l = g.factor(k, i, i);
                sum += 2 * Math.log(l);
                if (type == CovarianceType.DIAGONAL) {
                    sum += target[i] / (l * l);
                }
            }
            if (type == CovarianceType.FULL) {
                SmallMatrix.invertLower(factors, k * d * d, inverse, d);
                sum += SmallMatrix.quadraticTrace(inverse, target, d);
            }
        }
        return -0.5 * pseudoRows * sum;
    }
}
