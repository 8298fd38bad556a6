package org.cwm.query;

import org.cwm.fit.FittedModel;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.schema.Transform;

/**
 * A classifier weighted mixture of one column in the form that works with distribution functions. With the base's
 * distribution function P0, components' P_k(x) = P0(T_k(x)) and weights alpha_k(u) = w_k(P0^{-1}(u)):
 *
 * <pre>p(x) = sum_k pi_k(x) p_k(x),   pi_k(x) = alpha_k(P_k(x)),
 * F(x) = sum_k integral of alpha_k(u) du from 0 to P_k(x)</pre>
 *
 * <p>The integrals come from adaptive quadrature when the object is made; {@link #error()} bounds what it leaves. Works for
 * any base and any maps; x is in the units of the data. Immutable and safe for use by many threads.
 *
 * @see <a href="https://arxiv.org/abs/2501.02989">Classifier Weighted Mixture models, section II-A</a>
 */
public final class CdfForm {

    private static final Transform IDENTITY = new Transform.Standardise(0, 1);
    private static final int MOST_STEPS = 2_000;

    private final ClassifierWeightedMixture mixture;
    private final Transform transform;
    private final CumulativeWeights cumulative;
    private final boolean[] increasing;
    private final double lower;
    private final double upper;

    private CdfForm(ClassifierWeightedMixture mixture, Transform transform) {
        if (mixture.dimension() != 1 || mixture.conditions() > 0) {
            throw new IllegalArgumentException(
                    "mixture: dimension " + mixture.dimension() + ", must be 1, without conditions");
        }
        this.mixture = mixture;
        this.transform = transform;
        cumulative = new CumulativeWeights(mixture.base(), mixture.classifier());
        int k = mixture.components();
        increasing = new boolean[k];
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double[] x = new double[1];
        for (int c = 0; c < k; c++) {
            mixture.maps().toData(c, new double[] {-cumulative.end()}, 0, x, 0);
            double a = x[0];
            mixture.maps().toData(c, new double[] {cumulative.end()}, 0, x, 0);
            increasing[c] = x[0] > a;
            least = Math.min(least, Math.min(a, x[0]));
            greatest = Math.max(greatest, Math.max(a, x[0]));
        }
        lower = least;
        upper = greatest;
    }

    /**
     * The form of a mixture.
     *
     * @param mixture of dimension 1
     * @return the form, x in model coordinates
     */
    public static CdfForm of(ClassifierWeightedMixture mixture) {
        return new CdfForm(mixture, IDENTITY);
    }

    /**
     * The form of a fitted model.
     *
     * @param model of one column, not conditional
     * @return the form, x in the units of the data
     */
    public static CdfForm of(FittedModel model) {
        if (model.dimension() != 1 || model.conditions() > 0) {
            throw new IllegalArgumentException("model: " + model.dimension() + " columns and " + model.conditions()
                    + " conditions, must be 1 and 0");
        }
        return new CdfForm(model.mixture(), model.schema().transforms().get(0));
    }

    /**
     * Number of components, K.
     *
     * @return K
     */
    public int components() {
        return mixture.components();
    }

    /**
     * Bound of the absolute error of {@link #cdf}, as the quadrature estimates it: about 1e-10 for smooth classifiers.
     *
     * @return the bound
     */
    public double error() {
        return cumulative.error();
    }

    /**
     * The mass of a component, the integral of alpha_k over [0, 1].
     *
     * @param k component, from 0
     * @return P(R = k)
     */
    public double mass(int k) {
        return cumulative.mass(k);
    }

    /**
     * The weights as functions of the base's distribution function.
     *
     * @param u in (0, 1)
     * @return alpha_k(u) = w_k(P0^{-1}(u)), K numbers that sum to 1
     */
    public double[] alpha(double u) {
        return weights(mixture.base().marginalQuantile(u));
    }

    private double[] weights(double z) {
        double[] out = new double[components()];
        mixture.classifier().logWeights(new double[] {z}, 0, out);
        for (int k = 0; k < out.length; k++) {
            out[k] = Math.exp(out[k]);
        }
        return out;
    }

    /**
     * The distribution function of a component.
     *
     * @param k component, from 0
     * @param x in the units of the data
     * @return P_k(x) = P0(T_k(x)), in [0, 1]; 1 - P0(T_k(x)) should T_k decrease
     */
    public double componentCdf(int k, double x) {
        double z = toBase(k, toModel(x));
        return mixture.base().marginalCdf(increasing[k] ? z : -z);
    }

    /**
     * The functional weights at a point. They need not sum to 1: each component is seen at a base point of its own.
     *
     * @param x in the units of the data, where the density is above 0
     * @return pi_k(x) = alpha_k(P_k(x)), K numbers in [0, 1]
     */
    public double[] pi(double x) {
        double u = toModel(x);
        if (!Double.isFinite(u)) {
            throw new IllegalArgumentException("x: " + x + ", must be where the model has a density");
        }
        double[] out = new double[components()];
        for (int k = 0; k < out.length; k++) {
            out[k] = weights(toBase(k, u))[k];
        }
        return out;
    }

    /** Model coordinate; infinite beyond the ends of a bounded column. */
    private double toModel(double x) {
        if (Double.isNaN(x)) {
            throw new IllegalArgumentException("x: " + x + ", must be a number");
        }
        double u = transform.toModel(x);
        if (Double.isNaN(u)) {
            return x < transform.toData(0) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return u;
    }

    private double toBase(int k, double u) {
        if (Double.isInfinite(u)) {
            return increasing[k] ? u : -u;
        }
        double[] z = new double[1];
        mixture.maps().toBase(k, new double[] {u}, 0, z, 0);
        return z[0];
    }

    private double modelCdf(double u) {
        double sum = 0;
        for (int k = 0; k < components(); k++) {
            double g = cumulative.at(k, toBase(k, u));
            sum += increasing[k] ? g : cumulative.mass(k) - g;
        }
        return Math.max(0, Math.min(1, sum));
    }

    /**
     * The distribution function of the model, never decreasing but for {@link #error()}.
     *
     * @param x in the units of the data; not NaN
     * @return F(x) = P(X &lt;= x)
     */
    public double cdf(double x) {
        return modelCdf(toModel(x));
    }

    /**
     * The quantile function: F(quantile(p)) = p up to {@link #error()} and the spacing of doubles. Closer to 0 or 1 than
     * that error it is an end of the range that components reach.
     *
     * @param p in (0, 1)
     * @return x in the units of the data
     */
    public double quantile(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p: " + p + ", must be in (0, 1)");
        }
        double a = lower;
        double b = upper;
        for (int i = 0; i < MOST_STEPS; i++) {
            double middle = a + (b - a) / 2;
            if (middle <= a || middle >= b) {
                break;
            }
            if (modelCdf(middle) < p) {
                a = middle;
            } else {
                b = middle;
            }
        }
        return transform.toData(b);
    }
}
