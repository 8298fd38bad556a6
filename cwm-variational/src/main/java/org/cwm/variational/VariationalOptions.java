package org.cwm.variational;

import java.time.Duration;
import java.util.Objects;

/**
 * How a mixture is fitted to a target. Zero stands for a choice by the dimension where it is allowed.
 *
 * @param components K, at least 0; 0: 30 in up to three dimensions, above from 8, or 32 where
 *     the target's width changes along some direction, up to 64 as far as more pay
 * @param hidden units of the classifier's hidden layer, tanh; 0 for a constant classifier, that is a Gaussian mixture
 * @param estimator of the gradient while the classifier is trained
 * @param sobol whether base draws are scrambled Sobol points
 * @param draws base points a step, 0 or at least 2; 0: 512 in up to three dimensions, 256 above
 * @param steps of an ascent at most, at least 0; 0: 15,500; it ends before when longer ones no longer pay
 * @param learningRate at the start, at least 0; 0: 0.02 in up to three dimensions, 0.004 from ten on
 * @param timeLimit of the whole fit, its verdict included; it ends with the best it has, and the result depends on the clock
 * @param repairs how often a fit may start again with more components when its verdict is bad, at least 0
 * @param seed of all randomness
 * @param threads number of threads, at least 1; the result does not depend on it
 */
public record VariationalOptions(
        int components,
        int hidden,
        EstimatorOptions estimator,
        boolean sobol,
        int draws,
        int steps,
        double learningRate,
        Duration timeLimit,
        int repairs,
        long seed,
        int threads) {

    /** As good as no limit. */
    public static final Duration NO_LIMIT = Duration.ofDays(36_500);

    /** Checks the ranges. */
    public VariationalOptions {
        Objects.requireNonNull(estimator, "estimator");
        Objects.requireNonNull(timeLimit, "timeLimit");
        require(components >= 0, "components", components, "at least 0");
        require(hidden >= 0, "hidden", hidden, "at least 0");
        require(draws == 0 || draws >= 2, "draws", draws, "0 or at least 2");
        require(steps >= 0, "steps", steps, "at least 0");
        require(
                learningRate >= 0 && Double.isFinite(learningRate),
                "learningRate",
                learningRate,
                "finite and at least 0");
        require(!timeLimit.isNegative() && !timeLimit.isZero(), "timeLimit", timeLimit, "positive");
        require(repairs >= 0, "repairs", repairs, "at least 0");
        require(threads >= 1, "threads", threads, "at least 1");
    }

    private static void require(boolean ok, String name, Object value, String allowed) {
        if (!ok) {
            throw new IllegalArgumentException(name + ": " + value + ", must be " + allowed);
        }
    }

    /**
     * Everything chosen by the dimension, 32 hidden units, the sub-sampled estimator, scrambled Sobol points, one repair, one
     * thread.
     *
     * @return the defaults
     */
    public static VariationalOptions defaults() {
        return new VariationalOptions(
                0, 32, EstimatorOptions.of(Estimator.SUBSAMPLED_PATH), true, 0, 0, 0, NO_LIMIT, 1, 1, 1);
    }

    /**
     * These options with another number of components.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withComponents(int value) {
        return new VariationalOptions(
                value, hidden, estimator, sobol, draws, steps, learningRate, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with other hidden units.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withHidden(int value) {
        return new VariationalOptions(
                components, value, estimator, sobol, draws, steps, learningRate, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with another estimator.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withEstimator(EstimatorOptions value) {
        return new VariationalOptions(
                components, hidden, value, sobol, draws, steps, learningRate, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with scrambled Sobol points as base draws, or without.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withSobol(boolean value) {
        return new VariationalOptions(
                components, hidden, estimator, value, draws, steps, learningRate, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with another number of base points a step.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withDraws(int value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, value, steps, learningRate, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with another number of steps.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withSteps(int value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, draws, value, learningRate, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with another learning rate.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withLearningRate(double value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, draws, steps, value, timeLimit, repairs, seed, threads);
    }

    /**
     * These options with a time limit.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withTimeLimit(Duration value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, draws, steps, learningRate, value, repairs, seed, threads);
    }

    /**
     * These options with another number of repairs.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withRepairs(int value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, draws, steps, learningRate, timeLimit, value, seed, threads);
    }

    /**
     * These options with another seed.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withSeed(long value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, draws, steps, learningRate, timeLimit, repairs, value, threads);
    }

    /**
     * These options with another number of threads.
     *
     * @param value see the components of this record
     * @return new options
     */
    public VariationalOptions withThreads(int value) {
        return new VariationalOptions(
                components, hidden, estimator, sobol, draws, steps, learningRate, timeLimit, repairs, seed, value);
    }
}
