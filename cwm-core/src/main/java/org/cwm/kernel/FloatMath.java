package org.cwm.kernel;

/**
 * The functions of the scalar kernels in float32, without branches where speed matters and several times faster than
 * {@link Math}. NaN gives NaN. The errors stated hold against the exact function of the float32 argument.
 */
public final class FloatMath {
    private FloatMath() {}

    /**
     * Hyperbolic tangent, by a rational of degree 13 over 6.
     *
     * @param y any value
     * @return tanh(y), never beyond -1 or 1; absolute error at most 3.5e-7 (3e-7 with fused multiply-adds)
     */
    public static float tanh(float y) {
        float x = Math.max(-Coefficients.TANH_LIMIT, Math.min(Coefficients.TANH_LIMIT, y));
        float s = x * x;
        float p = Coefficients.TANH_13;
        p = p * s + Coefficients.TANH_11;
        p = p * s + Coefficients.TANH_9;
        p = p * s + Coefficients.TANH_7;
        p = p * s + Coefficients.TANH_5;
        p = p * s + Coefficients.TANH_3;
        p = p * s + Coefficients.TANH_1;
        float q = Coefficients.TANH_EVEN_6;
        q = q * s + Coefficients.TANH_EVEN_4;
        q = q * s + Coefficients.TANH_EVEN_2;
        q = q * s + Coefficients.TANH_EVEN;
        return x * p / q;
    }

    /**
     * Exponential function without denormal results.
     *
     * @param x any value
     * @return exp(x), relative error at most 2e-7; 0 below -87, infinite above 88.37
     */
    public static float exp(float x) {
        return exp(x, 0);
    }

    /**
     * Exponential function of an unrounded sum.
     *
     * @param x any value
     * @param rest what rounding took from x, at most half a unit in its last place
     * @return exp(x + rest), relative error at most 2e-7; 0 for x below -87, infinite above 88.37
     */
    static float exp(float x, float rest) {
        if (x < Coefficients.EXP_LEAST) {
            return 0;
        }
        if (x > Coefficients.EXP_MOST) {
            return Float.POSITIVE_INFINITY;
        }
        float shifted = x * Coefficients.INVERSE_LOG_2 + Coefficients.ROUND;
        float n = shifted - Coefficients.ROUND;
        float r = x - n * Coefficients.LOG_2_HIGH - n * Coefficients.LOG_2_LOW + rest;
        float p = Coefficients.EXP_7;
        p = p * r + Coefficients.EXP_6;
        p = p * r + Coefficients.EXP_5;
        p = p * r + Coefficients.EXP_4;
        p = p * r + Coefficients.EXP_3;
        p = p * r + 0.5f;
        p = p * (r * r) + r + 1;
        // 2^n: n is added to the exponent of 1. A NaN makes that arbitrary, but lives on in p.
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(1f) + (Float.floatToRawIntBits(shifted) << 23));
    }

    /**
     * Scaled weight of a logit.
     *
     * @param x logit; minus infinity gives 0
     * @param logSumExp of all logits
     * @param scale factor
     * @return scale * exp(x - logSumExp), relative error at most 3e-7; 0 where that or the exponential would be
     *     denormal
     */
    static float scaledWeight(float x, float logSumExp, float scale) {
        float d = x - logSumExp;
        // What the subtraction lost, exactly.
        float back = x - d;
        float rest = (x - (d + back)) + (back - logSumExp);
        float w = scale * exp(d, rest);
        return Math.abs(w) < Float.MIN_NORMAL ? 0 : w;
    }

    /**
     * Sigmoid-weighted unit.
     *
     * @param y any value; minus infinity gives NaN
     * @return y / (1 + exp(-y)); error at most 3e-7 of the greater of 1 and |y|
     */
    public static float silu(float y) {
        float e = exp(-Math.abs(y));
        return y * ((y >= 0 ? 1 : e) / (1 + e));
    }

    /**
     * Derivative of {@link #silu}.
     *
     * @param y any finite value
     * @return s + y s (1 - s) with s = 1 / (1 + exp(-y)); absolute error at most 3e-7
     */
    public static float siluDerivative(float y) {
        float e = exp(-Math.abs(y));
        float high = 1 / (1 + e);
        float low = e * high;
        return (y >= 0 ? high : low) + y * (high * low);
    }

    /**
     * Sine.
     *
     * @param y any value; infinities give NaN
     * @return sin(y); absolute error at most 3e-7
     */
    public static float sin(float y) {
        if (!(Math.abs(y) <= Coefficients.SINE_LIMIT)) {
            return (float) Math.sin(y);
        }
        float shifted = y * Coefficients.INVERSE_PI + Coefficients.ROUND;
        float n = shifted - Coefficients.ROUND;
        return alternate(sineOfRest((float) (y - n * Math.PI)), shifted);
    }

    /**
     * Cosine.
     *
     * @param y any value; infinities give NaN
     * @return cos(y); absolute error at most 3e-7
     */
    public static float cos(float y) {
        if (!(Math.abs(y) <= Coefficients.SINE_LIMIT)) {
            return (float) Math.cos(y);
        }
        float shifted = (y * Coefficients.INVERSE_PI - 0.5f) + Coefficients.ROUND;
        float n = shifted - Coefficients.ROUND + 0.5f;
        return alternate(-sineOfRest((float) (y - n * Math.PI)), shifted);
    }

    /** Sine of an angle of at most pi / 2 in size. */
    private static float sineOfRest(float r) {
        float s = r * r;
        float p = Coefficients.SINE_9;
        p = p * s + Coefficients.SINE_7;
        p = p * s + Coefficients.SINE_5;
        p = p * s + Coefficients.SINE_3;
        return p * (s * r) + r;
    }

    /** Changes the sign of x if the integer in the lowest bits of {@code shifted} is odd. */
    private static float alternate(float x, float shifted) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) ^ (Float.floatToRawIntBits(shifted) << 31));
    }
}
