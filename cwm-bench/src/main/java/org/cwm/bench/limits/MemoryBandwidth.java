package org.cwm.bench.limits;

/**
 * How fast floats move between memory and processor. Each thread works on arrays of its own, {@value #FLOATS} floats
 * each, together larger than a cache. Bytes are counted as the program sees them: what the processor reads on its own
 * account before it overwrites a line is left out.
 */
public final class MemoryBandwidth {
    /** Floats of an array: 128 MiB. */
    static final int FLOATS = 1 << 25;

    private static final int PIECE = 1 << 18;

    private MemoryBandwidth() {}

    /**
     * a[i] = b[i] + s c[i]: twelve bytes an element.
     *
     * @param threads number of threads, at least 1; each needs 384 MiB of heap
     * @return rate of all threads together in GB/s (10^9 bytes a second)
     */
    public static Rate triad(int threads) {
        return Spans.measure(threads, worker -> new Triad(new float[FLOATS], ramp(), ramp()));
    }

    /**
     * a[i] = b[i]: eight bytes an element.
     *
     * @param threads number of threads, at least 1; each needs 256 MiB of heap
     * @return rate of all threads together in GB/s (10^9 bytes a second)
     */
    public static Rate copy(int threads) {
        return Spans.measure(threads, worker -> new Copy(new float[FLOATS], ramp()));
    }

    /**
     * The triad over a range.
     *
     * @param a result
     * @param b summand
     * @param c multiplied by {@code s}
     * @param s factor
     * @param from first element
     * @param to behind the last
     */
    static void triad(float[] a, float[] b, float[] c, float s, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] = b[i] + s * c[i];
        }
    }

    private static float[] ramp() {
        float[] x = new float[FLOATS];
        for (int i = 0; i < x.length; i++) {
            x[i] = i & 1023;
        }
        return x;
    }

    /** Goes through the arrays piece by piece, over and over. */
    private abstract static class Sweep implements Spans.Work {
        private int from;

        /** Works on a piece and returns its bytes. */
        abstract double piece(int from, int to);

        @Override
        public double run() {
            double bytes = piece(from, from + PIECE);
            from = (from + PIECE) % FLOATS;
            return bytes;
        }
    }

    private static final class Triad extends Sweep {
        private final float[] a;
        private final float[] b;
        private final float[] c;

        Triad(float[] a, float[] b, float[] c) {
            this.a = a;
            this.b = b;
            this.c = c;
        }

        @Override
        double piece(int from, int to) {
            triad(a, b, c, 0.5f, from, to);
            return 12.0 * (to - from);
        }
    }

    private static final class Copy extends Sweep {
        private final float[] a;
        private final float[] b;

        Copy(float[] a, float[] b) {
            this.a = a;
            this.b = b;
        }

        @Override
        double piece(int from, int to) {
            System.arraycopy(b, from, a, from, to - from);
            return 8.0 * (to - from);
        }
    }
}
