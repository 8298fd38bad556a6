package org.cwm.fit;

import java.util.List;

/**
 * A number of components with its held-out scores.
 *
 * @param units what was trained: one unit, or one a fold; the first stands for all
 * @param scores held-out log densities under the Gaussian mixtures and under the best iterates
 * @param gain mean held-out log-likelihood of training, nats; of several folds at the step that is best for all
 *     together, since each fold's own best step would flatter
 * @param share share of the steps that the gain belongs to
 * @param history learning curve of that unit, data units
 */
record Candidate(
        List<FitUnit.Result> units, PairedScores scores, double gain, double share, List<HistoryPoint> history) {

    /** Training must gain this many standard errors: the step and the number of components were chosen too. */
    private static final double ACCEPTED = 2;

    FitUnit.Result result() {
        return units.get(0);
    }

    double standardError() {
        return Statistics.standardError(Statistics.difference(scores.end(), scores.start()));
    }

    boolean accepted() {
        return gain > 0 && gain > ACCEPTED * standardError();
    }

    double score() {
        return Statistics.mean(scores.start()) + (accepted() ? gain : 0);
    }

    /** The same after the fit to all rows broke down: only the Gaussian mixture is left. */
    Candidate notTrained(FitUnit.Result all) {
        PairedScores s = new PairedScores(scores.rows(), scores.start(), scores.start());
        return new Candidate(List.of(all), s, 0, 0, history);
    }
}
