package org.cwm.map;

import java.util.Arrays;
import org.cwm.kernel.DenseNetwork;
import org.cwm.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A block of rows on their way through one component's flow, with what the way back needs. States lie row by row, D
 * coordinates each, in double; networks see them in float32. For one thread.
 */
final class FlowBlock {

    private static final int CAPACITY = MapProgram.LANES;
    private static final float[] NO_WEIGHT = new float[CAPACITY];

    private final FlowProgram program;
    private final int dimension;
    private final int layers;
    /** States before the mixing of each layer; behind the last, the base points. */
    private final double[][] entering;
    /** States before the functions of each layer. */
    private final double[][] before;

    private final DenseNetwork.Block[] networks;
    private final CouplingFunctions[] functions;
    private final double[] logDet = new double[CAPACITY];
    private final double[] padded;
    private final FlowMixing.Scratch scratch;
    private final double[] slopes;
    private final float[] start32;
    private final float[] gradient32;
    private int rows;

    FlowBlock(FlowProgram program) {
        this.program = program;
        dimension = program.dimension;
        layers = program.layers;
        entering = new double[layers + 1][CAPACITY * dimension];
        before = new double[layers][CAPACITY * dimension];
        networks = new DenseNetwork.Block[layers];
        functions = new CouplingFunctions[layers];
        for (int l = 0; l < layers; l++) {
            networks[l] = program.networks[l].new Block(CAPACITY);
            functions[l] = functions(program, l);
        }
        padded = new double[program.whitening.baseStride()];
        scratch = new FlowMixing.Scratch(dimension, CAPACITY);
        slopes = new double[CAPACITY * dimension];
        start32 = new float[dimension];
        gradient32 = new float[dimension];
    }

    private static CouplingFunctions functions(FlowProgram program, int layer) {
        FlowArchitecture.Coupling coupling = program.architecture.coupling();
        Kernels kernels = program.kernels;
        return coupling instanceof FlowArchitecture.Spline spline
                ? new SplineFunctions(
                        spline,
                        program.dimension,
                        program.transformed[layer].length,
                        program.networks[layer].outputStride(),
                        CAPACITY,
                        kernels)
                : new AffineFunctions(program.dimension, program.transformed[layer].length, CAPACITY, kernels);
    }

    /** Sets the number of rows. */
    void begin(int count) {
        rows = count;
    }

    /** Row r is x under component k's affine map. */
    void start(int k, int r, double[] x, int xOffset) {
        logDet[r] = program.whitening.toBase(k, x, xOffset, padded, 0);
        System.arraycopy(padded, 0, entering[0], r * dimension, dimension);
    }

    /** Takes all rows to the base under component k. */
    void toBase(int k) {
        int n = rows * dimension;
        for (int l = 0; l < layers; l++) {
            if (program.architecture.mixed(l)) {
                FlowMixing mixing = program.mixings[k][l];
                mixing.toBase(entering[l], rows, before[l], scratch);
                for (int r = 0; r < rows; r++) {
                    logDet[r] += mixing.logDet();
                }
            } else {
                System.arraycopy(entering[l], 0, before[l], 0, n);
            }
            evaluate(k, l, before[l]);
            System.arraycopy(before[l], 0, entering[l + 1], 0, n);
            functions[l].toBase(program.transformed[l], entering[l + 1], logDet);
        }
    }

    /** The functions of layer l at given states. */
    private void evaluate(int k, int l, double[] states) {
        int[] from = program.conditioning[l];
        int stride = program.networks[l].inputStride();
        float[] input = networks[l].input();
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < from.length; i++) {
                double v = states[r * dimension + from[i]];
                input[r * stride + i] =
                        (float) Math.max(-FlowProgram.INPUT_LIMIT, Math.min(FlowProgram.INPUT_LIMIT, v));
            }
        }
        networks[l].forward(program.weights[k][l], rows);
        functions[l].prepare(networks[l].output(), program.networks[l].outputStride(), rows);
    }

    /** Base points after {@link #toBase}. */
    double[] bases() {
        return entering[layers];
    }

    /** log |det| of each row after {@link #toBase}. */
    double[] logDet() {
        return logDet;
    }

    /** Takes base points back to where the affine map is undone next: states in place. */
    void toAffine(int k, double[] states) {
        for (int l = layers - 1; l >= 0; l--) {
            evaluate(k, l, states);
            functions[l].toData(program.transformed[l], states);
            if (program.architecture.mixed(l)) {
                program.mixings[k][l].toData(states, rows);
            }
        }
    }

    /**
     * The way back of the rows after {@link #toBase}.
     *
     * @param k their component
     * @param weight per row, the derivative by log |det|
     * @param gradient per row, the derivative by the base point; used up
     * @param statistics added to
     */
    void backward(int k, float[] weight, double[] gradient, float[] statistics) {
        toStart(k, weight, gradient, statistics);
        for (int r = 0; r < rows; r++) {
            for (int d = 0; d < dimension; d++) {
                start32[d] = (float) entering[0][r * dimension + d];
                gradient32[d] = (float) gradient[r * dimension + d];
            }
            program.whitening.accumulate(k, weight[r], start32, 0, gradient32, 0, statistics);
        }
    }

    /** As {@link #backward}, to the rows' points alone: that of row r is added to {@code out} at {@code point[r] * D}. */
    void backwardToPoints(int k, float[] weight, double[] gradient, int[] point, int first, double[] out) {
        toStart(k, weight, gradient, null);
        for (int r = 0; r < rows; r++) {
            for (int d = 0; d < dimension; d++) {
                gradient32[d] = (float) gradient[r * dimension + d];
            }
            program.whitening.addTransposed(k, gradient32, 0, out, point[first + r] * dimension);
        }
    }

    /** From derivatives by the base points to those by the states behind the affine map, in place. */
    private void toStart(int k, float[] weight, double[] gradient, float @Nullable [] statistics) {
        for (int l = layers - 1; l >= 0; l--) {
            DenseNetwork.Block network = networks[l];
            functions[l].backward(program.transformed[l], before[l], weight, gradient, network.outputGradient());
            network.backward(program.weights[k][l], rows, statistics, program.networkStatistics(k, l));
            addInputGradient(l, network.inputGradient(), gradient, 1);
            if (program.architecture.mixed(l)) {
                FlowMixing mixing = program.mixings[k][l];
                if (statistics == null) {
                    mixing.transposed(gradient, rows, scratch);
                } else {
                    mixing.backward(
                            entering[l], rows, weight, gradient, scratch, statistics, program.mixingStatistics(k, l));
                }
            }
        }
    }

    /**
     * Replaces g, per row, by -J_k^{-T} g after {@link #toBase}: layer by layer upwards, each one's own way back undone.
     *
     * @param k the rows' component
     * @param gradient modified
     */
    void pullToBase(int k, double[] gradient) {
        for (int r = 0; r < rows; r++) {
            program.whitening.pullToBase(k, gradient, r * dimension, gradient32);
            for (int d = 0; d < dimension; d++) {
                gradient[r * dimension + d] = gradient32[d];
            }
        }
        for (int l = 0; l < layers; l++) {
            if (program.architecture.mixed(l)) {
                program.mixings[k][l].pullToBase(gradient, rows);
            }
            DenseNetwork.Block network = networks[l];
            // with derivatives 1 the way back gives the functions' slopes
            Arrays.fill(slopes, 0, rows * dimension, 1);
            functions[l].backward(program.transformed[l], before[l], NO_WEIGHT, slopes, network.outputGradient());
            for (int r = 0; r < rows; r++) {
                for (int c : program.transformed[l]) {
                    int i = r * dimension + c;
                    gradient[i] /= slopes[i];
                    slopes[i] = gradient[i];
                }
            }
            functions[l].backward(program.transformed[l], before[l], NO_WEIGHT, slopes, network.outputGradient());
            network.backward(program.weights[k][l], rows, null, 0);
            addInputGradient(l, network.inputGradient(), gradient, -1);
        }
    }

    private void addInputGradient(int l, float[] inputGradient, double[] gradient, int sign) {
        int[] from = program.conditioning[l];
        int stride = program.networks[l].inputStride();
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < from.length; i++) {
                int s = r * dimension + from[i];
                if (Math.abs(before[l][s]) < FlowProgram.INPUT_LIMIT) {
                    gradient[s] += sign * inputGradient[r * stride + i];
                }
            }
        }
    }
}
