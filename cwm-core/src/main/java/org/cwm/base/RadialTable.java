package org.cwm.base;

/**
 * log p0 as a function of q = |z|^2, by straight lines between points spaced evenly in the bits of a float, that is nearly
 * evenly in log q. The logarithm of a sum of exponentials of lines is convex, so between its points the table lies above the
 * function, by at most q^2 h^2 / 8 times its second derivative, h being a step relative to q. Outside of the table one
 * scale has the whole density and a line is the function.
 */
final class RadialTable {

    /** Greatest error, nats. */
    private static final double ERROR = 0.002;
    /** Outside of the table other scales have shares below exp(-this). */
    private static final double ALONE = 9;

    private static final double NONE = Math.exp(-ALONE);
    /** From 0 up to this, in units of one over the difference of slopes, a line is within the error. */
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
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        double bend = 0;
        for (int i = 0; i < base.scales(); i++) {
            for (int j = 0; j < i; j++) {
                double steeper = base.slopeOf(i) - base.slopeOf(j);
                double gap = base.intercept(j, dimension) - base.intercept(i, dimension);
                if (steeper == 0) {
                    continue;
                }
                // term i less term j is steeper (q - gap / steeper)
                double crossing = Math.max(0, gap / steeper);
                double unit = 1 / Math.abs(steeper);
                if (gap / steeper + ALONE * unit > 0 && base.share(i, crossing, dimension) > NONE) {
                    low = Math.min(low, Math.max(FLAT * unit, crossing - ALONE * unit));
                    high = Math.max(high, crossing + ALONE * unit);
                    bend = Math.max(bend, crossing / unit + 2);
                }
            }
        }
        if (high == 0) {
            low = 1;
            high = 2;
        }
        low = Math.min(MOST / 4, Math.max(LEAST, low));
        high = Math.min(MOST, Math.max(high, 2 * low));
        // the second derivative is the variance of the slopes, for two scales at most a quarter of their difference
        // squared;
        // times q^2, with q = crossing + t unit, at most (crossing / unit + 2)^2 / 4
        double step = Math.sqrt(32 * ERROR) / Math.max(bend, 1);
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
        t.line(t.slope.length - 1, left, leftValue, base.slope(left, dimension));
        return t;
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
