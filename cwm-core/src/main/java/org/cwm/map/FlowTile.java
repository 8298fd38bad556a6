package org.cwm.map;

import java.util.Arrays;
import org.cwm.base.Base;

/**
 * The points of a tile under coupling flows. All components are evaluated when points are loaded. On the way back a
 * component's rows go through its flow once more, a block at a time: what all components keep would not fit into the
 * cache, and most rows have a negligible responsibility. With one component nothing is evaluated twice.
 */
final class FlowTile implements MapTile {

    private static final int LANES = MapProgram.LANES;

    private final int components;
    private final int dimension;
    private final FlowBlock block;
    private final double[] x;
    private int count = 1;
    /** Base points, component by component. */
    private final double[] bases;

    private final double[] logDet;

    /** Rows of the way back, component by component, in the order in which they came. */
    private final int[] kept;

    private final int[] point;
    private final float[] weight;
    private final float[] gradients;
    private final float[] blockWeight = new float[LANES];
    private final double[] blockGradient;

    FlowTile(FlowProgram program) {
        components = program.components;
        dimension = program.dimension;
        block = new FlowBlock(program);
        x = new double[LANES * dimension];
        bases = new double[components * LANES * dimension];
        logDet = new double[components * LANES];
        kept = new int[components];
        point = new int[components * LANES];
        weight = new float[components * LANES];
        gradients = new float[components * LANES * dimension];
        blockGradient = new double[LANES * dimension];
    }

    @Override
    public void load(double[] points, int offset, int rows) {
        System.arraycopy(points, offset, x, 0, rows * dimension);
        count = rows;
        Arrays.fill(kept, 0);
        for (int k = 0; k < components; k++) {
            block.begin(rows);
            for (int p = 0; p < rows; p++) {
                block.start(k, p, x, p * dimension);
            }
            block.toBase(k);
            System.arraycopy(block.bases(), 0, bases, k * LANES * dimension, rows * dimension);
            System.arraycopy(block.logDet(), 0, logDet, k * LANES, rows);
        }
    }

    @Override
    public void logTerms(Base base, float[] out) {
        for (int k = 0; k < components; k++) {
            for (int p = 0; p < LANES; p++) {
                int row = k * LANES + Math.min(p, count - 1);
                double squaredNorm = 0;
                for (int d = 0; d < dimension; d++) {
                    double z = bases[row * dimension + d];
                    squaredNorm += z * z;
                }
                out[k * LANES + p] = (float) (base.logDensity(squaredNorm, dimension) + logDet[row]);
            }
        }
    }

    @Override
    public double toBase(int k, int p, double[] z, int zOffset) {
        int row = k * LANES + p;
        System.arraycopy(bases, row * dimension, z, zOffset, dimension);
        return logDet[row];
    }

    @Override
    public void accumulate(
            int k,
            int p,
            float rowWeight,
            float[] z,
            int zOffset,
            float[] gradient,
            int gradientOffset,
            float[] statistics) {
        keep(k, p, rowWeight, gradient, gradientOffset);
    }

    private void keep(int k, int p, float rowWeight, float[] gradient, int gradientOffset) {
        int row = k * LANES + kept[k]++;
        point[row] = p;
        weight[row] = rowWeight;
        System.arraycopy(gradient, gradientOffset, gradients, row * dimension, dimension);
    }

    @Override
    public void backward(float[] statistics) {
        for (int k = 0; k < components; k++) {
            if (kept[k] > 0) {
                backward(k, statistics);
            }
        }
    }

    private void backward(int k, float[] statistics) {
        boolean still = components == 1;
        if (still) {
            Arrays.fill(blockWeight, 0, count, 0f);
            Arrays.fill(blockGradient, 0, count * dimension, 0);
        }
        gather(k, still);
        block.backward(k, blockWeight, blockGradient, statistics);
    }

    @Override
    public void accumulateToPoints(
            int k, int p, float rowWeight, float[] gradient, int gradientOffset, double[] score) {
        keep(k, p, rowWeight, gradient, gradientOffset);
    }

    @Override
    public void backwardToPoints(double[] score) {
        for (int k = 0; k < components; k++) {
            if (kept[k] > 0) {
                gather(k, false);
                block.backwardToPoints(k, blockWeight, blockGradient, point, k * LANES, score);
            }
        }
    }

    /** Takes the rows kept for component k into the block: each to its point's place, which still holds it, or anew. */
    private void gather(int k, boolean still) {
        int n = kept[k];
        if (!still) {
            block.begin(n);
        }
        for (int i = 0; i < n; i++) {
            int row = k * LANES + i;
            int to = still ? point[row] : i;
            blockWeight[to] = weight[row];
            for (int d = 0; d < dimension; d++) {
                blockGradient[to * dimension + d] = gradients[row * dimension + d];
            }
            if (!still) {
                block.start(k, i, x, point[row] * dimension);
            }
        }
        if (!still) {
            block.toBase(k);
        }
    }
}
