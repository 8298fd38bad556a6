package org.cwm.query;

/**
 * The pair of Gauss and Kronrod rules with 7 and 15 points on [-1, 1] (Kronrod 1965), and the Legendre series that
 * interpolates the 15 values in the sense of least squares, whose integral to any point is at hand.
 */
final class GaussKronrod {

    /** Number of points. */
    static final int POINTS = 15;
    /** Terms of the Legendre series: degree 11, for which the 15 point rule (exact to degree 22) gives the terms. */
    static final int TERMS = 12;

    private static final double[] HALF_NODES = {
        0.9914553711208126,
        0.9491079123427585,
        0.8648644233597691,
        0.7415311855993945,
        0.5860872354676911,
        0.4058451513773972,
        0.20778495500789848,
        0.0
    };
    private static final double[] HALF_KRONROD = {
        0.022935322010529224,
        0.06309209262997856,
        0.10479001032225019,
        0.14065325971552592,
        0.1690047266392679,
        0.19035057806478542,
        0.20443294007529889,
        0.20948214108472782
    };
    /** Of every second node, from the second. */
    private static final double[] HALF_GAUSS = {
        0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694
    };

    /** Nodes in increasing order. */
    static final double[] NODES = new double[POINTS];
    /** Weights of the 15 point rule. */
    static final double[] KRONROD = new double[POINTS];
    /** Weights of the 7 point rule, 0 at the other nodes. */
    static final double[] GAUSS = new double[POINTS];
    /** {@code SERIES[m * POINTS + j]}: what the value at node j adds to coefficient m. */
    static final double[] SERIES = new double[TERMS * POINTS];

    static {
        for (int j = 0; j < POINTS; j++) {
            int half = Math.min(j, POINTS - 1 - j);
            NODES[j] = j < POINTS / 2 ? -HALF_NODES[half] : HALF_NODES[half];
            KRONROD[j] = HALF_KRONROD[half];
            GAUSS[j] = half % 2 == 1 ? HALF_GAUSS[half / 2] : 0;
            double before = 0;
            double p = 1;
            for (int m = 0; m < TERMS; m++) {
                SERIES[m * POINTS + j] = (2 * m + 1) / 2.0 * KRONROD[j] * p;
                double next = ((2 * m + 1) * NODES[j] * p - m * before) / (m + 1);
                before = p;
                p = next;
            }
        }
    }

    private GaussKronrod() {}

    /**
     * The integral of a Legendre series from -1.
     *
     * @param c coefficients, not modified
     * @param offset of the first of {@link #TERMS}
     * @param s upper end in [-1, 1]
     * @return c_0 (s + 1) + sum over m of c_m (P_(m+1)(s) - P_(m-1)(s)) / (2 m + 1)
     */
    static double integral(double[] c, int offset, double s) {
        double before = 1;
        double p = s;
        double sum = c[offset] * (s + 1);
        for (int m = 1; m < TERMS; m++) {
            double next = ((2 * m + 1) * s * p - m * before) / (m + 1);
            sum += c[offset + m] * (next - before) / (2 * m + 1);
            before = p;
            p = next;
        }
        return sum;
    }
}
