package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.base.ScaleMixture;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Expectation maximisation for elliptical mixtures: components over a scale-mixture base. */
class EmScalesTest {

    private static final ScaleMixture BASE = ScaleMixture.of(new double[] {0.3, 0.4, 0.3}, new double[] {0.4, 1, 3});

    private static GaussianMixture known(CovarianceType type, int k, int d) {
        return EmTestData.mixture(type, k, d, 6, 0.6, RandomStream.of(17)).withBase(BASE);
    }

    private static EmOptions options(CovarianceType type, int k) {
        return EmOptions.defaults()
                .withComponents(k)
                .withCovariance(type)
                .withBase(BASE.withWeights(new double[] {1, 1, 1}))
                .withTolerance(0)
                .withMaxIterations(40);
    }

    /** One density, three ways: the mixture's own formula, its batches, and the equivalent normal mixture. */
    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void isTheMixtureOfAllComponentsAtAllScales(CovarianceType type) {
        int k = 3;
        int d = 5;
        GaussianMixture g = known(type, k, d);
        int each = type == CovarianceType.FULL ? d * d : d;
        double[] weights = new double[3 * k];
        double[] means = new double[3 * k * d];
        double[] factors = new double[3 * k * each];
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < 3; j++) {
                int to = 3 * c + j;
                weights[to] = g.weights()[c] * BASE.weight(j);
                System.arraycopy(g.means(), c * d, means, to * d, d);
                for (int i = 0; i < each; i++) {
                    factors[to * each + i] = BASE.scale(j) * g.factors()[c * each + i];
                }
            }
        }
        GaussianMixture normal = GaussianMixture.of(type, d, weights, means, factors);
        Points x = g.sample(700, RandomStream.of(3), 1);
        double[] batch = new double[700];
        g.logDensity(x, batch, 2);
        for (int i = 0; i < 700; i++) {
            assertThat(g.logDensity(x.row(i))).isCloseTo(normal.logDensity(x.row(i)), within(1e-10));
            assertThat(batch[i]).isCloseTo(normal.logDensity(x.row(i)), within(1e-10));
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void neverDecreasesItsObjectiveWithAnyShrinkage(CovarianceType type) {
        Points x = known(type, 6, 4).sample(3000, RandomStream.of(1), 1);
        for (double nu : new double[] {0, 5}) {
            double[] j =
                    EmFit.fit(x, options(type, 4).withShrinkagePseudoRows(nu)).objectives();
            for (int t = 1; t < j.length; t++) {
                // the weights of the scales are rounded to float32 logarithms, which costs the square of that
                assertThat(j[t]).as("iteration " + t).isGreaterThan(j[t - 1] - 1e-12);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void oneThreadIsThree(CovarianceType type) {
        Points x = known(type, 4, 3).sample(6000, RandomStream.of(2), 1);
        GaussianMixture one = EmFit.fit(x, options(type, 4).withThreads(1).withMaxIterations(5))
                .mixture();
        GaussianMixture three = EmFit.fit(x, options(type, 4).withThreads(3).withMaxIterations(5))
                .mixture();
        assertThat(three.means()).isEqualTo(one.means());
        assertThat(three.factors()).isEqualTo(one.factors());
        assertThat(three.base()).isEqualTo(one.base());
    }

    /** From draws of a known model, started at it: what EM finds is that model but for the draws' own chance. */
    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void recoversAKnownModel(CovarianceType type) {
        int n = 40_000;
        int d = 4;
        GaussianMixture g = known(type, 3, d);
        Points x = g.sample(n, RandomStream.of(4), 2);
        GaussianMixture found = EmFit.fit(
                        x, options(type, 3).withMaxIterations(60), g.withBase(BASE.withWeights(new double[] {1, 1, 1})))
                .mixture();
        ScaleMixture base = (ScaleMixture) found.base();
        for (int j = 0; j < 3; j++) {
            // scales of ratio 2.5 and more in four dimensions overlap: about twice the error of counting them
            assertThat(base.weight(j)).isCloseTo(BASE.weight(j), within(4 * 2 * Math.sqrt(0.25 / n)));
        }
        for (int k = 0; k < 3; k++) {
            double rows = n * g.weights()[k];
            double[] expected = g.covariance(k);
            double[] got = found.covariance(k);
            for (int i = 0; i < d; i++) {
                double sd = Math.sqrt(expected[i * d + i]);
                // less than that of a normal of the middle scale would be twice over
                assertThat(found.means()[k * d + i])
                        .isCloseTo(g.means()[k * d + i], within(4 * 2 * sd / Math.sqrt(rows)));
                assertThat(got[i * d + i] / expected[i * d + i]).isCloseTo(1, within(4 * 2 * Math.sqrt(2 / rows)));
            }
            assertThat(found.weights()[k]).isCloseTo(g.weights()[k], within(5 * Math.sqrt(0.25 / n)));
        }
    }

    /** A classifier whose last layer is 0 gives the elliptical mixture itself. */
    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void trainingStartsExactlyThere(CovarianceType type) {
        GaussianMixture g = known(type, 3, 2);
        MixtureStart start = MixtureStart.of(g);
        ClassifierWeightedMixture m = ClassifierWeightedMixture.of(
                start.base(),
                start.maps(),
                Mlp.constant(
                        new Mlp.Architecture(2, new int[] {8}, Activation.SINE, 3),
                        start.logits(),
                        0.3,
                        RandomStream.of(1)));
        Points x = g.sample(200, RandomStream.of(9), 1);
        for (int i = 0; i < 200; i++) {
            // parameters rounded to float32
            assertThat(m.logDensity(x.row(i))).isCloseTo(g.logDensity(x.row(i)), within(2e-5));
        }
    }

    /** Over a single scale of 1 every responsibility, and so the fit, is that of normal components. */
    @Test
    void oneScaleIsTheNormalMixture() {
        Points x = known(CovarianceType.FULL, 4, 3).sample(2000, RandomStream.of(6), 1);
        EmOptions o = options(CovarianceType.FULL, 4).withRestarts(1).withMaxIterations(10);
        GaussianMixture normal =
                EmFit.fit(x, o.withBase(new org.cwm.base.StandardNormal())).mixture();
        GaussianMixture one = EmFit.fit(x, o.withBase(ScaleMixture.of(new double[] {1}, new double[] {1})))
                .mixture();
        double[] expected = normal.factors();
        double[] got = one.factors();
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).isCloseTo(expected[i], within(1e-9));
        }
    }
}
