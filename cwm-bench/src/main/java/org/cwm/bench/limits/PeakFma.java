package org.cwm.bench.limits;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most fused multiply-adds in float32 that the Vector API gets from this machine: {@value #CHAINS} independent
 * chains of vectors of the preferred width that never leave the registers, so that neither latency nor memory counts.
 * A multiply-add is two operations.
 *
 * <p>Needs {@code --add-modules jdk.incubator.vector}.
 */
public final class PeakFma {
    /** Two instructions a cycle times a latency of four to five cycles; with two factors they fit 16 registers. */
    static final int CHAINS = 12;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 20_000;
    private static final double OPERATIONS = 2.0 * CHAINS * STEPS * SPECIES.length();

    private PeakFma() {}

    /**
     * Width of the vectors that are measured.
     *
     * @return bits
     */
    public static int vectorBits() {
        return SPECIES.vectorBitSize();
    }

    /**
     * Measures the peak with some threads at once; takes about a second.
     *
     * @param threads number of threads, at least 1
     * @return rate of all threads together in GFLOP/s (10^9 float32 operations a second), over several spans of time
     */
    public static Rate gigaflops(int threads) {
        return Spans.measure(threads, worker -> new Job());
    }

    /**
     * One call's work.
     *
     * @param steps multiply-adds of each chain
     * @param x a factor
     * @param y a factor
     * @return sum over all chains and lanes: chains x lanes x steps x {@code x y} up to rounding
     */
    static float chains(int steps, float x, float y) {
        FloatVector a = FloatVector.broadcast(SPECIES, x);
        FloatVector b = FloatVector.broadcast(SPECIES, y);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        FloatVector c8 = c0;
        FloatVector c9 = c0;
        FloatVector c10 = c0;
        FloatVector c11 = c0;
        for (int i = 0; i < steps; i++) {
            c0 = a.fma(b, c0);
            c1 = a.fma(b, c1);
            c2 = a.fma(b, c2);
            c3 = a.fma(b, c3);
            c4 = a.fma(b, c4);
            c5 = a.fma(b, c5);
            c6 = a.fma(b, c6);
            c7 = a.fma(b, c7);
            c8 = a.fma(b, c8);
            c9 = a.fma(b, c9);
            c10 = a.fma(b, c10);
            c11 = a.fma(b, c11);
        }
        FloatVector left = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
        FloatVector right = c6.add(c7).add(c8).add(c9).add(c10).add(c11);
        return left.add(right).reduceLanes(VectorOperators.ADD);
    }

    private static final class Job implements Spans.Work {
        private float sink = 1;

        @Override
        public double run() {
            // the factor depends on the last result, so that no call can be left out
            sink = chains(STEPS, 1e-3f, sink > 0 ? 1e-3f : 2e-3f);
            return OPERATIONS;
        }
    }
}
