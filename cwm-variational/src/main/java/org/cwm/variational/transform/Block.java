package org.cwm.variational.transform;

import java.util.ArrayList;
import java.util.List;

/**
 * A named group of parameters with a constraint, and its smooth one-to-one map from free coordinates y in R^m to values v.
 * Of a simplex the last value follows from the others, which are its coordinates: m is one less than the number of
 * values, and log |J| is that of y to all values but the last.
 */
public sealed interface Block {

    /**
     * Name of the group.
     *
     * @return such as {@code sigma}
     */
    String name();

    /**
     * Number of values.
     *
     * @return n, at least 1
     */
    int size();

    /**
     * Number of free coordinates.
     *
     * @return m
     */
    default int free() {
        return size();
    }

    /**
     * Names of the values.
     *
     * @return the group's name, numbered from 1 if there are several
     */
    default List<String> names() {
        if (size() == 1) {
            return List.of(name());
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= size(); i++) {
            names.add(name() + "[" + i + "]");
        }
        return names;
    }

    /**
     * Names of the free coordinates.
     *
     * @return m names such as {@code log(sigma)}
     */
    List<String> freeNames();

    /**
     * v from y.
     *
     * @param y free coordinates, not modified
     * @param from offset of the first
     * @param v receives the values
     * @param to offset of the first
     * @return log |det dv / dy|
     */
    double toValues(double[] y, int from, double[] v, int to);

    /**
     * How far the values are from the ends of their range, as far as numbers go: 0 where a value has been rounded to an end,
     * underflowed or overflowed, tiny where the powers of a density may overflow.
     *
     * @param y free coordinates, not modified
     * @param from offset of the first
     * @param v their values, not modified
     * @param to offset of the first
     * @return from 0, at an end, to 1
     */
    double margin(double[] y, int from, double[] v, int to);

    /**
     * y from v.
     *
     * @param v values that fulfil the constraint strictly, not modified
     * @param from offset of the first
     * @param y receives the free coordinates
     * @param to offset of the first
     */
    void toFree(double[] v, int from, double[] y, int to);

    /**
     * The gradient by y of f(v(y)) + log |det dv / dy|.
     *
     * @param y free coordinates, not modified
     * @param v their values, not modified
     * @param g df / dv, not modified
     * @param freeOffset of y and out
     * @param valueOffset of v and g
     * @param out receives the gradient
     */
    void pullBack(double[] y, double[] v, double[] g, int freeOffset, int valueOffset, double[] out);

    private static double logistic(double y) {
        return y >= 0 ? 1 / (1 + Math.exp(-y)) : Math.exp(y) / (1 + Math.exp(y));
    }

    /** log(s (1 - s)) of s = logistic(y). */
    private static double logSlope(double y) {
        return -Math.abs(y) - 2 * Math.log1p(Math.exp(-Math.abs(y)));
    }

    private static List<String> wrapped(String function, List<String> names) {
        return names.stream().map(n -> function + "(" + n + ")").toList();
    }

    private static void require(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Unconstrained: v = y.
     *
     * @param name of the group
     * @param size number of values
     */
    record Real(String name, int size) implements Block {
        /** Checks the size. */
        public Real {
            require(size >= 1, "size: " + size + ", must be at least 1");
        }

        @Override
        public List<String> freeNames() {
            return names();
        }

        @Override
        public double toValues(double[] y, int from, double[] v, int to) {
            System.arraycopy(y, from, v, to, size);
            return 0;
        }

        @Override
        public double margin(double[] y, int from, double[] v, int to) {
            return 1;
        }

        @Override
        public void toFree(double[] v, int from, double[] y, int to) {
            System.arraycopy(v, from, y, to, size);
        }

        @Override
        public void pullBack(double[] y, double[] v, double[] g, int freeOffset, int valueOffset, double[] out) {
            System.arraycopy(g, valueOffset, out, freeOffset, size);
        }
    }

    /**
     * Positive: v = exp(y), log |J| = sum of y.
     *
     * @param name of the group
     * @param size number of values
     */
    record Positive(String name, int size) implements Block {
        /** Checks the size. */
        public Positive {
            require(size >= 1, "size: " + size + ", must be at least 1");
        }

        @Override
        public List<String> freeNames() {
            return wrapped("log", names());
        }

        @Override
        public double toValues(double[] y, int from, double[] v, int to) {
            double logDet = 0;
            for (int i = 0; i < size; i++) {
                v[to + i] = Math.exp(y[from + i]);
                logDet += y[from + i];
            }
            return logDet;
        }

        @Override
        public double margin(double[] y, int from, double[] v, int to) {
            double margin = 1;
            for (int i = 0; i < size; i++) {
                margin = Math.min(margin, Math.min(v[to + i], 1 / v[to + i]));
            }
            return margin;
        }

        @Override
        public void toFree(double[] v, int from, double[] y, int to) {
            for (int i = 0; i < size; i++) {
                require(v[from + i] > 0, name + ": " + v[from + i] + ", must be above 0");
                y[to + i] = Math.log(v[from + i]);
            }
        }

        @Override
        public void pullBack(double[] y, double[] v, double[] g, int freeOffset, int valueOffset, double[] out) {
            for (int i = 0; i < size; i++) {
                out[freeOffset + i] = g[valueOffset + i] * v[valueOffset + i] + 1;
            }
        }
    }

    /**
     * In an open interval: v = lower + (upper - lower) s, s = 1 / (1 + exp(-y)).
     *
     * @param name of the group
     * @param size number of values
     * @param lower end, finite
     * @param upper end, finite, above lower
     */
    record Interval(String name, int size, double lower, double upper) implements Block {
        /** Checks size and ends. */
        public Interval {
            require(size >= 1, "size: " + size + ", must be at least 1");
            require(
                    lower < upper && Double.isFinite(upper - lower),
                    "interval: (" + lower + ", " + upper + "), must be finite and increasing");
        }

        @Override
        public List<String> freeNames() {
            return wrapped("logit", names());
        }

        @Override
        public double toValues(double[] y, int from, double[] v, int to) {
            double logDet = size * Math.log(upper - lower);
            for (int i = 0; i < size; i++) {
                v[to + i] = lower + (upper - lower) * logistic(y[from + i]);
                logDet += logSlope(y[from + i]);
            }
            return logDet;
        }

        @Override
        public double margin(double[] y, int from, double[] v, int to) {
            double margin = 1;
            for (int i = 0; i < size; i++) {
                boolean inside = v[to + i] > lower && v[to + i] < upper;
                margin = Math.min(margin, inside ? Math.exp(logSlope(y[from + i])) : 0);
            }
            return margin;
        }

        @Override
        public void toFree(double[] v, int from, double[] y, int to) {
            for (int i = 0; i < size; i++) {
                double x = v[from + i];
                require(x > lower && x < upper, name + ": " + x + ", must lie in (" + lower + ", " + upper + ")");
                y[to + i] = Math.log((x - lower) / (upper - x));
            }
        }

        @Override
        public void pullBack(double[] y, double[] v, double[] g, int freeOffset, int valueOffset, double[] out) {
            for (int i = 0; i < size; i++) {
                double at = y[freeOffset + i];
                out[freeOffset + i] =
                        g[valueOffset + i] * (upper - lower) * Math.exp(logSlope(at)) + 1 - 2 * logistic(at);
            }
        }
    }

    /**
     * Positive values of sum 1, by breaking a stick: with s_1 = 1, z_k = 1 / (1 + exp(-(y_k - log(n - k)))), v_k = s_k z_k,
     * s_{k+1} = s_k (1 - z_k), v_n = s_n; y = 0 is the middle. log |J| = sum of log(s_k z_k (1 - z_k)). A value that rounds
     * to 1 is the greatest number below instead: the others are exact there, and hold mass if their density grows towards 0.
     *
     * @param name of the group
     * @param size number of values, at least 2
     */
    record Simplex(String name, int size) implements Block {
        private static final double BELOW_ONE = Math.nextDown(1.0);

        /** Checks the size. */
        public Simplex {
            require(size >= 2, "size: " + size + ", must be at least 2");
        }

        @Override
        public int free() {
            return size - 1;
        }

        @Override
        public List<String> freeNames() {
            return wrapped("logit", names().subList(0, size - 1));
        }

        @Override
        public double toValues(double[] y, int from, double[] v, int to) {
            double logDet = 0;
            double logRest = 0;
            for (int k = 0; k < size - 1; k++) {
                double at = y[from + k] - Math.log(size - 1 - k);
                logDet += logRest + logSlope(at);
                v[to + k] = Math.min(Math.exp(logRest) * logistic(at), BELOW_ONE);
                logRest += Math.log(logistic(-at));
            }
            v[to + size - 1] = Math.min(Math.exp(logRest), BELOW_ONE);
            return logDet;
        }

        @Override
        public double margin(double[] y, int from, double[] v, int to) {
            double margin = 1;
            for (int k = 0; k < size; k++) {
                margin = Math.min(margin, v[to + k]);
            }
            return margin;
        }

        @Override
        public void toFree(double[] v, int from, double[] y, int to) {
            double after = v[from + size - 1];
            for (int k = size - 2; k >= 0; k--) {
                require(v[from + k] > 0 && after > 0, name + ": values must be above 0");
                y[to + k] = Math.log(v[from + k] / after) + Math.log(size - 1 - k);
                after += v[from + k];
            }
            require(Math.abs(after - 1) < 1e-6, name + ": the sum is " + after + ", must be 1");
        }

        @Override
        public void pullBack(double[] y, double[] v, double[] g, int freeOffset, int valueOffset, double[] out) {
            // u = s_k times the derivative of everything from k on by s_k
            double u = v[valueOffset + size - 1] * g[valueOffset + size - 1];
            for (int k = size - 2; k >= 0; k--) {
                double at = y[freeOffset + k] - Math.log(size - 1 - k);
                double z = logistic(at);
                double first = v[valueOffset + k] * g[valueOffset + k];
                out[freeOffset + k] = logistic(-at) * first - z * u + 1 - 2 * z;
                u += first + 1;
            }
        }
    }

    /**
     * Increasing: v_1 = y_1, v_k = v_{k-1} + exp(y_k), log |J| = sum of y_k from the second on.
     *
     * @param name of the group
     * @param size number of values, at least 2
     */
    record Ordered(String name, int size) implements Block {
        /** Checks the size. */
        public Ordered {
            require(size >= 2, "size: " + size + ", must be at least 2");
        }

        @Override
        public List<String> freeNames() {
            List<String> v = names();
            List<String> out = new ArrayList<>();
            out.add(v.get(0));
            for (int k = 1; k < size; k++) {
                out.add("log(" + v.get(k) + "-" + v.get(k - 1) + ")");
            }
            return out;
        }

        @Override
        public double toValues(double[] y, int from, double[] v, int to) {
            double logDet = 0;
            v[to] = y[from];
            for (int k = 1; k < size; k++) {
                v[to + k] = v[to + k - 1] + Math.exp(y[from + k]);
                logDet += y[from + k];
            }
            return logDet;
        }

        @Override
        public double margin(double[] y, int from, double[] v, int to) {
            double margin = 1;
            for (int k = 1; k < size; k++) {
                boolean inside = v[to + k] > v[to + k - 1];
                margin = Math.min(margin, inside ? Math.exp(-Math.abs(y[from + k])) : 0);
            }
            return margin;
        }

        @Override
        public void toFree(double[] v, int from, double[] y, int to) {
            y[to] = v[from];
            for (int k = 1; k < size; k++) {
                require(v[from + k] > v[from + k - 1], name + ": values must increase");
                y[to + k] = Math.log(v[from + k] - v[from + k - 1]);
            }
        }

        @Override
        public void pullBack(double[] y, double[] v, double[] g, int freeOffset, int valueOffset, double[] out) {
            double sum = 0;
            for (int k = size - 1; k > 0; k--) {
                sum += g[valueOffset + k];
                out[freeOffset + k] = sum * Math.exp(y[freeOffset + k]) + 1;
            }
            out[freeOffset] = sum + g[valueOffset];
        }
    }
}
