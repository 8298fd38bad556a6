package org.cwm.variational;

import org.cwm.model.ClassifierWeightedMixture;

/**
 * What a fit returns.
 *
 * @param q the approximation
 * @param verdict whether it can be used, and what importance weights make of it; its draws played no part in any choice
 * @param mixture the Gaussian mixture that the classifier of {@code q} was switched on from, or {@code q} itself
 * @param mixtureElbo its ELBO in nats, that of {@code q} is the verdict's
 * @param repairs how often the fit started again because of a bad verdict
 * @param targetEvaluations points at which log t was asked for, the verdict's included
 * @param seconds that the fit took
 */
public record Posterior(
        ClassifierWeightedMixture q,
        Verdict verdict,
        ClassifierWeightedMixture mixture,
        double mixtureElbo,
        int repairs,
        long targetEvaluations,
        double seconds) {}
