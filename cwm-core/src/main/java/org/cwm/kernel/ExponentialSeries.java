package org.cwm.kernel;

/**
 * The numbers of exp in double. x = n ln 2 + r with |r| &lt;= ln(2)/2; exp(r) = 1 + r + r^2 Q(r) with a polynomial Q of
 * degree 9, interpolated at the Chebyshev nodes (error 1.6e-17). 2^n is made on the exponent's bits.
 */
public final class ExponentialSeries {

    /** log2 e. */
    public static final double LOG2_E = 1.4426950408889634;
    /** Added to a small number, leaves it rounded to an integer in the low bits. */
    public static final double SHIFT = 0x1.8p52;
    /** The bits of 1.0. */
    public static final long ONE = 0x3ff0000000000000L;
    /** ln 2 to 37 bits. */
    public static final double LN2_HIGH = 0x1.62e42fefa0000p-1;
    /** ln 2 less {@link #LN2_HIGH}. */
    public static final double LN2_LOW = 0x1.cf79abc9e3b3ap-40;
    /** Coefficient of r^9 of Q. */
    public static final double Q9 = 0x1.af38d53857513p-26;
    /** Coefficient of r^8 of Q. */
    public static final double Q8 = 0x1.2891a8c1d838dp-22;
    /** Coefficient of r^7 of Q. */
    public static final double Q7 = 0x1.71de0d9c145d0p-19;
    /** Coefficient of r^6 of Q. */
    public static final double Q6 = 0x1.a019b8ef67c6cp-16;
    /** Coefficient of r^5 of Q. */
    public static final double Q5 = 0x1.a01a01a7c8d47p-13;
    /** Coefficient of r^4 of Q. */
    public static final double Q4 = 0x1.6c16c17893833p-10;
    /** Coefficient of r^3 of Q. */
    public static final double Q3 = 0x1.11111111109adp-7;
    /** Coefficient of r^2 of Q. */
    public static final double Q2 = 0x1.5555555553d4fp-5;
    /** Coefficient of r of Q. */
    public static final double Q1 = 0x1.5555555555556p-3;
    /** Constant of Q. */
    public static final double Q0 = 0.5;

    private ExponentialSeries() {}
}
