package org.cwm.fit;

import org.cwm.base.Base;
import org.cwm.map.ComponentMaps;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.random.RandomStream;

/**
 * A Gaussian mixture as maps and logits: what a classifier weighted mixture starts from.
 *
 * @param base p0
 * @param maps T_k(x) = L_k^{-1} (x - m_k)
 * @param logits log pi_k
 */
record MixtureStart(Base base, ComponentMaps maps, float[] logits) {

    /** Below this many rows covariances are shrunk towards the pooled one. */
    private static final int FEW_ROWS = 10_000;

    private static final double PSEUDO_ROWS = 5;
    private static final double VARIANCE_FLOOR = 1e-4;
    /** Rows of a component for each column, on average, in EM on a part of the rows: fewer do not bear a full covariance. */
    private static final int ROWS_A_COLUMN = 10;
    /** A component's weight is never taken as less, so that its logit stays finite. */
    private static final double LEAST_WEIGHT = 1e-8;

    /**
     * Settings of the EM that a fit starts with; the number of iterations is the caller's.
     *
     * @param share of the time limit after which EM ends
     */
    static EmOptions options(
            int rows,
            int components,
            CovarianceType covariance,
            BaseSpec base,
            double[] floors,
            RandomStream random,
            int threads,
            Deadline deadline,
            double share) {
        double[] variances = new double[floors.length];
        for (int j = 0; j < floors.length; j++) {
            variances[j] = floors[j] * floors[j];
        }
        EmOptions defaults = EmOptions.defaults();
        // a full covariance has a number for each pair of columns, a diagonal one two a column
        long wanted = covariance == CovarianceType.FULL ? (long) ROWS_A_COLUMN * components * floors.length : 0;
        return defaults.withComponents(components)
                .withMaxRowsForStart((int) Math.max(defaults.maxRowsForStart(), Math.min(rows, wanted)))
                .withCovariance(covariance)
                .withBase(base.base())
                .withLearnsBase(base.learned())
                .withVarianceFloor(VARIANCE_FLOOR)
                .withColumnFloors(variances)
                .withShrinkagePseudoRows(rows < FEW_ROWS ? PSEUDO_ROWS : 0)
                .withRandom(random)
                .withThreads(threads)
                .withStop(() -> deadline.share() > share);
    }

    static MixtureStart of(GaussianMixture mixture) {
        int k = mixture.components();
        int d = mixture.dimension();
        boolean full = mixture.covarianceType() == CovarianceType.FULL;
        double[] means = mixture.means();
        double[] factors = mixture.factors();
        double[] weights = mixture.weights();
        float[] values = new float[(full ? LowerTriangular.layout(k, d) : LocationScale.layout(k, d)).size()];
        float[] logits = new float[k];
        int lower = 2 * k * d;
        for (int c = 0; c < k; c++) {
            logits[c] = (float) Math.log(Math.max(LEAST_WEIGHT, weights[c]));
            for (int i = 0; i < d; i++) {
                values[c * d + i] = (float) means[c * d + i];
                double scale = full ? factors[(c * d + i) * d + i] : factors[c * d + i];
                values[(k + c) * d + i] = (float) Math.log(scale);
                for (int j = 0; j < i && full; j++) {
                    values[lower++] = (float) factors[(c * d + i) * d + j];
                }
            }
        }
        return new MixtureStart(
                mixture.base(), full ? LowerTriangular.of(k, d, values) : LocationScale.of(k, d, values), logits);
    }
}
