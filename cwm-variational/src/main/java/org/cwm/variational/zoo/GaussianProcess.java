package org.cwm.variational.zoo;

import java.util.List;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.transform.Parameters;

/**
 * Hyperparameters of a Gaussian process on the line: y ~ N(0, K), K_ij = alpha^2 exp(-(x_i - x_j)^2 / (2 rho^2)) + sigma
 * [i = j]; rho ~ Gamma(25, 4), alpha ~ half-normal(0, 2), sigma (a variance) ~ half-normal(0, 1). A density of (rho, alpha,
 * sigma).
 */
final class GaussianProcess implements TargetDensity {

    private final double[] x;
    private final double[] y;

    /** Inputs and outputs. */
    GaussianProcess(double[] x, double[] y) {
        this.x = x.clone();
        this.y = y.clone();
    }

    Parameters parameters() {
        return Parameters.none().withPositive("rho", 1).withPositive("alpha", 1).withPositive("sigma", 1);
    }

    @Override
    public int dimension() {
        return 3;
    }

    @Override
    public List<String> names() {
        return parameters().names();
    }

    @Override
    public double logDensity(double[] v, double[] gradient) {
        int n = x.length;
        double rho = v[0];
        double alpha = v[1];
        double sigma = v[2];
        if (!(rho > 1e-100 && alpha < 1e100 && sigma > 1e-100 && rho < 1e100 && sigma < 1e100)) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] kernel = new double[n * n];
        double[] k = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double u = (x[i] - x[j]) / rho;
                kernel[i * n + j] = alpha * alpha * Math.exp(-0.5 * u * u);
                k[i * n + j] = kernel[i * n + j] + (i == j ? sigma : 0);
            }
        }
        double[] l;
        try {
            l = Cholesky.factor(k, n);
        } catch (IllegalArgumentException e) {
            // sigma is lost beside alpha^2: in exact arithmetic the density there is below any that counts
            return Double.NEGATIVE_INFINITY;
        }
        double[] inverse = Cholesky.inverse(l, n);
        double[] a = new double[n];
        double quadratic = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i] += inverse[i * n + j] * y[j];
            }
            quadratic += a[i] * y[i];
        }
        double byRho = 0;
        double byAlpha = 0;
        double bySigma = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double w = 0.5 * (a[i] * a[j] - inverse[i * n + j]);
                double u = (x[i] - x[j]) / rho;
                byRho += w * kernel[i * n + j] * u * u / rho;
                byAlpha += w * kernel[i * n + j] * 2 / alpha;
                bySigma += i == j ? w : 0;
            }
        }
        gradient[0] = byRho + 24 / rho - 4;
        gradient[1] = byAlpha - 0.25 * alpha;
        gradient[2] = bySigma - sigma;
        return -0.5 * quadratic
                - Cholesky.halfLogDet(l, n)
                + 24 * Math.log(rho)
                - 4 * rho
                - 0.125 * alpha * alpha
                - 0.5 * sigma * sigma;
    }
}
