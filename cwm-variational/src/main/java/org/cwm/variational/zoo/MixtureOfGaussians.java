package org.cwm.variational.zoo;

import java.util.Arrays;
import org.cwm.variational.TargetDensity;

/** A mixture of Gaussians, normalised: log Z = 0. */
public final class MixtureOfGaussians implements TargetDensity {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final int dimension;
    private final double[][] means;
    /** Precision matrices, D x D row-major. */
    private final double[][] precisions;
    /** log weight - log normalising constant. */
    private final double[] constants;

    private MixtureOfGaussians(int dimension, double[][] means, double[][] precisions, double[] constants) {
        this.dimension = dimension;
        this.means = means;
        this.precisions = precisions;
        this.constants = constants;
    }

    /**
     * A mixture.
     *
     * @param weights K weights, above 0, that sum to 1
     * @param means K rows of D values
     * @param covariances K symmetric positive definite matrices, D x D row-major
     * @return the target
     */
    public static MixtureOfGaussians of(double[] weights, double[][] means, double[][] covariances) {
        int d = means[0].length;
        double[][] precisions = new double[weights.length][];
        double[] constants = new double[weights.length];
        double[][] copies = new double[weights.length][];
        for (int k = 0; k < weights.length; k++) {
            if (!(weights[k] > 0) || means[k].length != d || covariances[k].length != d * d) {
                throw new IllegalArgumentException("component " + k + ": weight " + weights[k] + ", mean of length "
                        + means[k].length + ", covariance of length " + covariances[k].length);
            }
            double[] l = Cholesky.factor(covariances[k], d);
            precisions[k] = Cholesky.inverse(l, d);
            constants[k] = Math.log(weights[k]) - 0.5 * d * LOG_TWO_PI - Cholesky.halfLogDet(l, d);
            copies[k] = means[k].clone();
        }
        return new MixtureOfGaussians(d, copies, precisions, constants);
    }

    /**
     * Components of equal weight in the plane.
     *
     * @param rows K rows: mean (2), then s11, s12, s22
     * @return the target
     */
    public static MixtureOfGaussians inThePlane(double[][] rows) {
        double[] weights = new double[rows.length];
        Arrays.fill(weights, 1.0 / rows.length);
        double[][] means = new double[rows.length][];
        double[][] covariances = new double[rows.length][];
        for (int k = 0; k < rows.length; k++) {
            means[k] = Arrays.copyOf(rows[k], 2);
            covariances[k] = new double[] {rows[k][2], rows[k][3], rows[k][3], rows[k][4]};
        }
        return of(weights, means, covariances);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double logDensity(double[] x, double[] gradient) {
        int d = dimension;
        int k = means.length;
        double[] log = new double[k];
        double[][] slopes = new double[k][d];
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < k; c++) {
            double quadratic = 0;
            for (int i = 0; i < d; i++) {
                double s = 0;
                for (int j = 0; j < d; j++) {
                    s += precisions[c][i * d + j] * (x[j] - means[c][j]);
                }
                slopes[c][i] = -s;
                quadratic += s * (x[i] - means[c][i]);
            }
            log[c] = constants[c] - 0.5 * quadratic;
            max = Math.max(max, log[c]);
        }
        Arrays.fill(gradient, 0, d, 0);
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        double sum = 0;
        for (int c = 0; c < k; c++) {
            double w = Math.exp(log[c] - max);
            sum += w;
            for (int i = 0; i < d; i++) {
                gradient[i] += w * slopes[c][i];
            }
        }
        for (int i = 0; i < d; i++) {
            gradient[i] /= sum;
        }
        return max + Math.log(sum);
    }
}
