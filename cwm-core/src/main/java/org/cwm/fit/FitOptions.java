package org.cwm.fit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks of a fit. Every setting that is null is chosen from the data ({@link FitPlan}).
 *
 * @param given columns that are conditions: p(others | given) is learned; none for a density of all columns
 * @param components number of components K; null to choose
 * @param base base distribution; null to choose
 * @param maps family of the component maps; null to choose
 * @param classifier architecture of the classifier; null to choose
 * @param validationFraction share of the rows held out, in (0, 0.5]; null to choose
 * @param epochs passes over the training rows, at least 0; null to choose
 * @param timeLimit wall-clock limit of the whole fit, see {@link Fit} for what can exceed it; null for none
 * @param batchSize rows of a gradient step; null to choose
 * @param learningRate peak learning rate; null to choose
 * @param weightDecay decoupled decay of the networks' weights per unit of learning rate; null to choose
 * @param jitter size of the noise added to training rows: as a share of the range for bounded columns (of two along the level lines of their density), in units of the row's own component otherwise; null to choose
 * @param classifierNoise standard deviation of the noise added to the classifier's input; null to choose
 * @param roulette threshold of the backward roulette, 0 for none; null to choose
 * @param emIterations greatest number of EM iterations; null to choose
 * @param seed of all randomness
 * @param threads number of threads, at least 1; the result does not depend on it
 */
public record FitOptions(
        List<String> given,
        @Nullable Integer components,
        @Nullable BaseSpec base,
        @Nullable MapSpec maps,
        @Nullable ClassifierSpec classifier,
        @Nullable Double validationFraction,
        @Nullable Double epochs,
        @Nullable Duration timeLimit,
        @Nullable Integer batchSize,
        @Nullable Double learningRate,
        @Nullable Double weightDecay,
        @Nullable Double jitter,
        @Nullable Double classifierNoise,
        @Nullable Double roulette,
        @Nullable Integer emIterations,
        long seed,
        int threads) {

    /** Checks the ranges. */
    public FitOptions {
        given = List.copyOf(given);
        require(Set.copyOf(given).size() == given.size(), "given", given, "different columns");
        require(components == null || components >= 1, "components", components, "at least 1");
        require(
                validationFraction == null || (validationFraction > 0 && validationFraction <= 0.5),
                "validationFraction",
                validationFraction,
                "above 0, at most 0.5");
        require(epochs == null || (epochs >= 0 && Double.isFinite(epochs)), "epochs", epochs, "at least 0 and finite");
        require(timeLimit == null || !timeLimit.isNegative(), "timeLimit", timeLimit, "not negative");
        require(batchSize == null || batchSize >= 1, "batchSize", batchSize, "at least 1");
        require(
                learningRate == null || (learningRate > 0 && Double.isFinite(learningRate)),
                "learningRate",
                learningRate,
                "above 0 and finite");
        require(
                weightDecay == null || (weightDecay >= 0 && Double.isFinite(weightDecay)),
                "weightDecay",
                weightDecay,
                "at least 0 and finite");
        require(jitter == null || (jitter >= 0 && Double.isFinite(jitter)), "jitter", jitter, "at least 0 and finite");
        require(
                classifierNoise == null || (classifierNoise >= 0 && Double.isFinite(classifierNoise)),
                "classifierNoise",
                classifierNoise,
                "at least 0 and finite");
        require(roulette == null || (roulette >= 0 && roulette <= 1), "roulette", roulette, "in [0, 1]");
        require(emIterations == null || emIterations >= 1, "emIterations", emIterations, "at least 1");
        require(threads >= 1, "threads", threads, "at least 1");
    }

    private static void require(boolean ok, String name, @Nullable Object value, String allowed) {
        if (!ok) {
            throw new IllegalArgumentException(name + ": " + value + ", must be " + allowed);
        }
    }

    /**
     * Everything chosen from the data, seed 0, as many threads as processors.
     *
     * @return the defaults
     */
    public static FitOptions defaults() {
        return new Draft().options();
    }

    private FitOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /**
     * Other conditions.
     *
     * @param value names of the columns that are conditions; none for a density of all columns
     * @return new options
     */
    public FitOptions withGiven(List<String> value) {
        return with(d -> d.given = value);
    }

    /**
     * These options with another {@link #components}.
     *
     * @param value number of components K; null to choose
     * @return new options
     */
    public FitOptions withComponents(@Nullable Integer value) {
        return with(d -> d.components = value);
    }

    /**
     * These options with another {@link #base}.
     *
     * @param value base distribution; null to choose
     * @return new options
     */
    public FitOptions withBase(@Nullable BaseSpec value) {
        return with(d -> d.base = value);
    }

    /**
     * These options with another {@link #maps}.
     *
     * @param value family of the component maps; null to choose
     * @return new options
     */
    public FitOptions withMaps(@Nullable MapSpec value) {
        return with(d -> d.maps = value);
    }

    /**
     * These options with affine maps of a given kind.
     *
     * @param value shape of the components' covariances; null to choose the maps
     * @return new options
     */
    public FitOptions withCovariance(@Nullable CovarianceType value) {
        return withMaps(value == null ? null : new MapSpec.Affine(value));
    }

    /**
     * These options with another {@link #classifier}.
     *
     * @param value architecture of the classifier; null to choose
     * @return new options
     */
    public FitOptions withClassifier(@Nullable ClassifierSpec value) {
        return with(d -> d.classifier = value);
    }

    /**
     * These options with another {@link #validationFraction}.
     *
     * @param value share of the rows held out, in (0, 0.5]; null to choose
     * @return new options
     */
    public FitOptions withValidationFraction(@Nullable Double value) {
        return with(d -> d.validationFraction = value);
    }

    /**
     * These options with another {@link #epochs}.
     *
     * @param value passes over the training rows, at least 0; null to choose
     * @return new options
     */
    public FitOptions withEpochs(@Nullable Double value) {
        return with(d -> d.epochs = value);
    }

    /**
     * These options with another {@link #timeLimit}.
     *
     * @param value wall-clock limit of the whole fit; null to choose
     * @return new options
     */
    public FitOptions withTimeLimit(@Nullable Duration value) {
        return with(d -> d.timeLimit = value);
    }

    /**
     * These options with another {@link #batchSize}.
     *
     * @param value rows of a gradient step; null to choose
     * @return new options
     */
    public FitOptions withBatchSize(@Nullable Integer value) {
        return with(d -> d.batchSize = value);
    }

    /**
     * These options with another {@link #learningRate}.
     *
     * @param value peak learning rate; null to choose
     * @return new options
     */
    public FitOptions withLearningRate(@Nullable Double value) {
        return with(d -> d.learningRate = value);
    }

    /**
     * These options with another {@link #weightDecay}.
     *
     * @param value decoupled decay of the networks' weights per unit of learning rate; null to choose
     * @return new options
     */
    public FitOptions withWeightDecay(@Nullable Double value) {
        return with(d -> d.weightDecay = value);
    }

    /**
     * These options with another {@link #jitter}.
     *
     * @param value size of the noise added to training rows: as a share of the range for bounded columns (of two along the level lines of their density), in units of the row's own component otherwise; null to choose
     * @return new options
     */
    public FitOptions withJitter(@Nullable Double value) {
        return with(d -> d.jitter = value);
    }

    /**
     * These options with another {@link #classifierNoise}.
     *
     * @param value standard deviation of the noise added to the classifier's input; null to choose
     * @return new options
     */
    public FitOptions withClassifierNoise(@Nullable Double value) {
        return with(d -> d.classifierNoise = value);
    }

    /**
     * These options with another {@link #roulette}.
     *
     * @param value threshold of the backward roulette, 0 for none; null to choose
     * @return new options
     */
    public FitOptions withRoulette(@Nullable Double value) {
        return with(d -> d.roulette = value);
    }

    /**
     * These options with another {@link #emIterations}.
     *
     * @param value greatest number of EM iterations; null to choose
     * @return new options
     */
    public FitOptions withEmIterations(@Nullable Integer value) {
        return with(d -> d.emIterations = value);
    }

    /**
     * These options with another {@link #seed}.
     *
     * @param value of all randomness
     * @return new options
     */
    public FitOptions withSeed(long value) {
        return with(d -> d.seed = value);
    }

    /**
     * These options with another {@link #threads}.
     *
     * @param value number of threads, at least 1
     * @return new options
     */
    public FitOptions withThreads(int value) {
        return with(d -> d.threads = value);
    }

    /** Options in the making. */
    private static final class Draft {
        private List<String> given = List.of();
        private @Nullable Integer components;
        private @Nullable BaseSpec base;
        private @Nullable MapSpec maps;
        private @Nullable ClassifierSpec classifier;
        private @Nullable Double validationFraction;
        private @Nullable Double epochs;
        private @Nullable Duration timeLimit;
        private @Nullable Integer batchSize;
        private @Nullable Double learningRate;
        private @Nullable Double weightDecay;
        private @Nullable Double jitter;
        private @Nullable Double classifierNoise;
        private @Nullable Double roulette;
        private @Nullable Integer emIterations;
        private long seed;
        private int threads = Runtime.getRuntime().availableProcessors();

        Draft() {}

        Draft(FitOptions o) {
            given = o.given;
            components = o.components;
            base = o.base;
            maps = o.maps;
            classifier = o.classifier;
            validationFraction = o.validationFraction;
            epochs = o.epochs;
            timeLimit = o.timeLimit;
            batchSize = o.batchSize;
            learningRate = o.learningRate;
            weightDecay = o.weightDecay;
            jitter = o.jitter;
            classifierNoise = o.classifierNoise;
            roulette = o.roulette;
            emIterations = o.emIterations;
            seed = o.seed;
            threads = o.threads;
        }

        FitOptions options() {
            return new FitOptions(
                    given,
                    components,
                    base,
                    maps,
                    classifier,
                    validationFraction,
                    epochs,
                    timeLimit,
                    batchSize,
                    learningRate,
                    weightDecay,
                    jitter,
                    classifierNoise,
                    roulette,
                    emIterations,
                    seed,
                    threads);
        }
    }
}
