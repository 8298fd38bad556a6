package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.cwm.kernel.GaussianKernels;
import org.cwm.kernel.ScalarGaussianKernels;
import org.junit.jupiter.api.Test;

/** The kernels of expectation maximisation: as the scalar ones up to rounding, and each lane by itself. */
class GaussianTest {
    private static final int[] DIMENSIONS = {2, 4, 6, 8, 10, 14, 16, 34};
    private static final int[] LANES = {8, 16, 24, 32, 56, 208, 256};
    private static final double BOUND = -36.7;

    private final GaussianKernels vector = new VectorKernels().gaussian();
    private final GaussianKernels scalar = new ScalarGaussianKernels();

    private static double[] numbers(int n, double scale, Random random) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = scale * random.nextGaussian();
        }
        return x;
    }

    private static double[][] columns(int d, int n, Random random) {
        double[][] x = new double[d][];
        for (int i = 0; i < d; i++) {
            x[i] = numbers(n, 1, random);
        }
        return x;
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }

    @Test
    void squares() {
        Random random = new Random(1);
        for (int d : DIMENSIONS) {
            for (int n : LANES) {
                double[][] x = columns(d, n, random);
                double[] a = numbers(GaussianKernels.rowStart(d), 1, random);
                double[] b = numbers(d, 1, random);
                for (int from = 0; from < d; from += 2) {
                    double[] q = numbers(n + 1, 1, random);
                    double[] s = q.clone();
                    vector.addTriangularSquares(x, a, b, from, d, q, n);
                    scalar.addTriangularSquares(x, a, b, from, d, s, n);
                    // d rows of d products of order 1, squared: sums of order d^2
                    assertClose(q, s, 1e-14 * d * d * d);
                    vector.addDiagonalSquares(x, a, b, from, d, q, n);
                    scalar.addDiagonalSquares(x, a, b, from, d, s, n);
                    assertClose(q, s, 1e-14 * d * d * d);
                }
            }
        }
    }

    @Test
    void squaresOfALaneDependOnThatLaneAlone() {
        Random random = new Random(2);
        int n = 256;
        for (int d : DIMENSIONS) {
            double[] a = numbers(GaussianKernels.rowStart(d), 1, random);
            double[] b = numbers(d, 1, random);
            double[][] x = columns(d, n, random);
            double[] all = new double[n];
            vector.addTriangularSquares(x, a, b, 0, d, all, n);
            for (int lane = 0; lane < n; lane += 19) {
                double[][] one = new double[d][8];
                for (int c = 0; c < d; c++) {
                    one[c][lane % 8] = x[c][lane];
                }
                double[] q = new double[8];
                vector.addTriangularSquares(one, a, b, 0, d, q, 8);
                assertThat(q[lane % 8]).isEqualTo(all[lane]);
            }
        }
    }

    @Test
    void logarithms() {
        Random random = new Random(3);
        for (int n : LANES) {
            double[] q = numbers(n + 1, 30, random);
            double[] top = numbers(n + 1, 30, random);
            top[0] = Double.NEGATIVE_INFINITY;
            q[1] = Double.POSITIVE_INFINITY;
            double[] s = q.clone();
            double[] t = top.clone();
            vector.logarithms(q, top, 1.25, n);
            scalar.logarithms(s, t, 1.25, n);
            q[1] = s[1]; // both are -infinity
            assertThat(s[1]).isEqualTo(Double.NEGATIVE_INFINITY);
            assertClose(q, s, 1e-14);
            t[0] = top[0] == s[0] || Math.abs(top[0] - s[0]) < 1e-14 ? top[0] : t[0];
            assertClose(top, t, 1e-14);
        }
    }

    @Test
    void exponentials() {
        Random random = new Random(4);
        for (int n : LANES) {
            for (double scale : new double[] {0.1, 5, 20, 60, 1000}) {
                double[] top = numbers(n, 10, random);
                double[] l = new double[n + 1];
                for (int i = 0; i < n; i++) {
                    l[i] = top[i] - scale * Math.abs(random.nextGaussian());
                }
                l[0] = Double.NEGATIVE_INFINITY;
                l[3] = top[3];
                l[4] = Double.NaN;
                double[] sum = numbers(n + 1, 1, random);
                double[] e = l.clone();
                double[] expectedSum = sum.clone();
                int[] groups = new int[n / 8];
                int[] expectedGroups = new int[n / 8];
                int count = vector.exponentials(l, top, BOUND, sum, groups, n);
                int expected = scalar.exponentials(e, top, BOUND, expectedSum, expectedGroups, n);
                assertThat(count).isEqualTo(expected);
                for (int j = 0; j < count; j++) {
                    assertThat(groups[j]).isEqualTo(expectedGroups[j]);
                    for (int i = 8 * j; i < 8 * j + 8; i++) {
                        assertThat(l[i]).isCloseTo(e[i], within(4e-16 * e[i]));
                    }
                }
                assertClose(sum, expectedSum, 1e-15);
            }
        }
    }

    @Test
    void moments() {
        Random random = new Random(5);
        for (int d : DIMENSIONS) {
            for (int n : LANES) {
                double[][] x = columns(d, n, random);
                double[] factor = random.doubles(n).toArray();
                double[] e = random.doubles(n).toArray();
                int[] groups = new int[n / 8];
                int count = 0;
                for (int g = 0; g < n; g += 8) {
                    groups[count] = g;
                    count += g == 0 || random.nextInt(3) > 0 ? 1 : 0;
                }
                for (boolean full : new boolean[] {true, false}) {
                    int size = full ? (d + 1) * (d + 2) / 2 : 2 * d + 1;
                    assertClose(
                            sums(vector, full, d, x, n, e, factor, groups, count, size),
                            sums(scalar, full, d, x, n, e, factor, groups, count, size),
                            1e-14 * n);
                }
            }
        }
    }

    /** Added twice, so that what was there before counts. */
    private static double[] sums(
            GaussianKernels kernels,
            boolean full,
            int d,
            double[][] x,
            int n,
            double[] e,
            double[] factor,
            int[] groups,
            int count,
            int size) {
        GaussianKernels.Moments moments = kernels.moments(full, d);
        double[] parts = new double[size * moments.parts()];
        moments.rows(x, n);
        moments.add(e.clone(), factor, groups, count, parts);
        moments.add(e.clone(), factor, groups, 1, parts);
        double[] sums = new double[size];
        for (int i = 0; i < parts.length; i++) {
            sums[i / moments.parts()] += parts[i];
        }
        return sums;
    }
}
