package org.cwm.variational.diagnostic;

/**
 * The generalised Pareto distribution on [0, inf): F(x) = 1 - (1 + k x / sigma)^(-1/k). Of a variable with this tail,
 * moments of order below 1/k exist.
 *
 * @param shape k; negative for a bounded tail
 * @param scale sigma, above 0
 */
public record GeneralizedPareto(double shape, double scale) {

    /** Weight of the prior guess of the shape, in observations (Vehtari et al. 2024). */
    private static final int PRIOR_OBSERVATIONS = 10;

    /**
     * Fits by the empirical Bayes profile estimate of Zhang and Stephens (Technometrics 51(3), 2009), the shape then
     * drawn towards 1/2 by ten observations as in Vehtari, Simpson, Gelman, Yao and Gabry (JMLR 25, 2024).
     *
     * @param sorted exceedances in increasing order, not negative, the greatest above 0; not modified
     * @return the fit
     */
    public static GeneralizedPareto fit(double[] sorted) {
        int n = sorted.length;
        if (n < 5 || !(sorted[0] >= 0) || !(sorted[n - 1] > 0) || !Double.isFinite(sorted[n - 1])) {
            throw new IllegalArgumentException("sorted: " + n + " exceedances"
                    + (n == 0 ? "" : " from " + sorted[0] + " to " + sorted[n - 1])
                    + ", must be at least 5, not negative, the greatest above 0 and finite");
        }
        double greatest = sorted[n - 1];
        // the first quartile as in the source; exceedances may be tied at 0
        double quartile = Math.max(sorted[(int) Math.floor(n / 4.0 + 0.5) - 1], 1e-12 * greatest);
        int m = 30 + (int) Math.floor(Math.sqrt(n));
        double[] theta = new double[m];
        double[] profile = new double[m];
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < m; j++) {
            theta[j] = 1 / greatest + (1 - Math.sqrt(m / (j + 0.5))) / (3 * quartile);
            double k = shape(sorted, theta[j]);
            profile[j] = n * (Math.log(-theta[j] / k) - k - 1);
            if (!(profile[j] > Double.NEGATIVE_INFINITY)) {
                profile[j] = Double.NEGATIVE_INFINITY;
            }
            best = Math.max(best, profile[j]);
        }
        double total = 0;
        double mean = 0;
        for (int j = 0; j < m; j++) {
            double w = Math.exp(profile[j] - best);
            total += w;
            mean += w * theta[j];
        }
        mean /= total;
        double k = shape(sorted, mean);
        double scale = -k / mean;
        return new GeneralizedPareto((n * k + 0.5 * PRIOR_OBSERVATIONS) / (n + PRIOR_OBSERVATIONS), scale);
    }

    private static double shape(double[] sorted, double theta) {
        double sum = 0;
        for (double x : sorted) {
            sum += Math.log1p(-theta * x);
        }
        return sum / sorted.length;
    }

    /**
     * The quantile function.
     *
     * @param p in [0, 1)
     * @return x with F(x) = p
     */
    public double quantile(double p) {
        if (Math.abs(shape) < 1e-12) {
            return -scale * Math.log1p(-p);
        }
        return scale * Math.expm1(-shape * Math.log1p(-p)) / shape;
    }
}
