package org.cwm.fit;

/**
 * Mean log-likelihood of a set of rows, in nats a row and in the units of the data (all Jacobians counted), at the EM
 * fit and at the end.
 *
 * @param rows number of rows that were scored
 * @param emStart mean at the Gaussian mixture that training starts from
 * @param end mean at the model returned
 * @param gainStandardError standard error of the paired difference {@code end - emStart} over the rows
 */
public record Score(int rows, double emStart, double end, double gainStandardError) {

    /** No score: of no rows, every number NaN. A model that was not learned from rows has this one. */
    public static final Score NONE = new Score(0, Double.NaN, Double.NaN, Double.NaN);

    /**
     * What training gained.
     *
     * @return end - emStart, nats a row
     */
    public double gain() {
        return end - emStart;
    }
}
