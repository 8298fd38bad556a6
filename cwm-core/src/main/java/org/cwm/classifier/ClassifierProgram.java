package org.cwm.classifier;

/**
 * A classifier prepared for the tile engine: parameters in the form that evaluation wants. {@link #load} is called by
 * one thread between steps; everything else is read-only and may be called by many threads.
 */
public interface ClassifierProgram {

    /**
     * Takes over parameters.
     *
     * @param parameters flat vector, not kept
     * @param offset of the classifier's first parameter
     */
    void load(float[] parameters, int offset);

    /**
     * Working memory for one thread.
     *
     * @param capacity greatest number of rows
     * @return a tile
     */
    ClassifierTile newTile(int capacity);

    /**
     * Working memory for one thread that needs the weights only.
     *
     * @return a tile
     */
    WeightTile newWeightTile();

    /**
     * Length of the raw gradient that tiles add to (padded).
     *
     * @return number of floats
     */
    int rawGradientSize();

    /**
     * Unpads a raw gradient.
     *
     * @param raw sums over rows
     * @param rawOffset of its first element
     * @param gradient receives (not added)
     * @param offset of the classifier's first parameter
     */
    void finish(float[] raw, int rawOffset, float[] gradient, int offset);
}
