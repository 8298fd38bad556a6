package org.cwm.map;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.cwm.kernel.Activation;
import org.cwm.parameter.ParameterLayout;

/**
 * Sizes of K coupling flows. Layer l leaves the coordinates of {@link #conditioning} as they are and maps each of
 * {@link #transformed} by a monotone function whose parameters a network of the conditioning coordinates gives. Which
 * coordinates condition alternates with l and follows the binary digits of their numbers (arXiv 2001.05486), so that 2
 * ceil(log2 D) layers let every coordinate depend on every other. In one dimension nothing conditions: the functions'
 * parameters are constants, a network without hidden layers.
 *
 * @param components K, at least 1
 * @param dimension D, at least 1
 * @param coupling family of the monotone functions
 * @param layers number of coupling layers, at least 1
 * @param hidden units of each hidden layer of a layer's network, each at least 1; none gives a linear network; unused
 *     if D = 1
 * @param activation of the hidden layers
 * @param mixing what lies between two coupling layers
 */
public record FlowArchitecture(
        int components,
        int dimension,
        Coupling coupling,
        int layers,
        int[] hidden,
        Activation activation,
        Mixing mixing) {

    /** Family of the monotone functions of a coupling layer. */
    public sealed interface Coupling permits Affine, Spline {

        /**
         * Number of parameters of one function.
         *
         * @return outputs of a network for one transformed coordinate
         */
        int outputs();
    }

    /**
     * y = x exp(s) + t with s = {@value #BOUND} tanh(a / {@value #BOUND}), for network outputs (a, t): RealNVP (arXiv
     * 1605.08803).
     */
    public record Affine() implements Coupling {
        /** Greatest size of the log scale s. */
        public static final double BOUND = 3;

        @Override
        public int outputs() {
            return 2;
        }
    }

    /**
     * Monotone rational-quadratic splines on [-bound, bound], the identity beyond it: neural spline flows (arXiv
     * 1906.04032). Network outputs: a logit for each bin's width, one for each bin's height, and the log derivative at
     * each of the bins - 1 inner knots; all soft-clipped, r / (1 + |r| / c), with c = log(1000) for log derivatives and half
     * of that for logits, so that no bin is a thousand times narrower than another.
     *
     * @param bins number of bins, 2 to 256
     * @param bound end of the spline, above 0
     */
    public record Spline(int bins, double bound) implements Coupling {
        /** Greatest size of a log derivative, and of a difference of logits. */
        public static final double CLIP = Math.log(1000);

        /** Checks the ranges. */
        public Spline {
            if (bins < 2 || bins > 256 || !(bound > 0 && Double.isFinite(bound))) {
                throw new IllegalArgumentException(
                        "bins " + bins + ", must be 2 to 256; bound " + bound + ", must be above 0 and finite");
            }
        }

        @Override
        public int outputs() {
            return 3 * bins - 1;
        }
    }

    /** What lies between two coupling layers. */
    public enum Mixing {
        /** Nothing: the halves alternate. */
        NONE,
        /**
         * A learned affine map of all coordinates, u -> L U u + b, with L unit lower and U upper triangular (arXiv
         * 1807.03039): a mixing of coordinates and a normalisation of their sizes in one.
         */
        LINEAR;

        /**
         * The name used in files and options.
         *
         * @return lower case name
         */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The mixing of that name.
         *
         * @param id as of {@link #id()}
         * @return the mixing
         * @throws IllegalArgumentException if there is none
         */
        public static Mixing of(String id) {
            for (Mixing m : values()) {
                if (m.id().equals(id)) {
                    return m;
                }
            }
            throw new IllegalArgumentException("mixing: '" + id + "', must be none or linear");
        }
    }

    /** Checks the sizes. */
    public FlowArchitecture {
        hidden = hidden.clone();
        Objects.requireNonNull(coupling, "coupling");
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(mixing, "mixing");
        if (components < 1
                || dimension < 1
                || layers < 1
                || Arrays.stream(hidden).anyMatch(h -> h < 1)) {
            throw new IllegalArgumentException("components " + components + ", dimension " + dimension + ", layers "
                    + layers + ", hidden " + Arrays.toString(hidden) + ", must all be at least 1");
        }
    }

    /** {@inheritDoc} */
    @Override
    public int[] hidden() {
        return hidden.clone();
    }

    /**
     * The coordinates that a layer's network sees.
     *
     * @param layer from 0
     * @return coordinates in increasing order, none if D = 1
     */
    public int[] conditioning(int layer) {
        return coordinates(layer, true);
    }

    /**
     * The coordinates that a layer maps.
     *
     * @param layer from 0
     * @return coordinates in increasing order
     */
    public int[] transformed(int layer) {
        return coordinates(layer, false);
    }

    private int[] coordinates(int layer, boolean conditioning) {
        int digits = Math.max(1, 32 - Integer.numberOfLeadingZeros(dimension - 1));
        int digit = layer / 2 % digits;
        int[] all = new int[dimension];
        int n = 0;
        for (int d = 0; d < dimension; d++) {
            boolean conditions = dimension > 1 && (d >> digit & 1) == (layer & 1);
            if (conditions == conditioning) {
                all[n++] = d;
            }
        }
        return Arrays.copyOf(all, n);
    }

    /**
     * Widths of a layer's network, inputs and outputs included.
     *
     * @param layer from 0
     * @return at least two numbers
     */
    public int[] widths(int layer) {
        int middle = dimension == 1 ? 0 : hidden.length;
        int[] widths = new int[middle + 2];
        widths[0] = conditioning(layer).length;
        System.arraycopy(hidden, 0, widths, 1, middle);
        widths[middle + 1] = transformed(layer).length * coupling.outputs();
        return widths;
    }

    /**
     * The tensors: those of a {@link LowerTriangular} map, then for each layer l {@code maps.l.mix.lower} and {@code
     * .upper} (K, D (D - 1) / 2; strict triangles row by row), {@code .logDiagonal} and {@code .shift} (K, D) if l &gt; 0 and
     * the layers are mixed, and {@code maps.l.j.weight} (K, out, in) and {@code maps.l.j.bias} (K, out) of its network.
     *
     * @return the layout
     */
    public ParameterLayout layout() {
        ParameterLayout layout = LowerTriangular.layout(components, dimension);
        int triangle = dimension * (dimension - 1) / 2;
        for (int l = 0; l < layers; l++) {
            String name = "maps." + l + ".";
            if (mixed(l)) {
                layout = layout.with(name + "mix.lower", components, triangle)
                        .with(name + "mix.upper", components, triangle)
                        .with(name + "mix.logDiagonal", components, dimension)
                        .with(name + "mix.shift", components, dimension);
            }
            int[] widths = widths(l);
            for (int j = 0; j + 1 < widths.length; j++) {
                layout = layout.with(name + j + ".weight", components, widths[j + 1], widths[j])
                        .with(name + j + ".bias", components, widths[j + 1]);
            }
        }
        return layout;
    }

    /**
     * Number of parameters behind those of the triangular maps, counted without allocating anything of their size.
     *
     * @return the number of elements of {@link #layout} behind {@link LowerTriangular#layout}
     * @throws ArithmeticException if there are more than a long can count
     */
    public long networkParameters() {
        long n = 0;
        for (int l = 0; l < layers; l++) {
            if (mixed(l)) {
                n = Math.addExact(n, (long) dimension * (dimension - 1) + 2L * dimension);
            }
            int[] widths = widths(l);
            for (int j = 0; j + 1 < widths.length; j++) {
                n = Math.addExact(n, Math.multiplyExact(widths[j] + 1L, (long) widths[j + 1]));
            }
        }
        return Math.multiplyExact(n, (long) components);
    }

    /**
     * Whether a mixing precedes a layer.
     *
     * @param layer from 0
     * @return true if there is one
     */
    public boolean mixed(int layer) {
        return layer > 0 && mixing == Mixing.LINEAR;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FlowArchitecture other
                && components == other.components
                && dimension == other.dimension
                && coupling.equals(other.coupling)
                && layers == other.layers
                && activation == other.activation
                && mixing == other.mixing
                && Arrays.equals(hidden, other.hidden);
    }

    @Override
    public int hashCode() {
        return Objects.hash(components, dimension, coupling, layers, Arrays.hashCode(hidden), activation, mixing);
    }

    @Override
    public String toString() {
        return layers + " x " + coupling + ", networks " + Arrays.toString(hidden) + " " + activation.id() + ", mixing "
                + mixing.id();
    }
}
