package org.cwm.cli.charts;

import java.util.Arrays;

/**
 * An interval of an axis.
 *
 * @param lower end, finite
 * @param upper end, finite, above lower
 */
public record Range(double lower, double upper) {

    /** Checks the order. */
    public Range {
        if (!(Double.isFinite(lower) && Double.isFinite(upper) && lower < upper)) {
            throw new IllegalArgumentException("range: [" + lower + ", " + upper + "], must be finite and increasing");
        }
    }

    /**
     * Length of the interval.
     *
     * @return upper - lower
     */
    public double length() {
        return upper - lower;
    }

    /**
     * Where a value lies.
     *
     * @param value any number
     * @return 0 at the lower end, 1 at the upper one
     */
    public double fraction(double value) {
        return (value - lower) / length();
    }

    /**
     * The value at a fraction of the way.
     *
     * @param fraction 0 for the lower end, 1 for the upper one
     * @return the value
     */
    public double at(double fraction) {
        return lower + fraction * length();
    }

    /**
     * The smallest range that holds both.
     *
     * @param other another range
     * @return the hull
     */
    public Range hull(Range other) {
        return new Range(Math.min(lower, other.lower), Math.max(upper, other.upper));
    }

    /**
     * Where most of the values lie, with a margin on both sides.
     *
     * @param values at least one, finite; not modified
     * @param cut share of the values left out at each end
     * @param margin added on both sides, as a share of the length
     * @return the range
     */
    public static Range of(double[] values, double cut, double margin) {
        double[] v = values.clone();
        Arrays.sort(v);
        int skip = (int) Math.floor(cut * (v.length - 1));
        double low = v[skip];
        double high = v[v.length - 1 - skip];
        double pad = (high / 2 - low / 2) * 2 * margin;
        if (!(high > low) || !(pad > 0)) {
            pad = Math.max(Math.abs(low) * 1e-3, Double.MIN_NORMAL);
        }
        double most = Double.MAX_VALUE / 4;
        return new Range(Math.max(-most, low - pad), Math.min(most, high + pad));
    }
}
