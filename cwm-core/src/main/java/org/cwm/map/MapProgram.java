package org.cwm.map;

import org.cwm.base.Base;

/**
 * Maps prepared for the tile engine: parameters in the form that evaluation wants. {@link #load} is called by one
 * thread between steps; everything else is read-only and may be called by many threads.
 *
 * <p>Training accumulates <em>statistics</em>, sums over rows of derivatives in base space; {@link #finish} turns
 * their total into the gradient once a step.
 */
public interface MapProgram {

    /** Points handled together; arrays "in lanes" have this stride. */
    int LANES = 64;

    /**
     * Takes over parameters.
     *
     * @param parameters flat vector, not kept
     * @param offset of these maps' first parameter
     */
    void load(float[] parameters, int offset);

    /**
     * log N(T_k(x)) + log |det J_k| in float32 for a tile of points and all components: good to pick candidates by.
     *
     * @param base the base
     * @param x points in lanes: coordinate d of point p at {@code d * LANES + p}
     * @param differences scratch, at least {@code D * LANES}
     * @param z scratch, at least {@code D * LANES}
     * @param sum scratch, at least {@code LANES}
     * @param out component k of point p at {@code k * LANES + p}
     */
    void logTerms(Base base, float[] x, float[] differences, float[] z, float[] sum, float[] out);

    /**
     * Doubles that {@link #toBase} writes.
     *
     * @return at least D
     */
    int baseStride();

    /**
     * z = T_k(x) in double.
     *
     * @param k component
     * @param x point, not modified
     * @param xOffset of its first coordinate
     * @param z receives D coordinates, {@link #baseStride} in all, those beyond D meaningless
     * @param zOffset of the first
     * @return log |det J_k|
     */
    double toBase(int k, double[] x, int xOffset, double[] z, int zOffset);

    /**
     * Length of the statistics.
     *
     * @return number of floats
     */
    int statisticsSize();

    /**
     * Adds one row to the statistics.
     *
     * @param k the row's component
     * @param weight its weight in the objective (its responsibility)
     * @param z its base point
     * @param zOffset of its first coordinate
     * @param gradient derivative of the objective by z (log-determinant left out)
     * @param gradientOffset of its first coordinate
     * @param statistics added to
     */
    void accumulate(
            int k, float weight, float[] z, int zOffset, float[] gradient, int gradientOffset, float[] statistics);

    /**
     * Turns summed statistics into the gradient.
     *
     * @param statistics sums over rows
     * @param relative relative coordinates at which the gradient is wanted (absolute parameters for the absolute
     *     gradient)
     * @param offset of these maps' first parameter in {@code relative} and {@code gradient}
     * @param gradient receives (not added)
     */
    void finish(float[] statistics, float[] relative, int offset, float[] gradient);
}
