package org.cwm.variational.zoo;

import java.util.List;
import org.cwm.variational.TargetDensity;

/**
 * Bayesian logistic regression: y_i ~ Bernoulli(1 / (1 + exp(-x_i beta))), beta ~ N(0, priorScale^2 I). Normalised, so
 * that Z is the marginal likelihood of the labels.
 */
public final class LogisticRegression implements TargetDensity {

    /** Factors 1 + exp(-|m|), at most 2, that are multiplied before a logarithm is taken. */
    private static final int PRODUCT = 512;

    private final Design design;
    private final double[] y;
    private final double priorScale;

    /**
     * A posterior.
     *
     * @param design n x p
     * @param y n labels, 0 or 1; copied
     * @param priorScale standard deviation of the coefficients' prior
     */
    public LogisticRegression(Design design, double[] y, double priorScale) {
        Design.requireScale(priorScale);
        Design.requireRows(design, y);
        for (int i = 0; i < y.length; i++) {
            if (y[i] != 0 && y[i] != 1) {
                throw new IllegalArgumentException("y: row " + (i + 1) + " is " + y[i] + ", must be 0 or 1");
            }
        }
        this.design = design;
        this.y = y.clone();
        this.priorScale = priorScale;
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
    public double logDensity(double[] beta) {
        double[] eta = new double[design.rows()];
        design.predict(beta, eta);
        return Design.prior(beta, dimension(), priorScale, new double[dimension()]) + residuals(eta);
    }

    @Override
    public double logDensity(double[] beta, double[] gradient) {
        double[] eta = new double[design.rows()];
        design.predict(beta, eta);
        double value = Design.prior(beta, dimension(), priorScale, gradient) + residuals(eta);
        design.addTransposed(eta, gradient);
        return value;
    }

    /** The log likelihood; eta becomes y - probability. */
    private double residuals(double[] eta) {
        double linear = 0;
        double logs = 0;
        double product = 1;
        for (int i = 0; i < eta.length; i++) {
            double e = Math.exp(-Math.abs(eta[i]));
            // log p(y) = y eta - max(eta, 0) - log(1 + exp(-|eta|))
            linear += y[i] * eta[i] - Math.max(eta[i], 0);
            product *= 1 + e;
            if (i % PRODUCT == PRODUCT - 1) {
                logs += Math.log(product);
                product = 1;
            }
            eta[i] = y[i] - (eta[i] >= 0 ? 1 : e) / (1 + e);
        }
        return linear - logs - Math.log(product);
    }
}
