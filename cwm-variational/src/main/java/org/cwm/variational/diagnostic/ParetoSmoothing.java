package org.cwm.variational.diagnostic;

import java.util.Arrays;

/**
 * Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao and Gabry, "Pareto smoothed importance sampling",
 * JMLR 25, 2024): the greatest M = min(n / 5, 3 sqrt(n)) weights are replaced by the quantiles of a generalised Pareto
 * distribution fitted to them.
 *
 * @param paretoK the fitted shape k-hat: moments of the weights of order below 1 / k-hat exist. {@code -Infinity} if the
 *     greatest weights are equal to 1e-5, {@code +Infinity} if too few weights are above 0 for a fit
 * @param weights n smoothed weights that sum to 1
 */
public record ParetoSmoothing(double paretoK, double[] weights) {

    /** Fewer weights above 0 than this tell nothing of a tail. */
    private static final int FEWEST = 25;
    /** Relative differences below this are rounding of densities that are partly float32, not a tail. */
    private static final double EQUAL = 1e-5;

    /**
     * Smooths weights.
     *
     * @param logWeights n log weights up to a constant, {@code -Infinity} for zero; not modified
     * @return smoothed weights and k-hat
     * @throws IllegalArgumentException if a value is NaN or +Infinity, or all are {@code -Infinity}
     */
    public static ParetoSmoothing of(double[] logWeights) {
        int n = logWeights.length;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(logWeights[i]) || logWeights[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("logWeights: element " + i + " is " + logWeights[i]);
            }
            max = Math.max(max, logWeights[i]);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("logWeights: every weight is zero");
        }
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = Math.exp(logWeights[i] - max);
        }
        double k = smoothTail(w);
        double sum = 0;
        for (double v : w) {
            sum += v;
        }
        for (int i = 0; i < n; i++) {
            w[i] /= sum;
        }
        return new ParetoSmoothing(k, w);
    }

    /** Replaces the greatest weights, whose maximum is 1, and returns k-hat. */
    private static double smoothTail(double[] w) {
        int n = w.length;
        int tail = (int) Math.min(0.2 * n, 3 * Math.sqrt(n));
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(w[a], w[b]));
        if (tail < 5 || !(w[order[n - Math.min(n, FEWEST)]] > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double cutoff = w[order[n - tail - 1]];
        double[] exceedances = new double[tail];
        for (int i = 0; i < tail; i++) {
            exceedances[i] = w[order[n - tail + i]] - cutoff;
        }
        if (exceedances[tail - 1] <= EQUAL) {
            return Double.NEGATIVE_INFINITY;
        }
        GeneralizedPareto fit = GeneralizedPareto.fit(exceedances);
        for (int i = 0; i < tail; i++) {
            w[order[n - tail + i]] = Math.min(1, cutoff + fit.quantile((i + 0.5) / tail));
        }
        return fit.shape();
    }

    /**
     * Effective number of draws, 1 / sum of the squared weights (Kong 1992).
     *
     * @return in [1, n]
     */
    public double effectiveSampleSize() {
        double squares = 0;
        for (double v : weights) {
            squares += v * v;
        }
        return 1 / squares;
    }
}
