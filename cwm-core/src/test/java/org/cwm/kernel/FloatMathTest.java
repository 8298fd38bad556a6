package org.cwm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FloatMathTest {
    private interface FloatFunction {
        float at(float y);
    }

    /** The greatest |f(y) - exact(y)| / size(y) over every 499th float between 0 and {@code most}, both signs. */
    private static double worst(FloatFunction f, DoubleUnaryOperator exact, DoubleUnaryOperator size, float most) {
        double worst = 0;
        for (int bits = 0; bits <= Float.floatToRawIntBits(most); bits += 499) {
            float y = Float.intBitsToFloat(bits);
            worst = Math.max(worst, Math.abs(f.at(y) - exact.applyAsDouble(y)) / size.applyAsDouble(y));
            worst = Math.max(worst, Math.abs(f.at(-y) - exact.applyAsDouble(-y)) / size.applyAsDouble(-y));
        }
        return worst;
    }

    private static double sigmoid(double y) {
        return 1 / (1 + Math.exp(-y));
    }

    @Test
    void functionsKeepTheirErrorBounds() {
        assertThat(worst(FloatMath::tanh, Math::tanh, y -> 1, 100)).isLessThan(3.5e-7);
        assertThat(worst(FloatMath::sin, Math::sin, y -> 1, 20_000)).isLessThan(3e-7);
        assertThat(worst(FloatMath::cos, Math::cos, y -> 1, 20_000)).isLessThan(3e-7);
        assertThat(worst(FloatMath::exp, Math::exp, Math::exp, 86.9f)).isLessThan(2e-7);
        assertThat(worst(FloatMath::silu, y -> y * sigmoid(y), y -> Math.max(1, Math.abs(y)), 1000))
                .isLessThan(3e-7);
        assertThat(worst(FloatMath::siluDerivative, y -> sigmoid(y) * (1 + y * sigmoid(-y)), y -> 1, 1000))
                .isLessThan(3e-7);
    }

    @Test
    void tanhStaysBetweenMinusOneAndOneAndIsOdd() {
        for (float y = 0; y < 20; y += 1e-3f) {
            assertThat(FloatMath.tanh(y)).isBetween(0f, 1f).isEqualTo(-FloatMath.tanh(-y));
        }
        assertThat(FloatMath.tanh(Float.POSITIVE_INFINITY)).isEqualTo(FloatMath.tanh(8));
        assertThat(FloatMath.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(FloatMath.tanh(-8));
    }

    @Test
    void expIsFlushedToZeroAndOverflowsToInfinity() {
        assertThat(FloatMath.exp(-87)).isGreaterThan(Float.MIN_NORMAL);
        assertThat(FloatMath.exp(Math.nextDown(-87f))).isZero();
        assertThat(FloatMath.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(FloatMath.exp(0)).isEqualTo(1);
        assertThat(FloatMath.exp(88.4f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(FloatMath.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    }

    @Test
    void noNanBecomesANumber() {
        // With and without low bits of its own, of either sign.
        for (int bits : new int[] {0x7fc00000, 0x7fc00001, 0x7fffffff, 0xffc00000, 0xffc001ff, 0xffffffff}) {
            float nan = Float.intBitsToFloat(bits);
            assertThat(FloatMath.tanh(nan)).isNaN();
            assertThat(FloatMath.exp(nan)).isNaN();
            assertThat(FloatMath.sin(nan)).isNaN();
            assertThat(FloatMath.cos(nan)).isNaN();
            assertThat(FloatMath.silu(nan)).isNaN();
            assertThat(FloatMath.siluDerivative(nan)).isNaN();
            assertThat(FloatMath.scaledWeight(nan, 0, 1)).isNaN();
            assertThat(FloatMath.scaledWeight(0, nan, 1)).isNaN();
            assertThat(FloatMath.scaledWeight(-100, 0, nan)).isNaN();
        }
        assertThat(FloatMath.sin(Float.POSITIVE_INFINITY)).isNaN();
        assertThat(FloatMath.cos(Float.NEGATIVE_INFINITY)).isNaN();
    }

    @Test
    void weightsAreExactForUnroundedDifferences() {
        for (int i = 0; i < 20_000; i++) {
            float x = -60 + i * 3.1e-3f;
            float logSumExp = 3.1415f + i * 1e-4f;
            double exact = 0.37f * Math.exp((double) x - logSumExp);
            float w = FloatMath.scaledWeight(x, logSumExp, 0.37f);
            assertThat(Math.abs(w - exact)).isLessThan(3e-7 * exact);
        }
        assertThat(FloatMath.scaledWeight(-80, 0, 1e-4f)).isZero();
        assertThat(FloatMath.scaledWeight(Float.NEGATIVE_INFINITY, 3, 1)).isZero();
        assertThat(FloatMath.scaledWeight(3, Float.NEGATIVE_INFINITY, 1)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(FloatMath.scaledWeight(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, 1))
                .isNaN();
    }
}
