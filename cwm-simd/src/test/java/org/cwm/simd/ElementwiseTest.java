package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseTest {
    private static final int[] LENGTHS = {0, 1, 7, 13, 16, 207, 4098};
    private static final float GUARD = 1234.5f;

    /** Zeros, denormals, ordinary and huge numbers, limits of the approximations, infinities and NaN. */
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -1e-40f,
        Float.MIN_NORMAL,
        1e-20f,
        -1e-7f,
        0.5f,
        -1f,
        3.1415927f,
        -7.9f,
        7.90531f,
        8f,
        86.9f,
        -87f,
        -87.1f,
        88.4f,
        100f,
        -200f,
        9999f,
        10_000f,
        10_001f,
        -12_345.678f,
        1e9f,
        -3e38f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0x7fc001ff),
        Float.intBitsToFloat(0xffffffff)
    };

    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    private static double sigmoid(double y) {
        return 1 / (1 + Math.exp(-y));
    }

    private static DoubleUnaryOperator exact(Activation activation) {
        return switch (activation) {
            case TANH -> Math::tanh;
            case SILU -> y -> y * sigmoid(y);
            case SINE -> Math::sin;
        };
    }

    private static DoubleUnaryOperator exactDerivative(Activation activation) {
        return switch (activation) {
            case TANH -> y -> 1 - Math.tanh(y) * Math.tanh(y);
            case SILU -> y -> sigmoid(y) * (1 + y * sigmoid(-y));
            case SINE -> Math::cos;
        };
    }

    private static float[] gaussians(int n, double scale) {
        Random random = new Random(n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * random.nextGaussian());
        }
        return x;
    }

    private static float[] activated(Kernels kernels, Activation activation, float[] y) {
        float[] out = new float[y.length];
        kernels.activate(activation, y, out, 0, y.length);
        return out;
    }

    private static float[] derived(Kernels kernels, Activation activation, float[] y) {
        float[] g = new float[y.length];
        Arrays.fill(g, 1);
        kernels.multiplyByDerivative(activation, y, activated(kernels, activation, y), g, 0, y.length);
        return g;
    }

    @ParameterizedTest
    @EnumSource
    void keepTheirErrorBoundsOnADenseGrid(Activation activation) {
        int n = 16 * 4096;
        float[] y = new float[n];
        for (float most : new float[] {1e-3f, 1, 10, 100, 20_000}) {
            for (int i = 0; i < n; i++) {
                y[i] = most * (2f * i / n - 1);
            }
            float[] a = activated(vector, activation, y);
            float[] d = derived(vector, activation, y);
            for (int i = 0; i < n; i++) {
                // Of silu the relative error is bounded: the activation itself has no bound.
                double size = activation == Activation.SILU ? Math.max(1, Math.abs(y[i])) : 1;
                double off = Math.abs(a[i] - exact(activation).applyAsDouble(y[i]));
                assertThat(off).as("%s(%s)", activation, y[i]).isLessThan(3e-7 * size);
                // Of tanh it is 1 - a^2, which doubles the error of a.
                double most1 = activation == Activation.TANH ? 7e-7 : 3e-7;
                double off1 = Math.abs(d[i] - exactDerivative(activation).applyAsDouble(y[i]));
                assertThat(off1).as("%s'(%s)", activation, y[i]).isLessThan(most1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalTheScalarKernels(Activation activation) {
        for (int n : LENGTHS) {
            float[] y = gaussians(n, 3);
            float[] a = activated(vector, activation, y);
            float[] b = activated(scalar, activation, y);
            float[] da = derived(vector, activation, y);
            float[] db = derived(scalar, activation, y);
            for (int i = 0; i < n; i++) {
                // Each side within its bound, 3e-7 and 3.5e-7, of the exact value.
                double most = 7e-7 * Math.max(1, Math.abs(y[i]));
                assertThat(Math.abs(a[i] - b[i])).isLessThan((float) most);
                assertThat(Math.abs(da[i] - db[i])).isLessThan(1.4e-6f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreeWithTheScalarKernelsOnSpecialValues(Activation activation) {
        float[] a = activated(vector, activation, SPECIAL);
        float[] b = activated(scalar, activation, SPECIAL);
        float[] da = derived(vector, activation, SPECIAL);
        float[] db = derived(scalar, activation, SPECIAL);
        for (int i = 0; i < SPECIAL.length; i++) {
            same(activation, SPECIAL[i], a[i], b[i]);
            same(activation, SPECIAL[i], da[i], db[i]);
            if (Float.isNaN(SPECIAL[i])) {
                assertThat(a[i]).isNaN();
                assertThat(da[i]).isNaN();
            }
        }
    }

    private static void same(Activation activation, float y, float a, float b) {
        if (Float.isNaN(b) || Float.isInfinite(b)) {
            assertThat(a).as("%s(%s)", activation, y).isEqualTo(Float.valueOf(b));
        } else {
            double most = 1.4e-6 * Math.max(1, Math.abs(b));
            assertThat((double) Math.abs(a - b)).as("%s(%s)", activation, y).isLessThan(most);
        }
    }

    @ParameterizedTest
    @EnumSource
    void dependOnTheElementAloneAndTouchNothingElse(Activation activation) {
        float[] y = gaussians(200, 4);
        System.arraycopy(SPECIAL, 0, y, 60, SPECIAL.length);
        float[] a = activated(vector, activation, y);
        float[] d = derived(vector, activation, y);
        for (int offset = 0; offset < 40; offset++) {
            for (int length : new int[] {1, 2, 3, 5, 15, 16, 17, 31, 50, 64, 100}) {
                float[] out = new float[y.length];
                Arrays.fill(out, GUARD);
                vector.activate(activation, y, out, offset, length);
                float[] gradient = new float[y.length];
                Arrays.fill(gradient, 1);
                vector.multiplyByDerivative(activation, y, a, gradient, offset, length);
                for (int i = 0; i < y.length; i++) {
                    boolean inside = i >= offset && i < offset + length;
                    assertThat(out[i]).isEqualTo(Float.valueOf(inside ? a[i] : GUARD));
                    assertThat(gradient[i]).isEqualTo(Float.valueOf(inside ? d[i] : 1));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void mayRunInPlace(Activation activation) {
        float[] y = gaussians(100, 4);
        System.arraycopy(SPECIAL, 0, y, 20, SPECIAL.length);
        float[] a = activated(vector, activation, y);
        vector.activate(activation, y, y, 0, y.length);
        assertThat(y).isEqualTo(a);
    }

    @ParameterizedTest
    @EnumSource
    void everyCallGivesTheSameBits(Activation activation) {
        float[] y = gaussians(1500, 4);
        System.arraycopy(SPECIAL, 0, y, 60, SPECIAL.length);
        float[] a = activated(vector, activation, y);
        float[] d = derived(vector, activation, y);
        // Long enough for every compiler to have its turn.
        for (int i = 0; i < 2000; i++) {
            assertThat(Arrays.equals(activated(vector, activation, y), a))
                    .as("call %d", i)
                    .isTrue();
            assertThat(Arrays.equals(derived(vector, activation, y), d))
                    .as("call %d", i)
                    .isTrue();
        }
    }

    @Test
    void aGradientIsMultipliedNotReplaced() {
        float[] y = gaussians(50, 1);
        float[] g = gaussians(50, 3);
        for (Activation activation : Activation.values()) {
            float[] d = derived(vector, activation, y);
            float[] product = g.clone();
            vector.multiplyByDerivative(activation, y, activated(vector, activation, y), product, 0, 50);
            for (int i = 0; i < 50; i++) {
                assertThat(product[i]).isEqualTo(g[i] * d[i]);
            }
        }
    }

    @Test
    void noDerivativeOfAFiniteValueIsDenormal() {
        for (Activation activation : new Activation[] {Activation.TANH, Activation.SILU}) {
            float[] y = new float[4000];
            for (int i = 0; i < y.length; i++) {
                y[i] = (i - 2000) * 0.1f;
            }
            for (float d : derived(vector, activation, y)) {
                assertThat(d == 0 || Math.abs(d) >= Float.MIN_NORMAL).isTrue();
            }
        }
    }
}
