package org.cwm.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A fully connected network for blocks of rows, float32: h_0 = x, h_l = act(W_l h_{l-1} + b_l), and a last layer without
 * activation. Rows lie one behind the other, padded; each weight matrix is padded and in both orders, so that the way there
 * and the way back are the same row-times-matrix kernel. Parameters lie layer by layer: weight (out, in), bias (out).
 */
public final class DenseNetwork {

    private final Kernels kernels;
    private final Activation activation;
    private final int layers;
    private final int[] in;
    private final int[] out;
    private final int[] inColumns;
    private final int[] outColumns;
    /** Row strides of the activations; stride[l] belongs to the input of layer l. */
    private final int[] stride;

    private final int[] rawWeight;
    private final int[] rawBias;
    private final int rawSize;
    private final float[] zeros;

    /**
     * A network.
     *
     * @param widths inputs, hidden units, outputs
     * @param activation of the hidden layers
     * @param kernels inner loops
     */
    public DenseNetwork(int[] widths, Activation activation, Kernels kernels) {
        this.kernels = kernels;
        this.activation = activation;
        layers = widths.length - 1;
        in = new int[layers];
        out = new int[layers];
        inColumns = new int[layers];
        outColumns = new int[layers];
        stride = new int[layers + 1];
        rawWeight = new int[layers];
        rawBias = new int[layers];
        int raw = 0;
        int widest = 0;
        for (int l = 0; l < layers; l++) {
            in[l] = widths[l];
            out[l] = widths[l + 1];
            inColumns[l] = roundUp(in[l]);
            outColumns[l] = roundUp(out[l]);
            stride[l] = strideOf(inColumns[l]);
            stride[l + 1] = strideOf(outColumns[l]);
            widest = Math.max(widest, inColumns[l]);
            rawWeight[l] = raw;
            raw += narrow(l) ? in[l] * outColumns[l] : out[l] * inColumns[l];
            rawBias[l] = raw;
            raw += outColumns[l];
        }
        rawSize = raw;
        zeros = new float[widest];
    }

    private static int roundUp(int n) {
        return (n + Kernels.BLOCK - 1) / Kernels.BLOCK * Kernels.BLOCK;
    }

    /** Rows 512 bytes apart fall on the same cache sets, so such strides get one block more. */
    private static int strideOf(int columns) {
        return columns % 128 == 0 ? columns + Kernels.BLOCK : columns;
    }

    /** A layer of few inputs: most columns of its weights would be padding, so the gradient is summed transposed. */
    private boolean narrow(int l) {
        return in[l] < Kernels.BLOCK && in[l] < out[l];
    }

    /**
     * Floats from one input row to the next.
     *
     * @return at least the number of inputs
     */
    public int inputStride() {
        return stride[0];
    }

    /**
     * Floats from one output row to the next.
     *
     * @return at least the number of outputs
     */
    public int outputStride() {
        return stride[layers];
    }

    /**
     * Length of the padded gradient.
     *
     * @return number of floats
     */
    public int rawSize() {
        return rawSize;
    }

    /** Weights in the form that the kernels want. */
    public final class Weights {
        /** Per layer: (in x outColumns), for the way there. */
        private final float[][] transposed = new float[layers][];
        /** Per layer: (out x inColumns), for the way back. */
        private final float[][] weight = new float[layers][];

        private final float[][] bias = new float[layers][];

        /** Zeros. */
        public Weights() {
            for (int l = 0; l < layers; l++) {
                transposed[l] = new float[in[l] * stride[l + 1]];
                weight[l] = new float[out[l] * stride[l]];
                bias[l] = new float[outColumns[l]];
            }
        }

        /**
         * Takes over component k's weights of K that lie in flat parameters, each tensor of all components before the next.
         *
         * @param parameters not kept
         * @param offset of the first weight
         * @param k component, 0 of 1 for a single network
         * @param components K
         * @return offset of what lies behind them
         */
        public int load(float[] parameters, int offset, int k, int components) {
            int p = offset;
            for (int l = 0; l < layers; l++) {
                int w = p + k * out[l] * in[l];
                for (int o = 0; o < out[l]; o++) {
                    for (int i = 0; i < in[l]; i++) {
                        float v = parameters[w++];
                        weight[l][o * stride[l] + i] = v;
                        transposed[l][i * stride[l + 1] + o] = v;
                    }
                }
                p += components * out[l] * in[l];
                System.arraycopy(parameters, p + k * out[l], bias[l], 0, out[l]);
                p += components * out[l];
            }
            return p;
        }
    }

    /**
     * Unpads component k's gradient.
     *
     * @param raw padded gradient, not modified
     * @param rawOffset of its first element
     * @param k component, 0 of 1 for a single network
     * @param components K
     * @param gradient receives, laid out as the parameters
     * @param offset of the first weight
     * @return offset of what lies behind the networks' in {@code gradient}
     */
    public int finish(float[] raw, int rawOffset, int k, int components, float[] gradient, int offset) {
        int p = offset;
        for (int l = 0; l < layers; l++) {
            int w = rawOffset + rawWeight[l];
            int g = p + k * out[l] * in[l];
            for (int o = 0; o < out[l]; o++) {
                for (int i = 0; i < in[l]; i++) {
                    gradient[g++] = raw[narrow(l) ? w + i * outColumns[l] + o : w + o * inColumns[l] + i];
                }
            }
            p += components * out[l] * in[l];
            System.arraycopy(raw, rawOffset + rawBias[l], gradient, p + k * out[l], out[l]);
            p += components * out[l];
        }
        return p;
    }

    /** Activations of one block of rows. For one thread. */
    public final class Block {
        private final float[] input;
        private final float[][] pre = new float[layers][];
        private final float[][] post = new float[layers][];
        private final float[][] gradient = new float[layers][];
        private final float[] inputGradient;

        /**
         * Working memory.
         *
         * @param capacity greatest number of rows
         */
        public Block(int capacity) {
            input = new float[capacity * stride[0]];
            inputGradient = new float[input.length];
            for (int l = 0; l < layers; l++) {
                pre[l] = new float[capacity * stride[l + 1]];
                gradient[l] = new float[pre[l].length];
                post[l] = l + 1 < layers ? new float[pre[l].length] : pre[l];
            }
        }

        /**
         * Where inputs are written, row i at {@code i * inputStride()}.
         *
         * @return the input block
         */
        public float[] input() {
            return input;
        }

        /**
         * Outputs, row i at {@code i * outputStride()}.
         *
         * @return the output block
         */
        public float[] output() {
            return pre[layers - 1];
        }

        /**
         * Where the derivative by the outputs is written before {@link #backward}.
         *
         * @return the block of derivatives, row i at {@code i * outputStride()}, padding zero
         */
        public float[] outputGradient() {
            return gradient[layers - 1];
        }

        /**
         * The derivative by the inputs after {@link #backward}.
         *
         * @return the block of derivatives, row i at {@code i * inputStride()}
         */
        public float[] inputGradient() {
            return inputGradient;
        }

        private float[] inputOf(int layer) {
            return layer == 0 ? input : post[layer - 1];
        }

        /**
         * Evaluates rows whose inputs have been written.
         *
         * @param w weights
         * @param rows number of rows
         */
        public void forward(Weights w, int rows) {
            for (int l = 0; l < layers; l++) {
                int s = stride[l + 1];
                kernels.multiplyAdd(
                        inputOf(l),
                        0,
                        stride[l],
                        1,
                        w.transposed[l],
                        0,
                        s,
                        w.bias[l],
                        0,
                        0,
                        pre[l],
                        0,
                        s,
                        rows,
                        outColumns[l],
                        in[l]);
                if (l + 1 < layers) {
                    kernels.activate(activation, pre[l], post[l], 0, rows * s);
                }
            }
        }

        /**
         * Way back: adds the gradient by the weights to {@code raw}, if it is there; output gradients are used up.
         *
         * @param w weights
         * @param rows number of rows
         * @param raw padded gradient, added to, or null if not wanted
         * @param rawOffset of its first element
         */
        public void backward(Weights w, int rows, float @Nullable [] raw, int rawOffset) {
            for (int l = layers - 1; l >= 0; l--) {
                float[] g = gradient[l];
                int gs = stride[l + 1];
                int s = stride[l];
                if (raw != null) {
                    kernels.addColumnSums(g, 0, gs, rows, outColumns[l], raw, rawOffset + rawBias[l]);
                    addWeightGradient(l, rows, g, gs, raw, rawOffset + rawWeight[l]);
                }
                if (in[l] == 0) {
                    return;
                }
                float[] next = l == 0 ? inputGradient : gradient[l - 1];
                kernels.multiplyAdd(
                        g, 0, gs, 1, w.weight[l], 0, s, zeros, 0, 0, next, 0, s, rows, inColumns[l], out[l]);
                if (l > 0) {
                    kernels.multiplyByDerivative(activation, pre[l - 1], post[l - 1], next, 0, rows * s);
                }
            }
        }

        /** Adds G^T X to the raw gradient of a layer's weights, or its transpose X^T G for a narrow layer. */
        private void addWeightGradient(int l, int rows, float[] g, int gs, float[] raw, int w) {
            float[] x = inputOf(l);
            int xs = stride[l];
            if (narrow(l)) {
                int c = outColumns[l];
                kernels.multiplyAdd(x, 0, 1, xs, g, 0, gs, raw, w, c, raw, w, c, in[l], c, rows);
            } else {
                int c = inColumns[l];
                kernels.multiplyAdd(g, 0, 1, gs, x, 0, xs, raw, w, c, raw, w, c, out[l], c, rows);
            }
        }
    }
}
