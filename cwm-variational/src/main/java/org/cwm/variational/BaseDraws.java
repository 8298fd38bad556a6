package org.cwm.variational;

import org.cwm.random.RandomStream;
import org.hipparchus.random.SobolSequenceGenerator;
import org.hipparchus.special.Erf;

/** Draws of the base N(0, I), block by block, for many threads. A block depends on its index and the seed alone. */
public interface BaseDraws {

    /**
     * One block.
     *
     * @param index number of the block
     * @param n number of draws
     * @param z receives n x D values, row-major
     */
    void block(long index, int n, double[] z);

    /**
     * Independent draws.
     *
     * @param dimension D
     * @param random not advanced; each block has a stream split off it
     * @return the draws
     */
    static BaseDraws independent(int dimension, RandomStream random) {
        return (index, n, z) -> {
            RandomStream stream = random.split(index);
            for (int i = 0; i < n * dimension; i++) {
                z[i] = stream.nextGaussian();
            }
        };
    }

    /**
     * Sobol points with Owen's nested uniform scrambling (Owen, 1995; 32 bits, each bit flipped by a hash of the bits above
     * it), taken through the normal quantile. Each block is the beginning of the sequence under a scrambling of its own:
     * blocks are independent of each other, and the points of each are spread evenly.
     *
     * @param dimension D, at most that of the direction numbers (21201)
     * @param most greatest number of draws of a block
     * @param random not advanced; each block has a stream split off it
     * @return the draws
     */
    static BaseDraws sobol(int dimension, int most, RandomStream random) {
        int[] bits = sobolBits(dimension, most);
        return (index, n, z) -> {
            RandomStream stream = random.split(index);
            for (int d = 0; d < dimension; d++) {
                long seed = stream.nextLong();
                for (int i = 0; i < n; i++) {
                    int scrambled = scramble(bits[i * dimension + d], seed);
                    z[i * dimension + d] = quantile(((scrambled & 0xffffffffL) + 0.5) * 0x1p-32);
                }
            }
        };
    }

    /** The first n points, 32 bits a coordinate. */
    private static int[] sobolBits(int dimension, int n) {
        SobolSequenceGenerator generator = new SobolSequenceGenerator(dimension);
        int[] bits = new int[n * dimension];
        for (int i = 0; i < n; i++) {
            double[] v = generator.nextVector();
            for (int d = 0; d < dimension; d++) {
                bits[i * dimension + d] = (int) (long) (v[d] * 0x1p32);
            }
        }
        return bits;
    }

    /** Flips each bit or not, as a hash of the bits above it says. */
    private static int scramble(int x, long seed) {
        int out = 0;
        for (int b = 31; b >= 0; b--) {
            // the bits above, with a one in front that tells their number
            long above = b == 31 ? 1 : (1L << (31 - b)) | ((x & 0xffffffffL) >>> (b + 1));
            long h = (above + seed) * 0x9e3779b97f4a7c15L;
            h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
            h ^= h >>> 32;
            out |= (int) (((x >>> b) ^ h) & 1) << b;
        }
        return out;
    }

    /** The normal quantile. */
    private static double quantile(double u) {
        return u < 0.5 ? -Math.sqrt(2) * Erf.erfcInv(2 * u) : Math.sqrt(2) * Erf.erfcInv(2 * (1 - u));
    }
}
