package org.cwm.fit;

/**
 * One EM iteration.
 *
 * @param mixture after the M-step
 * @param meanLogLikelihood of the mixture that the iteration started from, nats per row
 * @param objective of that mixture, nats per row: what EM ascends, see {@link EmFit}
 */
public record EmStep(GaussianMixture mixture, double meanLogLikelihood, double objective) {}
