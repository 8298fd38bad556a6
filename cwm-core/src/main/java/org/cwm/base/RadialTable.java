package org.cwm.base;

/**
 * log p0 as a function of q = |z|^2, by straight lines between points spaced evenly in the bits of a float, that is nearly
 * evenly in log q. The logarithm of a sum of exponentials of lines is convex, so between its points the table lies above the
 * function, by at most q^2 h^2 / 8 times its second derivative, h being a step relative to q. Outside of the table the
 * function is a line: below, the narrowest scale's or short enough, above, the widest's.
 */
final class RadialTable {

    /** Greatest error, nats. */
    private static final double ERROR = 0.002;
    /** Outside of the table other scales have shares below exp(-this). */
    private static final double ALONE = 9;

    /** From 0 up to this, in units of one over the range of slopes, a line is within the error. */
    private static final double FLAT = Math.sqrt(32 * ERROR);

    private static final int MANTISSA = 23;
    /** Most segments between a number and its double: 2^this. */
    private static final int FINEST = 12;
    /** Least q that is told from 0. */
    private static final double LEAST = 1e-30;

    private static final double MOST = 1e30;

    private final int dimension;
    private final int shift;
    private final int first;
    private final float[] intercept;
    private final float[] slope;

    private RadialTable(int dimension, int shift, int first, int size) {
        this.dimension = dimension;
        this.shift = shift;
        this.first = first;
        intercept = new float[size];
        slope = new float[size];
    }

    /** The table of a mixture in D dimensions. */
    static RadialTable of(ScaleMixture base, int dimension) {
        int narrowest = 0;
        int widest = 0;
        for (int j = 1; j < base.scales(); j++) {
            narrowest = base.slopeOf(j) < base.slopeOf(narrowest) ? j : narrowest;
            widest = base.slopeOf(j) > base.slopeOf(widest) ? j : widest;
        }
        double range = base.slopeOf(widest) - base.slopeOf(narrowest);
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int j = 0; j < base.scales(); j++) {
            low = Math.min(low, crossing(base, narrowest, j, dimension, -ALONE));
            high = Math.max(high, crossing(base, j, widest, dimension, ALONE));
        }
        low = Math.min(MOST / 4, Math.max(Math.max(LEAST, range == 0 ? 1 : FLAT / range), low));
        high = Math.min(MOST, Math.max(high, 2 * low));
        double step = Math.sqrt(8 * ERROR / Math.max(1, bend(base, dimension, low, high)));
        int bits = 2;
        while (bits < FINEST && Math.scalb(1.0, -bits) > step) {
            bits++;
        }
        int shift = MANTISSA - bits;
        int from = Float.floatToRawIntBits((float) low) >> shift;
        int to = Float.floatToRawIntBits((float) high) >> shift;
        RadialTable t = new RadialTable(dimension, shift, from - 1, to - from + 3);
        double left = 0;
        double leftValue = base.logDensity(0, dimension);
        for (int i = 0; i < t.slope.length - 1; i++) {
            double right = Float.intBitsToFloat((from + i) << shift);
            double rightValue = base.logDensity(right, dimension);
            t.line(i, left, leftValue, (rightValue - leftValue) / (right - left));
            left = right;
            leftValue = rightValue;
        }
        t.line(t.slope.length - 1, left, leftValue, base.slope(Double.POSITIVE_INFINITY, dimension));
        return t;
    }

    /** The q at which the log term of the wider scale j is that of scale i and {@code above} more; may be negative. */
    private static double crossing(ScaleMixture base, int i, int j, int dimension, double above) {
        double steeper = base.slopeOf(j) - base.slopeOf(i);
        double gap = base.intercept(i, dimension) - base.intercept(j, dimension) + above;
        return steeper > 0 ? gap / steeper : above > 0 ? 0 : Double.POSITIVE_INFINITY;
    }

    /** Greatest q^2 times the second derivative, which is the variance of the scales' slopes. */
    private static double bend(ScaleMixture base, int dimension, double low, double high) {
        double[] share = new double[base.scales()];
        double most = 0;
        for (double q = low; q < high; q *= 1 + 2.0 / (dimension + 20)) {
            base.posterior(q, dimension, share);
            double mean = 0;
            double square = 0;
            for (int j = 0; j < share.length; j++) {
                mean += share[j] * base.slopeOf(j);
                square += share[j] * base.slopeOf(j) * base.slopeOf(j);
            }
            most = Math.max(most, q * q * (square - mean * mean));
        }
        return most;
    }

    private void line(int i, double q, double value, double s) {
        slope[i] = (float) s;
        intercept[i] = (float) (value - (double) slope[i] * q);
    }

    int dimension() {
        return dimension;
    }

    /** Number of lines. */
    int size() {
        return slope.length;
    }

    void logDensities(float[] q, int count, float logDet, float[] out, int offset) {
        int last = slope.length - 1;
        for (int p = 0; p < count; p++) {
            int i = Math.max(0, Math.min(last, (Float.floatToRawIntBits(q[p]) >> shift) - first));
            out[offset + p] = slope[i] * q[p] + (intercept[i] + logDet);
        }
    }
}
