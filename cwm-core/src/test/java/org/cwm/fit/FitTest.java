package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The laws of a whole fit: where it starts, what it returns, what its report says. */
final class FitTest {

    /** float32: a classifier of a few layers and the logits round to about 1e-6 in a log weight of order 1. */
    private static final double FLOAT = 1e-5;
    /** Double sums of a few thousand terms of order 1 to 10. */
    private static final double DOUBLE = 1e-11;

    private static final FitOptions RING = FitOptions.defaults()
            .withThreads(2)
            .withComponents(4)
            .withClassifier(ClassifierSpec.mlp(Activation.TANH, 1, 24, 24))
            .withEpochs(12.0)
            .withBatchSize(256)
            .withLearningRate(1e-2);

    private static ClassifierWeightedMixture asMixture(GaussianMixture g) {
        MixtureStart start = MixtureStart.of(g);
        return ClassifierWeightedMixture.of(start.maps(), Constant.of(start.logits()));
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void aGaussianMixtureBecomesTheSameDensity(CovarianceType type) {
        RandomStream random = RandomStream.of(1);
        for (int d : new int[] {1, 2, 5}) {
            GaussianMixture g = EmTestData.mixture(type, 4, d, 2, 0.7, random);
            ClassifierWeightedMixture m = asMixture(g);
            Points x = g.sample(300, random, 1);
            double[] expected = new double[300];
            double[] got = new double[300];
            g.logDensity(x, expected, 1);
            m.logDensity(x, got, 1);
            for (int i = 0; i < 300; i++) {
                // rounding parameters of order 1 to float32 moves z by 1e-7 (|x - m| + 1) / s, at most some 1e-6,
                // and the density by z times that
                assertThat(got[i]).isCloseTo(expected[i], within(FLOAT * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void trainingStartsExactlyAtTheGaussianMixture(CovarianceType type) {
        Table train = FitData.ring(2000, 1);
        Table validation = FitData.ring(500, 2);
        for (Activation a : Activation.values()) {
            FitReport r = FitData.fit(
                    train,
                    validation,
                    FitData.QUICK.withCovariance(type).withClassifier(ClassifierSpec.mlp(a, 2, 16, 16)));
            HistoryPoint first = r.history().get(0);
            assertThat(first.step()).isZero();
            assertThat(first.epoch()).isZero();
            assertThat(first.validation()).isCloseTo(FitData.mean(r.gaussianMixture(), validation), within(FLOAT));
            assertThat(r.validation().emStart()).isCloseTo(first.validation(), within(FLOAT));
            assertThat(r.gaussianMixture().mixture().classifier()).isInstanceOf(Constant.class);
            assertThat(r.gaussianMixture().mixture().maps().id())
                    .isEqualTo(type == CovarianceType.FULL ? LowerTriangular.ID : LocationScale.ID);
        }
    }

    /** The start does not depend on what is trained afterwards. */
    @Test
    void withoutTrainingTheModelIsTheGaussianMixture() {
        Table train = FitData.ring(1500, 3);
        Table validation = FitData.ring(400, 4);
        FitReport trained = FitData.fit(train, validation, FitData.QUICK);
        List<FitReport> untrained = List.of(
                FitData.fit(train, validation, FitData.QUICK.withEpochs(0.0)),
                FitData.fit(train, validation, FitData.QUICK.withClassifier(ClassifierSpec.ofConstant())));
        for (FitReport r : untrained) {
            assertThat(r.model().mixture().parameters())
                    .isEqualTo(r.gaussianMixture().mixture().parameters())
                    .isEqualTo(trained.gaussianMixture().mixture().parameters());
            assertThat(r.model().mixture().classifier()).isInstanceOf(Constant.class);
            assertThat(r.accepted()).isFalse();
            assertThat(r.validation().gain()).isZero();
            assertThat(r.train().gain()).isZero();
            assertThat(r.validation().gainStandardError()).isZero();
            assertThat(r.validation().emStart()).isEqualTo(trained.validation().emStart());
            assertThat(r.history()).isEmpty();
        }
        assertThat(untrained.get(0).stopReason()).contains("no training");
        assertThat(untrained.get(1).stopReason()).contains("needs no training");
    }

    @Test
    void gainsWhereGaussiansFall() {
        Table train = FitData.ring(5400, 5);
        Table validation = FitData.ring(1200, 6);
        FitReport r = FitData.fit(train, validation, RING);
        assertThat(r.accepted()).isTrue();
        // the density of the ring is normal across and uniform along: entropy log(2 pi) + log(0.05 sqrt(2 pi e))
        double best = -Math.log(2 * Math.PI) - Math.log(0.05 * Math.sqrt(2 * Math.PI * Math.E));
        assertThat(r.validation().emStart()).isLessThan(best - 0.1);
        assertThat(r.validation().gain())
                .isGreaterThan(0.05)
                .isGreaterThan(10 * r.validation().gainStandardError());
        // no density beats the true one by more than chance: standard error of the mean of 1200 values of sd 0.7
        assertThat(r.validation().end()).isLessThan(best + 4 * 0.7 / Math.sqrt(1200));
        assertThat(r.model().mixture().classifier()).isInstanceOf(Mlp.class);
        assertReportIsWhatTheModelScores(r, train, validation);
        // the iterate returned is the best one seen, the start included
        double top =
                r.history().stream().mapToDouble(HistoryPoint::validation).max().orElseThrow();
        assertThat(r.validation().end()).isCloseTo(top, within(DOUBLE));
        for (int i = 1; i < r.history().size(); i++) {
            assertThat(r.history().get(i).step())
                    .isGreaterThan(r.history().get(i - 1).step());
        }
    }

    @Test
    void boundedColumnsGainTooAndAreScoredInDataUnits() {
        Table train = FitData.checkerboard(5000, 7);
        Table validation = FitData.checkerboard(1000, 8);
        FitReport r = FitData.fit(
                train,
                validation,
                RING.withComponents(8).withEpochs(6.0).withClassifier(ClassifierSpec.mlp(Activation.SINE, 2, 24, 24)));
        assertThat(r.accepted()).isTrue();
        // uniform on half of the unit square
        assertThat(r.validation().end()).isLessThan(Math.log(2) + 0.05);
        assertReportIsWhatTheModelScores(r, train, validation);
        Points draws = r.model().sample(2000, RandomStream.of(9), 2);
        for (double v : draws.values()) {
            assertThat(v).isBetween(0.0, 1.0);
        }
    }

    private static void assertReportIsWhatTheModelScores(FitReport r, Table train, Table validation) {
        record Case(Score score, Table table) {}
        for (Case c : List.of(new Case(r.train(), train), new Case(r.validation(), validation))) {
            double[] start = FitData.logDensities(r.gaussianMixture(), c.table());
            double[] end = FitData.logDensities(r.model(), c.table());
            assertThat(c.score().rows()).isEqualTo(end.length);
            assertThat(c.score().emStart()).isCloseTo(Statistics.mean(start), within(DOUBLE));
            assertThat(c.score().end()).isCloseTo(Statistics.mean(end), within(DOUBLE));
            assertThat(c.score().gain()).isCloseTo(Statistics.mean(end) - Statistics.mean(start), within(DOUBLE));
            assertThat(c.score().gainStandardError())
                    .isCloseTo(Statistics.standardError(Statistics.difference(end, start)), within(DOUBLE));
        }
        assertThat(r.validation().end()).isGreaterThanOrEqualTo(r.validation().emStart());
        assertThat(r.model().provenance().train()).isEqualTo(r.train());
        assertThat(r.model().provenance().validation()).isEqualTo(r.validation());
        double[] held = FitData.logDensities(r.model(), validation);
        Arrays.sort(held);
        double[] calibration = r.model().calibration();
        assertThat(calibration).isSorted();
        assertThat(calibration[0]).isGreaterThanOrEqualTo(held[0] - DOUBLE);
        assertThat(calibration[calibration.length - 1]).isLessThanOrEqualTo(held[held.length - 1] + DOUBLE);
    }

    /** A single split takes the rows that the first stream of the seed puts first. */
    @Test
    void aSingleSplitHoldsOutTheShareAskedFor() {
        Table data = FitData.ring(1000, 10);
        FitReport r =
                FitData.fit(data, FitData.QUICK.withValidationFraction(0.2).withSeed(3));
        assertThat(r.plan().folds()).isEqualTo(1);
        assertThat(r.train().rows()).isEqualTo(800);
        assertThat(r.validation().rows()).isEqualTo(200);
        int n = data.points().rows();
        double all = FitData.mean(r.gaussianMixture(), data);
        assertThat((800 * r.train().emStart() + 200 * r.validation().emStart()) / n)
                .isCloseTo(all, within(DOUBLE));
        double end = FitData.mean(r.model(), data);
        assertThat((800 * r.train().end() + 200 * r.validation().end()) / n).isCloseTo(end, within(DOUBLE));
    }

    /** With few rows every row is held out once, and the model returned has seen them all. */
    @Test
    void crossValidationHoldsOutEveryRow() {
        Table data = FitData.ring(800, 11);
        FitReport r = FitData.fit(data, RING.withEpochs(60.0).withBatchSize(128));
        assertThat(r.plan().folds()).isGreaterThan(1);
        assertThat(r.train().rows()).isEqualTo(800);
        assertThat(r.validation().rows()).isEqualTo(800);
        assertThat(r.accepted()).isTrue();
        assertThat(r.validation().gain())
                .isGreaterThan(2 * r.validation().gainStandardError())
                .isGreaterThan(0.02);
        assertThat(r.train().emStart()).isCloseTo(FitData.mean(r.gaussianMixture(), data), within(DOUBLE));
        assertThat(r.train().end()).isCloseTo(FitData.mean(r.model(), data), within(DOUBLE));
        // held-out scores are honest: rows that were not looked at, as a fresh sample would score
        double fresh = FitData.mean(r.model(), FitData.ring(4000, 12));
        // standard error of the mean of 800 values of sd about 1; the final fit has seen a quarter more rows
        assertThat(r.validation().end()).isCloseTo(fresh, within(4 / Math.sqrt(800)));
    }

    /** The history told is the first fold's, in data units: step 0 is its own mixture on its own held-out rows. */
    @Test
    void theHistoryOfAFoldIsInDataUnits() {
        int n = 300;
        Table data = FitData.checkerboard(n, 13);
        FitReport r = FitData.fit(data, FitData.QUICK.withSeed(5));
        RandomStream random = RandomStream.of(5);
        int[] order = random.split(0).permutation(n);
        int[] held = Arrays.copyOf(order, n / r.plan().folds());
        int[] rest = Arrays.copyOfRange(order, held.length, n);
        Arrays.sort(rest);
        Preparation prepared = Preparation.of(data, data.select(new int[0]), 0);
        EmOptions em = MixtureStart.options(
                        rest.length,
                        3,
                        CovarianceType.FULL,
                        BaseSpec.normal(),
                        prepared.floors(),
                        random.split(10).split(0).split(0),
                        1,
                        Deadline.in(1000),
                        0.5)
                .withMaxIterations(20);
        GaussianMixture g = EmFit.fit(prepared.train().select(rest), em).mixture();
        double expected = 0;
        for (int i : held) {
            expected += (g.logDensity(prepared.train().row(i)) + prepared.trainLogDet()[i]) / held.length;
        }
        assertThat(r.history().get(0).step()).isZero();
        assertThat(r.history().get(0).validation()).isCloseTo(expected, within(FLOAT));
    }

    /** Training looks at a part of many held-out rows; sorted rows must not make that a part of the picture. */
    @Test
    void looksAreSpreadOverSortedRows() {
        RandomStream random = RandomStream.of(22);
        int n = 12_000;
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = i < n / 2 ? 0.01 * random.nextGaussian() : 100 + 10 * random.nextGaussian();
        }
        Table held = FitData.table(1, v);
        FitReport r = FitData.fit(
                FitData.table(1, v), held, FitData.QUICK.withComponents(2).withEpochs(0.1));
        // a part of 4096 rows; log densities of the two halves differ by log 1000, sd 3.5
        assertThat(r.history().get(0).validation()).isCloseTo(r.validation().emStart(), within(0.05));
    }

    /** A power of two changes exponents only, so the fit is the same bit for bit and the density is divided by it. */
    @Test
    void scalingAColumnShiftsTheLogDensityAndNothingElse() {
        Table data = FitData.ring(1500, 14);
        Table other = FitData.ring(300, 15);
        FitReport r = FitData.fit(data, other, FitData.QUICK);
        for (int exponent : new int[] {10, -40, 900, -900}) {
            double factor = Math.scalb(1.0, exponent);
            Table wide = FitData.scaled(other, 1, factor);
            FitReport s = FitData.fit(FitData.scaled(data, 1, factor), wide, FitData.QUICK);
            assertThat(s.model().mixture().parameters())
                    .isEqualTo(r.model().mixture().parameters());
            double shift = -Math.log(factor);
            // two logarithms of order 600 are rounded
            assertThat(s.validation().end()).isCloseTo(r.validation().end() + shift, within(1e-12 * Math.abs(shift)));
            assertThat(s.train().emStart()).isCloseTo(r.train().emStart() + shift, within(1e-12 * Math.abs(shift)));
            assertThat(s.history().get(1).validation())
                    .isCloseTo(r.history().get(1).validation() + shift, within(1e-12 * Math.abs(shift)));
            double[] a = FitData.logDensities(r.model(), other);
            double[] b = FitData.logDensities(s.model(), wide);
            for (int i = 0; i < a.length; i++) {
                assertThat(b[i]).isCloseTo(a[i] + shift, within(1e-12 * Math.abs(shift)));
            }
        }
        // a thousand is no power of two: the standardised values are rounded anew, by 1e-16, and EM's parameters with
        // them, by a multiple that grows with its iterations; then they are rounded to float32
        FitOptions em = FitData.QUICK.withEpochs(0.0);
        double shifted = FitData.fit(FitData.scaled(data, 0, 1000), FitData.scaled(other, 0, 1000), em)
                .validation()
                .end();
        assertThat(shifted).isCloseTo(FitData.fit(data, other, em).validation().end() - Math.log(1000), within(FLOAT));
    }

    /** The truth is a mixture of Gaussians: whatever training gains is noise. */
    @Test
    void aGaussianMixtureIsKeptWhereItIsTheTruth() {
        int kept = 0;
        for (int seed = 0; seed < 4; seed++) {
            FitReport r = FitData.fit(
                    FitData.gaussian(3000, 3, 20 + seed),
                    FitData.gaussian(1000, 3, 40 + seed),
                    FitData.QUICK
                            .withComponents(2)
                            .withEpochs(5.0)
                            .withLearningRate(1e-2)
                            .withSeed(seed));
            Score v = r.validation();
            // the best of many looks is taken, so a few standard errors may be chance
            assertThat(v.gain()).isNotNegative().isLessThanOrEqualTo(4 * v.gainStandardError());
            assertThat(v.gain()).isLessThan(0.02);
            if (!r.accepted()) {
                kept++;
                assertThat(r.model().mixture().parameters())
                        .isEqualTo(r.gaussianMixture().mixture().parameters());
                assertThat(v.gain()).isZero();
                assertThat(r.stopReason())
                        .contains("the Gaussian mixture was kept")
                        .contains("standard error");
            } else {
                assertThat(r.stopReason()).doesNotContain("kept");
                assertThat(v.gain()).isGreaterThan(v.gainStandardError());
            }
        }
        assertThat(kept).isPositive();
    }

    @Test
    void oneComponentIsTheNormalDistribution() {
        for (int d : new int[] {1, 3}) {
            Table data = FitData.gaussian(2000, d, 50 + d);
            FitReport r = FitData.fit(data, FitData.gaussian(500, d, 60), FitData.QUICK.withComponents(1));
            assertThat(r.accepted()).isFalse();
            assertThat(r.model().mixture().components()).isEqualTo(1);
            // at the maximum: mean log-likelihood -(D log(2 pi e) + log |S|) / 2 with the sample covariance S; here
            // x_j = e_j + x_(j-1) / 2 has |S| = product of the residual variances, found by regression below
            double logDet = logDeterminant(data.points());
            double expected = -0.5 * (d * Math.log(2 * Math.PI * Math.E) + logDet);
            assertThat(r.train().end()).isCloseTo(expected, within(FLOAT));
        }
    }

    /** Of the sample covariance, by Cholesky factorisation. */
    private static double logDeterminant(Points x) {
        int d = x.columns();
        double[] c = new double[d * d];
        double[] mean = new double[d];
        for (int i = 0; i < x.rows(); i++) {
            for (int a = 0; a < d; a++) {
                mean[a] += x.get(i, a) / x.rows();
            }
        }
        for (int i = 0; i < x.rows(); i++) {
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    c[a * d + b] += (x.get(i, a) - mean[a]) * (x.get(i, b) - mean[b]) / x.rows();
                }
            }
        }
        double[] l = new double[d * d];
        assertThat(SmallMatrix.cholesky(c, l, d)).isTrue();
        double log = 0;
        for (int a = 0; a < d; a++) {
            log += 2 * Math.log(l[a * d + a]);
        }
        return log;
    }

    @Test
    void diagonalCovariancesAndOneColumnWork() {
        Table ring = FitData.ring(3000, 16);
        FitReport diagonal = FitData.fit(
                ring,
                FitData.ring(800, 17),
                RING.withCovariance(CovarianceType.DIAGONAL).withEpochs(6.0));
        assertThat(diagonal.model().mixture().maps()).isInstanceOf(LocationScale.class);
        assertThat(diagonal.accepted()).isTrue();
        assertThat(diagonal.validation().gain()).isGreaterThan(0.05);
        FitData.assertFinite(diagonal, ring);

        // one column: uniform on (0, 1), which has sharp ends; its entropy is 0
        RandomStream random = RandomStream.of(18);
        double[] v = new double[16_000];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextDouble();
        }
        Table line = FitData.table(1, v);
        FitReport r = FitData.fit(
                line.select(FitData.range(0, 10_000)),
                line.select(FitData.range(10_000, 16_000)),
                RING.withComponents(2).withEpochs(30.0));
        assertThat(r.accepted()).isTrue();
        assertThat(r.validation().end()).isBetween(r.validation().emStart(), 0.02);
        FitData.assertFinite(r, line);
    }

    /** The logit of a bounded column leaves a margin on both sides: the density integrates to 1 over both. */
    @Test
    void aBoundedColumnIntegratesToOne() {
        RandomStream random = RandomStream.of(19);
        double[] v = new double[2400];
        for (int i = 0; i < v.length; i++) {
            double u = random.nextDouble();
            v[i] = 5 + 3 * (i % 3 == 0 ? u : u * u * u);
        }
        Table data = FitData.bounded(FitData.table(1, v), 5, 8);
        FitReport r = FitData.fit(
                data.select(FitData.range(0, 2000)),
                data.select(FitData.range(2000, 2400)),
                RING.withEpochs(8.0).withComponents(3));
        for (FittedModel m : List.of(r.model(), r.gaussianMixture())) {
            double extra = 3 * 0.01 / 0.98;
            int n = 40_000;
            double h = (3 + 2 * extra) / n;
            double[] x = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = 5 - extra + h * (i + 0.5);
            }
            double[] out = new double[n];
            m.logDensity(Points.of(n, 1, x), out, 2);
            double sum = 0;
            for (double l : out) {
                sum += h * Math.exp(l);
            }
            // float32 classifier: relative error of each density up to about 2e-5; the midpoint rule's error is far
            // smaller, since in u = logit(...) the density is smooth and falls like a Gaussian
            assertThat(sum).isCloseTo(1, within(4e-5));
        }
    }

    @Test
    void heldOutRowsGivenApartMustFit() {
        Table train = FitData.ring(300, 20);
        assertThatThrownBy(() -> FitData.fit(train, Table.of(List.of("a", "c"), train.points()), FitData.QUICK))
                .isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("[a, c]")
                .hasMessageContaining("[a, b]");
        assertThatThrownBy(() -> FitData.fit(train, train.project(List.of("b", "a")), FitData.QUICK))
                .isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("[b, a]");
        assertThatThrownBy(() -> FitData.fit(train, train.select(new int[] {0}), FitData.QUICK))
                .isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("1 row");
        FitReport two = FitData.fit(train, train.select(new int[] {0, 1}), FitData.QUICK);
        assertThat(two.plan().folds()).isEqualTo(1);
        assertThat(two.train().rows()).isEqualTo(300);
        assertThat(two.validation().rows()).isEqualTo(2);
        FitData.assertFinite(two, train);
    }

    /** Bounded and real columns side by side, few rows: the whole way with every default but the work. */
    @Test
    void mixedColumnsWithDefaults() {
        Table g = FitData.gaussian(400, 3, 21);
        double[] v = g.points().values().clone();
        for (int i = 1; i < v.length; i += 3) {
            v[i] = 1 / (1 + Math.exp(-v[i]));
        }
        Table data = new Table(
                List.of(Column.real("a"), Column.bounded("b", 0, 1), Column.real("c")), Points.of(400, 3, v), "mixed");
        FitReport r = FitData.fit(
                data, FitOptions.defaults().withThreads(2).withEpochs(10.0).withComponents(3));
        FitData.assertFinite(r, data);
        assertThat(r.model().provenance().origin()).isEqualTo("mixed");
        assertThat(r.train().emStart()).isCloseTo(FitData.mean(r.gaussianMixture(), data), within(DOUBLE));
    }
}
