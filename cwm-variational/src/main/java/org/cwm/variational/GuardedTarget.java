package org.cwm.variational;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.cwm.variational.TargetException.Cause;

/**
 * A target whose every value is looked at: NaN, +Infinity, a gradient that is not finite, an exception, a wrong
 * dimension end in a {@link TargetException} that names the point. The gradient is zero before the target is asked, and
 * after it outside of the support.
 * Evaluations are counted. While somebody watches the time, calls that are under way are known.
 */
public final class GuardedTarget implements TargetDensity {

    private final TargetDensity target;
    private final int dimension;
    private final List<String> names;
    private final LongAdder evaluations = new LongAdder();
    private final long began = System.nanoTime();
    private final double lastSecond;
    private final Map<Thread, Call> underWay = new ConcurrentHashMap<>();

    /** A call that has not returned yet: since when, its first point, how many points. */
    private record Call(long began, double[] x, int n) {}

    private GuardedTarget(TargetDensity target, int dimension, List<String> names, double lastSecond) {
        this.target = target;
        this.dimension = dimension;
        this.names = names;
        this.lastSecond = lastSecond;
    }

    /**
     * Guards a target; one that is guarded already is returned as it is.
     *
     * @param target any
     * @return the guarded target
     * @throws TargetException if its dimension is below 1, its names do not fit or its code throws
     */
    public static GuardedTarget of(TargetDensity target) {
        if (target instanceof GuardedTarget guarded) {
            return guarded;
        }
        int dimension;
        List<String> names;
        try {
            dimension = target.dimension();
            names = dimension < 1 ? List.of() : List.copyOf(target.names());
        } catch (RuntimeException e) {
            throw new TargetException(Cause.EXCEPTION, "the target threw " + e + " when asked for its dimension", e);
        }
        if (dimension < 1) {
            throw new TargetException(
                    Cause.DIMENSION, "the target has dimension " + dimension + ", must be at least 1");
        }
        if (names.size() != dimension) {
            throw new TargetException(
                    Cause.DIMENSION, "the target has " + names.size() + " names and dimension " + dimension);
        }
        return new GuardedTarget(target, dimension, names, Double.POSITIVE_INFINITY);
    }

    /** The same target with calls watched from now on: after so many seconds, further calls are refused. */
    GuardedTarget watched(double seconds) {
        return new GuardedTarget(target, dimension, names, seconds);
    }

    /** The call that is under way for longest, in words, empty if none is for so many seconds. */
    String longestCall(double atLeastSeconds) {
        long now = System.nanoTime();
        return underWay.values().stream()
                .filter(c -> 1e-9 * (now - c.began) >= atLeastSeconds)
                .min((a, b) -> Long.compare(a.began, b.began))
                .map(c -> String.format(
                        Locale.ROOT,
                        "a call of the target for %d point%s that began %.1f s ago, at %s,",
                        c.n,
                        c.n == 1 ? "" : "s",
                        1e-9 * (now - c.began),
                        describe(c.x, 0)))
                .orElse("");
    }

    private void begin(double[] x, int n) {
        evaluations.add(n);
        if (lastSecond < Double.POSITIVE_INFINITY) {
            long now = System.nanoTime();
            double seconds = 1e-9 * (now - began);
            if (seconds > lastSecond) {
                throw new TargetException(
                        Cause.TOO_SLOW,
                        String.format(
                                Locale.ROOT,
                                "the target is too slow for the time limit: %.1f s and %,d evaluations did not do",
                                seconds,
                                evaluations()));
            }
            underWay.put(Thread.currentThread(), new Call(now, x, n));
        }
    }

    private void end() {
        if (lastSecond < Double.POSITIVE_INFINITY) {
            underWay.remove(Thread.currentThread());
        }
    }

    /**
     * Points at which log t was asked for so far, by any thread.
     *
     * @return a count
     */
    public long evaluations() {
        return evaluations.sum();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public double logDensity(double[] x, double[] gradient) {
        begin(x, 1);
        Arrays.fill(gradient, 0);
        double value;
        try {
            value = target.logDensity(x, gradient);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw thrown(x, 0, e);
        } finally {
            end();
        }
        checkValue(value, x, 0);
        checkGradient(value, gradient, 0, x, 0);
        return value;
    }

    @Override
    public double logDensity(double[] x) {
        begin(x, 1);
        double value;
        try {
            value = target.logDensity(x);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw thrown(x, 0, e);
        } finally {
            end();
        }
        checkValue(value, x, 0);
        return value;
    }

    @Override
    public void logDensities(double[] x, int n, double[] out, double[] gradients) {
        begin(x, n);
        Arrays.fill(gradients, 0, Math.min(gradients.length, n * dimension), 0);
        try {
            target.logDensities(x, n, out, gradients);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw thrownByBatch(x, n, e);
        } finally {
            end();
        }
        for (int i = 0; i < n; i++) {
            checkValue(out[i], x, i);
            if (gradients.length > 0) {
                checkGradient(out[i], gradients, i, x, i);
            }
        }
    }

    private void checkValue(double value, double[] x, int row) {
        if (Double.isNaN(value)) {
            throw new TargetException(
                    Cause.VALUE_NOT_A_NUMBER, "the target's log density is NaN at " + describe(x, row));
        }
        if (value == Double.POSITIVE_INFINITY) {
            throw new TargetException(
                    Cause.VALUE_INFINITE, "the target's log density is +Infinity at " + describe(x, row));
        }
    }

    private void checkGradient(double value, double[] gradient, int gradientRow, double[] x, int row) {
        int from = gradientRow * dimension;
        if (value == Double.NEGATIVE_INFINITY) {
            Arrays.fill(gradient, from, from + dimension, 0);
            return;
        }
        for (int d = 0; d < dimension; d++) {
            if (!Double.isFinite(gradient[from + d])) {
                throw new TargetException(
                        Cause.GRADIENT_NOT_FINITE,
                        "the target's derivative by " + names.get(d) + " is " + gradient[from + d] + " at "
                                + describe(x, row));
            }
        }
    }

    private TargetException thrown(double[] x, int row, Throwable e) {
        return new TargetException(Cause.EXCEPTION, "the target threw " + e + " at " + describe(x, row), e);
    }

    /** Finds the point at fault by asking for one after the other. */
    private TargetException thrownByBatch(double[] x, int n, Throwable e) {
        double[] gradient = new double[dimension];
        for (int i = 0; i < n; i++) {
            try {
                target.logDensity(Arrays.copyOfRange(x, i * dimension, (i + 1) * dimension), gradient);
            } catch (RuntimeException | AssertionError | StackOverflowError one) {
                return thrown(x, i, one);
            }
        }
        return new TargetException(Cause.EXCEPTION, "the target threw " + e + " for " + n + " points together", e);
    }

    /** The point in words: at most eight coordinates by name. */
    String describe(double[] x, int row) {
        StringBuilder s = new StringBuilder();
        for (int d = 0; d < Math.min(dimension, 8); d++) {
            s.append(d == 0 ? "" : ", ")
                    .append(names.get(d))
                    .append(" = ")
                    .append(String.format(Locale.ROOT, "%.6g", x[row * dimension + d]));
        }
        return s + (dimension > 8 ? ", ..." : "");
    }
}
