package org.cwm.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransformTest {

    static List<Transform> transforms() {
        return List.of(
                new Transform.Standardise(0, 1),
                new Transform.Standardise(-3.25, 17),
                new Transform.Standardise(1e6, 1e-3),
                new Transform.Standardise(3e-300, 2e-300),
                new Transform.Standardise(-1e300, 4e300),
                new Transform.Logit(0, 1, 0.01),
                new Transform.Logit(-5, 250, 0.01),
                new Transform.Logit(1000, 1001, 0.2),
                new Transform.Logit(-1e-300, 2e-300, 0.01),
                new Transform.Logit(-1e307, 2e307, 0.01));
    }

    /** Values of a column that the transform is meant for. */
    private static double value(Transform t, RandomStream random) {
        if (t instanceof Transform.Standardise s) {
            return s.location() + 2 * s.scale() * random.nextGaussian();
        }
        Transform.Logit l = (Transform.Logit) t;
        return l.lower() + (l.upper() - l.lower()) * random.nextDouble();
    }

    /** What one unit of the model's coordinate is worth in data units, roughly. */
    private static double unit(Transform t) {
        return t instanceof Transform.Standardise s
                ? s.scale()
                : ((Transform.Logit) t).upper() - ((Transform.Logit) t).lower();
    }

    private static double magnitude(Transform t) {
        return t instanceof Transform.Standardise s
                ? Math.abs(s.location()) + s.scale()
                : Math.abs(((Transform.Logit) t).lower()) + Math.abs(((Transform.Logit) t).upper());
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void thereAndBackAgain(Transform t) {
        RandomStream random = RandomStream.of(1);
        for (int i = 0; i < 1000; i++) {
            double x = value(t, random);
            double u = t.toModel(x);
            // rounding of a double: a few units in the last place of the numbers that were added on the way
            assertThat(t.toData(u)).isCloseTo(x, within(1e-14 * (magnitude(t) + Math.abs(x))));
            double back = t.toModel(t.toData(u));
            // logit'(v) is at most 1 / (v (1 - v)) = 101 at the ends of the least margin; locations far from 0 lose
            // magnitude / unit digits
            assertThat(back).isCloseTo(u, within(1e-13 * (1 + Math.abs(u)) * (1 + magnitude(t) / unit(t))));
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void increasesAndItsLogDerivativeIsTheNumericOne(Transform t) {
        RandomStream random = RandomStream.of(2);
        double h = 1e-4 * unit(t);
        for (int i = 0; i < 1000; i++) {
            double x = value(t, random);
            double difference = t.toModel(x + h) - t.toModel(x - h);
            assertThat(difference).isPositive();
            // scaled by the unit first: 2 h may be 1e-304
            double numeric = Math.log(difference / 2e-4) - Math.log(unit(t));
            // truncation: h^2 / 6 times the third derivative over the first, at most 2 (0.98 / 0.01)^2 for the logit:
            // (1e-4)^2 / 6 * 2e4 = 3e-5; rounding: magnitude / h * 2^-53
            assertThat(t.logDerivative(x)).isCloseTo(numeric, within(4e-5 + 3e-16 * (magnitude(t) / h)));
        }
    }

    @Test
    void knownValues() {
        Transform.Standardise s = new Transform.Standardise(3, 2);
        assertThat(s.toModel(7)).isEqualTo(2);
        assertThat(s.toData(2)).isEqualTo(7);
        assertThat(s.logDerivative(123)).isEqualTo(-Math.log(2));
        Transform.Logit l = new Transform.Logit(0, 10, 0.01);
        assertThat(l.toModel(5)).isCloseTo(0, within(1e-15));
        // logit'(1/2) = 4, times 0.98 / 10
        assertThat(l.logDerivative(5)).isCloseTo(Math.log(4 * 0.098), within(1e-14));
        assertThat(l.toModel(0)).isCloseTo(Math.log(0.01 / 0.99), within(1e-14));
        assertThat(l.toModel(10)).isCloseTo(Math.log(99), within(1e-13));
    }

    /** The interval grows by margin / (1 - 2 margin) of its length on either side; beyond that there is no density. */
    @Test
    void logitEndsBehindTheMargin() {
        Transform.Logit l = new Transform.Logit(-1, 3, 0.01);
        double extra = 4 * 0.01 / 0.98;
        for (double inside : new double[] {-1 - 0.999 * extra, 3 + 0.999 * extra}) {
            assertThat(l.toModel(inside)).isFinite();
            assertThat(l.logDerivative(inside)).isFinite();
        }
        for (double outside : new double[] {-1 - 1.001 * extra, 3 + 1.001 * extra, -1e300, 1e300}) {
            assertThat(l.logDerivative(outside)).isEqualTo(Double.NEGATIVE_INFINITY);
        }
        assertThat(l.toData(-800)).isCloseTo(-1 - extra, within(1e-14));
        assertThat(l.toData(800)).isCloseTo(3 + extra, within(1e-14));
    }

    /** Differences that overflow: of the two ways to write (x - m) / s one stays finite. */
    @Test
    void standardiseAtTheEndsOfTheDoubleRange() {
        Transform.Standardise s = new Transform.Standardise(1.2e308, 1e308);
        assertThat(s.toModel(-1.2e308)).isCloseTo(-2.4, within(1e-15));
        assertThat(new Transform.Standardise(0, Double.MIN_VALUE).toModel(Double.MIN_VALUE))
                .isEqualTo(1);
    }

    @Test
    void impossibleSettingsAreRefused() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Transform.Standardise(0, bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("scale " + bad);
        }
        assertThatThrownBy(() -> new Transform.Standardise(Double.NaN, 1)).hasMessageContaining("location NaN");
        assertThatThrownBy(() -> new Transform.Logit(1, 1, 0.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Transform.Logit(0, 1, 0)).hasMessageContaining("margin 0.0");
        assertThatThrownBy(() -> new Transform.Logit(0, 1, 0.5)).hasMessageContaining("margin 0.5");
        assertThatThrownBy(() -> new Domain.Bounded(2, 1)).hasMessageContaining("[2.0, 1.0]");
        assertThatThrownBy(() -> new Domain.Bounded(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        // the length of the interval itself overflows
        assertThatThrownBy(() -> new Domain.Bounded(-1e308, 1e308)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Column.real("")).hasMessageContaining("name");
    }

    @Test
    void aSchemaCountsTheJacobiansOfAllColumns() {
        Schema schema = new Schema(
                List.of(Column.real("a"), Column.bounded("b", -2, 2), Column.real("c")),
                List.of(
                        new Transform.Standardise(1, 3),
                        new Transform.Logit(-2, 2, 0.01),
                        new Transform.Standardise(-1, 0.1)));
        RandomStream random = RandomStream.of(3);
        int n = 50;
        double[] v = new double[3 * n];
        for (int i = 0; i < n; i++) {
            v[3 * i] = random.nextGaussian();
            v[3 * i + 1] = 4 * random.nextDouble() - 2;
            v[3 * i + 2] = random.nextGaussian();
        }
        double[] logDet = new double[n];
        Points u = schema.toModel(Points.of(n, 3, v), logDet);
        double[] one = new double[5];
        double[] back = new double[4];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int d = 0; d < 3; d++) {
                sum += schema.transforms().get(d).logDerivative(v[3 * i + d]);
                assertThat(u.get(i, d)).isEqualTo(schema.transforms().get(d).toModel(v[3 * i + d]));
            }
            assertThat(logDet[i]).isEqualTo(sum);
            assertThat(schema.toModel(v, 3 * i, one, 2)).isEqualTo(sum);
            schema.toData(one, 2, back, 1);
            for (int d = 0; d < 3; d++) {
                assertThat(back[1 + d]).isCloseTo(v[3 * i + d], within(1e-14));
            }
        }
        assertThat(schema.names()).containsExactly("a", "b", "c");
        assertThat(schema.dimension()).isEqualTo(3);
    }

    @Test
    void aSchemaNamesRowAndColumnOfABadCell() {
        Schema schema = new Schema(
                List.of(Column.real("a"), Column.bounded("b", 0, 1)),
                List.of(new Transform.Standardise(0, 1), new Transform.Logit(0, 1, 0.01)));
        assertThatThrownBy(() ->
                        schema.toModel(Points.of(new double[] {1, 0.5}, new double[] {Double.NaN, 0.5}), new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 2")
                .hasMessageContaining("'a'")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> schema.toModel(Points.of(new double[] {1, 1.5}), new double[1]))
                .hasMessageContaining("row 1")
                .hasMessageContaining("'b'")
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> schema.toModel(Points.of(new double[] {1}), new double[1]))
                .hasMessageContaining("1 columns")
                .hasMessageContaining("has 2");
        assertThatThrownBy(() -> new Schema(List.of(Column.real("a")), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
