package org.cwm.fit;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every setting of a fit, resolved.
 *
 * @param given columns that are conditions; none for a density of all columns
 * @param components candidates for the number of components, tried in order; the best on held-out rows wins
 * @param base base distribution
 * @param maps family of the component maps
 * @param classifier architecture of the classifier
 * @param folds 1: one split into training and held-out rows; more: cross-validation, then a fit to all rows
 * @param validationFraction share of the rows held out by a single split
 * @param epochs passes over the training rows
 * @param timeLimit wall-clock limit of the whole fit; a century or more is none
 * @param batchSize rows of a gradient step
 * @param learningRate peak learning rate
 * @param weightDecay decoupled decay of the classifier's weights
 * @param jitter size of the noise added to training rows
 * @param classifierNoise standard deviation of the noise added to the classifier's input
 * @param roulette threshold of the backward roulette
 * @param leastScale least scale that training may give a component, relative to EM's: with few rows narrower ones
 *     gain on most rows and lose it all on a few outliers
 * @param emIterations greatest number of EM iterations
 * @param seed of all randomness
 * @param threads number of threads
 */
public record FitPlan(
        List<String> given,
        int[] components,
        BaseSpec base,
        MapSpec maps,
        ClassifierSpec classifier,
        int folds,
        double validationFraction,
        double epochs,
        Duration timeLimit,
        int batchSize,
        double learningRate,
        double weightDecay,
        double jitter,
        double classifierNoise,
        double roulette,
        double leastScale,
        int emIterations,
        long seed,
        int threads) {

    private static final int MEMBERS = 5;

    /**
     * The plan for a table: what the user asked, the rest chosen from rows, columns and the kind of data.
     *
     * @param data all rows, held-out ones included unless given apart
     * @param options what the user asked
     * @param heldOutGiven whether held-out rows come from elsewhere
     * @return the plan
     */
    public static FitPlan resolve(org.cwm.schema.Table data, FitOptions options, boolean heldOutGiven) {
        return Defaults.resolve(data, options, heldOutGiven);
    }

    /**
     * How many fits to all rows the model is the average of, if training is accepted: several in cross-validated fits with
     * conditions.
     *
     * @return at least 1
     */
    public int members() {
        return folds > 1 && !given.isEmpty() ? MEMBERS : 1;
    }

    /**
     * The settings by name, as written to model files. Threads and the time limit are left out: they are not part of
     * what was computed.
     *
     * @return names and values
     */
    public SortedMap<String, String> describe() {
        SortedMap<String, String> m = new TreeMap<>();
        if (!given.isEmpty()) {
            m.put("given", given.toString());
        }
        m.put("components", java.util.Arrays.toString(components));
        m.put("base", base.toString());
        m.put("maps", maps.toString());
        m.put("classifier", classifier.toString());
        m.put("folds", Integer.toString(folds));
        m.put("validationFraction", Double.toString(validationFraction));
        m.put("epochs", Double.toString(epochs));
        m.put("batchSize", Integer.toString(batchSize));
        m.put("learningRate", Double.toString(learningRate));
        m.put("weightDecay", Double.toString(weightDecay));
        m.put("jitter", Double.toString(jitter));
        m.put("classifierNoise", Double.toString(classifierNoise));
        m.put("roulette", Double.toString(roulette));
        m.put("leastScale", Double.toString(leastScale));
        m.put("emIterations", Integer.toString(emIterations));
        m.put("seed", Long.toString(seed));
        return m;
    }
}
