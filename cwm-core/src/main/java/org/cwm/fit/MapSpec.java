package org.cwm.fit;

import java.util.Locale;

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
     * Shape of the covariances of the Gaussian mixture that training starts from.
     *
     * @return diagonal or full
     */
    CovarianceType covariance();
}
