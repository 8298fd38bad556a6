package org.cwm.base;

/** The distribution function of the standard normal, to a few units in the last place of a double. */
final class NormalCdf {

    private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** Nearer to 0 the series is quick, further away the continued fraction. */
    private static final double NEAR = 2.5;

    private NormalCdf() {}

    /**
     * Phi(x), with small relative error in both tails' small values.
     *
     * @param x any number
     * @return P(Z &lt;= x)
     */
    static double of(double x) {
        if (Math.abs(x) < NEAR) {
            return 0.5 + density(x) * series(x);
        }
        double tail = Math.abs(x) > 40 ? 0 : density(x) * fraction(Math.abs(x));
        return x < 0 ? tail : 1 - tail;
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x - LOG_ROOT_TWO_PI);
    }

    /** (Phi(x) - 1/2) / phi(x) = sum over n of x^(2n+1) / (1 3 5 ... (2n+1)). */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return sum;
    }

    /** Mills' ratio (1 - Phi(x)) / phi(x) = 1 / (x + 1 / (x + 2 / (x + 3 / ...))), from the end. */
    private static double fraction(double x) {
        double f = x;
        for (int n = 160; n > 0; n--) {
            f = x + n / f;
        }
        return 1 / f;
    }
}
