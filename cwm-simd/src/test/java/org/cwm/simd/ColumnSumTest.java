package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;

class ColumnSumTest {
    private static final float GUARD = 1234.5f;

    @Test
    void addsRowByRowAndTouchesNothingElse() {
        Random random = new Random(4);
        for (int rows : new int[] {0, 1, 2, 7, 100}) {
            for (int columns = 0; columns <= 208; columns += 16) {
                int stride = columns + 16 * random.nextInt(2);
                float[] x = new float[7 + rows * stride];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) random.nextGaussian();
                }
                float[] expected = new float[columns + 10];
                Arrays.fill(expected, GUARD);
                for (int j = 0; j < columns; j++) {
                    float sum = j;
                    for (int i = 0; i < rows; i++) {
                        sum += x[7 + i * stride + j];
                    }
                    expected[5 + j] = sum;
                }
                for (Kernels kernels : new Kernels[] {new VectorKernels(), new ScalarKernels()}) {
                    float[] sums = new float[columns + 10];
                    Arrays.fill(sums, GUARD);
                    for (int j = 0; j < columns; j++) {
                        sums[5 + j] = j;
                    }
                    kernels.addColumnSums(x, 7, stride, rows, columns, sums, 5);
                    // The same additions in the same order: the same bits.
                    assertThat(sums).isEqualTo(expected);
                }
            }
        }
    }
}
