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
     * Standard normal (ziggurat method of Marsaglia and Tsang, J. Stat. Software 5(8), 2000, with 256 layers and
     * independent bits for layer and position as Doornik advises).
     *
     * @return a draw of N(0, 1)
     */
    public double nextGaussian() {
        while (true) {
            long bits = nextLong();
            int layer = (int) (bits & 0xFF);
            // 53 bits that are independent of the layer, as a number in [-1, 1)
            double u = (bits >> 11) * 0x1.0p-52;
            double x = u * Ziggurat.EDGE[layer];
            if (Math.abs(u) < Ziggurat.RATIO[layer]) {
                return x;
            }
            if (layer == 0) {
                return Math.copySign(tail(), u);
            }
            double top = Ziggurat.HEIGHT[layer + 1];
            double bottom = Ziggurat.HEIGHT[layer];
            if (bottom + nextDouble() * (top - bottom) < StrictMath.exp(-0.5 * x * x)) {
                return x;
            }
        }
    }

    /** A draw of |N(0, 1)| given that it exceeds the ziggurat's last edge (Marsaglia's exponential method). */
    private double tail() {
        while (true) {
            double x = -StrictMath.log(nextDouble()) / Ziggurat.LAST;
            double y = -StrictMath.log(nextDouble());
            if (2 * y > x * x) {
                return Ziggurat.LAST + x;
            }
        }
    }

    /** Tables of 256 layers of equal area under exp(-x^2 / 2). Layer 0 is the base strip with the tail. */
    private static final class Ziggurat {
        static final double LAST = 3.654152885361009;
        static final double AREA = 0.00492867323399;
        /** Right edge of each layer; of layer 0 the width of a box of the same area. */
        static final double[] EDGE = new double[257];
        /** Share of a layer that lies wholly under the curve. */
        static final double[] RATIO = new double[256];
        /** Curve at each edge: layer i lies between HEIGHT[i] and HEIGHT[i + 1]. */
        static final double[] HEIGHT = new double[257];

        private Ziggurat() {}

        static {
            EDGE[1] = LAST;
            HEIGHT[1] = StrictMath.exp(-0.5 * LAST * LAST);
            EDGE[0] = AREA / HEIGHT[1];
            for (int i = 2; i < 256; i++) {
                HEIGHT[i] = HEIGHT[i - 1] + AREA / EDGE[i - 1];
                EDGE[i] = StrictMath.sqrt(-2 * StrictMath.log(HEIGHT[i]));
            }
            EDGE[256] = 0;
            HEIGHT[256] = 1;
            for (int i = 0; i < 256; i++) {
                RATIO[i] = (i == 0 ? LAST : EDGE[i + 1]) / EDGE[i];
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
