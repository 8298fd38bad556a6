package org.cwm.cli.experiment;

import java.util.List;
import java.util.Map;

/** Something that estimators are tried on. */
interface EstimatorWorkload {

    /** Name for machines: letters, digits and hyphens. */
    String id();

    /** Name for people. */
    String title();

    /** One or two sentences on what it is. */
    String description();

    /** What the gap of an ELBO is taken to, in words. */
    String ceiling();

    /** Lines below the names of the curves. */
    List<String> chartNotes();

    /** How its scores came about. */
    List<String> notes(List<Run> runs);

    /** Changes with whatever its scores depend on. */
    String fingerprint();

    /**
     * All estimators with one seed.
     *
     * @param seed of all randomness but that of the optimum
     * @param threads number of threads
     * @param news hears which estimator is at work
     * @return scores by {@link EstimatorTrial#id}, and what gaps are taken to
     */
    Run run(long seed, int threads, java.util.function.Consumer<String> news);

    /**
     * Scores with one seed.
     *
     * @param scores by {@link EstimatorTrial#id}
     * @param ceiling what gaps are taken to, in nats: log Z where it is known
     */
    record Run(Map<String, EstimatorScores> scores, double ceiling) {}
}
