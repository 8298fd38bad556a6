package org.cwm.variational;

import java.util.function.ToDoubleFunction;
import org.cwm.model.Points;

/**
 * Draws with importance weights: sum_i weights_i h(x_i) estimates the expectation of h under the target.
 *
 * @param points n x D, those drawn from q first
 * @param modelDraws how many were drawn from q
 * @param logTarget n values of log t, unnormalised; {@code -Infinity} outside of the support
 * @param logModel n values of log q
 * @param logProposal n values of the log density that the points were drawn from
 * @param weights n Pareto-smoothed weights that sum to 1
 */
public record WeightedDraws(
        Points points, int modelDraws, double[] logTarget, double[] logModel, double[] logProposal, double[] weights) {

    /**
     * Expectation, spread and quantiles of a function of a point, and beside them mean and spread under q from the same draws,
     * weighted by q / r (at most the inverse of q's share in r): what both have in common leaves no noise in the comparison.
     *
     * @param name of the function
     * @param function of D coordinates, finite
     * @return its summary
     */
    public MarginalSummary summary(String name, ToDoubleFunction<double[]> function) {
        double[] values = new double[points.rows()];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(points.row(i));
        }
        return MarginalSummary.of(name, values, weights, modelWeights());
    }

    /** Weights q / r that sum to 1. */
    private double[] modelWeights() {
        double[] u = new double[logModel.length];
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            u[i] = Math.exp(logModel[i] - logProposal[i]);
            sum += u[i];
        }
        for (int i = 0; i < u.length; i++) {
            u[i] /= sum;
        }
        return u;
    }
}
