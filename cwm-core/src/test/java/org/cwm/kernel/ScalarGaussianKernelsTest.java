package org.cwm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarGaussianKernelsTest {
    private static final double NEGLIGIBLE = -36.7368005696771;

    private final GaussianKernels kernels = new ScalarGaussianKernels();

    /** exp(x) to 40 digits: Taylor series of x / 1024, squared ten times. */
    private static BigDecimal exactExp(double x) {
        MathContext c = new MathContext(50);
        BigDecimal r = new BigDecimal(x).divide(BigDecimal.valueOf(1024), c);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 40; i++) {
            term = term.multiply(r, c).divide(BigDecimal.valueOf(i), c);
            sum = sum.add(term, c);
        }
        for (int i = 0; i < 10; i++) {
            sum = sum.multiply(sum, c);
        }
        return sum;
    }

    private static double[] numbers(int n, Random random) {
        return random.doubles(n, -2, 2).toArray();
    }

    private static double[][] columns(int d, int n, Random random) {
        double[][] x = new double[d][];
        for (int i = 0; i < d; i++) {
            x[i] = numbers(n, random);
        }
        return x;
    }

    @Test
    void expIsCorrectToTheLastDigits() {
        Random random = new Random(1);
        int n = 2000;
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = NEGLIGIBLE * random.nextDouble();
        }
        x[0] = 0;
        x[1] = -0.0;
        x[2] = -Double.MIN_VALUE;
        double[] e = x.clone();
        double[] sum = new double[n];
        assertThat(kernels.exponentials(e, new double[n], NEGLIGIBLE, sum, new int[n], n))
                .isEqualTo(n / GaussianKernels.GROUP);
        double worst = 0;
        for (int i = 0; i < n; i++) {
            BigDecimal exact = exactExp(x[i]);
            double error = new BigDecimal(e[i])
                    .subtract(exact)
                    .divide(exact, MathContext.DECIMAL64)
                    .doubleValue();
            worst = Math.max(worst, Math.abs(error));
        }
        assertThat(e[0]).isEqualTo(1);
        assertThat(sum).isEqualTo(e);
        assertThat(worst).isLessThan(2.0e-16);
    }

    @Test
    void exponentialsKeepWhatCounts() {
        double[] l = new double[32];
        java.util.Arrays.fill(l, -50);
        l[9] = Double.NEGATIVE_INFINITY;
        l[17] = -1;
        l[18] = -36.8;
        l[19] = -36.7;
        l[24] = Double.NaN;
        l[31] = 0;
        int[] groups = new int[4];
        double[] sum = new double[32];
        sum[31] = 3;
        int kept = kernels.exponentials(l, new double[32], NEGLIGIBLE, sum, groups, 32);
        assertThat(kept).isEqualTo(2);
        assertThat(groups).startsWith(16, 24);
        assertThat(l[1]).isCloseTo(Math.exp(-1), within(1e-16));
        assertThat(l[2]).isZero();
        assertThat(l[3]).isCloseTo(Math.exp(-36.7), within(1e-31));
        assertThat(l[8]).isZero();
        assertThat(l[15]).isEqualTo(1);
        assertThat(sum[31]).isEqualTo(4);
        assertThat(sum[17]).isEqualTo(l[1]);
        assertThat(Math.exp(NEGLIGIBLE)).isCloseTo(0x1p-53, within(1e-29));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 8, 10, 16, 22})
    void squaresAreSumsOfSquaredForms(int d) {
        Random random = new Random(d);
        int n = 24;
        double[][] x = columns(d, n, random);
        double[] b = numbers(d, random);
        double[] full = numbers(GaussianKernels.rowStart(d), random);
        double[] diagonal = numbers(d, random);
        for (int i = 0; i < d; i += 2) {
            full[GaussianKernels.rowStart(i) + i + 1] = 0;
        }
        double[] start = numbers(n, random);
        for (int from = 0; from < d; from += 2) {
            double[] q = start.clone();
            double[] s = start.clone();
            kernels.addTriangularSquares(x, full, b, from, d, q, n);
            kernels.addDiagonalSquares(x, diagonal, b, from, d, s, n);
            for (int i = 0; i < n; i++) {
                double expectedFull = start[i];
                double expectedDiagonal = start[i];
                for (int r = from; r < d; r++) {
                    double y = -b[r];
                    for (int c = 0; c <= r; c++) {
                        y += full[GaussianKernels.rowStart(r) + c] * x[c][i];
                    }
                    expectedFull += y * y;
                    expectedDiagonal += Math.pow(diagonal[r] * x[r][i] - b[r], 2);
                }
                assertThat(q[i]).isCloseTo(expectedFull, within(1e-11));
                assertThat(s[i]).isCloseTo(expectedDiagonal, within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 10})
    void momentsAreWeightedSumsOfProducts(int d) {
        Random random = new Random(d);
        int n = 40;
        double[][] x = columns(d, n, random);
        int[] groups = {8, 24, 32};
        double[] e = random.doubles(24).toArray();
        double[] factor = random.doubles(n).toArray();
        GaussianKernels.Moments full = kernels.moments(true, d);
        GaussianKernels.Moments diagonal = kernels.moments(false, d);
        assertThat(full.parts()).isEqualTo(1);
        double[] a = new double[(d + 1) * (d + 2) / 2];
        double[] s = new double[2 * d + 1];
        full.rows(x, n);
        full.add(e.clone(), factor, groups, 3, a);
        diagonal.rows(x, n);
        diagonal.add(e.clone(), factor, groups, 3, s);
        double[] expected = new double[a.length];
        for (int j = 0; j < 24; j++) {
            int i = groups[j / 8] + j % 8;
            double r = e[j] * factor[i];
            int at = 0;
            for (int row = 0; row <= d; row++) {
                for (int c = 0; c <= row; c++) {
                    expected[at++] += r * (row == 0 ? 1 : x[row - 1][i]) * (c == 0 ? 1 : x[c - 1][i]);
                }
            }
        }
        assertThat(a).containsExactly(expected, within(1e-12));
        assertThat(s[0]).isCloseTo(expected[0], within(1e-12));
        for (int c = 0; c < d; c++) {
            assertThat(s[1 + 2 * c]).isCloseTo(expected[(c + 1) * (c + 2) / 2], within(1e-12));
            assertThat(s[2 + 2 * c]).isCloseTo(expected[(c + 1) * (c + 2) / 2 + c + 1], within(1e-12));
        }
    }
}
