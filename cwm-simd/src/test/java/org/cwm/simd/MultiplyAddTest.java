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

class MultiplyAddTest {
    /** A value that no kernel may touch or read into a result. */
    private static final float GUARD = Float.intBitsToFloat(0x7fc0beef);

    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();
    private final Random random = new Random(7);

    /** One call: matrices inside larger arrays of guards, so that every access outside shows. */
    private final class Case {
        final int rows;
        final int columns;
        final int steps;
        final int aOffset;
        final int aRow;
        final int aStep;
        final int bOffset;
        final int bRow;
        final int cOffset;
        final int cRow;
        final float[] a;
        final float[] b;
        final float[] c;

        Case(int rows, int columns, int steps, boolean transposed) {
            this.rows = rows;
            this.columns = columns;
            this.steps = steps;
            aOffset = random.nextInt(20);
            bOffset = random.nextInt(20);
            cOffset = 16 + random.nextInt(20);
            int pad = random.nextInt(3);
            aRow = transposed ? 1 : steps + pad;
            aStep = transposed ? rows + pad : 1;
            bRow = columns + 16 * random.nextInt(3);
            cRow = columns + 16 * random.nextInt(3);
            // B and C end with their last element: an access beyond it would fail.
            a = matrix(aOffset, rows, aRow, steps, aStep, 0);
            b = matrix(bOffset, steps, bRow, columns, 1, 0);
            c = matrix(cOffset, rows, cRow, columns, 1, 0);
        }

        private float[] matrix(int offset, int m, int row, int n, int step, int beyond) {
            int size = m == 0 || n == 0 ? 0 : (m - 1) * row + (n - 1) * step + 1;
            float[] x = new float[offset + size + beyond];
            Arrays.fill(x, GUARD);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    x[offset + i * row + j * step] = (float) random.nextGaussian();
                }
            }
            return x;
        }

        float[] by(Kernels kernels) {
            float[] out = c.clone();
            kernels.multiplyAdd(
                    a, aOffset, aRow, aStep, b, bOffset, bRow, out, cOffset, cRow, out, cOffset, cRow, rows, columns,
                    steps);
            return out;
        }

        /** Every row from the same numbers, into an array of guards. */
        float[] fromOneRow(Kernels kernels, float[] row) {
            float[] out = new float[c.length];
            Arrays.fill(out, GUARD);
            kernels.multiplyAdd(
                    a, aOffset, aRow, aStep, b, bOffset, bRow, row, 3, 0, out, cOffset, cRow, rows, columns, steps);
            return out;
        }

        /** The same by copies of the row. */
        float[] copiesOf(Kernels kernels, float[] row) {
            float[] out = new float[c.length];
            Arrays.fill(out, GUARD);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(row, 3, out, cOffset + i * cRow, columns);
            }
            kernels.multiplyAdd(
                    a, aOffset, aRow, aStep, b, bOffset, bRow, out, cOffset, cRow, out, cOffset, cRow, rows, columns,
                    steps);
            return out;
        }

        /** The promised result: products fused with their additions in the order of the steps. */
        float[] fused() {
            float[] out = c.clone();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    float sum = c[cOffset + i * cRow + j];
                    for (int t = 0; t < steps; t++) {
                        sum = Math.fma(a[aOffset + i * aRow + t * aStep], b[bOffset + t * bRow + j], sum);
                    }
                    out[cOffset + i * cRow + j] = sum;
                }
            }
            return out;
        }

        /** The sum of the sizes of all terms of one element. */
        double size(int i, int j) {
            double size = Math.abs(c[cOffset + i * cRow + j]);
            for (int t = 0; t < steps; t++) {
                size += Math.abs((double) a[aOffset + i * aRow + t * aStep] * b[bOffset + t * bRow + j]);
            }
            return size;
        }

        @Override
        public String toString() {
            return rows + " x " + columns + " x " + steps + (aStep == 1 ? "" : " transposed");
        }
    }

    private void equalsFused(Case x) {
        // Bit for bit, guards included: the array of ints keeps NaN apart from NaN.
        assertThat(bits(x.by(vector))).as("%s", x).isEqualTo(bits(x.fused()));
    }

    private static int[] bits(float[] x) {
        int[] bits = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            bits[i] = Float.floatToRawIntBits(x[i]);
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyShapeGivesTheFusedSumsAndTouchesNothingElse(boolean transposed) {
        for (int rows = 0; rows <= 13; rows++) {
            for (int columns = 0; columns <= 208; columns += 16) {
                for (int steps : new int[] {0, 1, 2, 7, 33}) {
                    equalsFused(new Case(rows, columns, steps, transposed));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blocksOfStepsChangeNothing(boolean transposed) {
        for (int steps = 0; steps <= 131; steps++) {
            equalsFused(new Case(7, 48, steps, transposed));
        }
        for (int steps : new int[] {128, 129, 192, 256, 1000}) {
            equalsFused(new Case(25, 80, steps, transposed));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalsTheScalarKernels(boolean transposed) {
        for (int rows : new int[] {1, 5, 13, 96}) {
            for (int columns : new int[] {16, 48, 128, 208}) {
                for (int steps : new int[] {1, 13, 131}) {
                    Case x = new Case(rows, columns, steps, transposed);
                    float[] v = x.by(vector);
                    float[] s = x.by(scalar);
                    for (int i = 0; i < rows; i++) {
                        for (int j = 0; j < columns; j++) {
                            int at = x.cOffset + i * x.cRow + j;
                            // Either sum is off by at most one rounding, 2^-24 of the terms so far, a product and an
                            // addition; typical differences are smaller by the square root of the steps.
                            double most = 4 * (steps + 1) * Math.ulp(0.5f) * x.size(i, j);
                            assertThat(Math.abs(v[at] - s[at])).as("%s", x).isLessThanOrEqualTo((float) most);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void startingFromOneRowIsStartingFromItsCopies(boolean transposed) {
        float[] row = new float[3 + 208];
        Random numbers = new Random(9);
        for (int j = 0; j < row.length; j++) {
            row[j] = (float) numbers.nextGaussian();
        }
        for (Kernels kernels : new Kernels[] {vector, scalar}) {
            for (int rows : new int[] {0, 1, 2, 3, 5, 6, 7, 13, 25}) {
                for (int columns : new int[] {16, 32, 48, 64, 80, 128, 208}) {
                    for (int steps : new int[] {0, 1, 7, 64, 131}) {
                        Case x = new Case(rows, columns, steps, transposed);
                        assertThat(bits(x.fromOneRow(kernels, row)))
                                .as("%s %s", kernels.name(), x)
                                .isEqualTo(bits(x.copiesOf(kernels, row)));
                    }
                }
            }
        }
    }

    @Test
    void everyCallGivesTheSameBits() {
        Case x = new Case(61, 128, 128, false);
        int[] first = bits(x.by(vector));
        // Long enough for every compiler to have its turn.
        for (int i = 0; i < 3000; i++) {
            assertThat(Arrays.equals(bits(x.by(vector)), first)).isTrue();
        }
    }

    @Test
    void nanAndInfinityReachExactlyTheirRowsAndColumns() {
        Case x = new Case(13, 64, 20, false);
        x.a[x.aOffset + 4 * x.aRow + 3] = Float.NaN;
        x.b[x.bOffset + 5 * x.bRow + 17] = Float.POSITIVE_INFINITY;
        float[] out = x.by(vector);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 64; j++) {
                float v = out[x.cOffset + i * x.cRow + j];
                if (i == 4) {
                    assertThat(v).isNaN();
                } else if (j == 17) {
                    assertThat(v).isInfinite();
                } else {
                    assertThat(v).isFinite();
                }
            }
        }
    }

    @Test
    void refusesColumnsThatAreNoMultipleOfABlock() {
        float[] x = new float[100];
        assertThatThrownBy(() -> vector.multiplyAdd(x, 0, 1, 1, x, 0, 16, x, 0, 16, x, 0, 16, 1, 24, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("columns: 24, must be a multiple of 16");
    }
}
