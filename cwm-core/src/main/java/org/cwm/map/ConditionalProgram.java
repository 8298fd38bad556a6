package org.cwm.map;

import org.cwm.kernel.DenseNetwork;
import org.cwm.kernel.Kernels;

/** {@link ConditionalMaps} for the tile engine: the affine parts in double, the network in float32. */
final class ConditionalProgram implements MapProgram {

    final ConditionalArchitecture architecture;
    final int components;
    final int dimension;
    final int conditions;
    /** Outputs of the network for each component. */
    final int outputs;

    final boolean networked;
    final DenseNetwork network;
    final DenseNetwork.Weights weights;
    /** Constant parts in the order of the network's outputs, component by component. */
    final double[] constant;

    final double[] slope;
    /** Hidden layers, output weights, and biases that are part of {@link #constant}. */
    private final float[] packed;

    private final float[] packedGradient;

    ConditionalProgram(ConditionalArchitecture architecture, Kernels kernels) {
        this.architecture = architecture;
        components = architecture.components();
        dimension = architecture.dimension();
        conditions = architecture.conditions();
        outputs = architecture.outputs();
        networked = architecture.last() > 0;
        network = new DenseNetwork(architecture.widths(), architecture.activation(), kernels);
        weights = network.new Weights();
        constant = new double[components * outputs];
        slope = new double[components * dimension * conditions];
        packed = new float
                [architecture.outputAt()
                        - architecture.networkAt()
                        + components * outputs * (1 + (networked ? architecture.last() : conditions))];
        packedGradient = new float[packed.length];
    }

    @Override
    public void load(float[] parameters, int offset) {
        ConditionalArchitecture a = architecture;
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < outputs; i++) {
                constant[k * outputs + i] = parameters[offset + constantAt(k, i)];
            }
        }
        for (int i = 0; i < slope.length; i++) {
            slope[i] = parameters[offset + a.slopeAt() + i];
        }
        if (networked) {
            int size = packed.length - components * outputs;
            System.arraycopy(parameters, offset + a.networkAt(), packed, 0, size);
            weights.load(packed, 0, 0, 1);
        }
    }

    /** Where the constant part of output i of component k lies among the parameters. */
    private int constantAt(int k, int i) {
        return i < dimension
                ? k * dimension + i
                : i < 2 * dimension
                        ? (components + k) * dimension + i - dimension
                        : architecture.lowerAt() + k * architecture.lower() + i - 2 * dimension;
    }

    @Override
    public MapTile newTile() {
        return new ConditionalTile(this);
    }

    @Override
    public int baseStride() {
        return dimension;
    }

    /** The network's gradient, whose biases are the constant parts, then the slopes'. */
    @Override
    public int statisticsSize() {
        return network.rawSize() + slope.length;
    }

    @Override
    public void finish(float[] statistics, float[] relative, int offset, float[] gradient) {
        ConditionalArchitecture a = architecture;
        network.finish(statistics, 0, 0, 1, packedGradient, 0);
        int size = packedGradient.length - components * outputs;
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < outputs; i++) {
                gradient[offset + constantAt(k, i)] = packedGradient[size + k * outputs + i];
            }
        }
        System.arraycopy(statistics, network.rawSize(), gradient, offset + a.slopeAt(), slope.length);
        if (networked) {
            System.arraycopy(packedGradient, 0, gradient, offset + a.networkAt(), size);
        }
    }
}
