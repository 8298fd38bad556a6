package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;

/** Softmax sums and picks of columns, and triangular products. */
class ColumnTest {
    private static final int[] ROWS = {1, 2, 7, 13, 50, 207};
    private static final int STRIDE = 64;

    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    private static float[] logits(int rows, double scale) {
        Random random = new Random(rows);
        float[] x = new float[rows * STRIDE + 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (scale * random.nextGaussian());
        }
        return x;
    }

    @Test
    void columnSumsAreExactUpToRounding() {
        for (Kernels kernels : new Kernels[] {vector, scalar}) {
            for (int rows : ROWS) {
                for (double scale : new double[] {1e-3, 1, 30}) {
                    float[] x = logits(rows, scale);
                    float[] greatest = new float[48];
                    float[] sum = new float[48];
                    kernels.columnSums(x, 3, STRIDE, rows, 48, greatest, sum);
                    for (int j = 0; j < 48; j++) {
                        float max = Float.NEGATIVE_INFINITY;
                        for (int i = 0; i < rows; i++) {
                            max = Math.max(max, x[3 + i * STRIDE + j]);
                        }
                        double exact = 0;
                        for (int i = 0; i < rows; i++) {
                            exact += Math.exp(x[3 + i * STRIDE + j] - max);
                        }
                        assertThat(greatest[j]).isEqualTo(max);
                        // each exponential is off by 2e-7 of itself, each addition rounds to 2^-24
                        assertThat(Math.abs(sum[j] - exact)).isLessThan(exact * (2e-7 + rows * 0x1p-24));
                    }
                }
            }
        }
    }

    @Test
    void aColumnDependsOnItsNumbersAlone() {
        float[] x = logits(50, 3);
        float[] greatest = new float[16];
        float[] sum = new float[16];
        vector.columnSums(x, 0, STRIDE, 50, 16, greatest, sum);
        float[] moved = new float[x.length];
        java.util.Arrays.fill(moved, Float.NaN);
        for (int i = 0; i < 50; i++) {
            moved[i * STRIDE + 37] = x[i * STRIDE + 5];
        }
        float[] movedGreatest = new float[64];
        float[] movedSum = new float[64];
        vector.columnSums(moved, 0, STRIDE, 50, 64, movedGreatest, movedSum);
        assertThat(movedGreatest[37]).isEqualTo(greatest[5]);
        assertThat(movedSum[37]).isEqualTo(sum[5]);
        assertThat(movedSum[36]).isNaN();
    }

    @Test
    void picksFollowTheCumulativeSums() {
        for (Kernels kernels : new Kernels[] {vector, scalar}) {
            for (int rows : ROWS) {
                float[] x = logits(rows, 2);
                float[] greatest = new float[64];
                float[] sum = new float[64];
                kernels.columnSums(x, 0, STRIDE, rows, 64, greatest, sum);
                float[] target = new float[64];
                for (int j = 0; j < 64; j++) {
                    target[j] = j == 63 ? Math.nextDown(sum[j]) : sum[j] * j / 64;
                }
                int[] picks = new int[64];
                kernels.columnPicks(x, 0, STRIDE, rows, 64, greatest, target, picks);
                for (int j = 0; j < 64; j++) {
                    double before = 0;
                    for (int i = 0; i < picks[j]; i++) {
                        before += Math.exp((double) x[i * STRIDE + j] - greatest[j]);
                    }
                    double after = before + Math.exp((double) x[picks[j] * STRIDE + j] - greatest[j]);
                    double rounding = sum[j] * (2e-7 + rows * 0x1p-24);
                    assertThat(picks[j]).isBetween(0, rows - 1);
                    assertThat(before).isLessThanOrEqualTo(target[j] + rounding);
                    assertThat(after).isGreaterThan(target[j] - rounding);
                }
            }
        }
    }

    @Test
    void triangularProductsAreExactUpToRounding() {
        for (Kernels kernels : new Kernels[] {vector, scalar}) {
            for (int d : new int[] {1, 2, 7, 8, 9, 13, 17, 31, 33, 63, 70}) {
                int stride = (d + Kernels.DOUBLE_BLOCK - 1) / Kernels.DOUBLE_BLOCK * Kernels.DOUBLE_BLOCK;
                Random random = new Random(d);
                double[] matrix = new double[5 + d * stride];
                double[] x = new double[d + 2];
                double[] m = new double[d + 1];
                for (int j = 0; j < d; j++) {
                    x[2 + j] = random.nextGaussian();
                    m[1 + j] = random.nextGaussian();
                    for (int i = j; i < d; i++) {
                        matrix[5 + j * stride + i] = random.nextGaussian();
                    }
                }
                double[] out = new double[stride + 4];
                kernels.triangularProduct(matrix, 5, d, stride, x, 2, m, 1, out, 3);
                for (int i = 0; i < d; i++) {
                    double expected = 0;
                    double size = 0;
                    for (int j = 0; j <= i; j++) {
                        double product = matrix[5 + j * stride + i] * (x[2 + j] - m[1 + j]);
                        expected += product;
                        size += Math.abs(product);
                    }
                    assertThat(Math.abs(out[3 + i] - expected)).isLessThanOrEqualTo((d + 1) * 0x1p-53 * size);
                }
                assertThat(out[2]).isZero();
                assertThat(out[stride + 3]).isZero();
            }
        }
    }
}
