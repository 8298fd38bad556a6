package org.cwm.map;

/** u -> W u + b with W = L U of one component before one coupling layer, in double. */
final class FlowMixing {

    private final int d;
    private final double[] lower;
    private final double[] upper;
    private final double[] product;
    private final double[] shift;
    private double logDet;

    FlowMixing(int dimension) {
        d = dimension;
        lower = new double[d * d];
        upper = new double[d * d];
        product = new double[d * d];
        shift = new double[d];
    }

    /** Floats of one component's statistics: sum of weights, of g, of g u^T. */
    static int statisticsSize(int d) {
        return 1 + d + d * d;
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
                lower[i * d + j] = j < i ? parameters[below++] : j == i ? 1 : 0;
                upper[i * d + j] = j > i ? parameters[above++] : j == i ? Math.exp(parameters[diagonal + i]) : 0;
            }
            logDet += parameters[diagonal + i];
            shift[i] = parameters[diagonal + components * d + i];
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int t = 0; t <= Math.min(i, j); t++) {
                    sum += lower[i * d + t] * upper[t * d + j];
                }
                product[i * d + j] = sum;
            }
        }
    }

    void toBase(double[] u, int rows, double[] out) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < d; i++) {
                double sum = shift[i];
                for (int j = 0; j < d; j++) {
                    sum += product[i * d + j] * u[r * d + j];
                }
                out[r * d + i] = sum;
            }
        }
    }

    void toData(double[] state, int rows) {
        for (int r = 0; r < rows; r++) {
            int o = r * d;
            for (int i = 0; i < d; i++) {
                double sum = state[o + i] - shift[i];
                for (int j = 0; j < i; j++) {
                    sum -= lower[i * d + j] * state[o + j];
                }
                state[o + i] = sum;
            }
            for (int i = d - 1; i >= 0; i--) {
                double sum = state[o + i];
                for (int j = i + 1; j < d; j++) {
                    sum -= upper[i * d + j] * state[o + j];
                }
                state[o + i] = sum / upper[i * d + i];
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
                    sum -= upper[j * d + i] * g[o + j];
                }
                g[o + i] = sum / upper[i * d + i];
            }
            for (int i = d - 1; i >= 0; i--) {
                for (int j = i + 1; j < d; j++) {
                    g[o + i] -= lower[j * d + i] * g[o + j];
                }
            }
        }
    }

    /** W^T g without touching statistics, in place. */
    void transposed(double[] g, int rows, double[] scratch) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    sum += product[i * d + j] * g[r * d + i];
                }
                scratch[j] = sum;
            }
            System.arraycopy(scratch, 0, g, r * d, d);
        }
    }

    /** Adds to the statistics and replaces g, the derivative by W u + b, by that by u. */
    void backward(double[] u, int rows, float[] weight, double[] g, double[] scratch, float[] statistics, int offset) {
        for (int r = 0; r < rows; r++) {
            statistics[offset] += weight[r];
            for (int i = 0; i < d; i++) {
                statistics[offset + 1 + i] += (float) g[r * d + i];
                int s = offset + 1 + d + i * d;
                for (int j = 0; j < d; j++) {
                    statistics[s + j] += (float) (g[r * d + i] * u[r * d + j]);
                }
            }
        }
        transposed(g, rows, scratch);
    }

    /** With M the sum of g u^T: d/dL = M U^T below the diagonal, d/dU = L^T M on and above it. */
    void finish(float[] statistics, int from, int k, int components, float[] gradient, int offset) {
        int triangle = d * (d - 1) / 2;
        int below = offset + k * triangle;
        int above = offset + (components + k) * triangle;
        int diagonal = offset + 2 * components * triangle + k * d;
        int m = from + 1 + d;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int t = j; t < d; t++) {
                    sum += statistics[m + i * d + t] * upper[j * d + t];
                }
                gradient[below++] = (float) sum;
            }
            for (int j = i; j < d; j++) {
                double sum = 0;
                for (int t = i; t < d; t++) {
                    sum += lower[t * d + i] * statistics[m + t * d + j];
                }
                if (j == i) {
                    gradient[diagonal + i] = (float) (sum * upper[i * d + i] + statistics[from]);
                } else {
                    gradient[above++] = (float) sum;
                }
            }
            gradient[diagonal + components * d + i] = statistics[from + 1 + i];
        }
    }
}
