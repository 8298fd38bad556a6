package org.cwm.cli.charts;

import java.util.Arrays;

/**
 * From values to colours.
 *
 * @param range values of the darkest and the lightest colour; above 0 if logarithmic
 * @param logarithmic whether equal ratios, not equal differences, get equal steps
 */
public record ColourScale(Range range, boolean logarithmic) {

    /** Densities below this share of the top are all the same colour. */
    private static final double DECADES = 1e-4;

    /** Checks the range. */
    public ColourScale {
        if (logarithmic && !(range.lower() > 0)) {
            throw new IllegalArgumentException("range: " + range + ", must be above 0 if logarithmic");
        }
    }

    /**
     * Equal differences from one value to another.
     *
     * @param lower darkest
     * @param upper lightest
     * @return the scale
     */
    public static ColourScale linear(double lower, double upper) {
        return new ColourScale(new Range(lower, upper), false);
    }

    /**
     * A common scale for densities: logarithmic when half of the mass lies where the density is far below its top.
     *
     * @param grids densities on cells of about equal size; at least one has a value above 0
     * @return the scale
     */
    public static ColourScale ofDensities(Grid... grids) {
        double top = 0;
        boolean peaked = false;
        double low = Double.POSITIVE_INFINITY;
        for (Grid g : grids) {
            double[] v = g.values().clone();
            Arrays.sort(v);
            double high = v[(int) Math.floor(0.998 * (v.length - 1))];
            if (!(high > 0)) {
                high = v[v.length - 1];
            }
            double half = levelOfMass(v, 0.5);
            peaked |= high > 4 * half;
            top = Math.max(top, high);
            low = Math.min(low, levelOfMass(v, 0.01));
        }
        if (!(top > 0)) {
            return linear(0, 1);
        }
        if (!peaked) {
            return linear(0, top);
        }
        return new ColourScale(new Range(Math.max(top * DECADES, Math.min(low / 2, top / 10)), top), true);
    }

    /** The density below which a share of the mass lies. */
    private static double levelOfMass(double[] sorted, double share) {
        double sum = 0;
        for (double v : sorted) {
            sum += v;
        }
        double below = 0;
        for (double v : sorted) {
            below += v;
            if (below >= share * sum) {
                return v;
            }
        }
        return sorted[sorted.length - 1];
    }

    /**
     * Where a value lies on the scale.
     *
     * @param value any number
     * @return 0 for the darkest colour, 1 for the lightest; outside too
     */
    public double fraction(double value) {
        if (!logarithmic) {
            return range.fraction(value);
        }
        return value > 0
                ? Math.log(value / range.lower()) / Math.log(range.upper() / range.lower())
                : Double.NEGATIVE_INFINITY;
    }

    /**
     * The colour of a value.
     *
     * @param value any number
     * @return red, green and blue, 8 bits each
     */
    public int rgb(double value) {
        return ColourMap.rgb(fraction(value));
    }

    /**
     * Marks of a colour bar.
     *
     * @param most greatest number
     * @return the marks
     */
    public Ticks ticks(int most) {
        return logarithmic ? Ticks.logarithmic(range, most) : Ticks.linear(range, most);
    }
}
