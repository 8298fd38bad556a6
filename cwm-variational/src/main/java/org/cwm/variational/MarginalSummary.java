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
        double modelStandardDeviation) {

    /**
     * Summarises.
     *
     * @param name of the coordinate
     * @param values n values, not modified
     * @param weights n weights that sum to 1, not modified
     * @param model values drawn from q, not modified
     */
    static MarginalSummary of(String name, double[] values, double[] weights, double[] model) {
        int n = values.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += weights[i] * values[i];
        }
        double variance = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            double e = values[i] - mean;
            variance += weights[i] * e * e;
            error += weights[i] * weights[i] * e * e;
        }
        Integer[] order = new Integer[n];
        java.util.Arrays.setAll(order, i -> i);
        java.util.Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        double modelMean = 0;
        for (double v : model) {
            modelMean += v / model.length;
        }
        double modelVariance = 0;
        for (double v : model) {
            modelVariance += (v - modelMean) * (v - modelMean) / (model.length - 1);
        }
        return new MarginalSummary(
                name,
                mean,
                Math.sqrt(error),
                Math.sqrt(variance),
                quantile(values, weights, order, 0.05),
                quantile(values, weights, order, 0.5),
                quantile(values, weights, order, 0.95),
                modelMean,
                Math.sqrt(modelVariance));
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
