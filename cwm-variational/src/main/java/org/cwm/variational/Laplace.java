package org.cwm.variational;

import java.util.Arrays;

/**
 * Local Gaussian approximations: a maximum of log t by damped Newton steps (Levenberg, 1944), the Hessian by central
 * differences of the gradient, all coordinates or those orthogonal to a direction.
 */
final class Laplace {

    private static final int STEPS = 60;
    private static final double DIFFERENCE = 1e-4;

    private final TargetDensity target;
    private final int dimension;

    /**
     * A Gaussian approximation.
     *
     * @param mean its mean
     * @param factor lower triangular Cholesky factor of its covariance, D x D
     * @param logEvidence log t(mean) + (D / 2) log(2 pi) + log |factor|
     */
    record Approximation(double[] mean, double[] factor, double logEvidence) {}

    Laplace(TargetDensity target) {
        this.target = target;
        dimension = target.dimension();
    }

    /** Minus the Hessian in the basis given (columns of D x m, orthonormal), m x m. */
    private double[] curvature(double[] x, double[] scale, double[] basis, int m) {
        double[] h = new double[m * m];
        double[] up = new double[dimension];
        double[] down = new double[dimension];
        double[] at = new double[dimension];
        for (int j = 0; j < m; j++) {
            double step = DIFFERENCE * scale[j];
            for (int d = 0; d < dimension; d++) {
                at[d] = x[d] + step * basis[d * m + j];
            }
            double plus = target.logDensity(at, up);
            for (int d = 0; d < dimension; d++) {
                at[d] = x[d] - step * basis[d * m + j];
            }
            double minus = target.logDensity(at, down);
            if (!Double.isFinite(plus) || !Double.isFinite(minus)) {
                return new double[0];
            }
            for (int i = 0; i < m; i++) {
                double sum = 0;
                for (int d = 0; d < dimension; d++) {
                    sum += basis[d * m + i] * (down[d] - up[d]);
                }
                h[i * m + j] = sum / (2 * step);
            }
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                double v = 0.5 * (h[i * m + j] + h[j * m + i]);
                h[i * m + j] = v;
                h[j * m + i] = v;
            }
        }
        return h;
    }

    /**
     * The approximation at the maximum that steps from a point lead to.
     *
     * @param start D values
     * @param basis orthonormal directions to move in, D x m; a covariance is given by these alone
     * @param m number of directions
     * @return mean, m x m factor; null if there is no maximum with a negative definite Hessian in reach
     */
    @org.jspecify.annotations.Nullable
    Approximation maximum(double[] start, double[] basis, int m) {
        double[] x = start.clone();
        double[] gradient = new double[dimension];
        double[] scale = new double[m];
        Arrays.fill(scale, 1);
        double value = target.logDensity(x, gradient);
        if (!Double.isFinite(value)) {
            return null;
        }
        double damping = 1e-3;
        double[] h = curvature(x, scale, basis, m);
        for (int step = 0; step < STEPS && h.length > 0; step++) {
            for (int j = 0; j < m; j++) {
                scale[j] = Math.min(1, 1 / Math.sqrt(Math.max(1e-12, Math.abs(h[j * m + j]))));
            }
            double[] g = new double[m];
            for (int j = 0; j < m; j++) {
                for (int d = 0; d < dimension; d++) {
                    g[j] += basis[d * m + j] * gradient[d];
                }
            }
            boolean moved = false;
            double gain = 0;
            for (int attempt = 0; attempt < 30 && !moved; attempt++) {
                double[] c = h.clone();
                for (int j = 0; j < m; j++) {
                    c[j * m + j] += damping * (1e-3 + Math.abs(h[j * m + j]));
                }
                if (FullMixture.cholesky(c, m)) {
                    double[] move = solve(c, g, m);
                    double[] next = x.clone();
                    for (int d = 0; d < dimension; d++) {
                        for (int j = 0; j < m; j++) {
                            next[d] += basis[d * m + j] * move[j];
                        }
                    }
                    double[] nextGradient = new double[dimension];
                    double v = Trial.logDensity(target, next, nextGradient);
                    if (v >= value) {
                        gain = v - value;
                        x = next;
                        gradient = nextGradient;
                        value = v;
                        moved = true;
                        damping = Math.max(1e-9, damping * 0.2);
                        continue;
                    }
                }
                damping = Math.max(1e-6, damping) * 5;
            }
            h = curvature(x, scale, basis, m);
            if (!moved || gain < 1e-9) {
                break;
            }
        }
        double[] c = h.clone();
        if (h.length == 0 || !FullMixture.cholesky(c, m)) {
            return null;
        }
        return finish(x, value, c, m);
    }

    /** With precision C C^T the covariance is C^{-T} C^{-1}. */
    private static Approximation finish(double[] x, double value, double[] c, int m) {
        double[] inverse = new double[m * m];
        double log = value + 0.5 * m * Math.log(2 * Math.PI);
        for (int j = 0; j < m; j++) {
            log -= Math.log(c[j * m + j]);
            for (int i = j; i < m; i++) {
                double sum = i == j ? 1 : 0;
                for (int t = j; t < i; t++) {
                    sum -= c[i * m + t] * inverse[t * m + j];
                }
                inverse[i * m + j] = sum / c[i * m + i];
            }
        }
        double[] covariance = new double[m * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                for (int t = Math.max(i, j); t < m; t++) {
                    covariance[i * m + j] += inverse[t * m + i] * inverse[t * m + j];
                }
            }
        }
        FullMixture.cholesky(covariance, m);
        return new Approximation(x, covariance, log);
    }

    private static double[] solve(double[] c, double[] g, int m) {
        double[] y = g.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                y[i] -= c[i * m + j] * y[j];
            }
            y[i] /= c[i * m + i];
        }
        for (int i = m - 1; i >= 0; i--) {
            for (int j = i + 1; j < m; j++) {
                y[i] -= c[j * m + i] * y[j];
            }
            y[i] /= c[i * m + i];
        }
        return y;
    }

    /** All directions. */
    static double[] identity(int d) {
        double[] basis = new double[d * d];
        for (int i = 0; i < d; i++) {
            basis[i * d + i] = 1;
        }
        return basis;
    }

    /** An orthonormal basis, D x (D - 1), of what is orthogonal to a unit vector: columns of a reflection. */
    static double[] orthogonal(double[] e) {
        int d = e.length;
        // H = I - 2 v v^T / |v|^2 with v = e + sign e_0: its first column is -sign e
        double[] v = e.clone();
        v[0] += e[0] >= 0 ? 1 : -1;
        double squares = 0;
        for (double a : v) {
            squares += a * a;
        }
        double[] basis = new double[d * (d - 1)];
        for (int i = 0; i < d; i++) {
            for (int j = 1; j < d; j++) {
                basis[i * (d - 1) + j - 1] = (i == j ? 1 : 0) - 2 * v[i] * v[j] / squares;
            }
        }
        return basis;
    }
}
