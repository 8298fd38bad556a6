package org.cwm.map;

import org.cwm.kernel.FloatMath;

/** y = x exp(s) + t; see {@link FlowArchitecture.Affine}. */
final class AffineFunctions implements CouplingFunctions {

    private static final float BOUND = (float) FlowArchitecture.Affine.BOUND;

    private final int dimension;
    private float[] outputs = new float[0];
    private int stride;
    private int rows;

    AffineFunctions(int dimension) {
        this.dimension = dimension;
    }

    @Override
    public void prepare(float[] newOutputs, int newStride, int newRows) {
        outputs = newOutputs;
        stride = newStride;
        rows = newRows;
    }

    @Override
    public void toBase(int[] coordinates, double[] state, double[] logDet) {
        for (int r = 0; r < rows; r++) {
            int o = r * stride;
            for (int c : coordinates) {
                float logScale = BOUND * FloatMath.tanh(outputs[o] * (1 / BOUND));
                int i = r * dimension + c;
                state[i] = state[i] * FloatMath.exp(logScale) + outputs[o + 1];
                logDet[r] += logScale;
                o += 2;
            }
        }
    }

    @Override
    public void toData(int[] coordinates, double[] state) {
        for (int r = 0; r < rows; r++) {
            int o = r * stride;
            for (int c : coordinates) {
                float logScale = BOUND * FloatMath.tanh(outputs[o] * (1 / BOUND));
                int i = r * dimension + c;
                state[i] = (state[i] - outputs[o + 1]) / FloatMath.exp(logScale);
                o += 2;
            }
        }
    }

    @Override
    public void backward(
            int[] coordinates, double[] before, float[] weight, double[] gradient, float[] outputGradient) {
        for (int r = 0; r < rows; r++) {
            int o = r * stride;
            for (int c : coordinates) {
                float t = FloatMath.tanh(outputs[o] * (1 / BOUND));
                double scale = FloatMath.exp(BOUND * t);
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
