package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Backend;
import org.cwm.map.ComponentMaps;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scoring one row at a time promises with the vector kernels. */
class ScoringLawsTest {

    private static final int CALLS = 10_000;

    private static ClassifierWeightedMixture mixture(boolean full, int k, int d, double scale) {
        RandomStream random = RandomStream.of(k + d);
        float[] v = new float[(full ? LowerTriangular.layout(k, d) : LocationScale.layout(k, d)).size()];
        for (int i = 0; i < v.length; i++) {
            double z = random.nextGaussian();
            v[i] = (float) (i < k * d ? z : i < 2 * k * d ? Math.log(scale) + 0.2 * z : 0.1 * scale * z);
        }
        ComponentMaps maps = full ? LowerTriangular.of(k, d, v) : LocationScale.of(k, d, v);
        Mlp.Architecture a = new Mlp.Architecture(d, new int[] {64, 64}, Activation.TANH, k);
        float[] w = new float[a.layout().size()];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) (0.15 * random.nextGaussian());
        }
        return ClassifierWeightedMixture.of(maps, Mlp.of(a, w));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallAllocatesNothing(boolean full) {
        assertThat(Backend.get().kernels()).isInstanceOf(VectorKernels.class);
        ClassifierWeightedMixture m = mixture(full, 10, 10, 1);
        Points x = m.sample(100, RandomStream.of(1), 1);
        double[][] rows = new double[100][];
        java.util.Arrays.setAll(rows, x::row);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // vectors live on the heap until the compiler has done its work, so some rounds are given to it
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (int round = 0; round < 40 && least >= 1; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                sum += m.logDensity(rows[i % 100]);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / (double) CALLS);
        }
        assertThat(sum).isFinite();
        assertThat(least).as("bytes a call").isLessThan(1);
    }

    /** More components than a block of rows, broad and narrow, so that blocks end in the middle of a point. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.2, 0.02})
    void oneRowHasTheBitsItHasAmongMany(double scale) {
        for (boolean full : new boolean[] {false, true}) {
            for (int d : new int[] {1, 3, 10}) {
                ClassifierWeightedMixture m = mixture(full, 90, d, scale);
                Points x = m.sample(150, RandomStream.of(2), 1);
                // some of them far from everything
                for (int i = 0; i < 5; i++) {
                    x.values()[i * 30 * d] += Math.pow(10, 1 + i);
                }
                double[] out = new double[150];
                m.logDensity(x, out, 1);
                for (int i = 0; i < 150; i++) {
                    assertThat(m.logDensity(x.row(i))).isEqualTo(out[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadsDoNotDisturbEachOther(boolean full) throws InterruptedException {
        ClassifierWeightedMixture m = mixture(full, 10, 4, 0.5);
        Points x = m.sample(500, RandomStream.of(3), 1);
        double[] expected = new double[500];
        m.logDensity(x, expected, 1);
        double[] draws = m.sample(300, RandomStream.of(4), 1).values();
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> crew = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            int first = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    int row = (first * 13 + i) % 500;
                    if (m.logDensity(x.row(row)) != expected[row]) {
                        wrong.incrementAndGet();
                    }
                }
                if (!java.util.Arrays.equals(
                        m.sample(300, RandomStream.of(4), 2).values(), draws)) {
                    wrong.incrementAndGet();
                }
            });
            thread.setUncaughtExceptionHandler((where, e) -> wrong.incrementAndGet());
            crew.add(thread);
            thread.start();
        }
        for (Thread thread : crew) {
            thread.join();
        }
        assertThat(wrong.get()).isZero();
    }
}
