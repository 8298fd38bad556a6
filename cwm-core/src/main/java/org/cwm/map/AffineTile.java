package org.cwm.map;

import org.cwm.base.Base;

/** The points of a tile under affine maps. */
final class AffineTile implements MapTile {

    private static final int LANES = MapProgram.LANES;
    /** Beyond this a bound is -infinity anyway, but infinities could turn into NaN on the way. */
    private static final double FAR = 1e18;

    private final AffineProgram program;
    private final int dimension;
    private final double[] x;
    private int count = 1;
    private final float[] lanes;
    private final float[] differences;
    private final float[] laneBase;
    private final float[] laneSum = new float[LANES];

    AffineTile(AffineProgram program) {
        this.program = program;
        dimension = program.dimension();
        x = new double[LANES * dimension];
        lanes = new float[dimension * LANES];
        differences = new float[dimension * LANES];
        laneBase = new float[dimension * LANES];
    }

    @Override
    public void load(double[] points, int offset, int rows) {
        System.arraycopy(points, offset, x, 0, rows * dimension);
        count = rows;
    }

    @Override
    public void logTerms(Base base, float[] out) {
        for (int d = 0; d < dimension; d++) {
            for (int q = 0; q < LANES; q++) {
                double v = x[Math.min(q, count - 1) * dimension + d];
                lanes[d * LANES + q] = (float) Math.max(-FAR, Math.min(FAR, v));
            }
        }
        program.logTerms(base, lanes, differences, laneBase, laneSum, out);
    }

    @Override
    public double toBase(int k, int p, double[] z, int zOffset) {
        return program.toBase(k, x, p * dimension, z, zOffset);
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
        program.accumulate(k, weight, z, zOffset, gradient, gradientOffset, statistics);
    }

    /** Every row has been added already. */
    @Override
    public void backward(float[] statistics) {}

    @Override
    public void accumulateToPoints(int k, int p, float weight, float[] gradient, int gradientOffset, double[] score) {
        program.addTransposed(k, gradient, gradientOffset, score, p * dimension);
    }

    /** Every row has been added already. */
    @Override
    public void backwardToPoints(double[] score) {}
}
