package org.cwm.map;

/** Paths under coupling flows: those of one component go together. */
final class FlowPaths implements PathTile {

    private final FlowProgram program;
    private final int dimension;
    private final FlowBlock block;
    private final PathTile affine;
    private final double[] all;
    private final double[] some;
    private final float[] none = new float[MapProgram.LANES];
    private final int[] rows = new int[MapProgram.LANES];

    FlowPaths(FlowProgram program) {
        this.program = program;
        dimension = program.dimension;
        block = new FlowBlock(program);
        affine = program.whitening.newPathTile();
        all = new double[MapProgram.LANES * dimension];
        some = new double[MapProgram.LANES * dimension];
    }

    /** The paths of component k go to {@code rows}; returns how many. */
    private int select(int k, int[] component, int from, int count) {
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (component[from + i] == k) {
                rows[n++] = i;
            }
        }
        return n;
    }

    @Override
    public void toData(int[] component, int from, int count, double[] z, double[] x, int xOffset) {
        for (int k = 0; k < program.components; k++) {
            int n = select(k, component, from, count);
            if (n > 0) {
                for (int i = 0; i < n; i++) {
                    System.arraycopy(z, rows[i] * dimension, some, i * dimension, dimension);
                }
                block.begin(n);
                block.toAffine(k, some);
                for (int i = 0; i < n; i++) {
                    System.arraycopy(some, i * dimension, all, rows[i] * dimension, dimension);
                }
            }
        }
        affine.toData(component, from, count, all, x, xOffset);
    }

    @Override
    public void backward(
            int[] component,
            int from,
            int count,
            double[] z,
            double[] x,
            double[] gradient,
            int offset,
            float[] statistics) {
        for (int k = 0; k < program.components; k++) {
            int n = select(k, component, from, count);
            if (n == 0) {
                continue;
            }
            block.begin(n);
            for (int i = 0; i < n; i++) {
                int at = offset + rows[i] * dimension;
                block.start(k, i, x, at);
                System.arraycopy(gradient, at, some, i * dimension, dimension);
            }
            block.toBase(k);
            block.pullToBase(k, some);
            block.backward(k, none, some, statistics);
        }
    }
}
