package org.cwm.variational;

/**
 * One coordinate of a posterior, by importance-weighted draws, and beside it what q alone says.
 *
 * @param name of the coordinate
 * @param mean expectation
 * @param meanStandardError of the mean
 * @param standardDeviation of the coordinate
 * @param lower 5% quantile
 * @param median 50% quantile
 * @param upper 95% quantile
 * @param modelMean mean under q
 * @param modelStandardDeviation standard deviation under q
 * @param meanErrorNoise standard error of modelMean - mean
 * @param deviationErrorNoise standard error of modelStandardDeviation / standardDeviation - 1
 */
public record MarginalSummary(
        String name,
        double mean,
        double meanStandardError,
        double standardDeviation,
        double lower,
        double median,
        double upper,
        double modelMean,
        double modelStandardDeviation,
        double meanErrorNoise,
        double deviationErrorNoise) {

    /**
     * Summarises.
     *
     * @param name of the coordinate
     * @param values n values, not modified
     * @param weights n weights that sum to 1, not modified
     * @param modelWeights n weights under q that sum to 1, not modified
     */
    static MarginalSummary of(String name, double[] values, double[] weights, double[] modelWeights) {
        int n = values.length;
        double mean = mean(values, weights);
        double modelMean = mean(values, modelWeights);
        double variance = variance(values, weights, mean);
        double modelVariance = variance(values, modelWeights, modelMean);
        double error = 0;
        double meanNoise = 0;
        double deviationNoise = 0;
        for (int i = 0; i < n; i++) {
            double e = values[i] - mean;
            double m = values[i] - modelMean;
            error += weights[i] * weights[i] * e * e;
            double ofMean = modelWeights[i] * m - weights[i] * e;
            meanNoise += ofMean * ofMean;
            // to first order the error of a logarithm of a standard deviation is half that of the logarithm of the
            // variance
            double ofDeviation =
                    0.5 * (modelWeights[i] * (m * m / modelVariance - 1) - weights[i] * (e * e / variance - 1));
            deviationNoise += ofDeviation * ofDeviation;
        }
        Integer[] order = new Integer[n];
        java.util.Arrays.setAll(order, i -> i);
        java.util.Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        return new MarginalSummary(
                name,
                mean,
                Math.sqrt(error),
                Math.sqrt(variance),
                quantile(values, weights, order, 0.05),
                quantile(values, weights, order, 0.5),
                quantile(values, weights, order, 0.95),
                modelMean,
                Math.sqrt(modelVariance),
                Math.sqrt(meanNoise),
                Math.sqrt(deviationNoise));
    }

    private static double mean(double[] values, double[] weights) {
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            mean += weights[i] * values[i];
        }
        return mean;
    }

    private static double variance(double[] values, double[] weights, double mean) {
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            variance += weights[i] * (values[i] - mean) * (values[i] - mean);
        }
        return variance;
    }

    /** The least value at which the weights up to it reach p. */
    private static double quantile(double[] values, double[] weights, Integer[] order, double p) {
        double sum = 0;
        for (int i : order) {
            sum += weights[i];
            if (sum >= p) {
                return values[i];
            }
        }
        return values[order[order.length - 1]];
    }
}
