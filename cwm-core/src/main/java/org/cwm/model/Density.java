package org.cwm.model;

import org.cwm.random.RandomStream;

/**
 * A normalised probability density on R^D, or a conditional density p(y | x) that is one for each value of C conditions. A
 * point of a conditional density is D coordinates of y followed by C of x, and its density is that of y given x.
 * Implementations are immutable and safe for use by many threads.
 */
public interface Density {

    /**
     * Dimension D of the space that the density integrates to 1 over.
     *
     * @return D, at least 1
     */
    int dimension();

    /**
     * Number of conditions, C.
     *
     * @return C, 0 unless the density is conditional
     */
    default int conditions() {
        return 0;
    }

    /**
     * Log density at one point, in nats.
     *
     * @param x D + C finite values, not modified
     * @return log p(x); {@code -Infinity} outside the support
     * @throws IllegalArgumentException if the length is not D + C or a value is not finite
     */
    double logDensity(double[] x);

    /**
     * Log densities of many points, in nats.
     *
     * @param points n x (D + C), not modified
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
     * @throws IllegalStateException if the density is conditional: draws need conditions
     */
    Points sample(int n, RandomStream random, int threads);
}
