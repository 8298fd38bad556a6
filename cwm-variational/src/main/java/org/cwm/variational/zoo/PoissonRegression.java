package org.cwm.variational.zoo;

import java.util.Arrays;
import java.util.List;
import org.cwm.variational.TargetDensity;
import org.hipparchus.special.Gamma;

/**
 * Bayesian Poisson regression: y_i ~ Poisson(exp(x_i beta)), beta ~ N(0, priorScale^2 I). Normalised, so that Z is the
 * marginal likelihood of the counts. {@code -Infinity} where a rate exceeds the range of a double.
 */
public final class PoissonRegression implements TargetDensity {

    private final Design design;
    private final double[] y;
    private final double priorScale;
    private final double constant;

    /**
     * A posterior.
     *
     * @param design n x p
     * @param y n counts, whole numbers from 0; copied
     * @param priorScale standard deviation of the coefficients' prior
     */
    public PoissonRegression(Design design, double[] y, double priorScale) {
        Design.requireScale(priorScale);
        Design.requireRows(design, y);
        double logFactorials = 0;
        for (int i = 0; i < y.length; i++) {
            if (!(y[i] >= 0) || y[i] != Math.rint(y[i]) || y[i] > 1e15) {
                throw new IllegalArgumentException(
                        "y: row " + (i + 1) + " is " + y[i] + ", must be a whole number from 0");
            }
            logFactorials += Gamma.logGamma(y[i] + 1);
        }
        this.design = design;
        this.y = y.clone();
        this.priorScale = priorScale;
        constant = -logFactorials;
    }

    @Override
    public int dimension() {
        return design.columns();
    }

    @Override
    public List<String> names() {
        return design.names();
    }

    @Override
    public double logDensity(double[] beta, double[] gradient) {
        double[] eta = new double[design.rows()];
        design.predict(beta, eta);
        double value = constant + Design.prior(beta, dimension(), priorScale, gradient);
        for (int i = 0; i < eta.length; i++) {
            double rate = Math.exp(eta[i]);
            value += y[i] * eta[i] - rate;
            eta[i] = y[i] - rate;
        }
        if (value == Double.NEGATIVE_INFINITY) {
            Arrays.fill(gradient, 0, dimension(), 0);
            return value;
        }
        design.addTransposed(eta, gradient);
        return value;
    }
}
