package org.cwm.base;

import org.cwm.parameter.ParameterLayout;
import org.cwm.random.RandomStream;

/**
 * The base distribution P0 on R^D, the same for every component. All bases are radial: their density depends on the
 * squared norm q = |z|^2 only. Any base keeps a classifier weighted mixture normalised. Immutable.
 */
public sealed interface Base permits StandardNormal, ScaleMixture {

    /**
     * Name used in model files.
     *
     * @return such as {@code standard-normal}
     */
    String id();

    /**
     * Tensors of this base.
     *
     * @return the layout, empty if there is nothing to learn
     */
    ParameterLayout layout();

    /**
     * A copy of the flat parameters.
     *
     * @return as long as the layout
     */
    float[] parameters();

    /**
     * The same family with other parameters.
     *
     * @param values as long as the layout, finite; copied
     * @return another base
     */
    Base withParameters(float[] values);

    /**
     * Log density in nats.
     *
     * @param squaredNorm q = |z|^2, at least 0
     * @param dimension D
     * @return log p0(z)
     */
    double logDensity(double squaredNorm, int dimension);

    /**
     * Derivative of {@link #logDensity} by the squared norm; the gradient by z is 2 z times this.
     *
     * @param squaredNorm |z|^2
     * @param dimension D
     * @return d log p / d |z|^2
     */
    double slope(double squaredNorm, int dimension);

    /**
     * Log densities in float32 for picking candidates, off by less than 0.003 nats and the rounding of float32.
     *
     * @param squaredNorms q, not modified; {@code +Infinity} gives {@code -Infinity}
     * @param count how many
     * @param dimension D
     * @param logDet added to each
     * @param out receives {@code log p0 + logDet}
     * @param offset of the first
     */
    void logDensities(float[] squaredNorms, int count, int dimension, double logDet, float[] out, int offset);

    /**
     * Length of the sums that the gradient by the parameters is made of.
     *
     * @return number of floats, 0 if there is nothing to learn
     */
    int statisticsSize();

    /**
     * Adds one row to the sums.
     *
     * @param squaredNorm its |z|^2
     * @param dimension D
     * @param weight its weight in the objective
     * @param statistics added to
     * @param offset of the first sum
     */
    void accumulate(double squaredNorm, int dimension, float weight, float[] statistics, int offset);

    /**
     * Turns sums over rows into the gradient of sum of weight times log p0 by the parameters.
     *
     * @param statistics sums
     * @param offset of the first
     * @param dimension D
     * @param gradient receives (not added), from element 0 on
     */
    void finish(float[] statistics, int offset, int dimension, float[] gradient);

    /**
     * One draw.
     *
     * @param random advanced
     * @param z receives the draw
     * @param offset of its first coordinate
     * @param dimension D
     */
    void sample(RandomStream random, double[] z, int offset, int dimension);

    /**
     * Distribution function of one coordinate.
     *
     * @param z any number, infinite ones too
     * @return P(Z_1 &lt;= z); small values have small relative errors
     */
    double marginalCdf(double z);

    /**
     * Quantile of one coordinate, by bisection to the last bit of {@link #marginalCdf}.
     *
     * @param u in (0, 1)
     * @return z with P(Z_1 &lt;= z) = u
     */
    default double marginalQuantile(double u) {
        if (!(u > 0 && u < 1)) {
            throw new IllegalArgumentException("u: " + u + ", must be in (0, 1)");
        }
        if (u > 0.5) {
            return -marginalQuantile(1 - u);
        }
        double lower = -1;
        while (marginalCdf(lower) > u) {
            lower *= 2;
        }
        double upper = 0;
        for (double z = lower / 2; z > lower && z < upper; z = lower + (upper - lower) / 2) {
            if (marginalCdf(z) < u) {
                lower = z;
            } else {
                upper = z;
            }
        }
        return upper;
    }
}
