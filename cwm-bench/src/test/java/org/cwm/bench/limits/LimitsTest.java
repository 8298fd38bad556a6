package org.cwm.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** The loops whose speed is measured do the work that is counted. */
class LimitsTest {

    @Test
    void chainsAddOneProductAStep() {
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        // powers of two: every sum is exact
        assertThat(PeakFma.chains(100, 0.5f, 0.25f)).isEqualTo(PeakFma.CHAINS * lanes * 100 * 0.125f);
    }

    @Test
    void triadIsOneMultiplyAddAnElement() {
        float[] a = new float[5];
        MemoryBandwidth.triad(a, new float[] {1, 2, 3, 4, 5}, new float[] {10, 20, 30, 40, 50}, 0.5f, 1, 4);
        assertThat(a).containsExactly(0, 12, 18, 24, 0);
    }

    @Test
    void ratesOfThreadsAreAddedUp() {
        Rate one = Spans.measure(3, worker -> LimitsTest::tenMicroseconds);
        // three threads, 10^-5 seconds and one unit a portion: 3 * 10^5 a second at most
        assertThat(one.most()).isPositive().isLessThanOrEqualTo(3e-4);
    }

    @Test
    void medianOfSpans() {
        Rate rate = Rate.of(new double[] {3, 1, 2});
        assertThat(rate.least()).isCloseTo(1, within(0.0));
        assertThat(rate.median()).isCloseTo(2, within(0.0));
        assertThat(rate.most()).isCloseTo(3, within(0.0));
    }

    private static double tenMicroseconds() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 10_000) {
            Thread.onSpinWait();
        }
        return 1;
    }
}
