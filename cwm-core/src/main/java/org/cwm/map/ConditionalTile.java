package org.cwm.map;

import java.util.Arrays;
import org.cwm.base.Base;
import org.cwm.kernel.DenseNetwork;

/**
 * The points of a tile under {@link ConditionalMaps}. The network runs once for all loaded points; rows use its outputs and
 * leave the gradient by them behind, which goes back through the network once a tile.
 */
final class ConditionalTile implements MapTile {

    private static final int LANES = MapProgram.LANES;

    private final ConditionalProgram program;
    private final int components;
    private final int dimension;
    private final int conditions;
    private final int outputs;
    private final boolean full;
    private final DenseNetwork.Block block;
    private final double[] x;
    private int count = 1;
    /** Location, log scales and lower triangle of row k * LANES + p. */
    private final double[] affine;

    private final double[] inverseScale;
    private final double[] logDet;
    private final double[] base;
    private final float[] back;
    private boolean collected;

    ConditionalTile(ConditionalProgram program) {
        this.program = program;
        components = program.components;
        dimension = program.dimension;
        conditions = program.conditions;
        outputs = program.outputs;
        full = program.architecture.full();
        block = program.network.new Block(LANES);
        x = new double[LANES * (dimension + conditions)];
        affine = new double[components * LANES * outputs];
        inverseScale = new double[components * LANES * dimension];
        logDet = new double[components * LANES];
        base = new double[dimension];
        back = new float[dimension];
    }

    @Override
    public void load(double[] points, int offset, int rows) {
        System.arraycopy(points, offset, x, 0, rows * (dimension + conditions));
        count = rows;
        collected = false;
        runNetwork();
        for (int k = 0; k < components; k++) {
            for (int p = 0; p < rows; p++) {
                prepare(k, p);
            }
        }
    }

    private void runNetwork() {
        float[] input = block.input();
        int stride = program.network.inputStride();
        for (int p = 0; p < count; p++) {
            for (int c = 0; c < conditions; c++) {
                int i = p * (dimension + conditions) + dimension + c;
                x[i] = ConditionalMaps.limited(x[i]);
                input[p * stride + c] = (float) x[i];
            }
        }
        if (program.networked) {
            block.forward(program.weights, count);
        }
    }

    /** Location, scales and triangle of a row. */
    private void prepare(int k, int p) {
        int row = k * LANES + p;
        int out = row * outputs;
        int net = p * program.network.outputStride() + k * outputs;
        for (int i = 0; i < outputs; i++) {
            affine[out + i] = program.constant[k * outputs + i] + (program.networked ? block.output()[net + i] : 0);
        }
        int at = p * (dimension + conditions) + dimension;
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            for (int c = 0; c < conditions; c++) {
                affine[out + i] += program.slope[(k * dimension + i) * conditions + c] * x[at + c];
            }
            double log = Math.max(
                    -ConditionalMaps.LOG_SCALE_LIMIT,
                    Math.min(ConditionalMaps.LOG_SCALE_LIMIT, affine[out + dimension + i]));
            affine[out + dimension + i] = log;
            inverseScale[row * dimension + i] = Math.exp(-log);
            sum -= log;
        }
        logDet[row] = sum;
    }

    @Override
    public void logTerms(Base distribution, float[] out) {
        for (int k = 0; k < components; k++) {
            for (int p = 0; p < LANES; p++) {
                int q = Math.min(p, count - 1);
                double log = toBase(k, q, base, 0);
                double squaredNorm = 0;
                for (int d = 0; d < dimension; d++) {
                    squaredNorm += base[d] * base[d];
                }
                out[k * LANES + p] = (float) (distribution.logDensity(squaredNorm, dimension) + log);
            }
        }
    }

    @Override
    public double toBase(int k, int p, double[] z, int zOffset) {
        int row = k * LANES + p;
        int out = row * outputs;
        int lower = out + 2 * dimension;
        for (int i = 0; i < dimension; i++) {
            double u = x[p * (dimension + conditions) + i] - affine[out + i];
            for (int j = 0; j < i && full; j++) {
                u -= affine[lower++] * z[zOffset + j];
            }
            // left unscaled until all rows below have used it
            z[zOffset + i] = u;
        }
        for (int i = 0; i < dimension; i++) {
            z[zOffset + i] *= inverseScale[row * dimension + i];
        }
        return logDet[row];
    }

    @Override
    public void accumulate(
            int k,
            int p,
            float weight,
            float[] z,
            int zOffset,
            float[] gradient,
            int gradientOffset,
            float[] statistics) {
        if (!collected) {
            Arrays.fill(block.outputGradient(), 0, count * program.network.outputStride(), 0f);
            collected = true;
        }
        int row = k * LANES + p;
        int out = row * outputs;
        float[] g = block.outputGradient();
        int to = p * program.network.outputStride() + k * outputs;
        back(row, gradient, gradientOffset);
        for (int i = 0; i < dimension; i++) {
            g[to + i] -= back[i];
            for (int j = 0; j < i && full; j++) {
                g[to + 2 * dimension + i * (i - 1) / 2 + j] -=
                        (float) (back[i] * z[zOffset + j] / inverseScale[row * dimension + j]);
            }
            if (Math.abs(affine[out + dimension + i]) < ConditionalMaps.LOG_SCALE_LIMIT) {
                g[to + dimension + i] -= gradient[gradientOffset + i] * z[zOffset + i] + weight;
            }
        }
    }

    /** The gradient by y: U^{-T} S^{-1} times that by z. */
    private void back(int row, float[] gradient, int gradientOffset) {
        int lower = row * outputs + 2 * dimension;
        for (int i = dimension - 1; i >= 0; i--) {
            double v = gradient[gradientOffset + i] * inverseScale[row * dimension + i];
            for (int t = i + 1; t < dimension && full; t++) {
                v -= affine[lower + t * (t - 1) / 2 + i] * back[t];
            }
            back[i] = (float) v;
        }
    }

    /** log |det J_k| does not depend on y. */
    @Override
    public void accumulateToPoints(int k, int p, float weight, float[] gradient, int gradientOffset, double[] score) {
        back(k * LANES + p, gradient, gradientOffset);
        for (int i = 0; i < dimension; i++) {
            score[p * dimension + i] += back[i];
        }
    }

    /** Every row has been added already. */
    @Override
    public void backwardToPoints(double[] score) {}

    @Override
    public void backward(float[] statistics) {
        if (!collected) {
            return;
        }
        float[] g = block.outputGradient();
        int stride = program.network.outputStride();
        int at = program.network.rawSize();
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < dimension; i++) {
                for (int c = 0; c < conditions; c++) {
                    double sum = 0;
                    for (int p = 0; p < count; p++) {
                        sum += g[p * stride + k * outputs + i] * x[p * (dimension + conditions) + dimension + c];
                    }
                    statistics[at++] += (float) sum;
                }
            }
        }
        block.backward(program.weights, count, statistics, 0);
        collected = false;
    }

    /** y = T_k^{-1}(z; x) of each row, see {@link InverseMaps.Tile#toData}. */
    void toData(int[] component, double[] z, int rows, double[] out, int outOffset) {
        int stride = dimension + conditions;
        System.arraycopy(out, outOffset, x, 0, rows * stride);
        count = rows;
        runNetwork();
        for (int r = 0; r < rows; r++) {
            int k = component[r];
            prepare(k, r);
            int row = k * LANES + r;
            int lower = row * outputs + 2 * dimension;
            for (int i = 0; i < dimension; i++) {
                double y = affine[row * outputs + i] + z[r * dimension + i] / inverseScale[row * dimension + i];
                for (int j = 0; j < i && full; j++) {
                    y += affine[lower++] * z[r * dimension + j] / inverseScale[row * dimension + j];
                }
                out[outOffset + r * stride + i] = y;
            }
        }
    }
}
