package org.cwm.cli.experiment;

import java.util.Map;

/** Something that estimators are tried on. */
interface EstimatorWorkload {

    /** Name for machines: letters, digits and hyphens. */
    String id();

    /** Name for people. */
    String title();

    /** One or two sentences on what it is. */
    String description();

    /** Changes with whatever its scores depend on. */
    String fingerprint();

    /**
     * All estimators with one seed.
     *
     * @param seed of all randomness but that of the optimum
     * @param threads number of threads
     * @param news hears which estimator is at work
     * @return scores by {@link EstimatorTrial#id}, and log Z
     */
    Run run(long seed, int threads, java.util.function.Consumer<String> news);

    /**
     * Scores with one seed.
     *
     * @param scores by {@link EstimatorTrial#id}
     * @param logEvidence the greatest ELBO there can be, in nats
     */
    record Run(Map<String, EstimatorScores> scores, double logEvidence) {}
}
