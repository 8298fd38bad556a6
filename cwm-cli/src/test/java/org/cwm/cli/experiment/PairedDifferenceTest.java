package org.cwm.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Differences between systems on the same rows. */
class PairedDifferenceTest {

    private static double[][] normals(int seeds, int rows, double scale, RandomStream random) {
        double[][] v = new double[seeds][rows];
        for (double[] row : v) {
            for (int i = 0; i < rows; i++) {
                row[i] = scale * random.nextGaussian();
            }
        }
        return v;
    }

    private static double[][] plus(double[][] a, double shift) {
        double[][] v = new double[a.length][];
        for (int s = 0; s < a.length; s++) {
            v[s] = java.util.Arrays.stream(a[s]).map(x -> x + shift).toArray();
        }
        return v;
    }

    @Test
    void identicalModelsDifferByNothing() {
        for (int seeds : new int[] {1, 3}) {
            double[][] a = normals(seeds, 50, 2, RandomStream.of(1));
            PairedDifference d = PairedDifference.of(a, a);
            assertThat(d.mean()).isZero();
            assertThat(d.error()).isZero();
            assertThat(d.seedRowErrors()).hasSize(seeds).containsOnly(0.0);
            assertThat(d.clear()).isFalse();
            assertThat(d.sentence("A", "B")).startsWith("A and B are not distinguishable: they differ by 0.0000");
        }
    }

    /** What all rows gain alike is known without an error, however much the rows differ. */
    @Test
    void aConstantDifferenceHasNoError() {
        double[][] a = normals(2, 40, 100, RandomStream.of(2));
        PairedDifference d = PairedDifference.of(plus(a, 0.5), a);
        assertThat(d.mean()).isCloseTo(0.5, within(1e-12));
        // rounding of numbers of order 100
        assertThat(d.error()).isLessThan(1e-13);
        assertThat(d.clear()).isTrue();
        assertThat(d.sentence("A", "B")).startsWith("A is ahead of B by 0.5000 nats a row (s.e. 0.0000");
        assertThat(PairedDifference.of(a, plus(a, 0.5)).clear()).isFalse();
    }

    @Test
    void changingSidesChangesTheSignOnly() {
        double[][] a = normals(3, 30, 1, RandomStream.of(3));
        double[][] b = normals(3, 30, 1, RandomStream.of(4));
        PairedDifference d = PairedDifference.of(a, b);
        PairedDifference e = PairedDifference.of(b, a);
        assertThat(e.mean()).isCloseTo(-d.mean(), within(1e-15));
        assertThat(e.error()).isCloseTo(d.error(), within(1e-15));
        assertThat(d.mean())
                .isCloseTo(
                        d.seeds().stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow(),
                        within(1e-14));
    }

    /** Rows, fits and both with known spreads: the mean of the squared error is the variance of the mean, or a little more. */
    @Test
    void theErrorIsThatOfTheMean() {
        RandomStream random = RandomStream.of(5);
        int trials = 2000;
        int seeds = 4;
        int rows = 30;
        double rowSpread = 1;
        double seedSpread = 0.3;
        double rest = 0.5;
        double squares = 0;
        double told = 0;
        for (int t = 0; t < trials; t++) {
            double[] row = normals(1, rows, rowSpread, random)[0];
            double[] seed = normals(1, seeds, seedSpread, random)[0];
            double[][] a = normals(seeds, rows, rest, random);
            for (int s = 0; s < seeds; s++) {
                for (int i = 0; i < rows; i++) {
                    a[s][i] += row[i] + seed[s];
                }
            }
            PairedDifference d = PairedDifference.of(a, new double[seeds][rows]);
            squares += d.mean() * d.mean() / trials;
            told += d.error() * d.error() / trials;
        }
        double both = rest * rest / rows / seeds;
        double variance = rowSpread * rowSpread / rows + seedSpread * seedSpread / seeds + both;
        // a variance from 2,000 trials is known to sqrt(2 / 2000) = 3%: four of them; the told one has both twice
        assertThat(squares).isCloseTo(variance, within(0.13 * variance));
        assertThat(told).isCloseTo(variance + both, within(0.1 * variance));
    }

    @Test
    void oneSeedHasTheErrorOfItsRows() {
        double[][] a = normals(1, 30, 1, RandomStream.of(6));
        PairedDifference d = PairedDifference.of(a, new double[1][30]);
        assertThat(d.seedError()).isNaN();
        assertThat(d.error()).isEqualTo(Statistics.standardError(a[0]));
        assertThat(d.json()).doesNotContainKey("seedError").containsEntry("rowError", d.error());
    }
}
