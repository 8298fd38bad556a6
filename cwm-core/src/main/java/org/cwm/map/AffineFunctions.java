package org.cwm.map;

import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;

/** y = x exp(s) + t; see {@link FlowArchitecture.Affine}. */
final class AffineFunctions implements CouplingFunctions {

    private static final float BOUND = (float) FlowArchitecture.Affine.BOUND;

    private final Kernels kernels;
    private final int dimension;
    private final int transformed;
    /** Per row and transformed coordinate. */
    private final float[] raw;

    private final float[] squashed;
    private final float[] scales;
    private float[] outputs = new float[0];
    private int stride;
    private int rows;

    /**
     * Functions.
     *
     * @param transformed number of transformed coordinates
     */
    AffineFunctions(int dimension, int transformed, int capacity, Kernels kernels) {
        this.kernels = kernels;
        this.dimension = dimension;
        this.transformed = transformed;
        raw = new float[capacity * transformed];
        squashed = new float[raw.length];
        scales = new float[raw.length];
    }

    @Override
    public void prepare(float[] newOutputs, int newStride, int newRows) {
        outputs = newOutputs;
        stride = newStride;
        rows = newRows;
        int n = rows * transformed;
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < transformed; j++) {
                raw[r * transformed + j] = outputs[r * stride + 2 * j] * (1 / BOUND);
            }
        }
        kernels.activate(Activation.TANH, raw, squashed, 0, n);
        for (int i = 0; i < n; i++) {
            scales[i] = BOUND * squashed[i];
        }
        Exponentials.replace(kernels, scales, n);
    }

    @Override
    public void toBase(int[] coordinates, double[] state, double[] logDet) {
        for (int r = 0; r < rows; r++) {
            int f = r * transformed;
            int o = r * stride + 1;
            double sum = 0;
            for (int c : coordinates) {
                int i = r * dimension + c;
                state[i] = state[i] * scales[f] + outputs[o];
                sum += BOUND * squashed[f];
                f++;
                o += 2;
            }
            logDet[r] += sum;
        }
    }

    @Override
    public void toData(int[] coordinates, double[] state) {
        for (int r = 0; r < rows; r++) {
            int f = r * transformed;
            int o = r * stride + 1;
            for (int c : coordinates) {
                int i = r * dimension + c;
                state[i] = (state[i] - outputs[o]) / scales[f++];
                o += 2;
            }
        }
    }

    @Override
    public void backward(
            int[] coordinates, double[] before, float[] weight, double[] gradient, float[] outputGradient) {
        for (int r = 0; r < rows; r++) {
            int f = r * transformed;
            int o = r * stride;
            for (int c : coordinates) {
                float t = squashed[f];
                double scale = scales[f++];
                int i = r * dimension + c;
                double g = gradient[i];
                outputGradient[o] = (float) ((g * before[i] * scale + weight[r]) * (1 - t * t));
                outputGradient[o + 1] = (float) g;
                gradient[i] = g * scale;
                o += 2;
            }
        }
    }
}
