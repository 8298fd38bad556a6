package org.cwm.map;

import java.util.Arrays;

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

    /**
     * Inverse of a lower triangular matrix, packed row by row with its diagonal. Rows are added to rows: down a column,
     * each element would come from another cache line.
     */
    static void invert(double[] l, int d, double[] packed, int offset) {
        double[] sum = new double[d];
        for (int i = 0; i < d; i++) {
            Arrays.fill(sum, 0, i, 0);
            for (int t = 0; t < i; t++) {
                addRow(l[i * d + t], packed, offset + t * (t + 1) / 2, sum, t + 1);
            }
            int row = offset + i * (i + 1) / 2;
            double diagonal = 1 / l[i * d + i];
            for (int j = 0; j < i; j++) {
                packed[row + j] = -sum[j] * diagonal;
            }
            packed[row + i] = diagonal;
        }
    }

    /** Row i of the product of two lower triangular matrices left of its diagonal, into {@code out[0..i)}. */
    static void productRow(double[] a, double[] b, int d, int i, double[] out) {
        Arrays.fill(out, 0, i, 0);
        for (int t = 0; t <= i; t++) {
            addRow(a[i * d + t], b, t * d, out, Math.min(t + 1, i));
        }
    }

    /** sum += factor * row. */
    private static void addRow(double factor, double[] from, int offset, double[] sum, int n) {
        for (int j = 0; j < n; j++) {
            sum[j] += factor * from[offset + j];
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
