package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C = S + A B in double, matrices inside larger arrays of NaN, so that every access outside shows. */
final class DoubleMultiplyAddTest {

    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();
    private final Random random = new Random(11);

    private final class Case {
        final int rows;
        final int columns;
        final int steps;
        final int aRow;
        final int aStep;
        final int bRow;
        final int cRow;
        final double[] a;
        final double[] b;
        final double[] start;

        Case(int rows, int columns, int steps, boolean transposed, boolean oneRow) {
            this.rows = rows;
            this.columns = columns;
            this.steps = steps;
            aRow = transposed ? 1 : steps + 2;
            aStep = transposed ? rows + 1 : 1;
            bRow = columns + 3;
            cRow = oneRow ? 0 : columns + 5;
            a = matrix(5, rows, aRow, steps, aStep);
            b = matrix(7, steps, bRow, columns, 1);
            start = matrix(9, oneRow ? 1 : rows, cRow, columns, 1);
        }

        private double[] matrix(int offset, int m, int row, int n, int step) {
            double[] x = new double[offset + (m == 0 || n == 0 ? 0 : (m - 1) * row + (n - 1) * step + 1)];
            Arrays.fill(x, Double.NaN);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    x[offset + i * row + j * step] = random.nextGaussian();
                }
            }
            return x;
        }

        double[] by(Kernels kernels) {
            int row = columns + 5;
            double[] c = new double[9 + rows * row];
            Arrays.fill(c, Double.NaN);
            kernels.multiplyAdd(a, 5, aRow, aStep, b, 7, bRow, start, 9, cRow, c, 9, row, rows, columns, steps);
            return c;
        }

        double[] expected(boolean fused) {
            int row = columns + 5;
            double[] c = new double[9 + rows * row];
            Arrays.fill(c, Double.NaN);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = start[9 + i * cRow + j];
                    for (int t = 0; t < steps; t++) {
                        double f = a[5 + i * aRow + t * aStep];
                        double g = b[7 + t * bRow + j];
                        sum = fused ? Math.fma(f, g, sum) : sum + f * g;
                    }
                    c[9 + i * row + j] = sum;
                }
            }
            return c;
        }
    }

    /** Bit for bit, the NaN around included. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyShapeGivesTheSumsInOrderAndTouchesNothingElse(boolean transposed) {
        for (boolean oneRow : new boolean[] {false, true}) {
            for (int rows = 0; rows <= 9; rows++) {
                for (int columns = 16; columns <= 80; columns += 16) {
                    for (int steps : new int[] {0, 1, 2, 13}) {
                        Case x = new Case(rows, columns, steps, transposed, oneRow);
                        String as = rows + " x " + columns + " x " + steps;
                        assertThat(x.by(vector)).as(as).isEqualTo(x.expected(true));
                        assertThat(x.by(scalar)).as(as).isEqualTo(x.expected(false));
                    }
                }
            }
        }
    }

    @Test
    void addsToTheResultItself() {
        Case x = new Case(6, 32, 5, false, false);
        double[] c = x.start.clone();
        vector.multiplyAdd(x.a, 5, x.aRow, 1, x.b, 7, x.bRow, c, 9, x.cRow, c, 9, x.cRow, 6, 32, 5);
        double[] expected = x.expected(true);
        assertThat(c).isEqualTo(Arrays.copyOf(expected, c.length));
    }

    @Test
    void refusesColumnsThatAreNoMultipleOfABlock() {
        double[] x = new double[100];
        assertThatThrownBy(() -> vector.multiplyAdd(x, 0, 1, 1, x, 0, 16, x, 0, 16, x, 0, 16, 1, 24, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("columns: 24, must be a multiple of 16");
    }
}
