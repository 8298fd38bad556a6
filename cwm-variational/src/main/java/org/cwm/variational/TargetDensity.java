package org.cwm.variational;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An unnormalised density t on R^D: its logarithm, in nats up to an unknown constant, and the gradient of that. Z, the
 * integral of t, is the evidence. Safe for use by many threads unless it says otherwise.
 *
 * <p>{@code -Infinity} is allowed outside of the support; the gradient there is not looked at. NaN, {@code +Infinity}
 * and a gradient that is not finite are errors; {@link GuardedTarget} names them.
 */
public interface TargetDensity {

    /**
     * Dimension D.
     *
     * @return D, at least 1
     */
    int dimension();

    /**
     * log t and its gradient at a point.
     *
     * @param x D finite values, not modified
     * @param gradient receives the D values of d log t / dx
     * @return log t(x), {@code -Infinity} outside of the support
     */
    double logDensity(double[] x, double[] gradient);

    /**
     * log t without its gradient; to be overridden where that is cheaper.
     *
     * @param x D finite values, not modified
     * @return log t(x), {@code -Infinity} outside of the support
     */
    default double logDensity(double[] x) {
        return logDensity(x, new double[x.length]);
    }

    /**
     * Many points at once; to be overridden where that is cheaper.
     *
     * @param x n x D, row-major, not modified
     * @param n number of points
     * @param out receives n values of log t
     * @param gradients receives n x D values, row-major; has length 0 if they are not wanted
     */
    default void logDensities(double[] x, int n, double[] out, double[] gradients) {
        int d = dimension();
        double[] gradient = new double[d];
        for (int i = 0; i < n; i++) {
            double[] point = Arrays.copyOfRange(x, i * d, (i + 1) * d);
            if (gradients.length == 0) {
                out[i] = logDensity(point);
            } else {
                Arrays.fill(gradient, 0);
                out[i] = logDensity(point, gradient);
                System.arraycopy(gradient, 0, gradients, i * d, d);
            }
        }
    }

    /**
     * Names of the coordinates.
     *
     * @return D names, {@code x1, x2, ...} unless overridden
     */
    default List<String> names() {
        List<String> names = new ArrayList<>();
        for (int d = 1; d <= dimension(); d++) {
            names.add("x" + d);
        }
        return List.copyOf(names);
    }
}
