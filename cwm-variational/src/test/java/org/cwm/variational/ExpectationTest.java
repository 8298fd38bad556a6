package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.cwm.base.ScaleMixture;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Expectations against closed forms, and base draws against what they are. */
class ExpectationTest {

    private static ClassifierWeightedMixture mixture() {
        return Models.of(
                new Models.Component(0.3, new double[] {-1, 2}, new double[] {1, 0.4, 0.4, 0.5}),
                new Models.Component(0.7, new double[] {1.5, 0}, new double[] {0.3, -0.1, -0.1, 2}));
    }

    @Test
    void meanAndSecondMomentAreWithinTheirErrors() {
        ClassifierWeightedMixture m = mixture();
        double mean = -0.3 + 0.7 * 1.5;
        double cross = 0.3 * (0.4 - 2) + 0.7 * -0.1;
        for (Expectation e : new Expectation[] {
            Expectation.of(m, x -> x[0]), Expectation.monteCarlo(m, x -> x[0], 20_000, RandomStream.of(3), 2)
        }) {
            assertThat(e.value()).isCloseTo(mean, within(4.5 * e.standardError() + 1e-6));
        }
        Expectation sobol = Expectation.of(m, x -> x[0] * x[1]);
        Expectation plain = Expectation.monteCarlo(m, x -> x[0] * x[1], 16_384, RandomStream.of(4), 1);
        assertThat(sobol.draws()).isEqualTo(plain.draws());
        // 16 scramblings: t with 15 degrees of freedom exceeds 6 with probability 2e-5
        assertThat(sobol.value()).isCloseTo(cross, within(6 * sobol.standardError() + 1e-6));
        assertThat(plain.value()).isCloseTo(cross, within(4.5 * plain.standardError()));
        assertThat(sobol.standardError()).isLessThan(plain.standardError() / 5);
    }

    @Test
    void otherBasesAndValuesThatAreNoNumbersAreRefused() {
        ClassifierWeightedMixture m = mixture();
        ClassifierWeightedMixture heavy = ClassifierWeightedMixture.of(
                ScaleMixture.of(new double[] {1}, new double[] {3}), m.maps(), m.classifier());
        assertThatThrownBy(() -> Expectation.of(heavy, x -> x[0])).hasMessageContaining("its base is scale-mixture");
        assertThatThrownBy(() -> Expectation.of(m, x -> Math.log(x[0]))).hasMessageContaining("h: NaN at [");
    }

    @Test
    void threadsDoNotChangeAnyBit() {
        ClassifierWeightedMixture m = mixture();
        assertThat(Expectation.monteCarlo(m, x -> x[0] * x[1], 3000, RandomStream.of(4), 3))
                .isEqualTo(Expectation.monteCarlo(m, x -> x[0] * x[1], 3000, RandomStream.of(4), 1));
        assertThat(Expectation.sobol(m, x -> x[0] * x[1], 64, 4, RandomStream.of(4), 3))
                .isEqualTo(Expectation.sobol(m, x -> x[0] * x[1], 64, 4, RandomStream.of(4), 1));
    }

    /** A scrambled net has exactly one point in each of n slabs, in every coordinate. */
    @Test
    void scrambledPointsStayANet() {
        int n = 256;
        int d = 7;
        double[] z = new double[n * d];
        BaseDraws.sobol(d, n, RandomStream.of(2)).block(5, n, z);
        for (int j = 0; j < d; j++) {
            boolean[] met = new boolean[n];
            for (int i = 0; i < n; i++) {
                int slab = (int) (n * normalCdf(z[i * d + j]));
                assertThat(met[slab]).isFalse();
                met[slab] = true;
            }
        }
    }

    private static double normalCdf(double z) {
        return 0.5 * org.hipparchus.special.Erf.erfc(-z / Math.sqrt(2));
    }
}
