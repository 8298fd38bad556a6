package org.cwm.map;

import org.cwm.base.Base;

/**
 * Maps at the points of a tile: what a <em>row</em>, a pair (point, component), needs of the maps, there and back. Points
 * are loaded, looked at, and, while training, sent back; what the way back needs may be kept in between. A row's values do
 * not depend on the points beside it, to the last bit. For one thread.
 */
public interface MapTile {

    /**
     * Takes over points.
     *
     * @param x row-major values, D + C a row, finite, not modified, not kept
     * @param offset of the first value
     * @param count number of points, from 1 to {@link MapProgram#LANES}
     */
    void load(double[] x, int offset, int count);

    /**
     * log p0(T_k(x)) + log |det J_k| in float32 for the loaded points and all components: good to pick candidates by.
     *
     * @param base the base
     * @param out receives component k of point p at {@code k * LANES + p}; behind the last point anything but NaN
     */
    void logTerms(Base base, float[] out);

    /**
     * z = T_k(x).
     *
     * @param k component
     * @param p which loaded point
     * @param z receives D coordinates, {@link MapProgram#baseStride} in all, those beyond D meaningless
     * @param zOffset of the first
     * @return log |det J_k|
     */
    double toBase(int k, int p, double[] z, int zOffset);

    /**
     * Adds one row to the way back.
     *
     * @param k the row's component
     * @param p its point
     * @param weight its weight in the objective (its responsibility), the derivative by log |det J_k|
     * @param z its base point
     * @param zOffset of its first coordinate
     * @param gradient derivative of the objective by z (log-determinant left out)
     * @param gradientOffset of its first coordinate
     * @param statistics added to, now or in {@link #backward}
     */
    void accumulate(
            int k,
            int p,
            float weight,
            float[] z,
            int zOffset,
            float[] gradient,
            int gradientOffset,
            float[] statistics);

    /**
     * Ends the way back of the loaded points: what rows have left behind since {@link #load} is added.
     *
     * @param statistics added to
     */
    void backward(float[] statistics);

    /**
     * Adds one row to the way back to the points: weight times d log |det J_k| / dx + J_k(x)^T g.
     *
     * @param k the row's component
     * @param p its point
     * @param weight its weight (its responsibility)
     * @param gradient g, derivative of the objective by z (log-determinant left out)
     * @param gradientOffset of its first coordinate
     * @param score derivative by the loaded points, D each, row-major; added to, now or in {@link #backwardToPoints}
     * @throws IllegalStateException if these maps have no way back to the points
     */
    default void accumulateToPoints(int k, int p, float weight, float[] gradient, int gradientOffset, double[] score) {
        throw new IllegalStateException(getClass().getSimpleName() + " has no way back to the points");
    }

    /**
     * Ends the way back to the loaded points: what rows have left behind since {@link #load} is added.
     *
     * @param score added to
     */
    default void backwardToPoints(double[] score) {
        throw new IllegalStateException(getClass().getSimpleName() + " has no way back to the points");
    }
}
