package org.cwm.fit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.cwm.kernel.Activation;

/** Family of the component maps of a model to be fitted. */
public sealed interface MapSpec {

    /**
     * Affine maps: a Gaussian mixture, or a classifier weighted mixture of Gaussian components.
     *
     * @param covariance shape of the components' covariances
     */
    record Affine(CovarianceType covariance) implements MapSpec {

        @Override
        public String toString() {
            return covariance.name().toLowerCase(Locale.ROOT) + " covariance";
        }
    }

    /**
     * Affine maps whose parameters come from a network of the conditions; what a fit with conditions uses.
     *
     * @param covariance shape of the components' covariances
     * @param hidden units of each hidden layer, at least one layer
     * @param activation of the hidden layers
     * @param firstLayerScale size of the first layer's initial weights, above 0
     */
    record Conditional(CovarianceType covariance, int[] hidden, Activation activation, double firstLayerScale)
            implements MapSpec {

        /** Checks the values. */
        public Conditional {
            hidden = hidden.clone();
            if (hidden.length == 0
                    || Arrays.stream(hidden).anyMatch(h -> h < 1)
                    || !(firstLayerScale > 0 && Double.isFinite(firstLayerScale))) {
                throw new IllegalArgumentException(
                        "hidden " + Arrays.toString(hidden) + ", firstLayerScale " + firstLayerScale);
            }
        }

        /** {@inheritDoc} */
        @Override
        public int[] hidden() {
            return hidden.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Conditional other
                    && covariance == other.covariance
                    && activation == other.activation
                    && firstLayerScale == other.firstLayerScale
                    && Arrays.equals(hidden, other.hidden);
        }

        @Override
        public int hashCode() {
            return Objects.hash(covariance, activation, firstLayerScale, Arrays.hashCode(hidden));
        }

        @Override
        public String toString() {
            return covariance.name().toLowerCase(Locale.ROOT) + " covariance, network " + Arrays.toString(hidden) + " "
                    + activation.id() + " x" + firstLayerScale;
        }
    }

    /**
     * Shape of the covariances of the Gaussian mixture that training starts from.
     *
     * @return diagonal or full
     */
    CovarianceType covariance();
}
