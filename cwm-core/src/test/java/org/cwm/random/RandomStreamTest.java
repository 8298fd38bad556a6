package org.cwm.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {

    /** Complementary error function by its continued fraction / series: independent of the sampler. */
    private static double normalCdf(double x) {
        // Simpson's rule on the density from 0 to |x|
        int n = 2000;
        double h = Math.abs(x) / n;
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            double w = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
            sum += w * Math.exp(-0.5 * (i * h) * (i * h));
        }
        double half = sum * h / 3 / Math.sqrt(2 * Math.PI);
        return x < 0 ? 0.5 - half : 0.5 + half;
    }

    @Test
    void normalDrawsFollowTheNormalDistribution() {
        int n = 400_000;
        RandomStream random = RandomStream.of(1);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextGaussian();
        }
        Arrays.sort(x);
        double largest = 0;
        for (int i = 0; i < n; i += 37) {
            largest = Math.max(largest, Math.abs(normalCdf(x[i]) - (i + 0.5) / n));
        }
        // Kolmogorov-Smirnov at level 0.001
        assertThat(largest).isLessThan(1.95 / Math.sqrt(n));
        double square = 0;
        double fourth = 0;
        int tail = 0;
        for (double v : x) {
            square += v * v / n;
            fourth += v * v * v * v / n;
            tail += Math.abs(v) > 3.6541528853610088 ? 1 : 0;
        }
        assertThat(square).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
        assertThat(fourth).isCloseTo(3, within(4 * Math.sqrt(96.0 / n)));
        double expected = n * 2 * (1 - normalCdf(3.6541528853610088));
        assertThat((double) tail).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    }

    @Test
    void uniformIntegersAreUniform() {
        RandomStream random = RandomStream.of(2);
        int[] counts = new int[7];
        int n = 70_000;
        for (int i = 0; i < n; i++) {
            counts[random.nextInt(7)]++;
        }
        double statistic = 0;
        for (int c : counts) {
            statistic += (c - n / 7.0) * (c - n / 7.0) / (n / 7.0);
        }
        // chi-square with 6 degrees of freedom at level 0.0001
        assertThat(statistic).isLessThan(27.9);
    }

    @Test
    void splitStreamsDependOnTheIndexOnly() {
        RandomStream a = RandomStream.of(3);
        RandomStream b = RandomStream.of(3);
        b.nextLong();
        assertThat(a.split(5).nextLong()).isEqualTo(b.split(5).nextLong());
        assertThat(a.split(5).nextLong()).isNotEqualTo(a.split(6).nextLong());
        assertThat(a.split(1).split(2).nextLong())
                .isNotEqualTo(a.split(2).split(1).nextLong());
    }

    @Test
    void permutationsHoldEveryIndexOnce() {
        int[] p = RandomStream.of(4).permutation(100);
        Arrays.sort(p);
        for (int i = 0; i < 100; i++) {
            assertThat(p[i]).isEqualTo(i);
        }
    }
}
