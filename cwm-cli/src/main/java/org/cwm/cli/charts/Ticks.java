package org.cwm.cli.charts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Marks of an axis at round numbers.
 *
 * @param values where
 * @param labels what is written there
 */
public record Ticks(double[] values, List<String> labels) {

    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    /** Copies the lists. */
    public Ticks {
        values = values.clone();
        labels = List.copyOf(labels);
    }

    /** {@inheritDoc} */
    @Override
    public double[] values() {
        return values.clone();
    }

    /**
     * Marks at multiples of 1, 2, 2.5 or 5 times a power of ten.
     *
     * @param range of the axis
     * @param most greatest number of marks, at least 2
     * @return the marks inside the range
     */
    public static Ticks linear(Range range, int most) {
        double raw = range.length() / Math.max(1, most);
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = 10 * power;
        for (double r : ROUND) {
            if (r * power >= raw * 0.8) {
                step = r * power;
                break;
            }
        }
        long first = (long) Math.ceil(range.lower() / step - 1e-9);
        long last = (long) Math.floor(range.upper() / step + 1e-9);
        List<Double> at = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (long i = first; i <= last && at.size() <= 4 * most; i++) {
            at.add(i * step);
            labels.add(label(i * step, step));
        }
        return new Ticks(at.stream().mapToDouble(Double::doubleValue).toArray(), labels);
    }

    /**
     * Marks at powers of ten, with 2 and 5 between them when there is room.
     *
     * @param range of the axis, above 0
     * @param most greatest number of marks
     * @return the marks inside the range
     */
    public static Ticks logarithmic(Range range, int most) {
        int low = (int) Math.floor(Math.log10(range.lower()));
        int high = (int) Math.ceil(Math.log10(range.upper()));
        double[] steps = Math.log10(range.upper() / range.lower()) <= 2 ? new double[] {1, 2, 5} : new double[] {1};
        int every = Math.max(1, (int) Math.ceil((high - low) / (double) most));
        List<Double> at = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int e = low; e <= high; e++) {
            for (double s : steps) {
                double v = Double.parseDouble((int) s + "e" + e);
                if (Math.floorMod(e, every) == 0 && v >= range.lower() && v <= range.upper()) {
                    at.add(v);
                    labels.add(brief(v));
                }
            }
        }
        return new Ticks(at.stream().mapToDouble(Double::doubleValue).toArray(), labels);
    }

    private static String brief(double v) {
        if (v >= 1e-3 && v < 1e5) {
            return BigDecimal.valueOf(v).stripTrailingZeros().toPlainString();
        }
        return scientific(v, 1);
    }

    /** A number of few digits. */
    static String plain(double v) {
        double a = Math.abs(v);
        if (v != 0 && (a >= 1e6 || a < 1e-4)) {
            return scientific(v, 4);
        }
        BigDecimal rounded = BigDecimal.valueOf(v).round(new MathContext(6)).stripTrailingZeros();
        return sign(rounded.toPlainString());
    }

    /** A number on an axis with the given distance between its marks. */
    private static String label(double v, double step) {
        double size = Math.max(Math.abs(v), step);
        if (size >= 1e6 || size < 1e-3) {
            if (v == 0) {
                return "0";
            }
            int digits = 1 + Math.max(0, (int) Math.round(Math.floor(Math.log10(size)) - Math.floor(Math.log10(step))));
            return scientific(v, Math.min(8, digits + 1));
        }
        int decimals = Math.max(0, -(int) Math.floor(Math.log10(step) + 1e-9));
        BigDecimal rounded = BigDecimal.valueOf(v).setScale(Math.min(12, decimals + 1), RoundingMode.HALF_EVEN);
        return sign(rounded.stripTrailingZeros().toPlainString());
    }

    private static String scientific(double v, int digits) {
        BigDecimal d = new BigDecimal(String.format(Locale.ROOT, "%." + (digits - 1) + "e", v)).stripTrailingZeros();
        int exponent = d.precision() - d.scale() - 1;
        return sign(d.movePointLeft(exponent).stripTrailingZeros().toPlainString()) + "e" + exponent;
    }

    /** With a proper minus sign. */
    private static String sign(String number) {
        return number.startsWith("-") ? "\u2212" + number.substring(1) : number;
    }
}
