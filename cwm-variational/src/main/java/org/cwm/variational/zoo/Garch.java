package org.cwm.variational.zoo;

import java.util.List;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.transform.Parameters;

/**
 * GARCH(1, 1) with flat priors: y_t ~ N(mu, s_t), s_t^2 = alpha0 + alpha1 (y_{t-1} - mu)^2 + beta1 s_{t-1}^2, s_1 given;
 * alpha0, alpha1, beta1 above 0, alpha1 + beta1 below 1. A density of (mu, alpha0, alpha1, beta1, 1 - alpha1 - beta1),
 * the last three on the simplex.
 */
final class Garch implements TargetDensity {

    private final double[] y;
    private final double sigma1;

    /** A series and its first standard deviation. */
    Garch(double[] y, double sigma1) {
        this.y = y.clone();
        this.sigma1 = sigma1;
    }

    Parameters parameters() {
        return Parameters.none().withReal("mu", 1).withPositive("alpha0", 1).withSimplex("share", 3);
    }

    @Override
    public int dimension() {
        return 5;
    }

    @Override
    public List<String> names() {
        return List.of("mu", "alpha0", "alpha1", "beta1", "rest");
    }

    @Override
    public double logDensity(double[] v, double[] gradient) {
        double mu = v[0];
        double s2 = sigma1 * sigma1;
        // derivatives of s_t^2 by mu, alpha0, alpha1, beta1
        double byMu = 0;
        double by0 = 0;
        double by1 = 0;
        double byB = 0;
        double value = 0;
        java.util.Arrays.fill(gradient, 0, 5, 0);
        for (int t = 0; t < y.length; t++) {
            double e = y[t] - mu;
            double w = 0.5 * (e * e / s2 - 1) / s2;
            value -= 0.5 * (Math.log(s2) + e * e / s2);
            gradient[0] += e / s2 + w * byMu;
            gradient[1] += w * by0;
            gradient[2] += w * by1;
            gradient[3] += w * byB;
            byMu = -2 * v[2] * e + v[3] * byMu;
            by0 = 1 + v[3] * by0;
            by1 = e * e + v[3] * by1;
            byB = s2 + v[3] * byB;
            s2 = v[1] + v[2] * e * e + v[3] * s2;
            if (!(s2 > 0)) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return value;
    }
}
