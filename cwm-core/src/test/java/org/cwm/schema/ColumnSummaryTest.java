package org.cwm.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnSummaryTest {

    private static ColumnSummary of(double... values) {
        return ColumnSummary.of(values, values.length, 1, 0);
    }

    @Test
    void knownNumbers() {
        ColumnSummary s = of(2, 4, 4, 4, 5, 5, 7, 9);
        assertThat(s.min()).isEqualTo(2);
        assertThat(s.max()).isEqualTo(9);
        assertThat(s.mean()).isCloseTo(5, within(1e-14));
        assertThat(s.standardDeviation()).isCloseTo(2, within(1e-14));
        assertThat(s.distinct()).isEqualTo(5);
    }

    @Test
    void readsOneColumnOfARowMajorTable() {
        double[] table = {1, 10, 100, 2, 20, 200, 3, 30, 300};
        ColumnSummary s = ColumnSummary.of(table, 3, 3, 1);
        assertThat(s).isEqualTo(of(10, 20, 30));
        assertThat(table).containsExactly(1, 10, 100, 2, 20, 200, 3, 30, 300);
    }

    /** The same digits at any scale: a power of two changes exponents only. */
    @ParameterizedTest
    @ValueSource(ints = {-1000, -700, -1, 1, 700, 1000})
    void scalesExactlyWithPowersOfTwo(int exponent) {
        RandomStream random = RandomStream.of(1);
        double[] v = new double[501];
        double[] w = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.rint(1000 * random.nextGaussian()) / 256 + 3;
            w[i] = Math.scalb(v[i], exponent);
        }
        ColumnSummary a = of(v);
        ColumnSummary b = of(w);
        assertThat(b.mean()).isFinite().isEqualTo(Math.scalb(a.mean(), exponent));
        assertThat(b.standardDeviation())
                .isFinite()
                .isPositive()
                .isEqualTo(Math.scalb(a.standardDeviation(), exponent));
        assertThat(b.resolution()).isEqualTo(Math.scalb(a.resolution(), exponent));
        assertThat(b.distinct()).isEqualTo(a.distinct());
    }

    @Test
    void endsOfTheDoubleRangeDoNotOverflow() {
        ColumnSummary s = of(-1.7e308, 1.7e308, 1.7e308, -1.7e308);
        assertThat(s.mean()).isZero();
        assertThat(s.standardDeviation()).isCloseTo(1.7e308, within(1e294));
        assertThat(s.resolution()).isFinite();
        ColumnSummary t = of(1e300, 3e300);
        assertThat(t.mean()).isCloseTo(2e300, within(1e286));
        assertThat(t.standardDeviation()).isCloseTo(1e300, within(1e286));
        ColumnSummary small = of(0, 2 * Double.MIN_VALUE);
        assertThat(small.mean()).isEqualTo(Double.MIN_VALUE);
        assertThat(small.standardDeviation()).isEqualTo(Double.MIN_VALUE);
        assertThat(of(1e-300, 1e300).standardDeviation()).isCloseTo(0.5e300, within(1e286));
    }

    @Test
    void constantColumns() {
        for (double c : new double[] {0, -0.0, 5, -1e300, Double.MIN_VALUE}) {
            ColumnSummary s = of(c, c, c);
            assertThat(s.distinct()).isEqualTo(1);
            assertThat(s.standardDeviation()).isZero();
            assertThat(s.resolution()).isZero();
        }
        // zero has two signs but one value
        assertThat(of(0.0, -0.0).distinct()).isEqualTo(1);
        assertThat(of(1.0, -0.0, 0.0).distinct()).isEqualTo(2);
    }

    /** Values rounded to a grid: the resolution is the grid's step, wherever rows are many enough to show it. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.25, 10, 1e-6})
    void resolutionOfRoundedData(double step) {
        RandomStream random = RandomStream.of(2);
        double[] v = new double[2000];
        for (int i = 0; i < v.length; i++) {
            v[i] = step * Math.rint(20 * random.nextGaussian());
        }
        // multiples of 1e-6 and 10 are rounded themselves: relative error 2^-53 of numbers up to 80 steps
        assertThat(of(v).resolution()).isCloseTo(step, within(1e-13 * step));
    }

    @Test
    void continuousDataHaveNoResolution() {
        RandomStream random = RandomStream.of(3);
        double[] v = new double[2000];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextGaussian();
        }
        assertThat(of(v).resolution()).isZero();
        assertThat(of(v).distinct()).isEqualTo(2000);
        // a third of the rows at one value is a spike, not a rounded column
        for (int i = 0; i < 700; i++) {
            v[i] = 0;
        }
        assertThat(of(v).resolution()).isZero();
        assertThat(of(v).distinct()).isEqualTo(1301);
    }

    /** A few values, unevenly spaced: each row's gap is that to its nearest other value. */
    @Test
    void resolutionIsTheMedianOverRows() {
        // gaps: 1 for the six rows at 0 and 1, 9 for the two rows at 10
        assertThat(of(0, 0, 0, 1, 1, 1, 10, 10).resolution()).isEqualTo(1);
        // gaps: 1 for the two rows at 0 and 1, 9 for the six rows at 10
        assertThat(of(0, 1, 10, 10, 10, 10, 10, 10).resolution()).isEqualTo(9);
        assertThat(of(3, 3, 3, 3).resolution()).isZero();
    }
}
