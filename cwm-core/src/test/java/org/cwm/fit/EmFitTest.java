package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cwm.fit.EmTestData.assertMonotone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Laws of EM as a whole. */
class EmFitTest {

    private static final EmOptions OPTIONS =
            EmOptions.defaults().withThreads(1).withRestarts(1).withMaxIterations(40);

    /** A data set of random shape: mixtures, uniform noise, heavy tails, repeated values, an offset. */
    private static Points randomData(int seed) {
        RandomStream random = RandomStream.of(seed);
        int d = 1 + random.nextInt(seed % 10 == 0 ? 30 : 6);
        int n = 30 + random.nextInt(400);
        double[] v = new double[n * d];
        GaussianMixture g = EmTestData.mixture(CovarianceType.FULL, 1 + random.nextInt(5), d, 2, 0.5, random);
        System.arraycopy(g.sample(n, random, 1).values(), 0, v, 0, v.length);
        int kind = random.nextInt(5);
        for (int i = 0; i < v.length; i++) {
            if (kind == 1) {
                v[i] = random.nextDouble();
            } else if (kind == 2) {
                v[i] = random.nextGaussian() / random.nextDouble();
            } else if (kind == 3) {
                v[i] = Math.rint(2 * v[i]);
            } else if (kind == 4) {
                v[i] += 1e4;
            }
        }
        return Points.of(n, d, v);
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void neverDecreasesItsObjective(CovarianceType type) {
        for (int seed = 0; seed < 150; seed++) {
            Points x = randomData(seed);
            EmOptions o = OPTIONS.withCovariance(type)
                    .withComponents(1 + seed % 8)
                    .withTolerance(0)
                    .withVarianceFloor(seed % 3 == 0 ? 0 : seed % 3 == 1 ? 1e-4 : 0.05)
                    .withShrinkagePseudoRows(seed % 4 < 2 ? 0 : seed % 4 == 2 ? 5 : 0.1)
                    .withRandom(RandomStream.of(seed));
            EmReport report = EmFit.fit(x, o);
            assertMonotone(report, "seed " + seed);
            assertThat(report.meanLogLikelihood()).isCloseTo(report.mixture().meanLogLikelihood(x, 1), within(1e-10));
            if (o.shrinkagePseudoRows() == 0) {
                assertThat(report.objectives()).isEqualTo(report.logLikelihoods());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void oneThreadIsTwoThreads(CovarianceType type) {
        RandomStream random = RandomStream.of(3);
        GaussianMixture truth = EmTestData.mixture(type, 4, 5, 3, 0.7, random);
        Points x = EmTestData.points(truth, 5003, 0.3, random);
        EmOptions o = OPTIONS.withCovariance(type)
                .withComponents(6)
                .withRestarts(3)
                .withShrinkagePseudoRows(5)
                .withMaxRowsForStart(3000);
        EmReport one = EmFit.fit(x, o.withThreads(1));
        for (int threads : new int[] {2, 5}) {
            EmReport many = EmFit.fit(x, o.withThreads(threads));
            assertThat(many.objectives()).isEqualTo(one.objectives());
            assertThat(many.restartScores()).isEqualTo(one.restartScores());
            assertThat(many.mixture().weights()).isEqualTo(one.mixture().weights());
            assertThat(many.mixture().means()).isEqualTo(one.mixture().means());
            assertThat(many.mixture().factors()).isEqualTo(one.mixture().factors());
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void recoversAMixture(CovarianceType type) {
        int d = 3;
        double[] weights = {0.5, 0.3, 0.2};
        double[] means = {-3, 0, 1, 3, 1, 0, 0, -4, -1};
        RandomStream random = RandomStream.of(5);
        double[] factors = EmTestData.mixture(type, 3, d, 0, 0.6, random).factors();
        GaussianMixture truth = GaussianMixture.of(type, d, weights, means, factors);
        int n = 20_000;
        Points x = EmTestData.points(truth, n, 0, random);
        EmReport report =
                EmFit.fit(x, OPTIONS.withCovariance(type).withComponents(3).withTolerance(1e-9));
        assertThat(report.converged()).isTrue();
        assertMonotone(report, "");
        for (int k = 0; k < 3; k++) {
            int found = nearest(report.mixture().means(), Arrays.copyOfRange(means, k * d, k * d + d));
            // five standard errors: sqrt(w (1 - w) / n) <= 0.0036, sd / sqrt(w n) <= 0.02, var sqrt(2 / (w n)) <= 0.04
            assertThat(report.mixture().weights()[found]).isCloseTo(weights[k], within(0.018));
            for (int i = 0; i < d; i++) {
                assertThat(report.mixture().means()[found * d + i]).isCloseTo(means[k * d + i], within(0.1));
                for (int j = 0; j < d; j++) {
                    assertThat(report.mixture().covariance(found)[i * d + j])
                            .isCloseTo(truth.covariance(k)[i * d + j], within(0.2));
                }
            }
        }
        // at the maximum the likelihood exceeds the truth's, by about (parameters / 2) / n
        double gain = report.meanLogLikelihood() - truth.meanLogLikelihood(x, 1);
        assertThat(gain).isBetween(0.0, 60.0 / n);
    }

    private static int nearest(double[] means, double[] mean) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k * mean.length < means.length; k++) {
            double s = 0;
            for (int i = 0; i < mean.length; i++) {
                s += Math.pow(means[k * mean.length + i] - mean[i], 2);
            }
            if (s < least) {
                least = s;
                best = k;
            }
        }
        return best;
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void reseedsDeadComponents(CovarianceType type) {
        RandomStream random = RandomStream.of(14);
        GaussianMixture truth = GaussianMixture.of(
                CovarianceType.DIAGONAL, 2, new double[] {0.5, 0.5}, new double[] {-4, 0, 4, 0}, new double[] {
                    1, 1, 1, 1
                });
        Points x = EmTestData.points(truth, 2000, 0, random);
        double[] one = type == CovarianceType.FULL ? new double[] {1, 0, 0, 1} : new double[] {1, 1};
        double[] factors = new double[2 * one.length];
        System.arraycopy(one, 0, factors, 0, one.length);
        System.arraycopy(one, 0, factors, one.length, one.length);
        GaussianMixture start =
                GaussianMixture.of(type, 2, new double[] {0.5, 0.5}, new double[] {-4, 0, 900, 0}, factors);
        EmReport report =
                EmFit.fit(x, OPTIONS.withCovariance(type).withComponents(2).withTolerance(1e-7), start);
        assertThat(report.reseeded()).isEqualTo(1);
        assertMonotone(report, "");
        assertThat(report.meanLogLikelihood()).isGreaterThan(truth.meanLogLikelihood(x, 1));
        assertThat(report.mixture().weights()[0]).isCloseTo(0.5, within(0.05));
    }

    @Test
    void stopsWhenAsked() {
        RandomStream random = RandomStream.of(15);
        Points x = EmTestData.points(EmTestData.mixture(CovarianceType.FULL, 3, 2, 2, 1, random), 500, 0, random);
        AtomicInteger told = new AtomicInteger();
        EmReport report = EmFit.fit(
                x,
                OPTIONS.withComponents(4)
                        .withTolerance(0)
                        .withListener(step -> told.incrementAndGet())
                        .withStop(() -> told.get() >= 3));
        assertThat(report.iterations()).isEqualTo(3);
        assertThat(report.converged()).isFalse();
        assertThat(report.meanLogLikelihood()).isCloseTo(report.mixture().meanLogLikelihood(x, 1), within(1e-12));
    }

    @Test
    void stepByStepIsTheSameAsAtOnce() {
        RandomStream random = RandomStream.of(16);
        GaussianMixture start = EmTestData.mixture(CovarianceType.FULL, 3, 2, 2, 1, random);
        Points x = EmTestData.points(start, 500, 0, random);
        EmOptions o = OPTIONS.withComponents(3).withMaxIterations(6).withTolerance(0);
        List<EmStep> told = new ArrayList<>();
        EmReport report = EmFit.fit(x, o.withListener(told::add), start);
        GaussianMixture g = start;
        for (int t = 0; t < 6; t++) {
            EmStep step = EmFit.emIteration(g, x, o);
            assertThat(step.meanLogLikelihood()).isEqualTo(report.logLikelihoods()[t]);
            assertThat(told.get(t).objective()).isEqualTo(step.objective());
            assertThat(told.get(t).mixture().means()).isEqualTo(step.mixture().means());
            g = step.mixture();
        }
        assertThat(g.factors()).isEqualTo(report.mixture().factors());
    }

    @Test
    void theStoppingRuleHoldsForAnySignOfTheLikelihood() {
        RandomStream random = RandomStream.of(17);
        GaussianMixture truth = EmTestData.mixture(CovarianceType.FULL, 4, 2, 1, 0.7, random);
        Points x = EmTestData.points(truth, 1000, 0, random);
        double[] iterations = new double[3];
        double[] likelihoods = new double[3];
        double[] scales = {1e-2, 0.35, 1};
        for (int i = 0; i < 3; i++) {
            double[] v = x.values().clone();
            for (int j = 0; j < v.length; j++) {
                v[j] *= scales[i];
            }
            EmReport report = EmFit.fit(
                    Points.of(1000, 2, v),
                    OPTIONS.withComponents(4).withMaxIterations(2000).withTolerance(1e-7));
            assertThat(report.converged()).isTrue();
            iterations[i] = report.iterations();
            likelihoods[i] = report.meanLogLikelihood() + 2 * Math.log(scales[i]);
        }
        assertThat(likelihoods[0]).isCloseTo(likelihoods[2], within(2e-3));
        assertThat(likelihoods[1]).isCloseTo(likelihoods[2], within(2e-3));
        assertThat(iterations[0]).isGreaterThan(10);
    }

    @Test
    void refusesBadInput() {
        Points x = Points.of(new double[] {1, 2}, new double[] {3, 5}, new double[] {4, 4});
        assertThatThrownBy(() -> EmFit.fit(x, OPTIONS.withComponents(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("components: 4, must be at most the 3 rows of the points");
        Points nan = Points.of(new double[] {1, 2}, new double[] {3, Double.NaN}, new double[] {4, 4});
        assertThatThrownBy(() -> EmFit.fit(nan, OPTIONS.withComponents(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("points: row 1, column 1 is NaN, must be finite");
        Points same = Points.of(new double[] {1, 2}, new double[] {1, 2}, new double[] {1, 2});
        assertThatThrownBy(() -> EmFit.fit(same, OPTIONS.withComponents(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("points: column 0 has one value only, 1.0");
        assertThatThrownBy(() -> EmFit.fit(x, OPTIONS.withComponents(2).withColumnFloors(new double[] {1})))
                .hasMessage("columnFloors: length 1, must be 0 or 2");
        assertThatThrownBy(() -> OPTIONS.withTolerance(-1)).hasMessage("tolerance: -1.0, must be at least 0");
        assertThatThrownBy(() -> OPTIONS.withComponents(0)).hasMessage("components: 0, must be at least 1");
        assertThatThrownBy(() -> OPTIONS.withColumnFloors(new double[] {Double.NaN}))
                .hasMessage("columnFloors: NaN, must be at least 0 and finite");
        GaussianMixture start = EmTestData.mixture(CovarianceType.FULL, 2, 3, 1, 1, RandomStream.of(1));
        assertThatThrownBy(() -> EmFit.fit(x, OPTIONS.withComponents(2), start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("start: GaussianMixture[2 components, 3 dimensions, FULL], must have 2");
    }
}
