package org.cwm.variational;

import java.util.Objects;

/**
 * An estimator with its numbers.
 *
 * @param estimator which
 * @param components n of {@link Estimator#SUBSAMPLED_PATH}, at least 1; those of other estimators do not depend on it
 * @param temperature of the relaxed draws of biased estimators, above 0
 */
public record EstimatorOptions(Estimator estimator, int components, double temperature) {

    /** Checks the ranges. */
    public EstimatorOptions {
        Objects.requireNonNull(estimator, "estimator");
        if (components < 1 || !(temperature > 0)) {
            throw new IllegalArgumentException("components " + components + ", must be at least 1; temperature "
                    + temperature + ", must be above 0");
        }
    }

    /**
     * An estimator with 3 components, temperature 0.5.
     *
     * @param estimator which
     * @return options
     */
    public static EstimatorOptions of(Estimator estimator) {
        return new EstimatorOptions(estimator, 3, 0.5);
    }
}
