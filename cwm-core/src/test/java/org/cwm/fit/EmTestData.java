package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** Random mixtures and points for the tests. */
final class EmTestData {

    private EmTestData() {}

    /** A mixture with well-conditioned covariances of order size^2 and means of order spread. */
    static GaussianMixture mixture(
            CovarianceType type, int components, int dimension, double spread, double size, RandomStream random) {
        int each = type == CovarianceType.FULL ? dimension * dimension : dimension;
        double[] weights = new double[components];
        double[] means = new double[components * dimension];
        double[] factors = new double[components * each];
        double sum = 0;
        for (int k = 0; k < components; k++) {
            weights[k] = 0.5 + random.nextDouble();
            sum += weights[k];
            for (int i = 0; i < dimension; i++) {
                means[k * dimension + i] = spread * random.nextGaussian();
                if (type == CovarianceType.DIAGONAL) {
                    factors[k * dimension + i] = size * (0.5 + random.nextDouble());
                    continue;
                }
                for (int j = 0; j <= i; j++) {
                    factors[k * each + i * dimension + j] = size
                            * (i == j ? 0.5 + random.nextDouble() : 0.5 / Math.sqrt(dimension) * random.nextGaussian());
                }
            }
        }
        for (int k = 0; k < components; k++) {
            weights[k] /= sum;
        }
        return GaussianMixture.of(type, dimension, weights, means, factors);
    }

    /** log sum_k w_k N(x; m_k, Sigma_k) by Gaussian elimination on the covariances, term by term. */
    static double naiveLogDensity(GaussianMixture g, double[] x) {
        int d = g.dimension();
        double[] terms = new double[g.components()];
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < terms.length; k++) {
            double[] a = g.covariance(k);
            double[] b = new double[d];
            for (int i = 0; i < d; i++) {
                b[i] = x[i] - g.means()[k * d + i];
            }
            double[] u = b.clone();
            double logDet = 0;
            for (int p = 0; p < d; p++) {
                logDet += Math.log(a[p * d + p]);
                for (int i = p + 1; i < d; i++) {
                    double f = a[i * d + p] / a[p * d + p];
                    for (int j = p; j < d; j++) {
                        a[i * d + j] -= f * a[p * d + j];
                    }
                    b[i] -= f * b[p];
                }
            }
            double q = 0;
            for (int i = d - 1; i >= 0; i--) {
                for (int j = i + 1; j < d; j++) {
                    b[i] -= a[i * d + j] * b[j];
                }
                b[i] /= a[i * d + i];
                q += b[i] * u[i];
            }
            terms[k] = Math.log(g.weights()[k]) - 0.5 * (d * Math.log(2 * Math.PI) + logDet + q);
            max = Math.max(max, terms[k]);
        }
        double sum = 0;
        for (double t : terms) {
            sum += Math.exp(t - max);
        }
        return max + Math.log(sum);
    }

    /** Points from rows of a mixture, scaled and shifted. */
    static Points points(GaussianMixture g, int rows, double shift, RandomStream random) {
        double[] v = g.sample(rows, random, 1).values();
        for (int i = 0; i < v.length; i++) {
            v[i] += shift;
        }
        return Points.of(rows, g.dimension(), v);
    }

    /** Rounding grows with the condition number of the thinnest component: 1e-11 plus 1e-15 times that number. */
    static void assertMonotone(EmReport report, String what) {
        double[] j = report.objectives();
        double tolerance = 1e-11 + 1e-15 * condition(report.mixture());
        for (int t = 1; t < j.length; t++) {
            assertThat(j[t])
                    .as("%s objective after iteration %d", what, t)
                    .isGreaterThanOrEqualTo(j[t - 1] - tolerance);
        }
    }

    static double condition(GaussianMixture g) {
        int d = g.dimension();
        double worst = 1;
        for (int k = 0; k < g.components(); k++) {
            double[] values = g.covariance(k);
            SmallMatrix.eigen(values, new double[d * d], d);
            double least = Double.POSITIVE_INFINITY;
            double greatest = 0;
            for (int i = 0; i < d; i++) {
                least = Math.min(least, values[i * d + i]);
                greatest = Math.max(greatest, values[i * d + i]);
            }
            worst = Math.max(worst, greatest / least);
        }
        return worst;
    }
}
