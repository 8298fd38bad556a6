package org.cwm.base;

import org.cwm.parameter.ParameterLayout;
import org.cwm.random.RandomStream;

/** N(0, I): log p(z) = -|z|^2 / 2 - D log(2 pi) / 2. No parameters. */
public record StandardNormal() implements Base {

    /** Name used in model files. */
    public static final String ID = "standard-normal";

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    @Override
    public String id() {
        return ID;
    }

    @Override
    public ParameterLayout layout() {
        return ParameterLayout.empty();
    }

    @Override
    public float[] parameters() {
        return new float[0];
    }

    @Override
    public StandardNormal withParameters(float[] values) {
        layout().checkedCopy(values);
        return this;
    }

    @Override
    public double logDensity(double squaredNorm, int dimension) {
        return -0.5 * squaredNorm - dimension * HALF_LOG_TWO_PI;
    }

    @Override
    public double slope(double squaredNorm, int dimension) {
        return -0.5;
    }

    @Override
    public void logDensities(float[] squaredNorms, int count, int dimension, double logDet, float[] out, int offset) {
        affine(squaredNorms, count, (float) (logDensity(0, dimension) + logDet), out, offset);
    }

    private static void affine(float[] q, int count, float constant, float[] out, int offset) {
        for (int p = 0; p < count; p++) {
            out[offset + p] = -0.5f * q[p] + constant;
        }
    }

    @Override
    public int statisticsSize() {
        return 0;
    }

    /** Nothing to learn. */
    @Override
    public void accumulate(double squaredNorm, int dimension, float weight, float[] statistics, int offset) {}

    /** Nothing to learn. */
    @Override
    public void finish(float[] statistics, int offset, int dimension, float[] gradient) {}

    @Override
    public void sample(RandomStream random, double[] z, int offset, int dimension) {
        for (int d = 0; d < dimension; d++) {
            z[offset + d] = random.nextGaussian();
        }
    }

    @Override
    public double marginalCdf(double z) {
        return NormalCdf.of(z);
    }
}
