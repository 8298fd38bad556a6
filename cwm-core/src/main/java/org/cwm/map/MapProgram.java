package org.cwm.map;

/**
 * Maps prepared for the tile engine: parameters in the form that evaluation wants. {@link #load} is called by one
 * thread between steps; everything else is read-only and may be called by many threads.
 *
 * <p>Training accumulates <em>statistics</em>, sums over rows; {@link #finish} turns their total into the gradient once
 * a step.
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
     * Working memory of one thread.
     *
     * @return a new tile
     */
    MapTile newTile();

    /**
     * Working memory of one thread for points made from base points. The first call is to come before {@link #load}: only
     * then do the maps keep what the way from the base needs.
     *
     * @return a new tile
     * @throws IllegalStateException if these maps have no way from the base in tiles
     */
    default PathTile newPathTile() {
        throw new IllegalStateException(getClass().getSimpleName() + " has no way from the base in tiles");
    }

    /**
     * Doubles that {@link MapTile#toBase} writes.
     *
     * @return at least D
     */
    int baseStride();

    /**
     * Length of the statistics.
     *
     * @return number of floats
     */
    int statisticsSize();

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
