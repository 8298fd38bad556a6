package org.cwm.variational;

import org.cwm.model.ClassifierWeightedMixture;

/**
 * What a fit returns.
 *
 * @param q the approximation
 * @param mixture the Gaussian mixture the classifier was switched on from
 * @param elbo E_q[log t - log q] in nats, on draws that no choice was made by
 * @param elboStandardError of it
 * @param mixtureElbo that of {@code mixture}, on the same base points
 * @param targetEvaluations points at which log t was asked for
 * @param seconds that the fit took
 */
public record Posterior(
        ClassifierWeightedMixture q,
        ClassifierWeightedMixture mixture,
        double elbo,
        double elboStandardError,
        double mixtureElbo,
        long targetEvaluations,
        double seconds) {}
