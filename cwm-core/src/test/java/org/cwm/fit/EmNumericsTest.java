package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cwm.fit.EmTestData.assertMonotone;

import org.cwm.engine.Workers;
import org.cwm.kernel.ScalarGaussianKernels;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What EM does with numbers that are thin, far, repeated or many. */
class EmNumericsTest {

    private static final EmOptions OPTIONS =
            EmOptions.defaults().withThreads(1).withRestarts(1).withMaxIterations(40);

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
                    new boolean[3],
                    null);
            EmWhitening differences = new EmWhitening(
                    type,
                    about.centre(),
                    about.offsets(),
                    about.rows(),
                    about.shifts(),
                    about.constants(),
                    new boolean[] {true, true, true},
                    null);
            ScalarGaussianKernels kernels = new ScalarGaussianKernels();
            EmTile tile = new EmTile(3, 3, kernels);
            EmBlock block = new EmBlock(3, 128);
            EmSums a = new EmSums(shared);
            EmSums b = new EmSums(differences);
            EmSums.Scratch scratchA = new EmSums.Scratch(kernels, type, 3, 3);
            EmSums.Scratch scratchB = new EmSums.Scratch(kernels, type, 3, 3);
            for (int first = 0; first < 500; first += 128) {
                block.load(x, null, first, Math.min(128, 500 - first), about.centre());
                tile.evaluate(about, block);
                scratchA.add(shared, tile);
                tile.evaluate(about, block);
                scratchB.add(differences, tile);
            }
            a.take(scratchA);
            b.take(scratchB);
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
    void componentsLeftOutOfTilesChangeNothing(CovarianceType type) {
        for (int d : new int[] {2, 8, 12, 24}) {
            RandomStream random = RandomStream.of(d);
            GaussianMixture truth = EmTestData.mixture(type, 20, d, 10, 0.5, random);
            Points mixed = EmTestData.points(truth, 4000, 0, random);
            int[] order = EmOrder.of(mixed, truth, Workers.of(1));
            Points ordered = mixed.select(order);
            double[] a = new double[4000];
            double[] b = new double[4000];
            truth.logDensity(mixed, a, 1);
            truth.logDensity(ordered, b, 1);
            for (int i = 0; i < 4000; i++) {
                assertThat(b[i]).isEqualTo(a[order[i]]);
            }
            for (int i = 0; i < 4000; i += 397) {
                assertThat(b[i]).isCloseTo(EmTestData.naiveLogDensity(truth, ordered.row(i)), within(1e-9));
            }
            EmOptions o = OPTIONS.withCovariance(type).withComponents(20);
            GaussianMixture one = EmFit.emIteration(truth, mixed, o).mixture();
            GaussianMixture two = EmFit.emIteration(truth, ordered, o).mixture();
            for (int i = 0; i < one.factors().length; i++) {
                assertThat(two.factors()[i]).isCloseTo(one.factors()[i], within(1e-11));
            }
        }
    }
}
