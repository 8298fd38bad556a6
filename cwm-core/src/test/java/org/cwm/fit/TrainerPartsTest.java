package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.map.ComponentMaps;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Schema;
import org.cwm.schema.Table;
import org.cwm.schema.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pieces of a gradient step: optimiser, schedule, noise, statistics. */
final class TrainerPartsTest {

    /** Two steps worked out by hand with beta1 = 0.9, beta2 = 0.99. */
    @Test
    void adamByHand() {
        Adam adam = new Adam(0.9, 0.99, 1e-8);
        float[] x = {2, -1};
        float[] m = new float[2];
        float[] v = new float[2];
        float[] decay = {0.3f, 0};
        adam.step(x, new float[] {0.5f, -4}, m, v, 1, 0.1, decay);
        // the first step is rate * sign(g), whatever the size of g; then 0.1 * 0.3 of the parameter is lost
        assertThat((double) x[0]).isCloseTo(2 + 0.1 - 0.1 * 0.3 * 2, within(1e-6));
        assertThat((double) x[1]).isCloseTo(-1.1, within(1e-6));
        assertThat((double) m[0]).isCloseTo(0.05, within(1e-7));
        assertThat((double) v[0]).isCloseTo(0.0025, within(1e-8));
        adam.step(x, new float[] {-0.25f, 0}, m, v, 2, 0.2, decay);
        // m = 0.9 * 0.05 - 0.1 * 0.25 = 0.02, of weight 1 - 0.81; v = 0.99 * 0.0025 + 0.01 * 0.0625 = 0.0031, of
        // weight 1 - 0.9801; step 0.2 * (0.02 / 0.19) / sqrt(0.0031 / 0.0199)
        double step = 0.2 * (0.02 / 0.19) / Math.sqrt(0.0031 / 0.0199);
        assertThat(step).isCloseTo(0.0533400, within(1e-6));
        assertThat((double) x[0]).isCloseTo(2.04 + step - 0.2 * 0.3 * 2.04, within(2e-6));
        // m = -0.36, v = 0.99 * 0.16
        assertThat((double) x[1]).isCloseTo(-1.1 - 0.2 * (0.36 / 0.19) / Math.sqrt(0.1584 / 0.0199), within(2e-6));
    }

    @Test
    void adamDoesNotMoveWithoutAGradient() {
        float[] x = {3, 4};
        float[] m = new float[2];
        float[] v = new float[2];
        for (int t = 1; t <= 5; t++) {
            Adam.DEFAULT.step(x, new float[2], m, v, t, 0.1, new float[2]);
        }
        assertThat(x).containsExactly(3, 4);
        // moments that fade become zero, not denormal
        Adam.DEFAULT.step(x, new float[] {1e-14f, 1}, m, v, 6, 0.1, new float[2]);
        for (int t = 7; t < 12_000; t++) {
            Adam.DEFAULT.step(x, new float[2], m, v, t, 0.1, new float[2]);
        }
        assertThat(m).containsExactly(0, 0);
        assertThat(v).containsExactly(0, 0);
        assertThat(x[0]).isFinite();
    }

    @Test
    void adamClimbs() {
        float[] x = {5};
        float[] m = new float[1];
        float[] v = new float[1];
        for (int t = 1; t <= 2000; t++) {
            // of -(x - 1)^2
            Adam.DEFAULT.step(x, new float[] {-2 * (x[0] - 1)}, m, v, t, 0.02 * (1 - t / 2001.0), new float[1]);
        }
        assertThat((double) x[0]).isCloseTo(1, within(1e-3));
    }

    @Test
    void scheduleWarmsUpAndFalls() {
        Schedule s = new Schedule(0.5, 0.03);
        assertThat(s.rate(0)).isCloseTo(0.02 * 0.5, within(1e-15));
        assertThat(s.rate(0.015)).isCloseTo(0.25, within(1e-15));
        assertThat(s.rate(0.03)).isCloseTo(0.5, within(1e-15));
        // half way down the cosine: the mean of the peak and a hundredth of it
        assertThat(s.rate(0.515)).isCloseTo(0.5 * 0.505, within(1e-12));
        assertThat(s.rate(1)).isCloseTo(0.005, within(1e-15));
        assertThat(s.rate(7)).isEqualTo(s.rate(1));
        double before = 0;
        for (int i = 0; i <= 30; i++) {
            assertThat(s.rate(i * 0.001)).isGreaterThanOrEqualTo(before);
            before = s.rate(i * 0.001);
        }
        for (int i = 31; i <= 1000; i++) {
            assertThat(s.rate(i * 0.001)).isLessThan(before);
            before = s.rate(i * 0.001);
        }
        assertThat(new Schedule(2, 0).rate(0)).isEqualTo(2);
    }

    /** Noise of a row is size L_k e with its own component's L_k: mean 0, covariance size^2 Sigma_k. */
    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "triangular"})
    void noiseIsShapedLikeTheOwnComponent(String family) {
        int d = 3;
        int k = 4;
        double size = 0.3;
        RandomStream random = RandomStream.of(1);
        ComponentMaps maps = NamedModels.maps(family, k, d, random);
        int[] component = {2, 0, 3, 1, 1};
        int draws = 20_000;
        Perturbation p = Perturbations.likeOwnComponent(maps, component, size);
        double[][] sum = new double[5][d];
        double[][] products = new double[5][d * d];
        // a batch in an order of its own: the second tile begins at position 2
        int[] rows = {1, 0, 4, 3, 2};
        for (int t = 0; t < draws; t++) {
            double[] x = new double[3 * d + 1];
            java.util.Arrays.fill(x, 7);
            p.apply(x, 3, rows, 2, RandomStream.of(2).split(t));
            assertThat(x[3 * d]).isEqualTo(7);
            for (int i = 0; i < 3; i++) {
                int row = rows[2 + i];
                for (int a = 0; a < d; a++) {
                    double e = x[i * d + a] - 7;
                    sum[row][a] += e / draws;
                    for (int b = 0; b < d; b++) {
                        products[row][a * d + b] += e * (x[i * d + b] - 7) / draws;
                    }
                }
            }
        }
        for (int row : new int[] {4, 3, 2}) {
            double[] sigma = covariance(maps, component[row]);
            for (int a = 0; a < d; a++) {
                double variance = size * size * sigma[a * d + a];
                assertThat(sum[row][a]).isCloseTo(0, within(4.5 * Math.sqrt(variance / draws)));
                for (int b = 0; b < d; b++) {
                    double expected = size * size * sigma[a * d + b];
                    // variance of a sample covariance of normal draws: (S_aa S_bb + S_ab^2) / n
                    double error = Math.sqrt((variance * size * size * sigma[b * d + b] + expected * expected) / draws);
                    assertThat(products[row][a * d + b]).isCloseTo(expected, within(4.5 * error));
                }
            }
        }
    }

    /** L_k from images of the unit vectors, then L_k L_k^T. */
    private static double[] covariance(ComponentMaps maps, int k) {
        int d = maps.dimension();
        double[] centre = new double[d];
        maps.toData(k, new double[d], 0, centre, 0);
        double[][] columns = new double[d][d];
        for (int j = 0; j < d; j++) {
            double[] unit = new double[d];
            unit[j] = 1;
            maps.toData(k, unit, 0, columns[j], 0);
            for (int i = 0; i < d; i++) {
                columns[j][i] -= centre[i];
            }
        }
        double[] out = new double[d * d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                for (int j = 0; j < d; j++) {
                    out[a * d + b] += columns[j][a] * columns[j][b];
                }
            }
        }
        return out;
    }

    private static Schema bounded() {
        return new Schema(
                List.of(Column.bounded("a", 0, 1), Column.bounded("b", -30, 50)),
                List.of(new Transform.Logit(0, 1, 0.01), new Transform.Logit(-30, 50, 0.01)));
    }

    /** Noise in data units stays within the bounds, has its size inside and leaves a uniform column uniform. */
    @ParameterizedTest
    @ValueSource(doubles = {0.004, 0.1, 0.7, 5})
    void boundedNoiseIsReflected(double size) {
        Schema schema = bounded();
        Perturbation p = Perturbations.inDataUnits(schema, size);
        RandomStream random = RandomStream.of(3);
        int n = 20_000;
        double[] lower = {0, -30};
        double[] range = {1, 80};
        double[] mean = new double[2];
        double[] square = new double[2];
        double middle = 0;
        int inside = 0;
        double[] row = new double[2];
        double[] u = new double[2];
        for (int t = 0; t < n; t++) {
            double[] share = {random.nextDouble(), random.nextDouble()};
            for (int j = 0; j < 2; j++) {
                row[j] = lower[j] + range[j] * share[j];
            }
            schema.toModel(row, 0, u, 0);
            p.apply(u, 1, new int[] {0}, 0, random.split(t));
            schema.toData(u, 0, row, 0);
            for (int j = 0; j < 2; j++) {
                double s = (row[j] - lower[j]) / range[j];
                // rounding of logit and back
                assertThat(s).isBetween(-1e-12, 1 + 1e-12);
                mean[j] += s / n;
                square[j] += s * s / n;
                if (share[j] > 0.45 && share[j] < 0.55 && size < 0.1) {
                    middle += (s - share[j]) * (s - share[j]);
                    inside++;
                }
            }
        }
        for (int j = 0; j < 2; j++) {
            // uniform: mean 1/2 of variance 1/12, mean square 1/3 of variance 4/45
            assertThat(mean[j]).isCloseTo(0.5, within(4.5 * Math.sqrt(1.0 / 12 / n)));
            assertThat(square[j]).isCloseTo(1.0 / 3, within(4.5 * Math.sqrt(4.0 / 45 / n)));
        }
        if (size < 0.1) {
            // variance of a sample variance of normal draws: 2 sigma^4 / n
            assertThat(middle / inside).isCloseTo(size * size, within(4.5 * size * size * Math.sqrt(2.0 / inside)));
        }
    }

    @Test
    void noiseInDataUnitsNeedsBounds() {
        Schema real = new Schema(List.of(Column.real("x")), List.of(new Transform.Standardise(0, 1)));
        assertThatThrownBy(() -> Perturbations.inDataUnits(real, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
    }

    /** A look that took long is not repeated before nine times as long has passed. */
    @Test
    void looksTakeTheirShareOfTheTimeOnly() throws InterruptedException {
        LookTimer tenth = new LookTimer(0.1);
        assertThat(tenth.affordable()).isFalse();
        tenth.begin();
        Thread.sleep(20);
        tenth.end();
        assertThat(tenth.affordable()).isFalse();
        Thread.sleep(400);
        assertThat(tenth.affordable()).isTrue();
    }

    @Test
    void statistics() {
        double[] x = {1, 2, 4, 9};
        assertThat(Statistics.mean(x)).isEqualTo(4);
        // squared deviations 9 + 4 + 0 + 25 = 38, over 3 for the variance, over 4 for the mean's
        assertThat(Statistics.standardError(x)).isCloseTo(Math.sqrt(38.0 / 12), within(1e-15));
        assertThat(Statistics.difference(x, new double[] {1, 1, 1, 10})).containsExactly(0, 1, 3, -1);
        assertThat(Statistics.select(x, new int[] {3, 0, 3})).containsExactly(9, 1, 9);
    }

    @Test
    void hashesDependOnEveryBit() {
        double[] v = new double[3000];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        String hash = DataHash.of(Points.of(1000, 3, v));
        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(DataHash.of(Points.of(1000, 3, v.clone()))).isEqualTo(hash);
        assertThat(DataHash.of(Points.of(3000, 1, v))).isNotEqualTo(hash);
        for (int i : new int[] {0, 1023, 1024, 2999}) {
            double[] w = v.clone();
            w[i] = Math.nextUp(w[i]);
            assertThat(DataHash.of(Points.of(1000, 3, w))).isNotEqualTo(hash);
        }
    }

    /** Looks of several folds are added up, each with its share; looks that one fold never reached are dropped. */
    @Test
    void learningCurvesOfFolds() {
        LearningCurve c = new LearningCurve();
        c.add(curve(-2, -1.5, -1.2, -1.1), 0.5);
        c.add(curve(-3, -2.9, -3.1, -4), 0.25);
        c.add(curve(-1, -0.5, -0.7), 0.25);
        // gains: 0; 0.25 + 0.025 + 0.125; 0.4 - 0.025 + 0.075
        assertThat(c.bestGain()).isCloseTo(0.45, within(1e-12));
        assertThat(c.bestStep()).isEqualTo(20);
        LearningCurve worse = new LearningCurve();
        worse.add(curve(-1, -2, Double.NaN), 1);
        assertThat(worse.bestGain()).isZero();
        assertThat(worse.bestStep()).isZero();
        LearningCurve none = new LearningCurve();
        none.add(List.of(), 1);
        assertThat(none.bestGain()).isZero();
    }

    private static List<HistoryPoint> curve(double... validation) {
        HistoryPoint[] h = new HistoryPoint[validation.length];
        for (int i = 0; i < h.length; i++) {
            h[i] = new HistoryPoint(10 * i, i, 0, validation[i], 0.1);
        }
        return List.of(h);
    }

    /** A column's floor is its resolution: no component gets narrower, neither by EM nor by training. */
    @Test
    void trainingKeepsTheFloors() {
        RandomStream random = RandomStream.of(9);
        double[] v = new double[2 * 1200];
        for (int i = 0; i < 1200; i++) {
            v[2 * i] = Math.rint(2 * random.nextGaussian());
            v[2 * i + 1] = random.nextGaussian();
        }
        Table t = FitData.table(2, v);
        FitReport r = FitData.fit(
                t,
                FitData.QUICK
                        .withCovariance(CovarianceType.DIAGONAL)
                        .withComponents(6)
                        .withEpochs(30.0)
                        .withLearningRate(0.03));
        double sd = Math.exp(-r.model().schema().transforms().get(0).logDerivative(0));
        double floor = 1 / Math.sqrt(12) / sd;
        for (FittedModel m : List.of(r.gaussianMixture(), r.model())) {
            float[] p = m.mixture().maps().parameters();
            for (int k = 0; k < 6; k++) {
                assertThat(Math.exp(p[12 + 2 * k])).isGreaterThan(floor * (1 - 1e-5));
            }
        }
        assertThat(r.accepted()).isFalse();
    }

    /** Ten rows a component and column for full covariances, as far as there are rows; else what is enough for few columns. */
    @Test
    void theStartSeesRowsEnoughForItsCovariances() {
        assertThat(rowsForStart(1_000_000, 200, 63, CovarianceType.FULL)).isEqualTo(10 * 200 * 63);
        assertThat(rowsForStart(100_000, 200, 63, CovarianceType.FULL)).isEqualTo(100_000);
        int usual = EmOptions.defaults().maxRowsForStart();
        assertThat(rowsForStart(1_000_000, 200, 63, CovarianceType.DIAGONAL)).isEqualTo(usual);
        assertThat(rowsForStart(1_000_000, 100, 9, CovarianceType.FULL)).isEqualTo(usual);
    }

    private static int rowsForStart(int rows, int components, int columns, CovarianceType covariance) {
        return MixtureStart.options(
                        rows,
                        components,
                        covariance,
                        BaseSpec.normal(),
                        new double[columns],
                        RandomStream.of(1),
                        1,
                        Deadline.in(1),
                        0.5)
                .maxRowsForStart();
    }
}
