package org.cwm.variational;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cwm.variational.TargetException.Cause;

/**
 * A target's gradient beside central differences of its values at one point: (log t(x + h e) - log t(x - h e)) / 2h,
 * improved by one step of Richardson extrapolation, its error estimated from the steps and from rounding.
 *
 * @param point where
 * @param entries one a coordinate
 */
public record GradientCheck(double[] point, List<Entry> entries) {

    private static final double STEP = 1e-3;
    private static final double ROUNDING = 0x1.0p-50;
    /** Differences this small, relative to the derivative, are never held against a target. */
    private static final double RELATIVE = 1e-6;

    /**
     * One derivative.
     *
     * @param name of the coordinate
     * @param claimed what the target says
     * @param difference what its values say; NaN if the support ends too near to tell
     * @param tolerance how far the two may be apart
     */
    public record Entry(String name, double claimed, double difference, double tolerance) {
        /**
         * Whether both agree, or it can't be told.
         *
         * @return false if the claimed derivative is wrong
         */
        public boolean agrees() {
            return Double.isNaN(difference) || Math.abs(claimed - difference) <= tolerance;
        }
    }

    /**
     * Checks at a point.
     *
     * @param target any
     * @param x D finite values inside of the support, not modified
     * @return the check
     * @throws TargetException if a value is not a number or the target throws
     * @throws IllegalArgumentException if x is outside of the support
     */
    public static GradientCheck of(TargetDensity target, double[] x) {
        GuardedTarget guarded = GuardedTarget.of(target);
        int d = guarded.dimension();
        if (x.length != d) {
            throw new IllegalArgumentException("x: length " + x.length + ", the target has dimension " + d);
        }
        double[] at = x.clone();
        double[] gradient = new double[d];
        double value = guarded.logDensity(at, gradient);
        if (value == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("x: the target's log density is -Infinity there");
        }
        double[] claimed = gradient.clone();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < d; i++) {
            entries.add(entry(guarded, at, i, value, claimed[i]));
        }
        return new GradientCheck(x.clone(), List.copyOf(entries));
    }

    /** Steps are shortened until the estimate settles, as far as rounding allows. */
    private static Entry entry(GuardedTarget target, double[] x, int i, double value, double claimed) {
        double size = Math.max(1, Math.abs(x[i]));
        double best = Double.NaN;
        double bestError = Double.POSITIVE_INFINITY;
        for (double h = STEP * size; h > 1e-8 * size; h /= 4) {
            double whole = slope(target, x, i, h);
            double half = slope(target, x, i, h / 2);
            double refined = half + (half - whole) / 3;
            double error = Math.abs(half - whole) + ROUNDING * Math.max(1, Math.abs(value)) / h;
            if (Double.isFinite(refined) && error < bestError) {
                best = refined;
                bestError = error;
            }
        }
        double tolerance = 2 * bestError + RELATIVE * (1 + Math.abs(claimed));
        return new Entry(target.names().get(i), claimed, best, tolerance);
    }

    private static double slope(GuardedTarget target, double[] x, int i, double h) {
        double at = x[i];
        x[i] = at + h;
        double up = target.logDensity(x);
        double width = x[i];
        x[i] = at - h;
        double down = target.logDensity(x);
        width -= x[i];
        x[i] = at;
        return (up - down) / width;
    }

    /**
     * Whether no derivative is wrong.
     *
     * @return true if all agree
     */
    public boolean agrees() {
        return entries.stream().allMatch(Entry::agrees);
    }

    /**
     * Stops if a derivative is wrong.
     *
     * @throws TargetException naming the coordinates
     */
    public void require() {
        if (!agrees()) {
            List<String> wrong = entries.stream()
                    .filter(e -> !e.agrees())
                    .map(e -> String.format(
                            Locale.ROOT,
                            "by %s it is %.6g, differences give %.6g",
                            e.name(),
                            e.claimed(),
                            e.difference()))
                    .toList();
            throw new TargetException(
                    Cause.GRADIENT_WRONG,
                    "the target's gradient is wrong: " + String.join("; ", wrong.subList(0, Math.min(3, wrong.size())))
                            + (wrong.size() > 3 ? "; and " + (wrong.size() - 3) + " more" : "")
                            + ", at " + Arrays.toString(point));
        }
    }

    /** A table: coordinate, claimed derivative, difference quotient, what may lie between, verdict. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(String.format(
                Locale.ROOT, "%-20s %14s %14s %14s%n", "coordinate", "gradient", "differences", "tolerance"));
        for (Entry e : entries) {
            s.append(String.format(
                    Locale.ROOT,
                    "%-20s %14.7g %14.7g %14.2g  %s%n",
                    e.name(),
                    e.claimed(),
                    e.difference(),
                    e.tolerance(),
                    Double.isNaN(e.difference()) ? "can't tell" : e.agrees() ? "ok" : "WRONG"));
        }
        return s.toString();
    }
}
