package org.cwm.variational.zoo;

import java.util.ArrayList;
import java.util.List;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.transform.Parameters;

/**
 * Linear regression: y_i ~ N(x_i beta, sigma^2) with priors on beta and sigma, as a density of the values (beta, sigma),
 * sigma above 0. The data enter by X^T X and X^T r at the least-squares solution, so an evaluation costs p^2 whatever n.
 * Constants of proper priors are counted.
 */
public final class NormalRegression implements TargetDensity {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** Priors of sigma. */
    public enum Sigma {
        /** Constant. */
        FLAT,
        /** Density 2 N(sigma; 0, scale^2). */
        HALF_NORMAL,
        /** Density 2 / (pi scale (1 + (sigma / scale)^2)). */
        HALF_CAUCHY
    }

    private final List<String> names;
    private final int n;
    private final int p;
    private final double[] gram;
    /** Near the least-squares solution. */
    private final double[] centre;
    /** X^T (y - X centre). */
    private final double[] moment;

    private final double squares;
    private final double betaScale;
    private final Sigma prior;
    private final double sigmaScale;

    /**
     * A posterior.
     *
     * @param design n x p
     * @param y n values, finite, not modified
     * @param betaScale standard deviation of the coefficients' normal prior; {@code Infinity} for a flat one
     * @param prior of sigma
     * @param sigmaScale its scale; not looked at if flat
     */
    public NormalRegression(Design design, double[] y, double betaScale, Sigma prior, double sigmaScale) {
        if (!(betaScale > 0)) {
            throw new IllegalArgumentException("betaScale: " + betaScale + ", must be above 0");
        }
        if (prior != Sigma.FLAT) {
            Design.requireScale(sigmaScale);
        }
        Design.requireRows(design, y);
        n = design.rows();
        p = design.columns();
        this.betaScale = betaScale;
        this.prior = prior;
        this.sigmaScale = sigmaScale;
        List<String> all = new ArrayList<>(design.names());
        all.add("sigma");
        names = List.copyOf(all);
        gram = new double[p * p];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < p; a++) {
                for (int b = 0; b < p; b++) {
                    gram[a * p + b] += design.x()[i * p + a] * design.x()[i * p + b];
                }
            }
        }
        double[] target = new double[p];
        design.addTransposed(y, target);
        // any point near the optimum will do: a ridge keeps collinear columns from mattering
        double[] ridged = gram.clone();
        for (int j = 0; j < p; j++) {
            ridged[j * p + j] = ridged[j * p + j] * (1 + 1e-9) + 1e-9;
        }
        double[] inverse = Cholesky.inverse(Cholesky.factor(ridged, p), p);
        centre = new double[p];
        for (int a = 0; a < p; a++) {
            for (int b = 0; b < p; b++) {
                centre[a] += inverse[a * p + b] * target[b];
            }
        }
        double[] residual = new double[n];
        design.predict(centre, residual);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            residual[i] = y[i] - residual[i];
            sum += residual[i] * residual[i];
        }
        squares = sum;
        moment = new double[p];
        design.addTransposed(residual, moment);
    }

    /**
     * The parameters: the coefficients, real, and sigma, positive.
     *
     * @return p + 1 values
     */
    public Parameters parameters() {
        Parameters all = Parameters.none();
        for (String name : names.subList(0, p)) {
            all = all.withReal(name, 1);
        }
        return all.withPositive("sigma", 1);
    }

    /**
     * The posterior of (beta, log sigma).
     *
     * @return a target on the real line
     */
    public TargetDensity target() {
        return parameters().target(this);
    }

    @Override
    public int dimension() {
        return p + 1;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public double logDensity(double[] v, double[] gradient) {
        double sigma = v[p];
        double precision = 1 / (sigma * sigma);
        double rest = squares;
        for (int a = 0; a < p; a++) {
            double s = 0;
            for (int b = 0; b < p; b++) {
                s += gram[a * p + b] * (v[b] - centre[b]);
            }
            rest += (v[a] - centre[a]) * (s - 2 * moment[a]);
            gradient[a] = precision * (moment[a] - s);
        }
        double value = -0.5 * precision * rest - n * (Math.log(sigma) + 0.5 * LOG_TWO_PI);
        gradient[p] = precision * rest / sigma - n / sigma;
        if (betaScale < Double.POSITIVE_INFINITY) {
            double w = 1 / (betaScale * betaScale);
            for (int a = 0; a < p; a++) {
                value -= 0.5 * w * v[a] * v[a];
                gradient[a] -= w * v[a];
            }
            value -= p * (Math.log(betaScale) + 0.5 * LOG_TWO_PI);
        }
        switch (prior) {
            case FLAT -> {
                return ordinary(value, gradient);
            }
            case HALF_NORMAL -> {
                double u = sigma / sigmaScale;
                gradient[p] -= u / sigmaScale;
                value += -0.5 * u * u + Math.log(2) - Math.log(sigmaScale) - 0.5 * LOG_TWO_PI;
            }
            case HALF_CAUCHY -> {
                double u = sigma / sigmaScale;
                gradient[p] -= 2 * u / (1 + u * u) / sigmaScale;
                value += Math.log(2 / (Math.PI * sigmaScale)) - Math.log1p(u * u);
            }
        }
        return ordinary(value, gradient);
    }

    /** Where sigma^-2 overflows, or sigma itself, nothing is left. */
    private static double ordinary(double value, double[] gradient) {
        boolean finite = Double.isFinite(value);
        for (double g : gradient) {
            finite &= Double.isFinite(g);
        }
        return finite ? value : Double.NEGATIVE_INFINITY;
    }
}
