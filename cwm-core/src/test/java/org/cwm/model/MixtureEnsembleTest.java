package org.cwm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.base.ScaleMixture;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ConditionalArchitecture;
import org.cwm.map.ConditionalMaps;
import org.cwm.map.LocationScale;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Averages of mixtures. */
final class MixtureEnsembleTest {

    private static final double[] GIVEN = {0.7};

    private static float[] normals(int n, double scale, RandomStream random) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (scale * random.nextGaussian());
        }
        return v;
    }

    /** p(y | x), one column each, of any size. */
    private static ClassifierWeightedMixture conditional(int components, int units, long seed) {
        RandomStream random = RandomStream.of(seed);
        ConditionalArchitecture maps =
                new ConditionalArchitecture(components, 1, 1, true, new int[] {units}, Activation.SILU);
        Mlp.Architecture weights = new Mlp.Architecture(2, new int[] {units}, Activation.TANH, components, 1);
        return ClassifierWeightedMixture.of(
                ScaleMixture.of(new double[] {1, seed}, new double[] {0.6, 1.5}),
                ConditionalMaps.of(maps, normals(maps.layout().size(), 0.4, random)),
                Mlp.of(weights, normals(weights.layout().size(), 0.6, random)));
    }

    private static List<ClassifierWeightedMixture> three() {
        return List.of(conditional(2, 4, 1), conditional(3, 5, 2), conditional(1, 3, 3));
    }

    private static Points rows(int n) {
        RandomStream random = RandomStream.of(9);
        double[] v = new double[2 * n];
        for (int i = 0; i < v.length; i++) {
            v[i] = 1.5 * random.nextGaussian();
        }
        return Points.of(n, 2, v);
    }

    @Test
    void theDensityIsTheMeanOfTheMembers() {
        MixtureEnsemble e = MixtureEnsemble.of(three());
        assertThat(e.components()).isEqualTo(6);
        assertThat(e.parameterCount())
                .isEqualTo(three().stream().mapToInt(m -> m.parameters().length).sum());
        Points x = rows(200);
        double[] one = new double[200];
        double[] many = new double[200];
        int[] top = new int[200];
        e.logDensity(x, one, top, 1);
        e.logDensity(x, many, 3);
        assertThat(many).isEqualTo(one);
        double meanOfLogs = 0;
        double logOfMean = 0;
        for (int i = 0; i < 200; i++) {
            double mean = 0;
            for (ClassifierWeightedMixture m : three()) {
                double p = m.logDensity(x.row(i));
                mean += Math.exp(p) / 3;
                meanOfLogs += p / 600;
            }
            // log and exp of a double lose a few units in the last place of numbers of order 10
            assertThat(one[i]).isCloseTo(Math.log(mean), within(1e-12));
            assertThat(e.logDensity(x.row(i))).isEqualTo(one[i]);
            // float32 layers of a few units, as between engine and formula elsewhere
            assertThat(e.plainLogDensity(x.row(i))).isCloseTo(one[i], within(1e-5 * (1 + Math.abs(one[i]))));
            logOfMean += one[i] / 200;
            assertThat(top[i]).isBetween(0, 5);
        }
        assertThat(logOfMean).isGreaterThan(meanOfLogs);
    }

    @Test
    void integratesToOneAndSamplesFollowTheDensity() {
        MixtureEnsemble e = MixtureEnsemble.of(three());
        int cells = 40;
        int inside = 50;
        double low = -15;
        double width = 30.0 / cells;
        double[] mass = new double[cells];
        for (int c = 0; c < cells; c++) {
            for (int i = 0; i < inside; i++) {
                double y = low + (c + (i + 0.5) / inside) * width;
                mass[c] += Math.exp(e.logDensity(new double[] {y, GIVEN[0]})) * width / inside;
            }
        }
        double total = 0;
        for (double m : mass) {
            total += m;
        }
        // midpoints at a step of 0.015 against scales of 0.2 and more, float32 weights
        assertThat(total).isCloseTo(1, within(1e-4));
        int n = 20_000;
        double[] v = new double[n];
        Arrays.fill(v, GIVEN[0]);
        Points given = Points.of(n, 1, v);
        Points draws = e.sample(given, RandomStream.of(4), 1);
        assertThat(e.sample(given, RandomStream.of(4), 3).values()).isEqualTo(draws.values());
        int[] count = new int[cells];
        for (int i = 0; i < n; i++) {
            count[Math.max(0, Math.min(cells - 1, (int) ((draws.get(i, 0) - low) / width)))]++;
            assertThat(draws.get(i, 1)).isEqualTo(GIVEN[0]);
        }
        double chiSquare = 0;
        int freedom = -1;
        double restExpected = 0;
        int restCount = 0;
        for (int c = 0; c < cells; c++) {
            double expected = n * mass[c];
            if (expected < 10) {
                restExpected += expected;
                restCount += count[c];
            } else {
                chiSquare += (count[c] - expected) * (count[c] - expected) / expected;
                freedom++;
            }
        }
        if (restExpected > 10) {
            chiSquare += (restCount - restExpected) * (restCount - restExpected) / restExpected;
            freedom++;
        }
        // mean f, standard deviation sqrt(2 f): four and a half of them
        assertThat(chiSquare).isLessThan(freedom + 4.5 * Math.sqrt(2.0 * freedom));
    }

    @Test
    void equalMembersAreOneAndOneMemberIsItself() {
        ClassifierWeightedMixture m = conditional(3, 5, 2);
        Points x = rows(50);
        double[] own = new double[50];
        int[] ownTop = new int[50];
        m.logDensity(x, own, ownTop, 1);
        for (int members : new int[] {1, 2, 4}) {
            List<ClassifierWeightedMixture> same = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                same.add(m);
            }
            double[] out = new double[50];
            int[] top = new int[50];
            MixtureEnsemble.of(same).logDensity(x, out, top, 1);
            assertThat(top).isEqualTo(ownTop);
            for (int i = 0; i < 50; i++) {
                assertThat(out[i]).isCloseTo(own[i], within(1e-14 * (1 + Math.abs(own[i]))));
            }
        }
        Points given = Points.of(3, 1, new double[] {0, 1, 2});
        assertThat(MixtureEnsemble.of(List.of(m))
                        .sample(given, RandomStream.of(1), 1)
                        .values())
                .isEqualTo(m.sample(given, RandomStream.of(1), 1).values());
    }

    @Test
    void membersMustFitEachOther() {
        assertThatThrownBy(() -> MixtureEnsemble.of(List.of())).hasMessageContaining("members: none");
        ClassifierWeightedMixture plain = ClassifierWeightedMixture.of(
                LocationScale.of(1, 1, new float[2]), org.cwm.classifier.Constant.of(new float[1]));
        assertThatThrownBy(() -> MixtureEnsemble.of(List.of(conditional(1, 3, 3), plain)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 conditions beside dimension 1 and 1 conditions");
        assertThatThrownBy(() -> MixtureEnsemble.of(three()).sample(3, RandomStream.of(0), 1))
                .isInstanceOf(IllegalStateException.class);
    }
}
