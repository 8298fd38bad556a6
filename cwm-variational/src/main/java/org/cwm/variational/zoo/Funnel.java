package org.cwm.variational.zoo;

import java.util.Arrays;
import org.cwm.variational.TargetDensity;

/**
 * Neal's funnel ("Slice sampling", Annals of Statistics 31(3), 2003): x_1 ~ N(0, scale^2), x_i | x_1 ~ N(0, exp(x_1)).
 * Normalised, log Z = 0.
 *
 * @param dimension D, at least 2
 * @param scale standard deviation of x_1
 */
public record Funnel(int dimension, double scale) implements TargetDensity {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /**
     * Ten dimensions, scale 3.
     *
     * @return the funnel
     */
    public static Funnel standard() {
        return new Funnel(10, 3);
    }

    @Override
    public double logDensity(double[] x, double[] gradient) {
        double precision = Math.exp(-x[0]);
        double squares = 0;
        for (int i = 1; i < dimension; i++) {
            squares += x[i] * x[i];
        }
        // far down the axis 0 * infinity stands for no distance from it
        double quadratic = squares == 0 ? 0 : squares * precision;
        if (quadratic == Double.POSITIVE_INFINITY) {
            Arrays.fill(gradient, 0, dimension, 0);
            return Double.NEGATIVE_INFINITY;
        }
        for (int i = 1; i < dimension; i++) {
            gradient[i] = x[i] == 0 ? 0 : -x[i] * precision;
        }
        double u = x[0] / scale;
        gradient[0] = -u / scale + 0.5 * quadratic - 0.5 * (dimension - 1);
        return -0.5 * (u * u + quadratic + (dimension - 1) * x[0] + dimension * LOG_TWO_PI) - Math.log(scale);
    }
}
