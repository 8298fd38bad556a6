package org.cwm.map;

import org.cwm.kernel.DenseNetwork;
import org.cwm.kernel.Kernels;

/** Coupling flows for the tile engine: an affine map in double, then networks in float32. */
final class FlowProgram implements MapProgram {

    /**
     * Networks see their inputs clamped to this size, so that far from the data a flow is affine and stays within
     * the range of float32.
     */
    static final double INPUT_LIMIT = 16;

    final FlowArchitecture architecture;
    final Kernels kernels;
    final int components;
    final int dimension;
    final int layers;
    final AffineProgram whitening;
    final int[][] conditioning;
    final int[][] transformed;
    final DenseNetwork[] networks;
    /** Per component and layer. */
    final DenseNetwork.Weights[][] weights;
    /** Per component and layer; those of unmixed layers are not used. */
    final FlowMixing[][] mixings;

    /** Where a layer's statistics lie within those of a component. */
    private final int[] mixingStatistics;

    private final int[] networkStatistics;
    private final int ofComponent;

    FlowProgram(FlowArchitecture architecture, Kernels kernels) {
        this.architecture = architecture;
        this.kernels = kernels;
        components = architecture.components();
        dimension = architecture.dimension();
        layers = architecture.layers();
        whitening = LowerTriangular.affineProgram(components, dimension, kernels);
        conditioning = new int[layers][];
        transformed = new int[layers][];
        networks = new DenseNetwork[layers];
        weights = new DenseNetwork.Weights[components][layers];
        mixings = new FlowMixing[components][layers];
        mixingStatistics = new int[layers];
        networkStatistics = new int[layers];
        int size = 0;
        for (int l = 0; l < layers; l++) {
            conditioning[l] = architecture.conditioning(l);
            transformed[l] = architecture.transformed(l);
            networks[l] = new DenseNetwork(architecture.widths(l), architecture.activation(), kernels);
            for (int k = 0; k < components; k++) {
                weights[k][l] = networks[l].new Weights();
                mixings[k][l] = new FlowMixing(architecture.mixed(l) ? dimension : 0, kernels);
            }
            mixingStatistics[l] = size;
            size += architecture.mixed(l) ? FlowMixing.statisticsSize(dimension) : 0;
            networkStatistics[l] = size;
            size += networks[l].rawSize();
        }
        ofComponent = size;
    }

    /** Where the statistics of component k's mixing before layer l begin. */
    int mixingStatistics(int k, int l) {
        return whitening.statisticsSize() + k * ofComponent + mixingStatistics[l];
    }

    /** Where the statistics of component k's network of layer l begin. */
    int networkStatistics(int k, int l) {
        return whitening.statisticsSize() + k * ofComponent + networkStatistics[l];
    }

    @Override
    public void load(float[] parameters, int offset) {
        whitening.load(parameters, offset);
        int p = offset + LowerTriangular.layout(components, dimension).size();
        for (int l = 0; l < layers; l++) {
            if (architecture.mixed(l)) {
                for (int k = 0; k < components; k++) {
                    mixings[k][l].load(parameters, p, k, components);
                }
                p += FlowMixing.size(components, dimension);
            }
            int end = p;
            for (int k = 0; k < components; k++) {
                end = weights[k][l].load(parameters, p, k, components);
            }
            p = end;
        }
    }

    @Override
    public MapTile newTile() {
        return new FlowTile(this);
    }

    @Override
    public PathTile newPathTile() {
        return new FlowPaths(this);
    }

    @Override
    public int baseStride() {
        return dimension;
    }

    @Override
    public int statisticsSize() {
        return whitening.statisticsSize() + components * ofComponent;
    }

    @Override
    public void finish(float[] statistics, float[] relative, int offset, float[] gradient) {
        whitening.finish(statistics, relative, offset, gradient);
        int p = offset + LowerTriangular.layout(components, dimension).size();
        for (int l = 0; l < layers; l++) {
            if (architecture.mixed(l)) {
                for (int k = 0; k < components; k++) {
                    mixings[k][l].finish(statistics, mixingStatistics(k, l), k, components, gradient, p);
                }
                p += FlowMixing.size(components, dimension);
            }
            int end = p;
            for (int k = 0; k < components; k++) {
                end = networks[l].finish(statistics, networkStatistics(k, l), k, components, gradient, p);
            }
            p = end;
        }
    }
}
