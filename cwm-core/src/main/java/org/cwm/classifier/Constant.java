package org.cwm.classifier;

import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;

/**
 * Constant weights: w(z) = softmax(b), an ordinary mixture. Tensor {@code classifier.bias} (K).
 */
public final class Constant implements Classifier {

    /** Name used in model files. */
    public static final String ID = "constant";

    private final ParameterLayout layout;
    private final float[] values;

    private Constant(float[] values) {
        this.layout = layout(values.length);
        this.values = layout.checkedCopy(values);
    }

    /**
     * The tensors of constant weights.
     *
     * @param components K
     * @return the layout
     */
    public static ParameterLayout layout(int components) {
        return ParameterLayout.empty().with("classifier.bias", components);
    }

    /**
     * Constant weights with given logits.
     *
     * @param logits K finite numbers; copied
     * @return the classifier
     */
    public static Constant of(float[] logits) {
        return new Constant(logits);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int components() {
        return values.length;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public float[] parameters() {
        return values.clone();
    }

    @Override
    public Constant withParameters(float[] newValues) {
        if (newValues.length != values.length) {
            throw new IllegalArgumentException(
                    "parameters: length " + newValues.length + ", expected " + values.length);
        }
        return new Constant(newValues);
    }

    @Override
    public void logWeights(double[] z, int offset, double[] out) {
        for (int k = 0; k < values.length; k++) {
            out[k] = values[k];
        }
        LogSoftmax.apply(out, values.length);
    }

    @Override
    public ClassifierProgram program(Kernels kernels) {
        return new Program(values.length);
    }

    private static final class Program implements ClassifierProgram {
        private final double[] logWeights;

        Program(int components) {
            logWeights = new double[components];
        }

        @Override
        public void load(float[] parameters, int offset) {
            for (int k = 0; k < logWeights.length; k++) {
                logWeights[k] = parameters[offset + k];
            }
            LogSoftmax.apply(logWeights, logWeights.length);
        }

        @Override
        public ClassifierTile newTile(int capacity) {
            return new Tile(logWeights);
        }

        @Override
        public WeightTile newWeightTile() {
            return new Weights(logWeights);
        }

        @Override
        public int rawGradientSize() {
            return logWeights.length;
        }

        @Override
        public void finish(float[] raw, int rawOffset, float[] gradient, int offset) {
            System.arraycopy(raw, rawOffset, gradient, offset, logWeights.length);
        }
    }

    /** The same weights for every row. */
    private static final class Weights implements WeightTile {
        private final double[] logWeights;
        private final float[] unused = new float[0];

        Weights(double[] logWeights) {
            this.logWeights = logWeights;
        }

        @Override
        public float[] input() {
            return unused;
        }

        @Override
        public void evaluate(int rows) {
            // the weights do not depend on the rows
        }

        @Override
        public double shiftedLogit(int row, int k) {
            return logWeights[k];
        }

        @Override
        public double total(int row) {
            return 1;
        }

        @Override
        public void draw(int rows, double[] uniform, int[] component) {
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                int k = -1;
                int last = 0;
                while (sum <= uniform[r] && ++k < logWeights.length) {
                    double w = Math.exp(logWeights[k]);
                    sum += w;
                    last = w > 0 ? k : last;
                }
                component[r] = last;
            }
        }
    }

    /** Needs no inputs: stride 0, so every row shares the empty one. */
    private static final class Tile implements ClassifierTile {
        private final double[] logWeights;
        private final float[] unused = new float[0];

        Tile(double[] logWeights) {
            this.logWeights = logWeights;
        }

        @Override
        public float[] input() {
            return unused;
        }

        @Override
        public int inputStride() {
            return 0;
        }

        @Override
        public void forward(int from, int to) {
            // the weights do not depend on the rows
        }

        @Override
        public double logWeight(int row, int k) {
            return logWeights[k];
        }

        @Override
        public void move(int from, int to) {
            // rows have no activations
        }

        @Override
        public void backward(
                int rows, int[] component, float[] weight, float[] raw, int rawOffset, float[] inputGradient) {
            float total = 0;
            for (int i = 0; i < rows; i++) {
                raw[rawOffset + component[i]] += weight[i];
                total += weight[i];
            }
            for (int k = 0; k < logWeights.length; k++) {
                raw[rawOffset + k] -= total * (float) Math.exp(logWeights[k]);
            }
        }

        /** There are no inputs. */
        @Override
        public void backwardToInput(int rows, int[] component, float[] weight, float[] inputGradient) {}

        @Override
        public void backward(int rows, float[] gradient, float[] raw, int rawOffset, float[] inputGradient) {
            int components = logWeights.length;
            float total = 0;
            for (int r = 0; r < rows; r++) {
                for (int k = 0; k < components; k++) {
                    float g = gradient[r * components + k];
                    raw[rawOffset + k] += g;
                    total += g;
                }
            }
            for (int k = 0; k < components; k++) {
                raw[rawOffset + k] -= total * (float) Math.exp(logWeights[k]);
            }
        }
    }
}
