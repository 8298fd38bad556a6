package org.cwm.map;

/** Paths under affine maps. */
final class AffinePaths implements PathTile {

    private final AffineProgram program;
    private final int dimension;
    private final float[] base;
    private final float[] pulled;
    private final double[] padded;

    AffinePaths(AffineProgram program) {
        this.program = program;
        dimension = program.dimension();
        base = new float[dimension];
        pulled = new float[dimension];
        padded = new double[program.baseStride()];
    }

    @Override
    public void toData(int[] component, int from, int count, double[] z, double[] x, int xOffset) {
        for (int i = 0; i < count; i++) {
            program.toData(component[from + i], z, i * dimension, padded, 0);
            System.arraycopy(padded, 0, x, xOffset + i * dimension, dimension);
        }
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
        for (int i = 0; i < count; i++) {
            int k = component[from + i];
            for (int d = 0; d < dimension; d++) {
                base[d] = (float) z[i * dimension + d];
            }
            program.pullToBase(k, gradient, offset + i * dimension, pulled);
            program.accumulate(k, 0f, base, 0, pulled, 0, statistics);
        }
    }
}
