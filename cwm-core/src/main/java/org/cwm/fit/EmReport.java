package org.cwm.fit;

/**
 * What {@link EmFit} did.
 *
 * @param mixture the result
 * @param logLikelihoods mean log-likelihood in nats per row: element t after t iterations over all rows, the last one
 *     that of the result; on 2,000 rows of the start if EM was stopped before it came to all rows
 * @param objectives the same with the prior, see {@link EmFit}; never decreases if there is no ridge
 * @param converged whether EM stopped by the tolerance
 * @param restartScores mean log-likelihood of each start after its short run on the rows of the start, nats per row,
 *     as far as EM was not stopped before; empty if there was one start only
 * @param reseeded how many components that had died were moved to a badly explained row
 */
public record EmReport(
        GaussianMixture mixture,
        double[] logLikelihoods,
        double[] objectives,
        boolean converged,
        double[] restartScores,
        int reseeded) {

    /** Copies the arrays. */
    public EmReport {
        logLikelihoods = logLikelihoods.clone();
        objectives = objectives.clone();
        restartScores = restartScores.clone();
    }

    /** {@inheritDoc} */
    @Override
    public double[] logLikelihoods() {
        return logLikelihoods.clone();
    }

    /** {@inheritDoc} */
    @Override
    public double[] objectives() {
        return objectives.clone();
    }

    /** {@inheritDoc} */
    @Override
    public double[] restartScores() {
        return restartScores.clone();
    }

    /**
     * Number of iterations over all rows.
     *
     * @return M-steps done
     */
    public int iterations() {
        return objectives.length - 1;
    }

    /**
     * Mean log-likelihood of the result.
     *
     * @return nats per row
     */
    public double meanLogLikelihood() {
        return logLikelihoods[logLikelihoods.length - 1];
    }
}
