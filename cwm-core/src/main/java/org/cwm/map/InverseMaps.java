package org.cwm.map;

/** The maps T_k^{-1} prepared for many draws. Immutable. */
public interface InverseMaps {

    /**
     * Doubles that {@link #toData} writes.
     *
     * @return at least D
     */
    int dataStride();

    /**
     * x = T_k^{-1}(z).
     *
     * @param k component, from 0
     * @param z base point, not modified
     * @param zOffset of its first coordinate
     * @param x receives D coordinates, {@link #dataStride} in all, those beyond D meaningless
     */
    void toData(int k, double[] z, int zOffset, double[] x);
}
