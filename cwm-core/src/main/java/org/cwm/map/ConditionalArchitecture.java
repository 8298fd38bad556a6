package org.cwm.map;

import java.util.Arrays;
import java.util.Objects;
import org.cwm.kernel.Activation;
import org.cwm.parameter.ParameterLayout;

/**
 * Sizes of {@link ConditionalMaps}.
 *
 * @param components K, at least 1
 * @param dimension D, the number of coordinates of y, at least 1
 * @param conditions C, the number of coordinates of x, at least 1
 * @param full whether the components' covariances are full; otherwise diagonal
 * @param hidden units of each hidden layer of the network, each at least 1; none leaves locations linear in x and scales
 *     constant
 * @param activation of the hidden layers
 */
public record ConditionalArchitecture(
        int components, int dimension, int conditions, boolean full, int[] hidden, Activation activation) {

    /** Checks the sizes. */
    public ConditionalArchitecture {
        hidden = hidden.clone();
        Objects.requireNonNull(activation, "activation");
        if (components < 1
                || dimension < 1
                || conditions < 1
                || Arrays.stream(hidden).anyMatch(h -> h < 1)) {
            throw new IllegalArgumentException("components " + components + ", dimension " + dimension + ", conditions "
                    + conditions + ", hidden " + Arrays.toString(hidden) + ", all must be at least 1");
        }
    }

    /** {@inheritDoc} */
    @Override
    public int[] hidden() {
        return hidden.clone();
    }

    /**
     * Elements of a strict lower triangle.
     *
     * @return D (D - 1) / 2, or 0 for diagonal covariances
     */
    public int lower() {
        return full ? dimension * (dimension - 1) / 2 : 0;
    }

    /** Outputs of the network for each component: location, log scales, lower triangle. */
    int outputs() {
        return 2 * dimension + lower();
    }

    /** Inputs, hidden units, outputs. */
    int[] widths() {
        int[] w = new int[hidden.length + 2];
        w[0] = conditions;
        System.arraycopy(hidden, 0, w, 1, hidden.length);
        w[hidden.length + 1] = components * outputs();
        return w;
    }

    /**
     * The tensors.
     *
     * @return the layout
     */
    public ParameterLayout layout() {
        ParameterLayout l = ParameterLayout.empty()
                .with("maps.mean", components, dimension)
                .with("maps.logDiagonal", components, dimension)
                .with("maps.slope", components, dimension, conditions);
        if (full) {
            l = l.with("maps.lower", components, lower());
        }
        int in = conditions;
        for (int i = 0; i < hidden.length; i++) {
            l = l.with("maps." + i + ".weight", hidden[i], in).with("maps." + i + ".bias", hidden[i]);
            in = hidden[i];
        }
        return hidden.length == 0 ? l : l.with("maps.output.weight", components, outputs(), in);
    }

    /** Where the slopes, the lower triangles and the network begin among the parameters. */
    int slopeAt() {
        return 2 * components * dimension;
    }

    int lowerAt() {
        return slopeAt() + components * dimension * conditions;
    }

    int networkAt() {
        return lowerAt() + components * lower();
    }

    /** Where the weights of the network's output layer begin. */
    int outputAt() {
        int at = networkAt();
        int in = conditions;
        for (int h : hidden) {
            at += (in + 1) * h;
            in = h;
        }
        return at;
    }

    /** Units of the last hidden layer. */
    int last() {
        return hidden.length == 0 ? 0 : hidden[hidden.length - 1];
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConditionalArchitecture other
                && components == other.components
                && dimension == other.dimension
                && conditions == other.conditions
                && full == other.full
                && activation == other.activation
                && Arrays.equals(hidden, other.hidden);
    }

    @Override
    public int hashCode() {
        return Objects.hash(components, dimension, conditions, full, activation, Arrays.hashCode(hidden));
    }

    @Override
    public String toString() {
        return conditions + " -> " + Arrays.toString(hidden) + " " + activation.id() + " -> " + components + " x "
                + (full ? "full " : "diagonal ") + dimension;
    }
}
