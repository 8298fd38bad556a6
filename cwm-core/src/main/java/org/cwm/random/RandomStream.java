package org.cwm.random;

/**
 * A small splittable random stream (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014). Streams are split by task index, never by thread, so results do not depend on the number of threads,
 * and the algorithm is fixed here, so they do not depend on the Java version. Not safe for use by several threads.
 */
public final class RandomStream {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long key;
    private long state;
    private double spare;
    private boolean hasSpare;

    private RandomStream(long key) {
        this.key = key;
        this.state = key;
    }

    /**
     * A stream for a seed.
     *
     * @param seed any number
     * @return a new stream
     */
    public static RandomStream of(long seed) {
        return new RandomStream(mix(seed + GOLDEN));
    }

    /**
     * A stream of its own for a task, independent of how much of this one was used. Does not advance this stream.
     *
     * @param index task number
     * @return a new stream; equal indices give equal streams
     */
    public RandomStream split(long index) {
        return new RandomStream(mix(mix(key ^ 0x5851F42D4C957F2DL) + mix(index * GOLDEN + 0x2545F4914F6CDD1DL)));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * 64 random bits.
     *
     * @return any long, uniformly
     */
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /**
     * Uniform on the open interval (0, 1).
     *
     * @return a multiple of 2^-53 plus 2^-54
     */
    public double nextDouble() {
        return ((nextLong() >>> 11) + 0.5) * 0x1.0p-53;
    }

    /**
     * Uniform on {0, ..., bound - 1}.
     *
     * @param bound at least 1
     * @return an integer below bound
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound: " + bound + ", must be at least 1");
        }
        return (int) Math.multiplyHigh(nextLong() >>> 1, ((long) bound) << 1);
    }

    /**
     * Standard normal (Marsaglia's polar method).
     *
     * @return a draw of N(0, 1)
     */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double s = u * u + v * v;
            if (s < 1 && s > 0) {
                double f = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
                spare = v * f;
                hasSpare = true;
                return u * f;
            }
        }
    }

    /**
     * A random order of 0, ..., n - 1 (Fisher-Yates).
     *
     * @param n length
     * @return a permutation
     */
    public int[] permutation(int n) {
        int[] p = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            p[i] = p[j];
            p[j] = i;
        }
        return p;
    }
}
