package org.cwm.model;

import org.cwm.random.RandomStream;

/** A normalised probability density on R^D. Implementations are immutable and safe for use by many threads. */
public interface Density {

    /**
     * Dimension D of the space.
     *
     * @return D, at least 1
     */
    int dimension();

    /**
     * Log density at one point, in nats.
     *
     * @param x D finite values, not modified
     * @return log p(x); {@code -Infinity} outside the support
     * @throws IllegalArgumentException if the length is not D or a value is not finite
     */
    double logDensity(double[] x);

    /**
     * Log densities of many points, in nats.
     *
     * @param points n x D, not modified
     * @param out receives n values
     * @param threads number of threads, at least 1; the result does not depend on it
     * @throws IllegalArgumentException if sizes do not fit or a value is not finite (row and column are named)
     */
    void logDensity(Points points, double[] out, int threads);

    /**
     * Independent draws. The result depends on the stream only, not on the number of threads.
     *
     * @param n number of draws, at least 0
     * @param random source of randomness, advanced
     * @param threads number of threads, at least 1
     * @return n x D points
     */
    Points sample(int n, RandomStream random, int threads);
}
