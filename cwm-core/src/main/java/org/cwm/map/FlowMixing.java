package org.cwm.map;

import org.cwm.kernel.Kernels;

/** u -> W u + b with W = L U of one component before one coupling layer, in double. */
final class FlowMixing {

    private final int d;
    /** Doubles from one row of a matrix to the next. */
    private final int stride;

    private final Kernels kernels;
    private final double[] lower;
    private final double[] upper;
    /** W, and W^T. */
    private final double[] product;

    private final double[] productTransposed;
    private final double[] shift;
    private final double[] zeros;
    private double logDet;

    FlowMixing(int dimension, Kernels kernels) {
        d = dimension;
        stride = stride(d);
        this.kernels = kernels;
        lower = new double[d * stride];
        upper = new double[d * stride];
        product = new double[d * stride];
        productTransposed = new double[d * stride];
        shift = new double[stride];
        zeros = new double[stride];
    }

    private static int stride(int d) {
        return (d + Kernels.BLOCK - 1) / Kernels.BLOCK * Kernels.BLOCK;
    }

    /** Working memory for blocks of rows. For one thread. */
    static final class Scratch {
        private final double[] rows;
        private final float[] gradients;
        private final float[] states;

        Scratch(int dimension, int capacity) {
            int size = capacity * stride(dimension);
            rows = new double[size];
            gradients = new float[size];
            states = new float[size];
        }
    }

    /** Floats of one component's statistics: sum of weights, of g, of g u^T; the latter two padded. */
    static int statisticsSize(int d) {
        return 1 + stride(d) + d * stride(d);
    }

    /** Parameters of K components. */
    static int size(int components, int d) {
        return components * (d * (d - 1) + 2 * d);
    }

    double logDet() {
        return logDet;
    }

    void load(float[] parameters, int offset, int k, int components) {
        int triangle = d * (d - 1) / 2;
        int below = offset + k * triangle;
        int above = offset + (components + k) * triangle;
        int diagonal = offset + 2 * components * triangle + k * d;
        logDet = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                lower[i * stride + j] = j < i ? parameters[below++] : j == i ? 1 : 0;
                upper[i * stride + j] = j > i ? parameters[above++] : j == i ? Math.exp(parameters[diagonal + i]) : 0;
            }
            logDet += parameters[diagonal + i];
            shift[i] = parameters[diagonal + components * d + i];
        }
        kernels.multiplyAdd(lower, 0, stride, 1, upper, 0, stride, zeros, 0, 0, product, 0, stride, d, stride, d);
        transpose(product, productTransposed);
    }

    private void transpose(double[] matrix, double[] out) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[j * stride + i] = matrix[i * stride + j];
            }
        }
    }

    void toBase(double[] u, int rows, double[] out, Scratch scratch) {
        kernels.multiplyAdd(
                u, 0, d, 1, productTransposed, 0, stride, shift, 0, 0, scratch.rows, 0, stride, rows, stride, d);
        unpad(scratch.rows, rows, out);
    }

    private void unpad(double[] padded, int rows, double[] out) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(padded, r * stride, out, r * d, d);
        }
    }

    void toData(double[] state, int rows) {
        for (int r = 0; r < rows; r++) {
            int o = r * d;
            for (int i = 0; i < d; i++) {
                double sum = state[o + i] - shift[i];
                for (int j = 0; j < i; j++) {
                    sum -= lower[i * stride + j] * state[o + j];
                }
                state[o + i] = sum;
            }
            for (int i = d - 1; i >= 0; i--) {
                double sum = state[o + i];
                for (int j = i + 1; j < d; j++) {
                    sum -= upper[i * stride + j] * state[o + j];
                }
                state[o + i] = sum / upper[i * stride + i];
            }
        }
    }

    /** Replaces g, a derivative by u, by W^{-T} g: the derivative by W u + b. */
    void pullToBase(double[] g, int rows) {
        for (int r = 0; r < rows; r++) {
            int o = r * d;
            for (int i = 0; i < d; i++) {
                double sum = g[o + i];
                for (int j = 0; j < i; j++) {
                    sum -= upper[j * stride + i] * g[o + j];
                }
                g[o + i] = sum / upper[i * stride + i];
            }
            for (int i = d - 1; i >= 0; i--) {
                for (int j = i + 1; j < d; j++) {
                    g[o + i] -= lower[j * stride + i] * g[o + j];
                }
            }
        }
    }

    /** W^T g without touching statistics, in place. */
    void transposed(double[] g, int rows, Scratch scratch) {
        kernels.multiplyAdd(g, 0, d, 1, product, 0, stride, zeros, 0, 0, scratch.rows, 0, stride, rows, stride, d);
        unpad(scratch.rows, rows, g);
    }

    /** Adds to the statistics and replaces g, the derivative by W u + b, by that by u. */
    void backward(double[] u, int rows, float[] weight, double[] g, Scratch scratch, float[] statistics, int offset) {
        float[] g32 = scratch.gradients;
        float[] u32 = scratch.states;
        for (int r = 0; r < rows; r++) {
            statistics[offset] += weight[r];
            for (int i = 0; i < d; i++) {
                g32[r * stride + i] = (float) g[r * d + i];
                u32[r * stride + i] = (float) u[r * d + i];
            }
        }
        int m = offset + 1 + stride;
        kernels.addColumnSums(g32, 0, stride, rows, stride, statistics, offset + 1);
        kernels.multiplyAdd(
                g32, 0, 1, stride, u32, 0, stride, statistics, m, stride, statistics, m, stride, d, stride, rows);
        transposed(g, rows, scratch);
    }

    /** With M the sum of g u^T: d/dL = M U^T below the diagonal, d/dU = L^T M on and above it. */
    void finish(float[] statistics, int from, int k, int components, float[] gradient, int offset) {
        int triangle = d * (d - 1) / 2;
        int below = offset + k * triangle;
        int above = offset + (components + k) * triangle;
        int diagonal = offset + 2 * components * triangle + k * d;
        double[] m = new double[d * stride];
        for (int i = 0; i < m.length; i++) {
            m[i] = statistics[from + 1 + stride + i];
        }
        double[] upperTransposed = new double[d * stride];
        transpose(upper, upperTransposed);
        double[] byLower = new double[d * stride];
        double[] byUpper = new double[d * stride];
        kernels.multiplyAdd(m, 0, stride, 1, upperTransposed, 0, stride, zeros, 0, 0, byLower, 0, stride, d, stride, d);
        kernels.multiplyAdd(lower, 0, 1, stride, m, 0, stride, zeros, 0, 0, byUpper, 0, stride, d, stride, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                gradient[below++] = (float) byLower[i * stride + j];
            }
            for (int j = i + 1; j < d; j++) {
                gradient[above++] = (float) byUpper[i * stride + j];
            }
            int ii = i * stride + i;
            gradient[diagonal + i] = (float) (byUpper[ii] * upper[ii] + statistics[from]);
            gradient[diagonal + components * d + i] = statistics[from + 1 + i];
        }
    }
}
