package org.cwm.variational.vae;

import java.util.Objects;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;

/**
 * How an auto-encoder is trained.
 *
 * @param estimator of the gradient; {@link VariationalAutoencoder#fit} refuses those with bias
 * @param draws base points an image, from 1 to 32; at least 2 for estimators with a baseline
 * @param epochs passes over the images, at least 1
 * @param batch images a step, at least 1
 * @param rate highest learning rate of Adam, above 0
 * @param seed of everything random
 * @param threads workers, at least 1; results do not depend on it
 */
public record VaeOptions(
        EstimatorOptions estimator, int draws, int epochs, int batch, double rate, long seed, int threads) {

    /** Checks the ranges. */
    public VaeOptions {
        Objects.requireNonNull(estimator, "estimator");
        if (epochs < 1 || batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "epochs " + epochs + ", batch " + batch + ", threads " + threads + ", must be at least 1");
        }
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("rate: " + rate + ", must be above 0 and finite");
        }
    }

    /**
     * One base point an image and the sum over components in path form; 20 epochs, batches of 128, rate 0.002.
     *
     * @return options with seed 1 and 1 thread
     */
    public static VaeOptions defaults() {
        return new VaeOptions(EstimatorOptions.of(Estimator.RAO_BLACKWELL_PATH), 1, 20, 128, 2e-3, 1, 1);
    }

    /**
     * Another estimator.
     *
     * @param newEstimator which
     * @param newDraws base points an image
     * @return new options
     */
    public VaeOptions withEstimator(EstimatorOptions newEstimator, int newDraws) {
        return new VaeOptions(newEstimator, newDraws, epochs, batch, rate, seed, threads);
    }

    /**
     * Another number of epochs.
     *
     * @param newEpochs at least 1
     * @return new options
     */
    public VaeOptions withEpochs(int newEpochs) {
        return new VaeOptions(estimator, draws, newEpochs, batch, rate, seed, threads);
    }

    /**
     * Another size of the batches.
     *
     * @param newBatch at least 1
     * @return new options
     */
    public VaeOptions withBatch(int newBatch) {
        return new VaeOptions(estimator, draws, epochs, newBatch, rate, seed, threads);
    }

    /**
     * Another learning rate.
     *
     * @param newRate above 0
     * @return new options
     */
    public VaeOptions withRate(double newRate) {
        return new VaeOptions(estimator, draws, epochs, batch, newRate, seed, threads);
    }

    /**
     * Another seed.
     *
     * @param newSeed any
     * @return new options
     */
    public VaeOptions withSeed(long newSeed) {
        return new VaeOptions(estimator, draws, epochs, batch, rate, newSeed, threads);
    }

    /**
     * Another number of workers.
     *
     * @param newThreads at least 1
     * @return new options
     */
    public VaeOptions withThreads(int newThreads) {
        return new VaeOptions(estimator, draws, epochs, batch, rate, seed, newThreads);
    }
}
