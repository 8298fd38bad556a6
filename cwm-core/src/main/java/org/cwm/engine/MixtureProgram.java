package org.cwm.engine;

import java.util.Arrays;
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

    private Base base;
    final int components;
    final int dimension;
    /** Numbers behind each point's coordinates that its density depends on. */
    final int conditions;

    final MapProgram maps;
    final ClassifierProgram classifier;
    final TilePool<DensityTile> densityTiles = new TilePool<>(() -> new DensityTile(this));
    private final int baseParameters;
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
        this.conditions = maps.conditions();
        this.maps = maps.program(kernels);
        this.classifier = classifier.program(kernels);
        this.baseParameters = base.layout().size();
        this.mapParameters = maps.layout().size();
    }

    /** Numbers from one point to the next. */
    int pointStride() {
        return dimension + conditions;
    }

    /** The base with the parameters loaded. */
    Base base() {
        return base;
    }

    /**
     * Takes over parameters: the base's, the maps', the classifier's.
     *
     * @param parameters flat vector, not kept
     */
    public void load(float[] parameters) {
        if (baseParameters > 0) {
            base = base.withParameters(Arrays.copyOf(parameters, baseParameters));
        }
        maps.load(parameters, baseParameters);
        classifier.load(parameters, baseParameters + mapParameters);
    }

    /**
     * Length of a raw gradient: the maps' statistics, the classifier's padded gradient, the base's statistics.
     *
     * @return number of floats
     */
    public int rawGradientSize() {
        return baseStatistics() + base.statisticsSize();
    }

    /** Where the base's statistics begin in a raw gradient. */
    int baseStatistics() {
        return maps.statisticsSize() + classifier.rawGradientSize();
    }

    /**
     * Turns a raw gradient into the gradient by the parameters.
     *
     * @param raw sums over rows
     * @param relative the maps' relative coordinates (absolute parameters for the absolute gradient) at their place among
     *     the parameters; the rest may be anything
     * @param gradient receives, in the order of the parameters
     */
    public void finish(float[] raw, float[] relative, float[] gradient) {
        base.finish(raw, baseStatistics(), dimension, gradient);
        maps.finish(raw, relative, baseParameters, gradient);
        classifier.finish(raw, maps.statisticsSize(), gradient, baseParameters + mapParameters);
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
