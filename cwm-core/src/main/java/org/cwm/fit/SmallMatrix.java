package org.cwm.fit;

/** Dense linear algebra of D x D matrices, row-major in flat arrays: what a covariance needs, in double precision. */
final class SmallMatrix {

    private static final int MAX_SWEEPS = 60;

    private SmallMatrix() {}

    /**
     * Cholesky factor: a = L L^T, zeros above the diagonal of L.
     *
     * @param a symmetric, its lower triangle is read, not modified
     * @param l receives L; may be a itself
     * @return false if a is not numerically positive definite; l is then undefined
     */
    static boolean cholesky(double[] a, double[] l, int d) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double s = a[i * d + j];
                for (int t = 0; t < j; t++) {
                    s -= l[i * d + t] * l[j * d + t];
                }
                if (i == j) {
                    if (!(s > 0) || s == Double.POSITIVE_INFINITY) {
                        return false;
                    }
                    l[i * d + i] = Math.sqrt(s);
                } else {
                    l[i * d + j] = s / l[j * d + j];
                }
            }
            for (int j = i + 1; j < d; j++) {
                l[i * d + j] = 0;
            }
        }
        return true;
    }

    /**
     * Inverse of a lower triangular matrix.
     *
     * @param l lower triangular with a diagonal above 0, starts at offset, not modified
     * @param inverse receives L^-1, lower triangular
     */
    static void invertLower(double[] l, int offset, double[] inverse, int d) {
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < j; i++) {
                inverse[i * d + j] = 0;
            }
            inverse[j * d + j] = 1 / l[offset + j * d + j];
            for (int i = j + 1; i < d; i++) {
                double s = 0;
                for (int t = j; t < i; t++) {
                    s -= l[offset + i * d + t] * inverse[t * d + j];
                }
                inverse[i * d + j] = s / l[offset + i * d + i];
            }
        }
    }

    /**
     * tr(A S A^T) for lower triangular A and symmetric S: with A = L^-1 it is tr((L L^T)^-1 S).
     *
     * @param a lower triangular
     * @param s symmetric
     */
    static double quadraticTrace(double[] a, double[] s, int d) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double t = 0;
                for (int k = 0; k <= i; k++) {
                    t += s[j * d + k] * a[i * d + k];
                }
                sum += a[i * d + j] * t;
            }
        }
        return sum;
    }

    /**
     * Eigen-decomposition of a symmetric matrix by cyclic Jacobi rotations: a = V diag(values) V^T.
     *
     * @param a symmetric; on return its diagonal holds the eigenvalues, in no order
     * @param v receives the eigenvectors in its columns
     */
    static void eigen(double[] a, double[] v, int d) {
        double norm = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                v[i * d + j] = i == j ? 1 : 0;
                norm += a[i * d + j] * a[i * d + j];
            }
        }
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            double off = 0;
            for (int p = 0; p < d; p++) {
                for (int q = p + 1; q < d; q++) {
                    off += a[p * d + q] * a[p * d + q];
                }
            }
            if (off <= 1e-32 * norm) {
                return;
            }
            for (int p = 0; p < d; p++) {
                for (int q = p + 1; q < d; q++) {
                    rotate(a, v, p, q, d);
                }
            }
        }
    }

    private static void rotate(double[] a, double[] v, int p, int q, int d) {
        double apq = a[p * d + q];
        if (apq == 0) {
            return;
        }
        double theta = (a[q * d + q] - a[p * d + p]) / (2 * apq);
        double t = Math.signum(theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        if (theta == 0) {
            t = 1;
        }
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int i = 0; i < d; i++) {
            double x = a[i * d + p];
            double y = a[i * d + q];
            a[i * d + p] = c * x - s * y;
            a[i * d + q] = s * x + c * y;
        }
        for (int i = 0; i < d; i++) {
            double x = a[p * d + i];
            double y = a[q * d + i];
            a[p * d + i] = c * x - s * y;
            a[q * d + i] = s * x + c * y;
            double e = v[i * d + p];
            double f = v[i * d + q];
            v[i * d + p] = c * e - s * f;
            v[i * d + q] = s * e + c * f;
        }
        a[p * d + q] = 0;
        a[q * d + p] = 0;
    }
}
