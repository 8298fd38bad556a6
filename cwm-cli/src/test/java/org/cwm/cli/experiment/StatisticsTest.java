package org.cwm.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Errors of means, scores as bytes, and patches as pixels. */
final class StatisticsTest {

    private static double[] normal(int n) {
        RandomStream random = RandomStream.of(n);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = random.nextGaussian();
        }
        return v;
    }

    /** Groups of one are no groups; copies of a value are one value. */
    @Test
    void groups() {
        double[] v = normal(50);
        double error = Statistics.standardError(v);
        int[] own = IntStream.range(0, 50).toArray();
        assertThat(Statistics.clusteredError(v, own)).isCloseTo(error, within(1e-14));
        double[] copies = new double[200];
        int[] group = new int[200];
        for (int i = 0; i < 200; i++) {
            copies[i] = v[i % 50];
            group[i] = i % 50;
        }
        assertThat(Statistics.clusteredError(copies, group)).isCloseTo(error, within(1e-14));
        assertThat(Statistics.clusteredError(copies, new int[200])).isNaN();
    }

    @Test
    void scoresAsBytes() {
        TestScores s = new TestScores(normal(7), normal(7));
        TestScores back = TestScores.of(s.bytes());
        assertThat(back.model()).containsExactly(s.model());
        assertThat(back.start()).containsExactly(s.start());
        assertThat(back.gain()[3]).isEqualTo(s.model()[3] - s.start()[3]);
    }

    /** The pixel that was left out brings the mean back to zero. */
    @Test
    void patchesHaveNoMean() {
        List<double[]> images = PatchesExperiment.patches(Points.of(2, 8, normal(16)));
        for (double[] image : images) {
            assertThat(image).hasSize(9);
            assertThat(Arrays.stream(image).average().orElseThrow()).isCloseTo(0.5, within(1e-14));
        }
    }
}
