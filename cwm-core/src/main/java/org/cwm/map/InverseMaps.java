package org.cwm.map;

/** The maps T_k^{-1} prepared for many draws. Immutable. */
public interface InverseMaps {

    /** The way back of a block of draws. For one thread. */
    interface Tile {

        /**
         * x = T_k^{-1}(z) of each row.
         *
         * @param component the rows' components, from 0, not modified
         * @param z base points, rows x D, not modified
         * @param rows number of rows, at most {@link MapProgram#LANES}
         * @param x receives D coordinates a row, row-major; the rows' C conditions lie behind them already
         * @param xOffset of the first
         */
        void toData(int[] component, double[] z, int rows, double[] x, int xOffset);
    }

    /**
     * Working memory of one thread.
     *
     * @return a new tile
     */
    Tile newTile();
}
