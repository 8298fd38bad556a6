package org.cwm.fit;

import java.util.Arrays;
import java.util.Objects;
import org.cwm.kernel.Activation;

/**
 * Architecture of a classifier to be trained.
 *
 * @param constant true for constant weights, that is a Gaussian mixture; the rest is then unused
 * @param hidden units of each hidden layer; none gives a linear classifier
 * @param activation of the hidden layers
 * @param firstLayerScale size of the first layer's initial weights, above 0
 */
public record ClassifierSpec(boolean constant, int[] hidden, Activation activation, double firstLayerScale) {

    /** Checks the values. */
    public ClassifierSpec {
        hidden = hidden.clone();
        Objects.requireNonNull(activation, "activation");
        if (!(firstLayerScale > 0 && Double.isFinite(firstLayerScale))
                || Arrays.stream(hidden).anyMatch(h -> h < 1)) {
            throw new IllegalArgumentException(
                    "hidden " + Arrays.toString(hidden) + ", firstLayerScale " + firstLayerScale);
        }
    }

    /**
     * Constant weights.
     *
     * @return a Gaussian mixture's classifier
     */
    public static ClassifierSpec ofConstant() {
        return new ClassifierSpec(true, new int[0], Activation.TANH, 1);
    }

    /**
     * A multi-layer perceptron.
     *
     * @param activation of the hidden layers
     * @param firstLayerScale size of the first layer's initial weights
     * @param hidden units of each hidden layer
     * @return the architecture
     */
    public static ClassifierSpec mlp(Activation activation, double firstLayerScale, int... hidden) {
        return new ClassifierSpec(false, hidden, activation, firstLayerScale);
    }

    /** {@inheritDoc} */
    @Override
    public int[] hidden() {
        return hidden.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ClassifierSpec other
                && constant == other.constant
                && activation == other.activation
                && firstLayerScale == other.firstLayerScale
                && Arrays.equals(hidden, other.hidden);
    }

    @Override
    public int hashCode() {
        return Objects.hash(constant, activation, firstLayerScale, Arrays.hashCode(hidden));
    }

    @Override
    public String toString() {
        return constant ? "constant" : Arrays.toString(hidden) + " " + activation.id() + " x" + firstLayerScale;
    }
}
