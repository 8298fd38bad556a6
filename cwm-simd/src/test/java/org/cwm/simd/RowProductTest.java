package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;

class RowProductTest {
    private static final float GUARD = 1234.5f;

    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    private static float[] normal(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /** Each product and each of at most n additions rounds by 2^-24 of the sum of absolute values. */
    @Test
    void equalsTheDefinitionUpToRoundingAndTouchesNothingElse() {
        Random random = new Random(3);
        for (int rows : new int[] {0, 1, 3, 4, 5, 120}) {
            for (int columns : new int[] {0, 1, 2, 3, 4, 5}) {
                for (int steps : new int[] {0, 16, 48, 128}) {
                    int aRow = steps + 3;
                    int bRow = steps + 5;
                    int cRow = columns + 2;
                    float[] a = normal(random, 7 + rows * aRow);
                    float[] b = normal(random, 9 + columns * bRow);
                    float[] start = normal(random, 2 + columns);
                    for (Kernels k : new Kernels[] {vector, scalar}) {
                        float[] c = new float[5 + rows * cRow];
                        Arrays.fill(c, GUARD);
                        k.multiplyAddTransposed(a, 7, aRow, b, 9, bRow, start, 2, c, 5, cRow, rows, columns, steps);
                        for (int p = 0; p < c.length; p++) {
                            int i = Math.floorDiv(p - 5, cRow);
                            int j = Math.floorMod(p - 5, cRow);
                            if (i < 0 || j >= columns) {
                                assertThat(c[p]).isEqualTo(GUARD);
                                continue;
                            }
                            double sum = start[2 + j];
                            double size = Math.abs(sum);
                            for (int t = 0; t < steps; t++) {
                                double product = (double) a[7 + i * aRow + t] * b[9 + j * bRow + t];
                                sum += product;
                                size += Math.abs(product);
                            }
                            assertThat(Math.abs(c[p] - sum)).isLessThanOrEqualTo((steps + 2) * 0x1p-24 * size);
                        }
                    }
                }
            }
        }
    }

    @Test
    void anElementDependsOnItsRowsAloneAtEveryCall() {
        Random random = new Random(5);
        int steps = 128;
        float[] a = normal(random, 9 * steps);
        float[] b = normal(random, 3 * steps);
        float[] zero = new float[3];
        float[] all = new float[27];
        vector.multiplyAddTransposed(a, 0, steps, b, 0, steps, zero, 0, all, 0, 3, 9, 3, steps);
        // Often enough for every compiler to have its turn.
        for (int call = 0; call < 2_000; call++) {
            float[] one = new float[1];
            for (int i = 0; i < 9; i++) {
                for (int j = 0; j < 3; j++) {
                    vector.multiplyAddTransposed(
                            a, i * steps, steps, b, j * steps, steps, zero, 0, one, 0, 1, 1, 1, steps);
                    assertThat(one[0]).isEqualTo(all[i * 3 + j]);
                }
            }
        }
    }

    @Test
    void refusesStepsThatAreNoWholeBlocks() {
        float[] x = new float[64];
        assertThatThrownBy(() -> vector.multiplyAddTransposed(x, 0, 17, x, 0, 17, x, 0, new float[1], 0, 1, 1, 1, 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17");
    }
}
