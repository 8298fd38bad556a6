package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;
import org.junit.jupiter.api.Test;

/** Data with a fault: an error that names it, or a fit with finite numbers; nothing in between. */
final class BadDataTest {

    private static final FitOptions QUICK = FitData.QUICK.withEpochs(1.0).withBatchSize(64);

    private static AbstractThrowableAssert<?, ?> assertRefused(Table t) {
        return assertRefused(t, QUICK);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Table t, FitOptions o) {
        return assertThatThrownBy(() -> FitData.fit(t, o)).isInstanceOf(UnusableDataException.class);
    }

    /** Four normal columns a, b, c, d, with column d computed from the rest. */
    private static Table with(int n, java.util.function.ToDoubleFunction<double[]> last) {
        Table t = FitData.gaussian(n, 4, 1);
        double[] v = t.points().values();
        for (int i = 0; i < n; i++) {
            v[4 * i + 3] = last.applyAsDouble(new double[] {v[4 * i], v[4 * i + 1], v[4 * i + 2], v[4 * i + 3]});
        }
        return FitData.table(4, v);
    }

    @Test
    void constantColumnsAreNamed() {
        assertRefused(with(200, x -> 3.5)).hasMessageContaining("'d'").hasMessageContaining("3.5");
        assertRefused(with(200, x -> 0)).hasMessageContaining("'d'");
        assertRefused(with(200, x -> -1e300)).hasMessageContaining("'d'");
        assertRefused(FitData.bounded(FitData.table(1, new double[100]), 0, 1)).hasMessageContaining("'a'");
    }

    @Test
    void sameColumnsAreBothNamed() {
        for (double factor : new double[] {1, -1, 1e-300, -1e300, 0.3}) {
            assertRefused(with(200, x -> factor * x[1]))
                    .hasMessageContaining("'b'")
                    .hasMessageContaining("'d'");
        }
        assertRefused(with(200, x -> 1000 + 3 * x[0]))
                .hasMessageContaining("'a'")
                .hasMessageContaining("'d'");
        // in few rows as in many, also by cross-validation
        assertRefused(with(12, x -> x[2]), QUICK.withComponents(1))
                .hasMessageContaining("'c'")
                .hasMessageContaining("'d'");
    }

    @Test
    void collinearColumnsAreNamed() {
        assertRefused(with(300, x -> x[0] + x[1] - 2 * x[2]))
                .hasMessageContaining("'d'")
                .hasMessageContaining("linear");
        assertRefused(with(300, x -> 7 - 0.5 * x[0] + 1e-9 * x[3] + x[2])).hasMessageContaining("'d'");
        // more columns than rows
        assertRefused(FitData.gaussian(20, 25, 2), QUICK.withComponents(1)).hasMessageContaining("linear");
        // correlated is not collinear
        Table close = with(600, x -> x[0] + 0.01 * x[3]);
        FitData.assertFinite(FitData.fit(close, QUICK), close);
    }

    @Test
    void tooFewRows() {
        Table t = FitData.gaussian(100, 2, 3);
        assertRefused(t.select(new int[0])).hasMessageContaining("0 rows");
        assertRefused(t.select(new int[] {5})).hasMessageContaining("1 row:");
        assertRefused(t.select(FitData.range(0, 9)))
                .hasMessageContaining("9 rows")
                .hasMessageContaining("10");
        assertRefused(t, QUICK.withComponents(101))
                .hasMessageContaining("101 components")
                .hasMessageContaining("rows");
        // the folds train on 80 rows
        assertRefused(t, QUICK.withComponents(81)).hasMessageContaining("81 components");
        assertRefused(t, QUICK.withComponents(71).withValidationFraction(0.3)).hasMessageContaining("70 training rows");
        assertThatThrownBy(() -> FitData.fit(t.select(FitData.range(0, 20)), t, QUICK.withComponents(21)))
                .isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("21 components");
    }

    @Test
    void theFewestRowsWork() {
        for (int n : new int[] {10, 11, 12, 17}) {
            Table t = FitData.gaussian(n, 2, 4);
            FitData.assertFinite(FitData.fit(t, FitOptions.defaults().withEpochs(3.0)), t);
            FitData.assertFinite(FitData.fit(t, QUICK.withComponents(2)), t);
            FitData.assertFinite(FitData.fit(t, QUICK.withComponents(2).withValidationFraction(0.1)), t);
            FitData.assertFinite(FitData.fit(t, QUICK.withComponents(n - (n + 4) / 5)), t);
        }
    }

    /** Row (from 1, as a reader counts) and column of the cell, wherever the split would put it. */
    @Test
    void cellsThatAreNoNumbersAreNamed() {
        Table t = FitData.gaussian(300, 3, 5);
        Table bounded = FitData.bounded(t, -100, 100);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int row : new int[] {0, 1, 150, 298, 299}) {
                for (Table u : List.of(t, bounded)) {
                    for (FitOptions o : List.of(QUICK, QUICK.withValidationFraction(0.2))) {
                        assertRefused(FitData.with(u, row, row % 3, bad), o)
                                .hasMessageContaining("row " + (row + 1) + ",")
                                .hasMessageContaining("'" + FitData.names(3).get(row % 3) + "'")
                                .hasMessageContaining(Double.toString(bad));
                    }
                }
            }
            assertThatThrownBy(() -> FitData.fit(t, FitData.with(t, 7, 2, bad), QUICK))
                    .isInstanceOf(UnusableDataException.class)
                    .hasMessageContaining("validation")
                    .hasMessageContaining("row 8,")
                    .hasMessageContaining("'c'");
        }
    }

    @Test
    void valuesOutsideTheirBoundsAreNamed() {
        Table t = FitData.checkerboard(300, 6);
        for (double bad : new double[] {-0.001, 1.0001, 1.5, -1e300, 1e300}) {
            for (int row : new int[] {0, 123, 299}) {
                for (FitOptions o : List.of(QUICK, QUICK.withValidationFraction(0.2))) {
                    assertRefused(FitData.with(t, row, 1, bad), o)
                            .hasMessageContaining("'b'")
                            .hasMessageContaining(Double.toString(bad))
                            .hasMessageContaining("[0.0, 1.0]");
                }
            }
            assertThatThrownBy(() -> FitData.fit(t, FitData.with(t, 7, 0, bad), QUICK))
                    .isInstanceOf(UnusableDataException.class)
                    .hasMessageContaining("'a'");
        }
        Table edge = FitData.with(FitData.with(t, 0, 0, 0), 1, 1, 1);
        FitData.assertFinite(FitData.fit(edge, QUICK), edge);
    }

    /** From 1e-300 to 1e300 in one column: a fit with finite numbers, or an error that names the column. */
    @Test
    void columnsThatSpanAllMagnitudes() {
        RandomStream random = RandomStream.of(7);
        double[] logUniform = new double[600];
        double[] signed = new double[600];
        double[] two = new double[600];
        double[] ends = new double[600];
        for (int i = 0; i < 600; i++) {
            logUniform[i] = Math.pow(10, 600 * random.nextDouble() - 300);
            signed[i] = (i % 2 == 0 ? 1 : -1) * Math.pow(10, 600 * random.nextDouble() - 300);
            two[i] = (1 + random.nextDouble()) * (i % 2 == 0 ? 1e-300 : 1e300);
            ends[i] = (i % 2 == 0 ? 1 : -1) * (1.7 + 0.05 * random.nextDouble()) * 1e308;
        }
        for (double[] column : List.of(logUniform, signed, two, ends)) {
            finiteOrNamed(with(column), "d");
        }
    }

    private static Table with(double[] column) {
        int[] i = {0};
        return with(column.length, x -> column[i[0]++]);
    }

    private static void finiteOrNamed(Table t, String column) {
        for (FitOptions o : List.of(QUICK, QUICK.withValidationFraction(0.25))) {
            FitReport r;
            try {
                r = FitData.fit(t, o);
            } catch (UnusableDataException e) {
                assertThat(e).hasMessageContaining("'" + column + "'");
                continue;
            }
            FitData.assertFinite(r, t);
        }
    }

    /** One or a few cells far from all others, wherever they lie. */
    @Test
    void outliersOfAnySize() {
        for (double far : new double[] {1e3, 1e5, 1e8, 1e20, -1e100, 1e200, 1e308}) {
            for (int row : new int[] {0, 77, 399}) {
                Table t = FitData.with(FitData.gaussian(400, 3, 8), row, 1, far);
                finiteOrNamed(t, "b");
                finiteOrNamed(FitData.with(t, 200, 1, -far), "b");
            }
        }
        // held-out rows given apart may hold what the training rows do not
        Table train = FitData.gaussian(300, 2, 9);
        for (double far : new double[] {1e5, 1e20, 1e45, 1e100, 1e160, 1e308}) {
            Table held = FitData.with(FitData.gaussian(100, 2, 10), 3, 0, far);
            try {
                FitReport r = FitData.fit(train, held, QUICK);
                FitData.assertFinite(r, held);
            } catch (UnusableDataException e) {
                assertThat(e).hasMessageContaining("'a'").hasMessageContaining(Double.toString(far));
            }
        }
    }

    /** All values tiny or huge: the fit of the same digits at scale 1, and log densities shifted by D log(scale). */
    @Test
    void tinyAndHugeUnitsAreFine() {
        Table t = FitData.gaussian(400, 3, 11);
        FitReport plain = FitData.fit(t, QUICK);
        double[] expected = FitData.logDensities(plain.gaussianMixture(), t);
        for (double scale : new double[] {1e-300, 1e-150, 1e150, 1e300, 1e307}) {
            Table s = t;
            for (int j = 0; j < 3; j++) {
                s = FitData.scaled(s, j, scale);
            }
            FitReport r = FitData.fit(s, QUICK);
            FitData.assertFinite(r, s);
            double[] got = FitData.logDensities(r.gaussianMixture(), s);
            for (int i = 0; i < got.length; i++) {
                // standardised values agree to 1e-15, EM's parameters to a multiple of that, then float32
                assertThat(got[i]).isCloseTo(expected[i] - 3 * Math.log(scale), within(1e-4));
            }
        }
        // subnormal numbers have few digits: finite all the same
        Table subnormal = FitData.scaled(t, 2, 1e-318);
        finiteOrNamed(subnormal, "c");
    }

    /** Neighbouring doubles, far from zero: as good as constant. */
    @Test
    void columnsThatVaryInTheLastDigitOnly() {
        for (double centre : new double[] {1, 1.999999, 1e10, -1e300}) {
            finiteOrNamed(with(400, x -> x[3] > 0 ? centre : Math.nextUp(centre)), "d");
            finiteOrNamed(with(400, x -> centre + Math.ulp(centre) * Math.rint(3 * x[3])), "d");
            finiteOrNamed(with(400, x -> centre * (1 + 1e-12 * x[3])), "d");
        }
    }

    /** Repeated values let a density grow without bound: a floor at their resolution, and a warning. */
    @Test
    void roundedColumnsAreWarnedOfAndDoNotDiverge() {
        Table t = with(1500, x -> Math.rint(3 * x[3]));
        FitReport r = FitData.fit(t, QUICK.withComponents(12).withEpochs(4.0));
        FitData.assertFinite(r, t);
        assertThat(r.warnings()).anyMatch(w -> w.contains("'d'") && w.contains("1.0"));
        assertThat(r.warnings()).noneMatch(w -> w.contains("'a'"));
        // no component narrower in d than a uniform box of width 1: a density of at most 1 / (sqrt(2 pi / 12)) in d,
        // so that d, alone, scores at most log(sqrt(12 / (2 pi))) = 0.32
        Table d = FitData.table(1, column(t, 3));
        FitReport alone = FitData.fit(d, QUICK.withComponents(12).withEpochs(4.0));
        for (double l : FitData.logDensities(alone.model(), d)) {
            assertThat(l).isLessThan(0.5 * Math.log(12 / (2 * Math.PI)) + 1e-3);
        }
        // zeros and ones
        Table binary = with(500, x -> x[3] > 0.5 ? 1 : 0);
        FitData.assertFinite(FitData.fit(binary, QUICK), binary);
    }

    private static double[] column(Table t, int j) {
        double[] out = new double[t.points().rows()];
        for (int i = 0; i < out.length; i++) {
            out[i] = t.points().get(i, j);
        }
        return out;
    }

    /** The same row again and again. */
    @Test
    void duplicateRows() {
        Table t = FitData.gaussian(20, 2, 12);
        Table repeated = t.select(
                java.util.stream.IntStream.range(0, 400).map(i -> i % 20).toArray());
        FitReport r = FitData.fit(repeated, QUICK.withComponents(15));
        FitData.assertFinite(r, repeated);
    }

    @Test
    void pointsMustFitTheTable() {
        assertThatThrownBy(() -> new Table(List.of(Column.real("a")), Points.of(1, 2, new double[2]), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
