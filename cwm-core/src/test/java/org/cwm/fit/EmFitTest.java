package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmFitTest {

    private static final EmOptions OPTIONS =
            EmOptions.defaults().withThreads(1).withRestarts(1).withMaxIterations(40);

    /** Rounding grows with the condition number of the thinnest component: 1e-11 plus 1e-15 times that number. */
    private static void assertMonotone(EmReport report, String what) {
        double[] j = report.objectives();
        double tolerance = 1e-11 + 1e-15 * condition(report.mixture());
        for (int t = 1; t < j.length; t++) {
            assertThat(j[t])
                    .as("%s objective after iteration %d", what, t)
                    .isGreaterThanOrEqualTo(j[t - 1] - tolerance);
        }
    }

    private static double condition(GaussianMixture g) {
        int d = g.dimension();
        double worst = 1;
        for (int k = 0; k < g.components(); k++) {
            double[] values = g.covariance(k);
            SmallMatrix.eigen(values, new double[d * d], d);
            double least = Double.POSITIVE_INFINITY;
            double greatest = 0;
            for (int i = 0; i < d; i++) {
                least = Math.min(least, values[i * d + i]);
                greatest = Math.max(greatest, values[i * d + i]);
            }
            worst = Math.max(worst, greatest / least);
        }
        return worst;
    }

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
    @ValueSource(doubles = {0, 1e3})
    void oneComponentIsTheSampleMeanAndCovariance(double shift) {
        int n = 1001;
        int d = 4;
        RandomStream random = RandomStream.of(8);
        Points x = EmTestData.points(EmTestData.mixture(CovarianceType.FULL, 3, d, 1, 1, random), n, shift, random);
        double[] mean = new double[d];
        double[] covariance = new double[d * d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += x.get(i, j) / n;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    covariance[a * d + b] += (x.get(i, a) - mean[a]) * (x.get(i, b) - mean[b]) / n;
                }
            }
        }
        // the plain sums here round n times: n 2^-53 of the values, 1.1e-13, times a shift of 1e3
        double tolerance = 2e-13 * Math.max(10, shift);
        for (CovarianceType type : CovarianceType.values()) {
            EmReport report =
                    EmFit.fit(x, OPTIONS.withComponents(1).withCovariance(type).withVarianceFloor(0));
            double[] found = report.mixture().covariance(0);
            for (int a = 0; a < d; a++) {
                assertThat(report.mixture().means()[a]).isCloseTo(mean[a], within(tolerance));
                for (int b = 0; b < d; b++) {
                    if (a == b || type == CovarianceType.FULL) {
                        assertThat(found[a * d + b]).isCloseTo(covariance[a * d + b], within(tolerance));
                    }
                }
            }
            assertThat(report.iterations()).isLessThanOrEqualTo(2);
            assertThat(report.converged()).isTrue();
        }
    }

    @Test
    void shrinksTowardsThePooledCovarianceByPseudoRows() {
        RandomStream random = RandomStream.of(9);
        GaussianMixture start = EmTestData.mixture(CovarianceType.FULL, 3, 4, 2, 1, random);
        Points x = EmTestData.points(start, 300, 0, random);
        double nu = 7;
        EmOptions o = OPTIONS.withComponents(3).withVarianceFloor(0);
        EmStep plain = EmFit.emIteration(start, x, o);
        EmStep shrunk = EmFit.emIteration(start, x, o.withShrinkagePseudoRows(nu));
        assertThat(shrunk.meanLogLikelihood()).isEqualTo(plain.meanLogLikelihood());
        for (int k = 0; k < 3; k++) {
            double rows = 300 * plain.mixture().weights()[k];
            for (int i = 0; i < 16; i++) {
                double target = 0;
                for (int j = 0; j < 3; j++) {
                    target += start.weights()[j] * start.covariance(j)[i];
                }
                double expected = (rows * plain.mixture().covariance(k)[i] + nu * target) / (rows + nu);
                assertThat(shrunk.mixture().covariance(k)[i]).isCloseTo(expected, within(1e-11));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void keepsEveryDirectionAboveTheFloor(CovarianceType type) {
        RandomStream random = RandomStream.of(10);
        int n = 500;
        double[] v = new double[n * 3];
        for (int i = 0; i < n; i++) {
            v[3 * i] = random.nextGaussian();
            v[3 * i + 1] = 2 * v[3 * i]; // collinear
            v[3 * i + 2] = 3 * (i % 4); // coarse
        }
        Points x = Points.of(n, 3, v);
        double[] floors = {0, 0, 0.04};
        EmOptions o = OPTIONS.withCovariance(type)
                .withComponents(8)
                .withTolerance(0)
                .withVarianceFloor(1e-3)
                .withColumnFloors(floors);
        EmReport report = EmFit.fit(x, o);
        assertMonotone(report, "");
        boolean reached = false;
        for (int k = 0; k < 8; k++) {
            double[] c = report.mixture().covariance(k);
            assertThat(c[8]).isGreaterThanOrEqualTo(0.04 * (1 - 1e-12));
            reached |= c[8] < 0.04 * (1 + 1e-9);
            double[] values = c.clone();
            SmallMatrix.eigen(values, new double[9], 3);
            for (int i = 0; i < 3; i++) {
                assertThat(values[i * 4]).isGreaterThan(0.9e-3);
            }
        }
        assertThat(reached).isTrue();
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void survivesDuplicatesAndCollinearColumns(CovarianceType type) {
        double[] v = new double[200 * 4];
        for (int i = 0; i < 200; i++) {
            v[4 * i] = i % 3;
            v[4 * i + 1] = i % 3;
            v[4 * i + 2] = -(i % 3);
            v[4 * i + 3] = i % 2;
        }
        Points x = Points.of(200, 4, v);
        for (EmOptions o : new EmOptions[] {OPTIONS, OPTIONS.withVarianceFloor(0), OPTIONS.withRidge(1e-4)}) {
            EmReport report = EmFit.fit(x, o.withCovariance(type).withComponents(10));
            assertThat(report.meanLogLikelihood()).isFinite();
            if (o.ridge() == 0) {
                assertMonotone(report, "");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void farOutliersAndManyDimensionsStayFinite(CovarianceType type) {
        int d = 64;
        RandomStream random = RandomStream.of(11);
        GaussianMixture truth = EmTestData.mixture(type, 3, d, 1, 0.3, random);
        Points x = EmTestData.points(truth, 700, 0, random);
        for (int j = 0; j < d; j++) {
            x.values()[j] = 1e6;
            x.values()[d + j] = -1e5;
        }
        EmReport report = EmFit.fit(
                x,
                OPTIONS.withCovariance(type)
                        .withComponents(5)
                        .withMaxIterations(15)
                        .withVarianceFloor(0));
        assertMonotone(report, "");
        assertThat(report.meanLogLikelihood()).isFinite();
        double[] l = new double[700];
        report.mixture().logDensity(x, l, 1);
        for (int i = 0; i < 700; i++) {
            assertThat(l[i]).isFinite();
        }
        for (int i = 0; i < 700; i += 50) {
            assertThat(l[i])
                    .isCloseTo(
                            EmTestData.naiveLogDensity(report.mixture(), x.row(i)),
                            within(1e-6 * Math.max(1, Math.abs(l[i]))));
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void thinComponentsFarFromTheCentreKeepTheirDigits(CovarianceType type) {
        int n = 4000;
        RandomStream random = RandomStream.of(12);
        double[] v = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double side = i % 2 == 0 ? 1 : -1;
            v[2 * i] = side + 1e-6 * random.nextGaussian();
            v[2 * i + 1] = side + 1e-6 * random.nextGaussian();
        }
        Points x = Points.of(n, 2, v);
        EmReport report =
                EmFit.fit(x, OPTIONS.withCovariance(type).withComponents(2).withVarianceFloor(0));
        assertMonotone(report, "");
        for (int k = 0; k < 2; k++) {
            double[] c = report.mixture().covariance(k);
            double side = Math.signum(report.mixture().means()[2 * k]);
            double mean = 0;
            double square = 0;
            for (int i = 0; i < n; i++) {
                mean += v[2 * i] * side > 0 ? (v[2 * i] - side) / (n / 2) : 0;
            }
            for (int i = 0; i < n; i++) {
                square += v[2 * i] * side > 0 ? Math.pow(v[2 * i] - side - mean, 2) / (n / 2) : 0;
            }
            // the floor is 1e-10 of the column's variance of 1, above the 1e-12 of the data
            assertThat(c[0]).isCloseTo(Math.max(1e-10, square), within(1e-15));
        }
    }

    @Test
    void agreesWithSumsAboutTheMeansFarFromTheCentre() {
        RandomStream random = RandomStream.of(13);
        for (CovarianceType type : CovarianceType.values()) {
            GaussianMixture near = EmTestData.mixture(type, 3, 3, 0.5, 0.01, random);
            Points x = EmTestData.points(near, 500, 0, random);
            EmWhitening about = EmWhitening.of(near, EmWhitening.centreOf(near));
            EmWhitening shared = new EmWhitening(
                    type,
                    about.centre(),
                    about.offsets(),
                    about.rows(),
                    about.shifts(),
                    about.constants(),
                    new boolean[3]);
            EmWhitening differences = new EmWhitening(
                    type,
                    about.centre(),
                    about.offsets(),
                    about.rows(),
                    about.shifts(),
                    about.constants(),
                    new boolean[] {true, true, true});
            EmTile tile = new EmTile(3, 3);
            EmSums a = new EmSums(shared);
            EmSums b = new EmSums(differences);
            EmSums.Scratch scratch = new EmSums.Scratch(type, 3);
            for (int first = 0; first < 500; first += 128) {
                tile.load(x, first, Math.min(128, 500 - first), about.centre());
                tile.evaluate(about);
                a.add(tile, scratch);
                b.add(tile, scratch);
            }
            int each = type == CovarianceType.FULL ? 9 : 3;
            for (int k = 0; k < 3; k++) {
                double[] meanA = new double[3];
                double[] meanB = new double[3];
                double[] scatterA = new double[each];
                double[] scatterB = new double[each];
                a.meanAndScatter(k, meanA, scatterA);
                b.meanAndScatter(k, meanB, scatterB);
                assertThat(a.count(k)).isCloseTo(b.count(k), within(1e-10));
                for (int i = 0; i < 3; i++) {
                    assertThat(meanA[i]).isCloseTo(meanB[i], within(1e-13));
                }
                for (int i = 0; i < each; i++) {
                    assertThat(scatterA[i]).isCloseTo(scatterB[i], within(1e-11));
                }
            }
        }
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
        AtomicInteger asked = new AtomicInteger();
        EmReport report =
                EmFit.fit(x, OPTIONS.withComponents(4).withTolerance(0).withStop(() -> asked.incrementAndGet() > 3));
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
