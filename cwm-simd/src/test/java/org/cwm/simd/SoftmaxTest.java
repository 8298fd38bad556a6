package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    private static final int[] LENGTHS = {1, 2, 7, 13, 16, 50, 207, 4098};
    private static final float GUARD = 1234.5f;

    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    private static float[] logits(int n, double scale) {
        Random random = new Random(n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * random.nextGaussian());
        }
        return x;
    }

    private static float logSumExp(Kernels kernels, float[] x, int offset, int length) {
        float[] out = new float[1];
        kernels.logSumExp(x, offset, 0, 1, length, out, 0);
        return out[0];
    }

    private static void scaledSoftmax(Kernels kernels, float[] x, int offset, int length, float shift, float scale) {
        kernels.scaledSoftmax(x, offset, 0, 1, length, new float[] {shift}, new float[] {scale}, 0);
    }

    private static double exactLogSumExp(float[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (float v : x) {
            max = Math.max(max, v);
        }
        double sum = 0;
        for (float v : x) {
            sum += Math.exp(v - max);
        }
        return max + Math.log(sum);
    }

    /**
     * What a log-sum-exp may be off by: the exponentials' error, a rounding of 2^-24 for each addition in a lane (four
     * lanes at least), and the last rounding.
     */
    private static double bound(int length, double result) {
        return 1e-7 + (length / 4 + 2) * 0x1p-24 + 0x1p-24 * Math.abs(result);
    }

    @Test
    void logSumExpIsExactUpToRounding() {
        for (int n : LENGTHS) {
            for (double scale : new double[] {1e-3, 1, 30, 1000}) {
                float[] x = logits(n, scale);
                double exact = exactLogSumExp(x);
                assertThat(Math.abs(logSumExp(vector, x, 0, n) - exact)).isLessThan(bound(n, exact));
                assertThat(Math.abs(logSumExp(scalar, x, 0, n) - exact)).isLessThan(bound(n, exact));
            }
        }
    }

    @Test
    void logSumExpDependsOnTheValuesAlone() {
        float[] x = logits(400, 3);
        for (int length : LENGTHS) {
            if (length > 300) {
                continue;
            }
            float expected = logSumExp(vector, Arrays.copyOf(x, length), 0, length);
            for (int offset = 1; offset < 40; offset++) {
                float[] moved = new float[400];
                Arrays.fill(moved, Float.NaN);
                System.arraycopy(x, 0, moved, offset, length);
                assertThat(logSumExp(vector, moved, offset, length)).isEqualTo(expected);
            }
        }
    }

    @Test
    void rowsOfAMatrixEachAsIfAlone() {
        for (Kernels k : new Kernels[] {vector, scalar}) {
            for (int length : new int[] {1, 7, 16, 50, 64, 207}) {
                for (int rows : new int[] {0, 1, 2, 63, 64, 65, 200}) {
                    int stride = length + 3;
                    float[] x = logits(5 + rows * stride, 10);
                    if (rows > 2) {
                        x[5 + stride] = Float.NaN;
                        Arrays.fill(x, 5 + 2 * stride, 5 + 2 * stride + length, Float.NEGATIVE_INFINITY);
                    }
                    float[] out = new float[rows + 2];
                    Arrays.fill(out, GUARD);
                    k.logSumExp(x, 5, stride, rows, length, out, 1);
                    assertThat(out[0]).isEqualTo(GUARD);
                    assertThat(out[rows + 1]).isEqualTo(GUARD);
                    for (int i = 0; i < rows; i++) {
                        assertThat(out[1 + i]).isEqualTo(Float.valueOf(logSumExp(k, x, 5 + i * stride, length)));
                    }
                }
            }
        }
    }

    @Test
    void weightsOfEachRowAsIfAlone() {
        for (Kernels k : new Kernels[] {vector, scalar}) {
            for (int length : new int[] {1, 7, 16, 50, 64, 207}) {
                for (int rows : new int[] {0, 1, 2, 63, 64, 65, 200}) {
                    int stride = length + 3;
                    float[] x = logits(5 + rows * stride, 10);
                    float[] sums = logits(rows + 2, 10);
                    float[] scales = logits(rows + 4, 1);
                    float[] expected = x.clone();
                    for (int i = 0; i < rows; i++) {
                        scaledSoftmax(k, expected, 5 + i * stride, length, sums[2 + i], scales[2 + i]);
                    }
                    k.scaledSoftmax(x, 5, stride, rows, length, sums, scales, 2);
                    assertThat(x).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void everyCallGivesTheSameBits() {
        for (int n : new int[] {7, 50, 64}) {
            float[] x = logits(n, 30);
            x[3] = Float.NEGATIVE_INFINITY;
            float first = logSumExp(vector, x, 0, n);
            float[] weights = x.clone();
            scaledSoftmax(vector, weights, 0, n, first, 0.3f);
            // Long enough for every compiler to have its turn.
            for (int i = 0; i < 20_000; i++) {
                float[] w = x.clone();
                scaledSoftmax(vector, w, 0, n, first, 0.3f);
                if (logSumExp(vector, x, 0, n) != first || !Arrays.equals(w, weights)) {
                    assertThat(i).as("call that gave other bits").isNegative();
                }
            }
        }
    }

    @Test
    void logSumExpOfSpecialValues() {
        float infinity = Float.POSITIVE_INFINITY;
        for (Kernels k : new Kernels[] {vector, scalar}) {
            for (int n : new int[] {1, 7, 16, 50}) {
                for (int at = 0; at < n; at++) {
                    float[] x = new float[n];
                    Arrays.fill(x, -infinity);
                    assertThat(logSumExp(k, x, 0, n)).isEqualTo(-infinity);
                    x[at] = 2.5f;
                    assertThat(logSumExp(k, x, 0, n)).isEqualTo(2.5f);
                    x[at] = -3e38f;
                    assertThat(logSumExp(k, x, 0, n)).isEqualTo(-3e38f);
                    x[at] = infinity;
                    assertThat(logSumExp(k, x, 0, n)).isEqualTo(infinity);
                    x[at] = Float.intBitsToFloat(0x7fc001ff);
                    assertThat(logSumExp(k, x, 0, n)).isNaN();
                }
            }
        }
    }

    @Test
    void weightsKeepTheirRelativeError() {
        for (int n : LENGTHS) {
            for (double scale : new double[] {1e-3, 1, 15}) {
                float[] x = logits(n, scale);
                float logSumExp = logSumExp(vector, x, 0, n);
                float[] v = x.clone();
                float[] s = x.clone();
                scaledSoftmax(vector, v, 0, n, logSumExp, 0.37f);
                scaledSoftmax(scalar, s, 0, n, logSumExp, 0.37f);
                for (int i = 0; i < n; i++) {
                    double exact = 0.37f * Math.exp((double) x[i] - logSumExp);
                    if (exact > 1e-30) {
                        // The exponential's 2e-7 and the rounding of its product with the scale.
                        assertThat(Math.abs(v[i] - exact)).isLessThan(2.6e-7 * exact);
                        assertThat(Math.abs(s[i] - exact)).isLessThan(2.6e-7 * exact);
                    }
                }
            }
        }
    }

    @Test
    void exponentialKeepsItsRelativeErrorOnADenseGrid() {
        int n = 1 << 17;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = -86.9f + i * (175f / n);
        }
        float[] e = x.clone();
        scaledSoftmax(vector, e, 0, n, 0, 1);
        for (int i = 0; i < n; i++) {
            double exact = Math.exp(x[i]);
            assertThat(Math.abs(e[i] - exact)).as("exp(%s)", x[i]).isLessThan(2e-7 * exact);
        }
    }

    @Test
    void weightsOfSpecialValues() {
        float infinity = Float.POSITIVE_INFINITY;
        float nan = Float.intBitsToFloat(0xffc001ff);
        float[] x = {-infinity, -3e38f, -1000, -87.1f, -87, 0, 88.3f, 88.4f, 1e10f, infinity, nan, -0f, 1e-40f};
        for (float logSumExp : new float[] {0, 1e-30f, -infinity, infinity, nan}) {
            for (float scale : new float[] {1, -1, 0, 1e-3f, nan}) {
                float[] v = x.clone();
                float[] s = x.clone();
                scaledSoftmax(vector, v, 0, x.length, logSumExp, scale);
                scaledSoftmax(scalar, s, 0, x.length, logSumExp, scale);
                for (int i = 0; i < x.length; i++) {
                    if (Float.isFinite(s[i]) && s[i] != 0) {
                        assertThat(Math.abs(v[i] / s[i] - 1)).isLessThan(4e-7f);
                        assertThat(Math.abs(v[i])).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
                    } else {
                        // Adding 0 makes -0 a 0.
                        assertThat(v[i] + 0f)
                                .as("%s %s %s", x[i], logSumExp, scale)
                                .isEqualTo(Float.valueOf(s[i] + 0f));
                    }
                    if (Float.isNaN(x[i]) || Float.isNaN(logSumExp) || Float.isNaN(scale)) {
                        assertThat(v[i]).isNaN();
                    }
                }
            }
        }
    }

    @Test
    void weightsDependOnTheElementAloneAndTouchNothingElse() {
        float[] x = logits(200, 20);
        x[3] = Float.NEGATIVE_INFINITY;
        float[] all = x.clone();
        scaledSoftmax(vector, all, 0, 200, 5, 2);
        for (int offset = 0; offset < 40; offset++) {
            for (int length : new int[] {1, 2, 15, 16, 17, 50, 100}) {
                float[] some = new float[200];
                Arrays.fill(some, GUARD);
                System.arraycopy(x, offset, some, offset, length);
                scaledSoftmax(vector, some, offset, length, 5, 2);
                for (int i = 0; i < 200; i++) {
                    assertThat(some[i]).isEqualTo(i >= offset && i < offset + length ? all[i] : GUARD);
                }
            }
        }
    }
}
