package org.cwm.map;

import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;

/**
 * Affine maps of y whose parameters depend on conditions x: T_k(y; x) = S_k(x)^{-1} U_k(x)^{-1} (y - m_k(x)) with U_k unit
 * lower triangular (the identity for diagonal covariances) and S_k diagonal, so that Sigma_k = U_k S_k^2 U_k^T and log |det
 * J_k| = -sum_d log s_kd(x). One network of x serves all components: m_k(x) = b_k + A_k x + net, log s_k(x) = c_k + net, kept
 * within [-12, 12], and U_k(x) = U_k + net. Conditions are taken no further from 0 than {@link #FARTHEST_CONDITION}.
 *
 * <p>Tensors: {@code maps.mean} (K, D), {@code maps.logDiagonal} (K, D), {@code maps.slope} (K, D, C), for full covariances
 * {@code maps.lower} (K, D (D - 1) / 2), and with a network {@code maps.l.weight}, {@code maps.l.bias} of its hidden layers
 * and {@code maps.output.weight} (K, outputs, units), whose rows belong to m_k, log s_k and the strict lower triangle of U_k.
 *
 * <p>Relative coordinates (a, b, N) of locations, scales and triangles: m = m0 + U0 S0 a, log s = log s0 + b, U = U0 + U0 S0 N
 * S0^{-1}, for the constant parts, the slopes and the output weights alike; hidden layers are their own.
 */
public final class ConditionalMaps implements ComponentMaps {

    /** Name used in model files. */
    public static final String ID = "conditional";

    /** Further from 0 than this, in model coordinates, a condition has the effect of this. */
    public static final double FARTHEST_CONDITION = 16;

    /** Greatest size of a log scale. */
    static final double LOG_SCALE_LIMIT = 12;

    private final ConditionalArchitecture architecture;
    private final ParameterLayout layout;
    private final float[] values;

    private ConditionalMaps(ConditionalArchitecture architecture, float[] values) {
        this.architecture = architecture;
        layout = architecture.layout();
        this.values = layout.checkedCopy(values);
    }

    /**
     * Maps with given parameters.
     *
     * @param architecture sizes
     * @param values flat parameters; copied
     * @return the maps
     */
    public static ConditionalMaps of(ConditionalArchitecture architecture, float[] values) {
        return new ConditionalMaps(architecture, values);
    }

    /**
     * The same maps with a fresh network: random hidden layers, output weights 0, so that no value changes.
     *
     * @param hidden units of each hidden layer
     * @param activation of the hidden layers
     * @param firstLayerScale size of the first layer's initial weights
     * @param random advanced
     * @return new maps
     * @throws IllegalStateException if these maps have a network
     */
    public ConditionalMaps withNetwork(
            int[] hidden, Activation activation, double firstLayerScale, RandomStream random) {
        if (architecture.last() > 0) {
            throw new IllegalStateException("these maps have a network");
        }
        ConditionalArchitecture a = new ConditionalArchitecture(
                architecture.components(),
                architecture.dimension(),
                architecture.conditions(),
                architecture.full(),
                hidden,
                activation);
        ParameterLayout l = a.layout();
        float[] v = java.util.Arrays.copyOf(values, l.size());
        int in = a.conditions();
        for (int i = 0; i < hidden.length; i++) {
            Slice weight = l.slice("maps." + i + ".weight");
            double gain = activation == Activation.TANH ? 1 : Math.sqrt(2);
            double limit = gain * Math.sqrt(3.0 / in) * (i == 0 ? firstLayerScale : 1);
            for (int j = weight.offset(); j < weight.end(); j++) {
                v[j] = (float) (limit * (2 * random.nextDouble() - 1));
            }
            in = hidden[i];
        }
        return new ConditionalMaps(a, v);
    }

    /**
     * A condition as networks see it.
     *
     * @param x model coordinate
     * @return x, or the limit nearest to it
     */
    public static double limited(double x) {
        return Math.max(-FARTHEST_CONDITION, Math.min(FARTHEST_CONDITION, x));
    }

    /**
     * Sizes.
     *
     * @return the architecture
     */
    public ConditionalArchitecture architecture() {
        return architecture;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int components() {
        return architecture.components();
    }

    @Override
    public int dimension() {
        return architecture.dimension();
    }

    @Override
    public int conditions() {
        return architecture.conditions();
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
    public ConditionalMaps withParameters(float[] newValues) {
        return new ConditionalMaps(architecture, newValues);
    }

    @Override
    public double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
        int d = architecture.dimension();
        double[] p = at(k, x, xOffset);
        double logDet = 0;
        int lower = 2 * d;
        for (int i = 0; i < d; i++) {
            double u = x[xOffset + i] - p[i];
            for (int j = 0; j < i && architecture.full(); j++) {
                u -= p[lower++] * z[zOffset + j] * Math.exp(p[d + j]);
            }
            z[zOffset + i] = u * Math.exp(-p[d + i]);
            logDet -= p[d + i];
        }
        return logDet;
    }

    @Override
    public double toData(int k, double[] z, int zOffset, double[] x, int xOffset) {
        int d = architecture.dimension();
        double[] p = at(k, x, xOffset);
        double logDet = 0;
        int lower = 2 * d;
        for (int i = 0; i < d; i++) {
            double y = p[i] + z[zOffset + i] * Math.exp(p[d + i]);
            for (int j = 0; j < i && architecture.full(); j++) {
                y += p[lower++] * z[zOffset + j] * Math.exp(p[d + j]);
            }
            x[xOffset + i] = y;
            logDet += p[d + i];
        }
        return logDet;
    }

    /** Location, log scales and lower triangle of component k at the conditions of a point, plainly in double. */
    private double[] at(int k, double[] x, int xOffset) {
        ConditionalArchitecture a = architecture;
        int d = a.dimension();
        int c = a.conditions();
        double[] h = new double[c];
        for (int i = 0; i < c; i++) {
            h[i] = limited(x[xOffset + d + i]);
        }
        double[] out = new double[a.outputs()];
        for (int i = 0; i < d; i++) {
            out[i] = values[k * d + i];
            for (int j = 0; j < c; j++) {
                out[i] += values[a.slopeAt() + (k * d + i) * c + j] * h[j];
            }
            out[d + i] = values[(a.components() + k) * d + i];
        }
        for (int i = 0; i < a.lower(); i++) {
            out[2 * d + i] = values[a.lowerAt() + k * a.lower() + i];
        }
        int at = a.networkAt();
        for (int units : a.hidden()) {
            double[] next = new double[units];
            for (int o = 0; o < units; o++) {
                next[o] = values[at + units * h.length + o];
                for (int i = 0; i < h.length; i++) {
                    next[o] += values[at + o * h.length + i] * h[i];
                }
                next[o] = apply(a.activation(), next[o]);
            }
            at += units * (h.length + 1);
            h = next;
        }
        for (int o = 0; o < out.length && a.last() > 0; o++) {
            for (int i = 0; i < h.length; i++) {
                out[o] += values[at + (k * out.length + o) * h.length + i] * h[i];
            }
        }
        for (int i = d; i < 2 * d; i++) {
            out[i] = Math.max(-LOG_SCALE_LIMIT, Math.min(LOG_SCALE_LIMIT, out[i]));
        }
        return out;
    }

    private static double apply(Activation activation, double y) {
        return switch (activation) {
            case TANH -> Math.tanh(y);
            case SILU -> y / (1 + Math.exp(-y));
            case SINE -> Math.sin(y);
        };
    }

    @Override
    public float[] origin() {
        float[] v = new float[values.length];
        int from = architecture.networkAt();
        System.arraycopy(values, from, v, from, architecture.outputAt() - from);
        return v;
    }

    @Override
    public void compose(float[] reference, float[] relative, float[] out) {
        System.arraycopy(relative, 0, out, 0, out.length);
        new ConditionalCoordinates(architecture, reference).compose(relative, out);
    }

    @Override
    public void toRelative(float[] reference, float[] gradient, int offset) {
        new ConditionalCoordinates(architecture, reference).toRelative(gradient, offset);
    }

    @Override
    public void clampScales(float[] reference, float[] relative, double[] floors, double leastRelative) {
        int d = architecture.dimension();
        ScaleFloor.clamp(reference, relative, architecture.components() * d, d, floors, leastRelative);
    }

    @Override
    public MapProgram program(Kernels kernels) {
        return new ConditionalProgram(architecture, kernels);
    }

    @Override
    public InverseMaps inverses(Kernels kernels) {
        ConditionalProgram program = new ConditionalProgram(architecture, kernels);
        program.load(values, 0);
        return () -> {
            ConditionalTile tile = new ConditionalTile(program);
            return tile::toData;
        };
    }
}
