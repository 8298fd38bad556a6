package org.cwm.map;

/** Lower triangular matrices, d x d row-major in double. */
final class Triangular {

    private Triangular() {}

    /**
     * Reads component k's matrix from flat parameters (means, log diagonals, strict lower triangles) and returns
     * minus the sum of the log diagonal.
     */
    static double unpack(float[] parameters, int offset, int components, int d, int k, double[] out) {
        int lower = offset + 2 * components * d + k * (d * (d - 1) / 2);
        double logDet = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                out[i * d + j] = parameters[lower++];
            }
            double logDiagonal = parameters[offset + (components + k) * d + i];
            out[i * d + i] = Math.exp(logDiagonal);
            logDet -= logDiagonal;
        }
        return logDet;
    }

    /** Inverse of a lower triangular matrix, packed row by row with its diagonal. */
    static void invert(double[] l, int d, double[] packed, int offset) {
        for (int i = 0; i < d; i++) {
            int row = offset + i * (i + 1) / 2;
            double diagonal = 1 / l[i * d + i];
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int t = j; t < i; t++) {
                    sum += l[i * d + t] * packed[offset + t * (t + 1) / 2 + j];
                }
                packed[row + j] = -sum * diagonal;
            }
            packed[row + i] = diagonal;
        }
    }

    /** v := B^{-T} v and the lower part of M := the lower part of B^{-T} M, by back substitution. */
    static void solveTransposed(double[] b, int d, double[] v, double[] m) {
        for (int i = d - 1; i >= 0; i--) {
            double diagonal = 1 / b[i * d + i];
            for (int t = i + 1; t < d; t++) {
                double f = b[t * d + i];
                v[i] -= f * v[t];
                for (int j = 0; j <= i; j++) {
                    m[i * d + j] -= f * m[t * d + j];
                }
            }
            v[i] *= diagonal;
            for (int j = 0; j <= i; j++) {
                m[i * d + j] *= diagonal;
            }
        }
    }
}
