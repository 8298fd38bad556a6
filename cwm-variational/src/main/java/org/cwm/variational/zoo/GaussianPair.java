package org.cwm.variational.zoo;

import java.util.List;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.transform.Parameters;

/**
 * The posterior of a mixture of two Gaussians on the line: y_i ~ theta N(mu_1, sigma_1) + (1 - theta) N(mu_2, sigma_2), mu
 * increasing, mu_j ~ N(0, 2), sigma_j ~ half-normal(0, 2), theta ~ Beta(5, 5). A density of (mu, sigma, theta).
 */
final class GaussianPair implements TargetDensity {

    private final double[] y;

    /** The data. */
    GaussianPair(double[] y) {
        this.y = y.clone();
    }

    Parameters parameters() {
        return Parameters.none().withOrdered("mu", 2).withPositive("sigma", 2).withInterval("theta", 0, 1);
    }

    @Override
    public int dimension() {
        return 5;
    }

    @Override
    public List<String> names() {
        return parameters().names();
    }

    @Override
    public double logDensity(double[] v, double[] gradient) {
        double theta = v[4];
        if (!(theta > 0 && theta < 1 && v[2] > 0 && v[3] > 0)) {
            return Double.NEGATIVE_INFINITY;
        }
        double value = 4 * (Math.log(theta) + Math.log1p(-theta));
        gradient[4] = 4 / theta - 4 / (1 - theta);
        for (int j = 0; j < 4; j++) {
            value -= 0.125 * v[j] * v[j];
            gradient[j] = -0.25 * v[j];
        }
        double log1 = Math.log(theta) - Math.log(v[2]);
        double log2 = Math.log1p(-theta) - Math.log(v[3]);
        for (double at : y) {
            double z1 = (at - v[0]) / v[2];
            double z2 = (at - v[1]) / v[3];
            double a = log1 - 0.5 * z1 * z1;
            double b = log2 - 0.5 * z2 * z2;
            double e = Math.exp(-Math.abs(a - b));
            value += Math.max(a, b) + Math.log1p(e);
            double r1 = (a >= b ? 1 : e) / (1 + e);
            double r2 = (a >= b ? e : 1) / (1 + e);
            gradient[0] += r1 * z1 / v[2];
            gradient[1] += r2 * z2 / v[3];
            gradient[2] += r1 * (z1 * z1 - 1) / v[2];
            gradient[3] += r2 * (z2 * z2 - 1) / v[3];
            gradient[4] += r1 / theta - r2 / (1 - theta);
        }
        return value == Double.NEGATIVE_INFINITY || Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }
}
