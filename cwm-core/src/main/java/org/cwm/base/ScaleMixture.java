package org.cwm.base;

import java.util.Arrays;
import org.cwm.parameter.ParameterLayout;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * A radial mixture of Gaussians of several scales, for tails heavier (and centres sharper) than a normal's:
 *
 * <pre>p0(z) = sum over j of rho_j N(z; 0, sigma_j^2 I),   rho = softmax(logWeight), sigma_j = exp(logScale_j)</pre>
 *
 * <p>Tensors: {@code base.logWeight} (J) and {@code base.logScale} (J). A common factor of all scales can as well be put
 * into the maps; it is left where it is.
 */
public final class ScaleMixture implements Base {

    /** Name used in model files. */
    public static final String ID = "scale-mixture";

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** A share this much smaller than the greatest, in nats, is none in double. */
    private static final double NEGLIGIBLE = 37;
    /** A weight is never taken as less, so that its logarithm stays finite. */
    private static final double LEAST_WEIGHT = 1e-12;

    private static final double BELL = 0.5;

    private final int scales;
    private final float[] values;
    private final double[] weight;
    private final double[] logWeight;
    private final double[] logScale;
    /** -1 / (2 sigma_j^2). */
    private final double[] slope;

    private volatile @Nullable RadialTable table;

    private ScaleMixture(int scales, float[] values) {
        this.scales = scales;
        this.values = layout(scales).checkedCopy(values);
        weight = new double[scales];
        logWeight = new double[scales];
        logScale = new double[scales];
        slope = new double[scales];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < scales; j++) {
            greatest = Math.max(greatest, values[j]);
        }
        double sum = 0;
        for (int j = 0; j < scales; j++) {
            sum += Math.exp(values[j] - greatest);
        }
        for (int j = 0; j < scales; j++) {
            logWeight[j] = values[j] - greatest - Math.log(sum);
            weight[j] = Math.exp(logWeight[j]);
            logScale[j] = values[scales + j];
            slope[j] = -0.5 * Math.exp(-2 * logScale[j]);
        }
    }

    /**
     * The tensors of a mixture of J scales.
     *
     * @param scales J
     * @return the layout
     */
    public static ParameterLayout layout(int scales) {
        return ParameterLayout.empty().with("base.logWeight", scales).with("base.logScale", scales);
    }

    /**
     * A mixture with given parameters.
     *
     * @param scales J, at least 1
     * @param values log weights (J, up to a constant), then log scales (J); finite, copied
     * @return the base
     */
    public static ScaleMixture of(int scales, float[] values) {
        if (scales < 1) {
            throw new IllegalArgumentException("scales: " + scales + ", must be at least 1");
        }
        return new ScaleMixture(scales, values);
    }

    /**
     * A mixture with given weights and scales, kept as float32 logarithms.
     *
     * @param weights rho_j, not negative, of a sum above 0
     * @param scales sigma_j, above 0
     * @return the base
     */
    public static ScaleMixture of(double[] weights, double[] scales) {
        if (weights.length != scales.length) {
            throw new IllegalArgumentException("scales: length " + scales.length + ", must be " + weights.length);
        }
        double sum = 0;
        for (int j = 0; j < scales.length; j++) {
            if (!(weights[j] >= 0) || !(scales[j] > 0)) {
                throw new IllegalArgumentException("weights, scales: element " + j + " is " + weights[j] + ", "
                        + scales[j] + ", must not be negative, must be above 0");
            }
            sum += weights[j];
        }
        float[] values = new float[2 * scales.length];
        for (int j = 0; j < scales.length; j++) {
            values[j] = (float) Math.log(Math.max(LEAST_WEIGHT, weights[j] / sum));
            values[scales.length + j] = (float) Math.log(scales[j]);
        }
        return of(scales.length, values);
    }

    /**
     * Scales in a geometric progression, weights those of a normal bell over their logarithms about log 1 with a standard
     * deviation of a half, then all scales times a factor that makes sum of rho_j sigma_j^2 = 1: z has unit covariance.
     *
     * @param scales J
     * @param least smallest scale before the factor, above 0
     * @param greatest greatest scale before the factor
     * @return the base
     */
    public static ScaleMixture geometric(int scales, double least, double greatest) {
        double[] weights = new double[scales];
        double[] s = new double[scales];
        double sum = 0;
        double variance = 0;
        for (int j = 0; j < scales; j++) {
            s[j] = least * Math.pow(greatest / least, scales == 1 ? 0 : (double) j / (scales - 1));
            double u = Math.log(s[j]) / BELL;
            weights[j] = Math.exp(-0.5 * u * u);
            sum += weights[j];
            variance += weights[j] * s[j] * s[j];
        }
        for (int j = 0; j < scales; j++) {
            s[j] /= Math.sqrt(variance / sum);
        }
        return of(weights, s);
    }

    /**
     * Number of scales.
     *
     * @return J
     */
    public int scales() {
        return scales;
    }

    /**
     * The weight of a scale.
     *
     * @param j scale, from 0
     * @return rho_j
     */
    public double weight(int j) {
        return weight[j];
    }

    /**
     * A scale.
     *
     * @param j scale, from 0
     * @return sigma_j
     */
    public double scale(int j) {
        return Math.exp(logScale[j]);
    }

    /**
     * The same scales with other weights.
     *
     * @param weights rho_j, not negative, of a sum above 0
     * @return another mixture
     */
    public ScaleMixture withWeights(double[] weights) {
        float[] v = values.clone();
        double sum = Arrays.stream(weights).sum();
        for (int j = 0; j < scales; j++) {
            v[j] = (float) Math.log(Math.max(LEAST_WEIGHT, weights[j] / sum));
        }
        return new ScaleMixture(scales, v);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public ParameterLayout layout() {
        return layout(scales);
    }

    @Override
    public float[] parameters() {
        return values.clone();
    }

    @Override
    public ScaleMixture withParameters(float[] newValues) {
        return new ScaleMixture(scales, newValues);
    }

    /**
     * log(rho_j N(z; 0, sigma_j^2 I)) + D log(2 pi) / 2 at z = 0: what scale j adds where |z|^2 = 0.
     *
     * @param j scale, from 0
     * @param dimension D
     * @return log rho_j - D log sigma_j
     */
    public double intercept(int j, int dimension) {
        return logWeight[j] - dimension * logScale[j];
    }

    /**
     * The derivative of log N(z; 0, sigma_j^2 I) by |z|^2.
     *
     * @param j scale, from 0
     * @return -1 / (2 sigma_j^2)
     */
    public double slopeOf(int j) {
        return slope[j];
    }

    /** The term of scale j, without its constant D log(2 pi) / 2. */
    private double term(int j, double q, int dimension) {
        return logWeight[j] - dimension * logScale[j] + slope[j] * q;
    }

    private double greatestTerm(double q, int dimension) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < scales; j++) {
            greatest = Math.max(greatest, term(j, q, dimension));
        }
        return greatest;
    }

    @Override
    public double logDensity(double squaredNorm, int dimension) {
        double greatest = greatestTerm(squaredNorm, dimension);
        if (greatest == Double.NEGATIVE_INFINITY) {
            return greatest;
        }
        double sum = 0;
        for (int j = 0; j < scales; j++) {
            double t = term(j, squaredNorm, dimension) - greatest;
            if (t > -NEGLIGIBLE) {
                sum += Math.exp(t);
            }
        }
        return greatest + Math.log(sum) - dimension * HALF_LOG_TWO_PI;
    }

    @Override
    public double slope(double squaredNorm, int dimension) {
        double greatest = greatestTerm(squaredNorm, dimension);
        if (greatest == Double.NEGATIVE_INFINITY) {
            return Arrays.stream(slope).max().orElseThrow();
        }
        double sum = 0;
        double slopes = 0;
        for (int j = 0; j < scales; j++) {
            double t = term(j, squaredNorm, dimension) - greatest;
            if (t > -NEGLIGIBLE) {
                double e = Math.exp(t);
                sum += e;
                slopes += e * slope[j];
            }
        }
        return slopes / sum;
    }

    /**
     * The posterior of the scale given the squared norm.
     *
     * @param squaredNorm |z|^2, finite
     * @param dimension D
     * @param posterior receives J shares that sum to 1
     */
    public void posterior(double squaredNorm, int dimension, double[] posterior) {
        double greatest = greatestTerm(squaredNorm, dimension);
        double sum = 0;
        for (int j = 0; j < scales; j++) {
            double t = term(j, squaredNorm, dimension) - greatest;
            posterior[j] = t > -NEGLIGIBLE ? Math.exp(t) : 0;
            sum += posterior[j];
        }
        for (int j = 0; j < scales; j++) {
            posterior[j] /= sum;
        }
    }

    @Override
    public void logDensities(float[] squaredNorms, int count, int dimension, double logDet, float[] out, int offset) {
        RadialTable t = table;
        if (t == null || t.dimension() != dimension) {
            t = RadialTable.of(this, dimension);
            table = t;
        }
        t.logDensities(squaredNorms, count, (float) logDet, out, offset);
    }

    /** Sums of weight and of weight q over the scales' posterior shares. */
    @Override
    public int statisticsSize() {
        return 2 * scales;
    }

    @Override
    public void accumulate(double squaredNorm, int dimension, float rowWeight, float[] statistics, int offset) {
        double greatest = greatestTerm(squaredNorm, dimension);
        if (greatest == Double.NEGATIVE_INFINITY) {
            return;
        }
        double sum = 0;
        for (int j = 0; j < scales; j++) {
            double t = term(j, squaredNorm, dimension) - greatest;
            sum += t > -NEGLIGIBLE ? Math.exp(t) : 0;
        }
        for (int j = 0; j < scales; j++) {
            double t = term(j, squaredNorm, dimension) - greatest;
            if (t > -NEGLIGIBLE) {
                double share = rowWeight * Math.exp(t) / sum;
                statistics[offset + j] += (float) share;
                statistics[offset + scales + j] += (float) (share * squaredNorm);
            }
        }
    }

    /** By the log weights: S_j - rho_j sum S; by the log scales: Q_j / sigma_j^2 - D S_j. */
    @Override
    public void finish(float[] statistics, int offset, int dimension, float[] gradient) {
        double sum = 0;
        for (int j = 0; j < scales; j++) {
            sum += statistics[offset + j];
        }
        for (int j = 0; j < scales; j++) {
            double s = statistics[offset + j];
            gradient[j] = (float) (s - weight[j] * sum);
            gradient[scales + j] = (float) (-2 * slope[j] * statistics[offset + scales + j] - dimension * s);
        }
    }

    @Override
    public void sample(RandomStream random, double[] z, int offset, int dimension) {
        double u = random.nextDouble();
        int j = 0;
        while (j < scales - 1 && u >= weight[j]) {
            u -= weight[j];
            j++;
        }
        double s = Math.exp(logScale[j]);
        for (int d = 0; d < dimension; d++) {
            z[offset + d] = s * random.nextGaussian();
        }
    }

    @Override
    public double marginalCdf(double z) {
        double sum = 0;
        for (int j = 0; j < scales; j++) {
            sum += weight[j] * NormalCdf.of(z / scale(j));
        }
        return sum;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ScaleMixture other && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "ScaleMixture[weights=" + Arrays.toString(weight) + ", scales="
                + Arrays.toString(Arrays.stream(logScale).map(Math::exp).toArray()) + "]";
    }
}
