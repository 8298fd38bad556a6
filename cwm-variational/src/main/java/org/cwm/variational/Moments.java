package org.cwm.variational;

import org.cwm.model.Points;

/**
 * Mean and Cholesky factor of the covariance of points.
 *
 * @param mean D values
 * @param factor L, D x D lower triangular, covariance L L^T
 */
record Moments(double[] mean, double[] factor) {

    /** Of more points than dimensions; a direction in which they don't differ gets a tiny spread. */
    static Moments of(Points points) {
        int n = points.rows();
        int d = points.columns();
        double[] v = points.values();
        double[] mean = new double[d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += v[i * d + j] / n;
            }
        }
        double[] c = new double[d * d];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < d; a++) {
                double e = (v[i * d + a] - mean[a]) / n;
                for (int b = 0; b <= a; b++) {
                    c[a * d + b] += e * (v[i * d + b] - mean[b]);
                }
            }
        }
        double[] l = new double[d * d];
        for (int i = 0; i < d; i++) {
            double variance = c[i * d + i];
            for (int j = 0; j <= i; j++) {
                double s = c[i * d + j];
                for (int t = 0; t < j; t++) {
                    s -= l[i * d + t] * l[j * d + t];
                }
                l[i * d + j] = i == j ? Math.sqrt(Math.max(s, 1e-10 * variance + Double.MIN_NORMAL)) : s / l[j * d + j];
            }
        }
        return new Moments(mean, l);
    }
}
