package org.cwm.model;

import java.util.Objects;
import org.cwm.base.Base;
import org.cwm.base.StandardNormal;
import org.cwm.classifier.Classifier;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.MixtureScorer;
import org.cwm.kernel.Backend;
import org.cwm.kernel.Kernels;
import org.cwm.map.ComponentMaps;
import org.cwm.map.ConditionalMaps;
import org.cwm.parameter.ParameterLayout;
import org.cwm.random.RandomStream;

/**
 * A classifier weighted mixture: p(x) = sum_k w_k(T_k(x)) p0(T_k(x)) |det J_k(x)|, with base p0, invertible maps T_k
 * and a classifier w with values in the simplex (arXiv 2501.02989). Normalised for any classifier. Latent-variable
 * reading: Z ~ p0, R | Z ~ Categorical(w(Z)), X = T_R^{-1}(Z).
 *
 * <p>With maps and a classifier that take conditions x, the same formula gives p(y | x), each point being y followed by x.
 *
 * <p>A Gaussian mixture is the special case of a constant classifier. Immutable and safe for use by many threads.
 */
public final class ClassifierWeightedMixture implements Density {

    /** Beyond this squares overflow: the density is zero. */
    private static final double FARTHEST = 1e150;

    private final Base base;
    private final ComponentMaps maps;
    private final Classifier classifier;
    private final ParameterLayout layout;
    private final MixtureScorer scorer;

    /**
     * The latent variables of a point.
     *
     * @param component R, from 0
     * @param base Z = T_R(x)
     */
    public record Latent(int component, double[] base) {}

    private ClassifierWeightedMixture(Base base, ComponentMaps maps, Classifier classifier) {
        this.base = Objects.requireNonNull(base, "base");
        this.maps = Objects.requireNonNull(maps, "maps");
        this.classifier = Objects.requireNonNull(classifier, "classifier");
        if (maps.components() != classifier.components()) {
            throw new IllegalArgumentException("classifier: " + classifier.components() + " classes, the maps have "
                    + maps.components() + " components");
        }
        if (classifier instanceof org.cwm.classifier.Mlp mlp
                && (mlp.architecture().conditions() != maps.conditions()
                        || mlp.architecture().inputs() != maps.dimension() + maps.conditions())) {
            throw new IllegalArgumentException(
                    "classifier: " + mlp.architecture().inputs() + " inputs, of them "
                            + mlp.architecture().conditions() + " conditions, the maps have dimension "
                            + maps.dimension() + " and " + maps.conditions() + " conditions");
        }
        layout = base.layout().followedBy(maps.layout()).followedBy(classifier.layout());
        Kernels kernels = Backend.get().kernels();
        MixtureProgram program = new MixtureProgram(base, maps, classifier, kernels);
        program.load(parameters());
        scorer = new MixtureScorer(program, maps, kernels);
    }

    /**
     * A mixture over the standard normal base.
     *
     * @param maps K maps
     * @param classifier into K classes
     * @return the mixture
     */
    public static ClassifierWeightedMixture of(ComponentMaps maps, Classifier classifier) {
        return new ClassifierWeightedMixture(new StandardNormal(), maps, classifier);
    }

    /**
     * A mixture over any base.
     *
     * @param base base distribution
     * @param maps K maps
     * @param classifier into K classes
     * @return the mixture
     */
    public static ClassifierWeightedMixture of(Base base, ComponentMaps maps, Classifier classifier) {
        return new ClassifierWeightedMixture(base, maps, classifier);
    }

    /**
     * The base distribution.
     *
     * @return p0
     */
    public Base base() {
        return base;
    }

    /**
     * The maps.
     *
     * @return T
     */
    public ComponentMaps maps() {
        return maps;
    }

    /**
     * The classifier.
     *
     * @return w
     */
    public Classifier classifier() {
        return classifier;
    }

    /**
     * Number of components, K.
     *
     * @return K
     */
    public int components() {
        return maps.components();
    }

    /**
     * All tensors: the base's, the maps', the classifier's.
     *
     * @return the layout of {@link #parameters()}
     */
    public ParameterLayout layout() {
        return layout;
    }

    /**
     * A copy of the flat parameters.
     *
     * @return as long as the layout
     */
    public float[] parameters() {
        float[] b = base.parameters();
        float[] m = maps.parameters();
        float[] c = classifier.parameters();
        float[] all = java.util.Arrays.copyOf(b, b.length + m.length + c.length);
        System.arraycopy(m, 0, all, b.length, m.length);
        System.arraycopy(c, 0, all, b.length + m.length, c.length);
        return all;
    }

    /**
     * The same architecture with other parameters.
     *
     * @param values as long as the layout, finite; copied
     * @return a new mixture
     */
    public ClassifierWeightedMixture withParameters(float[] values) {
        float[] v = layout.checkedCopy(values);
        int b = base.layout().size();
        int m = maps.layout().size();
        return new ClassifierWeightedMixture(
                base.withParameters(java.util.Arrays.copyOf(v, b)),
                maps.withParameters(java.util.Arrays.copyOfRange(v, b, b + m)),
                classifier.withParameters(java.util.Arrays.copyOfRange(v, b + m, v.length)));
    }

    @Override
    public int dimension() {
        return maps.dimension();
    }

    @Override
    public int conditions() {
        return maps.conditions();
    }

    @Override
    public double logDensity(double[] x) {
        checkPoint(x);
        for (double v : x) {
            if (Math.abs(v) > FARTHEST) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return scorer.logDensity(x);
    }

    @Override
    public void logDensity(Points points, double[] out, int threads) {
        logDensity(points, out, new int[0], threads);
    }

    /**
     * Log densities and the most likely component, arg max_k P(R = k | x), of many points.
     *
     * @param points n x (D + C), not modified
     * @param out receives n log densities in nats
     * @param topComponents receives n components from 0, or has length 0 if they are not wanted
     * @param threads number of threads; the result does not depend on it
     */
    public void logDensity(Points points, double[] out, int[] topComponents, int threads) {
        int columns = dimension() + conditions();
        if (points.columns() != columns) {
            throw new IllegalArgumentException("points: " + points.columns() + " columns, " + expected());
        }
        if (out.length < points.rows() || (topComponents.length > 0 && topComponents.length < points.rows())) {
            throw new IllegalArgumentException(
                    "out: length " + out.length + " and " + topComponents.length + " for " + points.rows() + " rows");
        }
        double[] v = points.values();
        boolean far = false;
        for (int i = 0; i < v.length; i++) {
            far |= Math.abs(v[i]) > FARTHEST;
            if (!Double.isFinite(v[i])) {
                throw new IllegalArgumentException(
                        "points: row " + i / columns + ", column " + i % columns + " is " + v[i] + ", must be finite");
            }
        }
        scorer.logDensity(v, points.rows(), out, topComponents, threads);
        for (int i = 0; far && i < v.length; i++) {
            if (Math.abs(v[i]) > FARTHEST) {
                out[i / columns] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    /**
     * log w_k(T_k(x)) + log p0(T_k(x)) + log |det J_k(x)| for all k, plainly in double: the terms whose log-sum-exp is the
     * log density.
     *
     * @param x a point, not modified
     * @return K numbers
     */
    public double[] logTerms(double[] x) {
        checkPoint(x);
        int d = dimension();
        double[] joint = new double[components()];
        double[] logWeights = new double[joint.length];
        double[] input = new double[x.length];
        for (int c = d; c < x.length; c++) {
            input[c] = ConditionalMaps.limited(x[c]);
        }
        for (int k = 0; k < joint.length; k++) {
            double logDet = maps.toBase(k, x, 0, input, 0);
            classifier.logWeights(input, 0, logWeights);
            joint[k] = logWeights[k] + base.logDensity(squaredNorm(input, d), d) + logDet;
        }
        return joint;
    }

    /**
     * P(R = k | x) for all k, proportional to w_k(T_k(x)) p0(T_k(x)) |det J_k(x)|.
     *
     * @param x a point, not modified
     * @return K numbers that sum to 1
     */
    public double[] responsibilities(double[] x) {
        double[] joint = logTerms(x);
        int k = joint.length;
        double max = java.util.Arrays.stream(joint).max().orElseThrow();
        double sum = 0;
        for (int i = 0; i < k; i++) {
            joint[i] = Math.exp(joint[i] - max);
            sum += joint[i];
        }
        for (int i = 0; i < k; i++) {
            joint[i] /= sum;
        }
        return joint;
    }

    /**
     * A draw of the latent variables given x: R from the responsibilities, then Z = T_R(x).
     *
     * @param x a point, not modified
     * @param random advanced
     * @return component and base point
     */
    public Latent latent(double[] x, RandomStream random) {
        int k = draw(responsibilities(x), random);
        double[] z = new double[dimension()];
        maps.toBase(k, x, 0, z, 0);
        return new Latent(k, z);
    }

    @Override
    public Points sample(int n, RandomStream random, int threads) {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + ", must be at least 0");
        }
        if (conditions() > 0) {
            throw new IllegalStateException("draws of a conditional density need conditions");
        }
        int d = dimension();
        double[] out = new double[Math.multiplyExact(n, d)];
        scorer.sample(n, random.split(random.nextLong()), out, threads);
        return Points.of(n, d, out);
    }

    /**
     * Independent draws of y given x, one for each row of conditions. The result depends on the stream only, not on the
     * number of threads.
     *
     * @param given n x C conditions, finite, not modified
     * @param random source of randomness, advanced
     * @param threads number of threads, at least 1
     * @return n x (D + C) points: draws with their conditions
     */
    public Points sample(Points given, RandomStream random, int threads) {
        int d = dimension();
        int c = conditions();
        if (c == 0 || given.columns() != c) {
            throw new IllegalArgumentException("given: " + given.columns() + " columns, " + expected());
        }
        int n = given.rows();
        double[] out = new double[Math.multiplyExact(n, d + c)];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < c; j++) {
                out[i * (d + c) + d + j] = given.get(i, j);
                if (!Double.isFinite(given.get(i, j))) {
                    throw new IllegalArgumentException(
                            "given: row " + i + ", column " + j + " is " + given.get(i, j) + ", must be finite");
                }
            }
        }
        scorer.sample(n, random.split(random.nextLong()), out, threads);
        return Points.of(n, d + c, out);
    }

    private static int draw(double[] weights, RandomStream random) {
        double u = random.nextDouble();
        int last = 0;
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 0) {
                last = k;
                u -= weights[k];
                if (u < 0) {
                    return k;
                }
            }
        }
        return last;
    }

    private static double squaredNorm(double[] z, int d) {
        double s = 0;
        for (int i = 0; i < d; i++) {
            s += z[i] * z[i];
        }
        return s;
    }

    private String expected() {
        return "the mixture has dimension " + dimension()
                + (conditions() == 0 ? "" : " and " + conditions() + " conditions");
    }

    private void checkPoint(double[] x) {
        if (x.length != dimension() + conditions()) {
            throw new IllegalArgumentException("x: length " + x.length + ", " + expected());
        }
        for (int d = 0; d < x.length; d++) {
            if (!Double.isFinite(x[d])) {
                throw new IllegalArgumentException("x: coordinate " + d + " is " + x[d] + ", must be finite");
            }
        }
    }

    @Override
    public String toString() {
        return "ClassifierWeightedMixture[D=" + dimension() + ", K=" + components() + ", maps=" + maps.id()
                + ", classifier=" + classifier.id() + ", parameters=" + layout.size() + "]";
    }
}
