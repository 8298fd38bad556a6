package org.cwm.map;

import org.cwm.base.Base;

/**
 * Affine maps for the tile engine. What training needs of them are sums over rows in base space (sum r, sum g, sum g
 * z^T), so each row stands for itself and the tile keeps nothing but the points.
 */
interface AffineProgram extends MapProgram {

    /**
     * Dimension.
     *
     * @return D
     */
    int dimension();

    /**
     * log p0(T_k(x)) + log |det J_k| in float32 for a tile of points and all components.
     *
     * @param base the base
     * @param x points in lanes: coordinate d of point p at {@code d * LANES + p}
     * @param differences scratch, at least {@code D * LANES}
     * @param z scratch, at least {@code D * LANES}
     * @param sum scratch, at least {@code LANES}
     * @param out component k of point p at {@code k * LANES + p}
     */
    void logTerms(Base base, float[] x, float[] differences, float[] z, float[] sum, float[] out);

    /** z = T_k(x) in double; returns log |det J_k|. */
    double toBase(int k, double[] x, int xOffset, double[] z, int zOffset);

    /** Adds one row to the statistics, see {@link MapTile#accumulate}. */
    void accumulate(
            int k, float weight, float[] z, int zOffset, float[] gradient, int gradientOffset, float[] statistics);

    /** out += J_k^T g. */
    void addTransposed(int k, float[] gradient, int gradientOffset, double[] out, int outOffset);

    /** x = T_k^{-1}(z); writes {@link #baseStride} doubles, those beyond D meaningless. */
    void toData(int k, double[] z, int zOffset, double[] x, int xOffset);

    /** out = -J_k^{-T} g, J_k^{-1} being the Jacobian of T_k^{-1}. */
    void pullToBase(int k, double[] gradient, int gradientOffset, float[] out);

    @Override
    default PathTile newPathTile() {
        return new AffinePaths(this);
    }

    @Override
    default MapTile newTile() {
        return new AffineTile(this);
    }
}
