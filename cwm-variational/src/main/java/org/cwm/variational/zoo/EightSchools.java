package org.cwm.variational.zoo;

import java.util.ArrayList;
import java.util.List;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.transform.Parameters;

/**
 * Eight schools, not centred (Rubin 1981; Gelman et al., Bayesian Data Analysis): theta_j ~ N(0, 1), mu ~ N(0, 5), tau ~
 * half-Cauchy(0, 5), y_j ~ N(theta_j tau + mu, sigma_j). A density of (theta, mu, tau).
 */
final class EightSchools implements TargetDensity {

    private final double[] y;
    private final double[] sigma;

    /** Effects and their standard errors. */
    EightSchools(double[] y, double[] sigma) {
        this.y = y.clone();
        this.sigma = sigma.clone();
    }

    Parameters parameters() {
        return Parameters.none()
                .withReal("theta_trans", y.length)
                .withReal("mu", 1)
                .withPositive("tau", 1);
    }

    @Override
    public int dimension() {
        return y.length + 2;
    }

    @Override
    public List<String> names() {
        return new ArrayList<>(parameters().names());
    }

    @Override
    public double logDensity(double[] v, double[] gradient) {
        int j = y.length;
        double mu = v[j];
        double tau = v[j + 1];
        double value = -0.5 * (mu / 5) * (mu / 5) - Math.log1p(tau * tau / 25);
        gradient[j] = -mu / 25;
        gradient[j + 1] = -2 * tau / (25 + tau * tau);
        for (int i = 0; i < j; i++) {
            double r = (y[i] - v[i] * tau - mu) / sigma[i];
            value -= 0.5 * (v[i] * v[i] + r * r);
            double pull = r / sigma[i];
            gradient[i] = -v[i] + pull * tau;
            gradient[j] += pull;
            gradient[j + 1] += pull * v[i];
        }
        return value;
    }
}
