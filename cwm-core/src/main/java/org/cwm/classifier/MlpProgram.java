package org.cwm.classifier;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Mlp} for the tile engine: each weight matrix padded and in both orders, so that the way there and the way
 * back are the same row-times-matrix kernel.
 */
final class MlpProgram implements ClassifierProgram {

    /** Of so many inputs the derivatives by them are row products. */
    private static final int FEW = 4;

    /** Of so many rows, what one kernel wrote is still in the first-level cache when the next one reads it. */
    private static final int NEAR = 30;

    final Kernels kernels;
    final Activation activation;
    final int layers;
    final int components;
    final int[] in;
    final int[] out;
    /** Widths rounded up to whole blocks: columns given to the kernels. */
    final int[] inColumns;

    final int[] outColumns;
    /** Row strides of the activations; stride[l] belongs to the input of layer l. */
    final int[] stride;
    /** Per layer: (in x outColumns), for the way there. */
    final float[][] transposed;
    /** Per layer: (out x inColumns), for the way back. */
    final float[][] weight;

    final float[][] bias;
    /** Per layer: each bias once a lane of a {@link WeightTile}. */
    final float[][] biasLanes;

    /** A row of zeros, as wide as the widest layer. */
    final float[] zeros;
    /** Where each layer's weight and bias lie in the raw gradient. */
    final int[] rawWeight;

    final int[] rawBias;
    /** Conditions, the last of the inputs, and what the gate is linear in. */
    final int conditions;

    final int gateInputs;
    /** The gate, (K x gateInputs), and (gateInputs x outColumns) for rows one below the other. */
    final float[] gate;

    final float[] gateTransposed;
    private final int rawGate;
    private final int rawSize;

    MlpProgram(Mlp.Architecture a, Kernels kernels) {
        this.kernels = kernels;
        activation = a.activation();
        components = a.components();
        layers = a.layers();
        in = new int[layers];
        out = new int[layers];
        inColumns = new int[layers];
        outColumns = new int[layers];
        stride = new int[layers + 1];
        transposed = new float[layers][];
        weight = new float[layers][];
        bias = new float[layers][];
        biasLanes = new float[layers][];
        rawWeight = new int[layers];
        rawBias = new int[layers];
        int raw = 0;
        for (int l = 0; l < layers; l++) {
            in[l] = a.in(l);
            out[l] = a.out(l);
            inColumns[l] = roundUp(in[l]);
            outColumns[l] = roundUp(out[l]);
            stride[l] = strideOf(inColumns[l]);
            stride[l + 1] = strideOf(outColumns[l]);
            transposed[l] = new float[in[l] * stride[l + 1]];
            weight[l] = new float[out[l] * stride[l]];
            bias[l] = new float[outColumns[l]];
            biasLanes[l] = new float[out[l] * WeightTile.LANES];
            rawWeight[l] = raw;
            raw += narrow(l) ? in[l] * outColumns[l] : out[l] * inColumns[l];
            rawBias[l] = raw;
            raw += outColumns[l];
        }
        conditions = a.conditions();
        gateInputs = a.gateInputs();
        gate = new float[components * gateInputs];
        gateTransposed = new float[gateInputs * outColumns[layers - 1]];
        rawGate = raw;
        rawSize = raw + gateTransposed.length;
        zeros = new float[IntStream.of(inColumns).max().orElse(0)];
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

    @Override
    public void load(float[] parameters, int offset) {
        int p = offset;
        for (int l = 0; l < layers; l++) {
            for (int o = 0; o < out[l]; o++) {
                for (int i = 0; i < in[l]; i++) {
                    float w = parameters[p++];
                    weight[l][o * stride[l] + i] = w;
                    transposed[l][i * stride[l + 1] + o] = w;
                }
            }
            System.arraycopy(parameters, p, bias[l], 0, out[l]);
            for (int o = 0; o < out[l]; o++) {
                Arrays.fill(biasLanes[l], o * WeightTile.LANES, (o + 1) * WeightTile.LANES, bias[l][o]);
            }
            p += out[l];
        }
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < gateInputs; i++) {
                float w = parameters[p++];
                gate[k * gateInputs + i] = w;
                gateTransposed[i * outColumns[layers - 1] + k] = w;
            }
        }
    }

    @Override
    public ClassifierTile newTile(int capacity) {
        return new Tile(capacity);
    }

    @Override
    public WeightTile newWeightTile() {
        return new MlpWeightTile(this);
    }

    @Override
    public int rawGradientSize() {
        return rawSize;
    }

    @Override
    public void finish(float[] raw, int rawOffset, float[] gradient, int offset) {
        int p = offset;
        for (int l = 0; l < layers; l++) {
            int w = rawOffset + rawWeight[l];
            for (int o = 0; o < out[l]; o++) {
                for (int i = 0; i < in[l]; i++) {
                    gradient[p++] = raw[narrow(l) ? w + i * outColumns[l] + o : w + o * inColumns[l] + i];
                }
            }
            System.arraycopy(raw, rawOffset + rawBias[l], gradient, p, out[l]);
            p += out[l];
        }
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < gateInputs; i++) {
                gradient[p++] = raw[rawOffset + rawGate + i * outColumns[layers - 1] + k];
            }
        }
    }

    /** Activations of one block of rows. */
    private final class Tile implements ClassifierTile {
        /** Before and after the activation; pre[l] and post[l] are the outputs of layer l. */
        private final float[][] pre = new float[layers][];

        private final float[][] post = new float[layers][];
        private final float[] input;
        private final float[] logSumExp;
        /** What the softmax of each row is multiplied by on the way back. */
        private final float[] factor;

        /** What the gate is linear in, row by row. */
        private final float[] products;

        private final float[][] gradient = new float[layers][];

        Tile(int capacity) {
            input = new float[capacity * stride[0]];
            logSumExp = new float[capacity];
            factor = new float[capacity];
            products = new float[capacity * gateInputs];
            for (int l = 0; l < layers; l++) {
                pre[l] = new float[capacity * stride[l + 1]];
                post[l] = l + 1 < layers ? new float[capacity * stride[l + 1]] : new float[0];
                gradient[l] = l + 1 < layers ? new float[capacity * stride[l + 1]] : new float[0];
            }
        }

        private float[] inputOf(int layer) {
            return layer == 0 ? input : post[layer - 1];
        }

        @Override
        public float[] input() {
            return input;
        }

        @Override
        public int inputStride() {
            return stride[0];
        }

        @Override
        public void forward(int from, int to) {
            for (int l = 0; l < layers; l++) {
                int s = stride[l + 1];
                kernels.multiplyAdd(
                        inputOf(l),
                        from * stride[l],
                        stride[l],
                        1,
                        transposed[l],
                        0,
                        s,
                        bias[l],
                        0,
                        0,
                        pre[l],
                        from * s,
                        s,
                        to - from,
                        outColumns[l],
                        in[l]);
                if (l + 1 < layers) {
                    kernels.activate(activation, pre[l], post[l], from * s, (to - from) * s);
                }
            }
            if (gateInputs > 0) {
                addGate(from, to);
            }
            int s = stride[layers];
            kernels.logSumExp(pre[layers - 1], from * s, s, to - from, components, logSumExp, from);
        }

        private void addGate(int from, int to) {
            for (int r = from; r < to; r++) {
                int x = r * stride[0] + in[0] - conditions;
                int q = r * gateInputs;
                int n = q + conditions;
                for (int i = 0; i < conditions; i++) {
                    products[q + i] = input[x + i];
                    for (int j = 0; j <= i; j++) {
                        products[n++] = input[x + i] * input[x + j];
                    }
                }
            }
            float[] logits = pre[layers - 1];
            int s = stride[layers];
            int c = outColumns[layers - 1];
            kernels.multiplyAdd(
                    products,
                    from * gateInputs,
                    gateInputs,
                    1,
                    gateTransposed,
                    0,
                    c,
                    logits,
                    from * s,
                    s,
                    logits,
                    from * s,
                    s,
                    to - from,
                    c,
                    gateInputs);
        }

        @Override
        public double logWeight(int row, int k) {
            return Math.min(0, (double) pre[layers - 1][row * stride[layers] + k] - logSumExp[row]);
        }

        @Override
        public void move(int from, int to) {
            System.arraycopy(input, from * stride[0], input, to * stride[0], stride[0]);
            for (int l = 0; l < layers; l++) {
                int s = stride[l + 1];
                System.arraycopy(pre[l], from * s, pre[l], to * s, s);
                if (l + 1 < layers) {
                    System.arraycopy(post[l], from * s, post[l], to * s, s);
                }
            }
            System.arraycopy(products, from * gateInputs, products, to * gateInputs, gateInputs);
            logSumExp[to] = logSumExp[from];
        }

        @Override
        public void backward(
                int rows, int[] component, float[] rowWeight, float[] raw, int rawOffset, float[] inputGradient) {
            toLogits(rows, component, rowWeight);
            back(rows, raw, rawOffset, inputGradient);
        }

        @Override
        public void backwardToInput(int rows, int[] component, float[] rowWeight, float[] inputGradient) {
            toLogits(rows, component, rowWeight);
            back(rows, null, 0, inputGradient);
        }

        @Override
        public void backward(int rows, float[] logWeightGradient, float[] raw, int rawOffset, float[] inputGradient) {
            float[] g = pre[layers - 1];
            int gs = stride[layers];
            for (int r = 0; r < rows; r++) {
                float total = 0;
                for (int k = 0; k < components; k++) {
                    total += logWeightGradient[r * components + k];
                }
                factor[r] = -total;
            }
            kernels.scaledSoftmax(g, 0, gs, rows, components, logSumExp, factor, 0);
            for (int r = 0; r < rows; r++) {
                for (int k = 0; k < components; k++) {
                    g[r * gs + k] += logWeightGradient[r * components + k];
                }
            }
            back(rows, raw, rawOffset, inputGradient);
        }

        /** Logits become derivatives by them. */
        private void toLogits(int rows, int[] component, float[] rowWeight) {
            float[] g = pre[layers - 1];
            int gs = stride[layers];
            for (int r = 0; r < rows; r++) {
                factor[r] = -rowWeight[r];
            }
            kernels.scaledSoftmax(g, 0, gs, rows, components, logSumExp, factor, 0);
            for (int r = 0; r < rows; r++) {
                g[r * gs + component[r]] += rowWeight[r];
            }
        }

        /** From the derivatives by the logits down to the inputs; without {@code raw} the weights are passed by. */
        private void back(int rows, float @Nullable [] raw, int rawOffset, float[] inputGradient) {
            float[] g = pre[layers - 1];
            int gs = stride[layers];
            if (gateInputs > 0 && raw != null) {
                int c = outColumns[layers - 1];
                int w = rawOffset + rawGate;
                kernels.multiplyAdd(products, 0, 1, gateInputs, g, 0, gs, raw, w, c, raw, w, c, gateInputs, c, rows);
            }
            if (raw != null) {
                int l = layers - 1;
                kernels.addColumnSums(g, 0, gs, rows, outColumns[l], raw, rawOffset + rawBias[l]);
            }
            for (int l = layers - 1; l >= 0; l--) {
                int s = stride[l];
                if (raw != null) {
                    addWeightGradient(l, rows, g, gs, raw, rawOffset + rawWeight[l]);
                }
                float[] next = l == 0 ? inputGradient : gradient[l - 1];
                if (in[l] <= FEW) {
                    kernels.multiplyAddTransposed(
                            g,
                            0,
                            gs,
                            transposed[l],
                            0,
                            stride[l + 1],
                            zeros,
                            0,
                            next,
                            0,
                            s,
                            rows,
                            in[l],
                            outColumns[l]);
                } else {
                    kernels.multiplyAdd(
                            g, 0, gs, 1, weight[l], 0, s, zeros, 0, 0, next, 0, s, rows, inColumns[l], out[l]);
                }
                if (l > 0) {
                    throughActivation(l - 1, rows, next, raw, rawOffset);
                }
                g = next;
                gs = s;
            }
        }

        /** From the derivatives by the outputs of a layer to those before its activation, which are its bias's. */
        private void throughActivation(int l, int rows, float[] g, float @Nullable [] raw, int rawOffset) {
            int s = stride[l + 1];
            for (int r = 0; r < rows; r += NEAR) {
                int now = Math.min(NEAR, rows - r);
                kernels.multiplyByDerivative(activation, pre[l], post[l], g, r * s, now * s);
                if (raw != null) {
                    kernels.addColumnSums(g, r * s, s, now, outColumns[l], raw, rawOffset + rawBias[l]);
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
