package org.cwm.variational.zoo;

/** Small symmetric positive definite matrices, D x D row-major. */
final class Cholesky {

    private Cholesky() {}

    /** L with a = L L^T, of which the lower triangle is read. */
    static double[] factor(double[] a, int d) {
        double[] l = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double s = a[i * d + j];
                for (int t = 0; t < j; t++) {
                    s -= l[i * d + t] * l[j * d + t];
                }
                if (i == j) {
                    if (!(s > 0)) {
                        throw new IllegalArgumentException("covariance: not positive definite");
                    }
                    l[i * d + i] = Math.sqrt(s);
                } else {
                    l[i * d + j] = s / l[j * d + j];
                }
            }
        }
        return l;
    }

    /** (L L^T)^-1. */
    static double[] inverse(double[] l, int d) {
        double[] b = new double[d * d];
        for (int j = 0; j < d; j++) {
            b[j * d + j] = 1 / l[j * d + j];
            for (int i = j + 1; i < d; i++) {
                double s = 0;
                for (int t = j; t < i; t++) {
                    s -= l[i * d + t] * b[t * d + j];
                }
                b[i * d + j] = s / l[i * d + i];
            }
        }
        double[] out = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double s = 0;
                for (int t = Math.max(i, j); t < d; t++) {
                    s += b[t * d + i] * b[t * d + j];
                }
                out[i * d + j] = s;
            }
        }
        return out;
    }

    /** log of the product of L's diagonal. */
    static double halfLogDet(double[] l, int d) {
        double s = 0;
        for (int i = 0; i < d; i++) {
            s += Math.log(l[i * d + i]);
        }
        return s;
    }
}
