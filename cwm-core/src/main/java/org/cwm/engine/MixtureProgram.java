package org.cwm.engine;

import org.cwm.base.Base;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.ClassifierProgram;
import org.cwm.kernel.Kernels;
import org.cwm.map.ComponentMaps;
import org.cwm.map.MapProgram;

/**
 * A mixture prepared for evaluation in tiles: base, maps and classifier in the form that the kernels want. {@link
 * #load} is called by one thread between steps; tiles then read it from many threads.
 */
public final class MixtureProgram {

    /** Rows that one pass through the classifier handles: enough to keep the kernels busy, few enough for the cache. */
    static final int BLOCK_ROWS = 150;

    final Base base;
    final int components;
    final int dimension;
    final MapProgram maps;
    final ClassifierProgram classifier;
    final TilePool<DensityTile> densityTiles = new TilePool<>(() -> new DensityTile(this));
    private final int mapParameters;

    /**
     * A program; nothing is loaded yet.
     *
     * @param base base distribution
     * @param maps gives K, D and the family
     * @param classifier gives the architecture
     * @param kernels inner loops
     */
    public MixtureProgram(Base base, ComponentMaps maps, Classifier classifier, Kernels kernels) {
        this.base = base;
        this.components = maps.components();
        this.dimension = maps.dimension();
        this.maps = maps.program(kernels);
        this.classifier = classifier.program(kernels);
        this.mapParameters = maps.layout().size();
    }

    /**
     * Takes over parameters, the maps' first, then the classifier's.
     *
     * @param parameters flat vector, not kept
     */
    public void load(float[] parameters) {
        maps.load(parameters, 0);
        classifier.load(parameters, mapParameters);
    }

    /**
     * Length of a raw gradient: the maps' statistics, then the classifier's padded gradient.
     *
     * @return number of floats
     */
    public int rawGradientSize() {
        return maps.statisticsSize() + classifier.rawGradientSize();
    }

    /**
     * Turns a raw gradient into the gradient by the parameters.
     *
     * @param raw sums over rows
     * @param relative maps' relative coordinates (absolute parameters for the absolute gradient), then anything
     * @param gradient receives, maps' part first
     */
    public void finish(float[] raw, float[] relative, float[] gradient) {
        maps.finish(raw, relative, 0, gradient);
        classifier.finish(raw, maps.statisticsSize(), gradient, mapParameters);
    }

    /**
     * Working memory of one thread for gradients.
     *
     * @return a new tile
     */
    public MixtureTile newTile() {
        return new MixtureTile(this);
    }
}
