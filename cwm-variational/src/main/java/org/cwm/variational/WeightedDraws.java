package org.cwm.variational;

import org.cwm.model.Points;

/**
 * Draws with importance weights: sum_i weights_i h(x_i) estimates the expectation of h under the target.
 *
 * @param points n x D
 * @param logTarget n values of log t, unnormalised; {@code -Infinity} outside of the support
 * @param logModel n values of log q
 * @param logProposal n values of the log density that the points were drawn from
 * @param weights n Pareto-smoothed weights that sum to 1
 */
public record WeightedDraws(
        Points points, double[] logTarget, double[] logModel, double[] logProposal, double[] weights) {}
