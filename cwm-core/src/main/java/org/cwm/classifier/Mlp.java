package org.cwm.classifier;

import java.util.Arrays;
import java.util.Objects;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;

/**
 * A fully connected classifier: h_0 = z, h_l = act(W_l h_{l-1} + b_l), w(z) = softmax(W_L h_{L-1} + b_L). Tensors
 * {@code classifier.l.weight} (out, in) and {@code classifier.l.bias} (out), l = 0, ..., number of hidden layers.
 *
 * <p>With conditions x, C of them, the input is (z, x) and the logits have a gate of x beside the network, G q(x), where q(x)
 * holds x and the products x_i x_j, j at most i: {@code classifier.gate} (K, C + C (C + 1) / 2). A gate alone gives weights
 * pi_k N(x; m_k, Sigma_k) / sum, those of the conditional of a Gaussian mixture.
 */
public final class Mlp implements Classifier {

    /** Name used in model files. */
    public static final String ID = "mlp";

    private final Architecture architecture;
    private final ParameterLayout layout;
    private final float[] values;

    /**
     * Sizes and activation.
     *
     * @param inputs D + C, at least 1
     * @param hidden units of each hidden layer, each at least 1; none gives a linear classifier
     * @param activation of the hidden layers
     * @param components K, at least 1
     * @param conditions C, how many of the inputs, the last ones, are conditions; below the number of inputs
     */
    public record Architecture(int inputs, int[] hidden, Activation activation, int components, int conditions) {

        /**
         * Sizes of a classifier without conditions.
         *
         * @param inputs D, at least 1
         * @param hidden units of each hidden layer, each at least 1; none gives a linear classifier
         * @param activation of the hidden layers
         * @param components K, at least 1
         */
        public Architecture(int inputs, int[] hidden, Activation activation, int components) {
            this(inputs, hidden, activation, components, 0);
        }

        /** Checks the sizes. */
        public Architecture {
            hidden = hidden.clone();
            Objects.requireNonNull(activation, "activation");
            if (inputs < 1 || components < 1) {
                throw new IllegalArgumentException(
                        "inputs " + inputs + ", components " + components + ", must be at least 1");
            }
            if (conditions < 0 || conditions >= inputs) {
                throw new IllegalArgumentException(
                        "conditions: " + conditions + ", must be at least 0 and below the " + inputs + " inputs");
            }
            for (int h : hidden) {
                if (h < 1) {
                    throw new IllegalArgumentException("hidden: " + Arrays.toString(hidden) + ", must be at least 1");
                }
            }
        }

        /** {@inheritDoc} */
        @Override
        public int[] hidden() {
            return hidden.clone();
        }

        /**
         * Number of weight matrices.
         *
         * @return hidden layers + 1
         */
        public int layers() {
            return hidden.length + 1;
        }

        /**
         * Width going into a layer.
         *
         * @param layer from 0
         * @return number of inputs of that layer
         */
        public int in(int layer) {
            return layer == 0 ? inputs : hidden[layer - 1];
        }

        /**
         * Width coming out of a layer.
         *
         * @param layer from 0
         * @return number of outputs of that layer
         */
        public int out(int layer) {
            return layer == hidden.length ? components : hidden[layer];
        }

        /**
         * The tensors.
         *
         * @return the layout
         */
        public ParameterLayout layout() {
            ParameterLayout l = ParameterLayout.empty();
            for (int i = 0; i < layers(); i++) {
                l = l.with("classifier." + i + ".weight", out(i), in(i)).with("classifier." + i + ".bias", out(i));
            }
            return conditions == 0 ? l : l.with("classifier.gate", components, gateInputs());
        }

        /**
         * Conditions and their products, which the gate is linear in.
         *
         * @return C + C (C + 1) / 2
         */
        public int gateInputs() {
            return conditions + conditions * (conditions + 1) / 2;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Architecture other
                    && inputs == other.inputs
                    && components == other.components
                    && conditions == other.conditions
                    && activation == other.activation
                    && Arrays.equals(hidden, other.hidden);
        }

        @Override
        public int hashCode() {
            return Objects.hash(inputs, Arrays.hashCode(hidden), activation, components, conditions);
        }

        @Override
        public String toString() {
            return inputs + " -> " + Arrays.toString(hidden) + " " + activation.id() + " -> " + components;
        }
    }

    private Mlp(Architecture architecture, float[] values) {
        this.architecture = architecture;
        this.layout = architecture.layout();
        this.values = layout.checkedCopy(values);
    }

    /**
     * A classifier with given parameters.
     *
     * @param architecture sizes
     * @param values flat parameters; copied
     * @return the classifier
     */
    public static Mlp of(Architecture architecture, float[] values) {
        return new Mlp(architecture, values);
    }

    /**
     * A classifier that is constant at first: random hidden layers, last weights 0, last bias given. With {@code
     * logits = log pi} the mixture starts exactly at a Gaussian mixture with weights pi.
     *
     * <p>Hidden weights: first layer N(0, scale^2) for sine, with biases uniform on (-pi, pi); otherwise uniform with
     * variance gain^2 / inputs (gain 1 for tanh, sqrt 2 for SiLU and later sine layers), the first layer times scale.
     *
     * @param architecture sizes
     * @param logits K finite numbers
     * @param firstLayerScale size of the first layer's weights, above 0
     * @param random advanced
     * @return the classifier
     */
    public static Mlp constant(Architecture architecture, float[] logits, double firstLayerScale, RandomStream random) {
        ParameterLayout layout = architecture.layout();
        float[] v = new float[layout.size()];
        int last = architecture.layers() - 1;
        for (int l = 0; l < last; l++) {
            Slice weight = layout.slice("classifier." + l + ".weight");
            Slice bias = layout.slice("classifier." + l + ".bias");
            boolean fourier = l == 0 && architecture.activation == Activation.SINE;
            double gain = architecture.activation == Activation.TANH ? 1 : Math.sqrt(2);
            double limit = gain * Math.sqrt(3.0 / architecture.in(l)) * (l == 0 ? firstLayerScale : 1);
            for (int i = weight.offset(); i < weight.end(); i++) {
                v[i] = (float)
                        (fourier ? firstLayerScale * random.nextGaussian() : limit * (2 * random.nextDouble() - 1));
            }
            for (int i = bias.offset(); i < bias.end(); i++) {
                v[i] = fourier ? (float) (Math.PI * (2 * random.nextDouble() - 1)) : 0f;
            }
        }
        if (logits.length != architecture.components) {
            throw new IllegalArgumentException(
                    "logits: length " + logits.length + ", expected " + architecture.components);
        }
        System.arraycopy(
                logits, 0, v, layout.slice("classifier." + last + ".bias").offset(), logits.length);
        return new Mlp(architecture, v);
    }

    /**
     * This classifier with another gate.
     *
     * @param gate K x (C + C (C + 1) / 2) numbers, row-major: those of the conditions, then those of their products x_i x_j,
     *     j at most i, row by row; copied
     * @return a new classifier
     */
    public Mlp withGate(float[] gate) {
        Slice slice = layout.slice("classifier.gate");
        if (gate.length != slice.size()) {
            throw new IllegalArgumentException("gate: length " + gate.length + ", expected " + slice.size());
        }
        float[] v = values.clone();
        System.arraycopy(gate, 0, v, slice.offset(), gate.length);
        return new Mlp(architecture, v);
    }

    /**
     * The classifier softmax(f(z) / t): softer for t above 1, sharper below.
     *
     * @param t temperature, above 0 and finite
     * @return a new classifier
     */
    public Mlp withTemperature(double t) {
        if (!(t > 0 && Double.isFinite(t))) {
            throw new IllegalArgumentException("t: " + t + ", must be above 0 and finite");
        }
        float[] v = values.clone();
        // the last layer, and the gate behind it
        int from = layout.slice("classifier." + (architecture.layers() - 1) + ".weight")
                .offset();
        for (int i = from; i < v.length; i++) {
            v[i] = (float) (v[i] / t);
        }
        return new Mlp(architecture, v);
    }

    /**
     * Sizes and activation.
     *
     * @return the architecture
     */
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int components() {
        return architecture.components;
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
    public Mlp withParameters(float[] newValues) {
        return new Mlp(architecture, newValues);
    }

    @Override
    public void logWeights(double[] z, int offset, double[] out) {
        double[] h = Arrays.copyOfRange(z, offset, offset + architecture.inputs);
        int p = 0;
        for (int l = 0; l < architecture.layers(); l++) {
            int in = architecture.in(l);
            int n = architecture.out(l);
            double[] y = new double[n];
            for (int o = 0; o < n; o++) {
                double sum = values[p + n * in + o];
                for (int i = 0; i < in; i++) {
                    sum += values[p + o * in + i] * h[i];
                }
                y[o] = l + 1 < architecture.layers() ? apply(architecture.activation, sum) : sum;
            }
            p += n * in + n;
            h = y;
        }
        System.arraycopy(h, 0, out, 0, h.length);
        if (architecture.conditions > 0) {
            double[] q = new double[architecture.gateInputs()];
            products(z, offset + architecture.inputs - architecture.conditions, architecture.conditions, q);
            for (int k = 0; k < architecture.components; k++) {
                for (double v : q) {
                    out[k] += values[p++] * v;
                }
            }
        }
        LogSoftmax.apply(out, h.length);
    }

    /** The conditions, then the products x_i x_j, j at most i. */
    private static void products(double[] x, int offset, int conditions, double[] q) {
        int n = conditions;
        for (int i = 0; i < conditions; i++) {
            q[i] = x[offset + i];
            for (int j = 0; j <= i; j++) {
                q[n++] = x[offset + i] * x[offset + j];
            }
        }
    }

    private static double apply(Activation activation, double y) {
        return switch (activation) {
            case TANH -> Math.tanh(y);
            case SILU -> y / (1 + Math.exp(-y));
            case SINE -> Math.sin(y);
        };
    }

    @Override
    public ClassifierProgram program(Kernels kernels) {
        return new MlpProgram(architecture, kernels);
    }
}
