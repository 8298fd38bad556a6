package org.cwm.kernel;

/**
 * The numbers behind the approximations of {@link FloatMath}, shared with the vector kernels. All are meant for
 * float32 arithmetic as written there: a rounding more or less moves the stated errors.
 */
public final class Coefficients {
    /**
     * tanh(y) is this odd polynomial of degree 13 over {@link #TANH_EVEN}; powers 1, 3, 5, ... The common factor of the
     * two is chosen for the least error after rounding and for values that never pass 1.
     */
    public static final float TANH_1 = 1.8326105f;

    /** Of y^3; see {@link #TANH_1}. */
    public static final float TANH_3 = 0.2386527f;

    /** Of y^5. */
    public static final float TANH_5 = 0.0055639865f;

    /** Of y^7. */
    public static final float TANH_7 = 1.918285e-5f;

    /** Of y^9. */
    public static final float TANH_9 = -3.222424e-8f;

    /** Of y^11. */
    public static final float TANH_11 = 7.490644e-11f;

    /** Of y^13. */
    public static final float TANH_13 = -1.0338996e-13f;

    /** The denominator of tanh, an even polynomial of degree 6: this constant, then y^2, y^4, y^6. */
    public static final float TANH_EVEN = 1.8326107f;

    /** Of y^2 in the denominator. */
    public static final float TANH_EVEN_2 = 0.84952205f;

    /** Of y^4 in the denominator. */
    public static final float TANH_EVEN_4 = 0.0443909f;

    /** Of y^6 in the denominator. */
    public static final float TANH_EVEN_6 = 4.4874422e-4f;

    /** Beyond this size tanh is taken as constant. */
    public static final float TANH_LIMIT = 7.90531f;

    /**
     * Added to and subtracted from a float below 2^22 in size, 1.5 * 2^23 rounds it to an integer, which the sum holds
     * in its lowest bits.
     */
    public static final float ROUND = 1.2582912e7f;

    /** 1 / log 2. */
    public static final float INVERSE_LOG_2 = 1.442695f;

    /** log 2 in ten bits: its product with an exponent is exact. */
    public static final float LOG_2_HIGH = 0.6933594f;

    /** The rest of log 2. */
    public static final float LOG_2_LOW = -2.1219444e-4f;

    /** exp(r) = 1 + r + r^2 (1/2 + this r + ...) for |r| at most log(2) / 2. */
    public static final float EXP_3 = 0.16666667f;

    /** Of r^4; see {@link #EXP_3}. */
    public static final float EXP_4 = 0.041666485f;

    /** Of r^5. */
    public static final float EXP_5 = 0.008333361f;

    /** Of r^6. */
    public static final float EXP_6 = 0.0013930436f;

    /** Of r^7. */
    public static final float EXP_7 = 1.9852762e-4f;

    /** Below this exp is flushed to 0: the result would come close to the denormal numbers. */
    public static final float EXP_LEAST = -87.0f;

    /** Above this exp is taken as infinite: 2^n with n = 128 is no float32, a little before exp itself is none. */
    public static final float EXP_MOST = 88.37f;

    /** 1 / pi. */
    public static final float INVERSE_PI = 0.31830987f;

    /** pi, rounded. */
    public static final float PI_HIGH = 3.1415927f;

    /** The rest of pi. */
    public static final float PI_LOW = -8.742278e-8f;

    /** sin(r) = r + r^3 (this + ...) for |r| at most pi / 2. */
    public static final float SINE_3 = -0.1666666f;

    /** Of r^5; see {@link #SINE_3}. */
    public static final float SINE_5 = 0.008333079f;

    /** Of r^7. */
    public static final float SINE_7 = -1.981069e-4f;

    /** Of r^9. */
    public static final float SINE_9 = 2.608316e-6f;

    /** Beyond this size sin and cos are taken in double. */
    public static final float SINE_LIMIT = 10_000f;

    private Coefficients() {}
}
