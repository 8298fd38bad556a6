package org.cwm.base;

import org.cwm.parameter.ParameterLayout;
import org.cwm.random.RandomStream;

/**
 * The base distribution P0 on R^D, the same for every component. All bases are radial: their density depends on the
 * squared norm of z only. Any base keeps a classifier weighted mixture normalised.
 */
public sealed interface Base permits StandardNormal {

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
     * Log density in nats.
     *
     * @param squaredNorm |z|^2, at least 0
     * @param dimension D
     * @return log N(z)
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
     * One draw.
     *
     * @param random advanced
     * @param z receives the draw
     * @param offset of its first coordinate
     * @param dimension D
     */
    void sample(RandomStream random, double[] z, int offset, int dimension);
}
