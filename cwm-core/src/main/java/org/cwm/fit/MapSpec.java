package org.cwm.fit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;
import org.jspecify.annotations.Nullable;

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
     * Coupling flows, each starting as a Gaussian component with full covariance; trained whatever the classifier and the
     * number of components. One flow is RealNVP (affine couplings) or a neural spline flow; several under constant weights
     * are a mixture of flows.
     *
     * @param coupling family of the couplings' functions
     * @param layers number of coupling layers
     * @param hidden units of each hidden layer of a coupling's network
     * @param activation of the hidden layers
     * @param firstLayerScale size of the networks' initial first weights, above 0
     * @param mixing what lies between two layers
     */
    record Flow(
            FlowArchitecture.Coupling coupling,
            int layers,
            int[] hidden,
            Activation activation,
            double firstLayerScale,
            FlowArchitecture.Mixing mixing)
            implements MapSpec {

        /** Checks the values. */
        public Flow {
            if (!(firstLayerScale > 0 && Double.isFinite(firstLayerScale))) {
                throw new IllegalArgumentException(
                        "firstLayerScale: " + firstLayerScale + ", must be above 0 and finite");
            }
            // which checks the rest
            hidden = new FlowArchitecture(1, 1, coupling, layers, hidden, activation, mixing).hidden();
        }

        /** {@inheritDoc} */
        @Override
        public int[] hidden() {
            return hidden.clone();
        }

        /**
         * This flow with other pieces; null keeps one.
         *
         * @param newLayers number of coupling layers
         * @param newHidden units of each hidden layer
         * @param newActivation of the hidden layers
         * @param newMixing what lies between two layers
         * @param bins of splines
         * @param bound of splines, which bend between -bound and bound and are the identity beyond; in standard deviations of
         *     the component that a flow starts as, above 0
         * @return another flow
         * @throws IllegalArgumentException if a number is out of range, or bins or a bound are given to affine couplings
         */
        public Flow with(
                @Nullable Integer newLayers,
                int @Nullable [] newHidden,
                @Nullable Activation newActivation,
                FlowArchitecture.@Nullable Mixing newMixing,
                @Nullable Integer bins,
                @Nullable Double bound) {
            return new Flow(
                    coupling(bins, bound),
                    newLayers == null ? layers : newLayers,
                    newHidden == null ? hidden : newHidden,
                    newActivation == null ? activation : newActivation,
                    firstLayerScale,
                    newMixing == null ? mixing : newMixing);
        }

        private FlowArchitecture.Coupling coupling(@Nullable Integer bins, @Nullable Double bound) {
            if (bins == null && bound == null) {
                return coupling;
            }
            if (!(coupling instanceof FlowArchitecture.Spline spline)) {
                throw new IllegalArgumentException(
                        (bins == null ? "bound: " + bound : "bins: " + bins) + ", affine couplings have none");
            }
            return new FlowArchitecture.Spline(
                    bins == null ? spline.bins() : bins, bound == null ? spline.bound() : bound);
        }

        /**
         * The sizes of K flows in D dimensions.
         *
         * @param components K
         * @param dimension D
         * @return the architecture
         */
        public FlowArchitecture architecture(int components, int dimension) {
            return new FlowArchitecture(components, dimension, coupling, layers, hidden, activation, mixing);
        }

        @Override
        public CovarianceType covariance() {
            return CovarianceType.FULL;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Flow other
                    && architecture(1, 1).equals(other.architecture(1, 1))
                    && firstLayerScale == other.firstLayerScale;
        }

        @Override
        public int hashCode() {
            return Objects.hash(architecture(1, 1), firstLayerScale);
        }

        @Override
        public String toString() {
            return "flow of " + layers + " x " + coupling + ", " + Arrays.toString(hidden) + " " + activation.id()
                    + " x" + firstLayerScale + ", mixing " + mixing.id();
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
