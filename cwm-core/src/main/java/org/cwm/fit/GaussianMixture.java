package org.cwm.fit;

import java.util.Arrays;
import java.util.Objects;
import org.cwm.base.Base;
import org.cwm.base.StandardNormal;
import org.cwm.engine.Workers;
import org.cwm.kernel.GaussianKernels;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * A Gaussian mixture in double precision: p(x) = sum over k of w_k N(x; m_k, Sigma_k), Sigma_k = L_k L_k^T with L_k
 * lower triangular. The result of {@link EmFit} and the start of a classifier weighted mixture. Immutable.
 *
 * <p>Over another radial base ({@link #withBase}) it is a mixture of elliptical components,
 * p(x) = sum over k of w_k p0(L_k^-1 (x - m_k)) / |L_k|: over a {@link org.cwm.base.ScaleMixture} each component is itself
 * a mixture of Gaussians with the covariances sigma_j^2 Sigma_k.
 */
public final class GaussianMixture implements Density {

    private static final double HALF_LOG_2_PI = 0.9189385332046727;
    private static final int SAMPLE_BLOCK = 1024;

    private final CovarianceType type;
    private final int dimension;
    private final double[] weights;
    private final double[] means;
    private final double[] factors;
    private final double[] constants;
    private final Base base;

    private GaussianMixture(
            CovarianceType type, int dimension, double[] weights, double[] means, double[] factors, Base base) {
        this.base = base;
        this.type = type;
        this.dimension = dimension;
        this.weights = weights;
        this.means = means;
        this.factors = factors;
        constants = new double[weights.length];
        for (int k = 0; k < weights.length; k++) {
            double logDet = 0;
            for (int d = 0; d < dimension; d++) {
                logDet += Math.log(factors[diagonalIndex(k, d)]);
            }
            constants[k] = Math.log(weights[k]) - dimension * HALF_LOG_2_PI - logDet;
        }
    }

    /**
     * A mixture with given factors.
     *
     * @param type shape of the covariances
     * @param dimension D, at least 1
     * @param weights K weights, not negative, of sum 1 (to 1e-9); copied
     * @param means K x D, row-major, finite; copied
     * @param factors the L_k: for {@link CovarianceType#FULL} K x D x D, lower triangular with a diagonal above 0; for
     *     {@link CovarianceType#DIAGONAL} K x D standard deviations above 0; copied
     * @return the mixture
     * @throws IllegalArgumentException naming the argument that does not fit
     */
    public static GaussianMixture of(
            CovarianceType type, int dimension, double[] weights, double[] means, double[] factors) {
        GaussianMixture g = checkedSizes(type, dimension, weights, means, factors.clone(), "factors");
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < dimension; i++) {
                if (!(g.factors[g.diagonalIndex(k, i)] > 0)) {
                    throw new IllegalArgumentException("factors: component " + k + " has " + i + "-th diagonal element "
                            + g.factors[g.diagonalIndex(k, i)] + ", must be above 0");
                }
                for (int j = i + 1; type == CovarianceType.FULL && j < dimension; j++) {
                    if (g.factors[(k * dimension + i) * dimension + j] != 0) {
                        throw new IllegalArgumentException("factors: component " + k
                                + " has a value above the diagonal, must be lower triangular");
                    }
                }
            }
        }
        return g;
    }

    /**
     * A mixture with given covariances.
     *
     * @param type shape of the covariances
     * @param dimension D, at least 1
     * @param weights K weights, not negative, of sum 1 (to 1e-9); copied
     * @param means K x D, row-major, finite; copied
     * @param covariances the Sigma_k: K x D x D, symmetric positive definite (the lower triangles are read), or K x D
     *     variances above 0 if the type is diagonal; not modified
     * @return the mixture
     * @throws IllegalArgumentException naming the argument that does not fit
     */
    public static GaussianMixture ofCovariances(
            CovarianceType type, int dimension, double[] weights, double[] means, double[] covariances) {
        int each = type == CovarianceType.FULL ? dimension * dimension : dimension;
        double[] factors = new double[covariances.length];
        for (int k = 0; (k + 1) * each <= covariances.length; k++) {
            double[] c = Arrays.copyOfRange(covariances, k * each, (k + 1) * each);
            if (!factor(type, c, dimension)) {
                throw new IllegalArgumentException("covariances: that of component " + k + " is not positive definite");
            }
            System.arraycopy(c, 0, factors, k * each, each);
        }
        return checkedSizes(type, dimension, weights, means, factors, "covariances");
    }

    /** Replaces a covariance (D x D, or D variances) by its factor; false if it is not positive definite. */
    static boolean factor(CovarianceType type, double[] covariance, int d) {
        if (type == CovarianceType.FULL) {
            return SmallMatrix.cholesky(covariance, covariance, d);
        }
        for (int i = 0; i < d; i++) {
            if (!(covariance[i] > 0) || covariance[i] == Double.POSITIVE_INFINITY) {
                return false;
            }
            covariance[i] = Math.sqrt(covariance[i]);
        }
        return true;
    }

    private static GaussianMixture checkedSizes(
            CovarianceType type, int dimension, double[] weights, double[] means, double[] factors, String name) {
        Objects.requireNonNull(type, "type");
        int k = weights.length;
        if (dimension < 1 || k < 1) {
            throw new IllegalArgumentException("dimension " + dimension + ", weights " + k + ": must be at least 1");
        }
        long expected = (long) k * dimension * (type == CovarianceType.FULL ? dimension : 1);
        if (means.length != (long) k * dimension || factors.length != expected) {
            throw new IllegalArgumentException("means, " + name + ": lengths " + means.length + ", " + factors.length
                    + ", must be " + (long) k * dimension + ", " + expected);
        }
        double sum = 0;
        for (double w : weights) {
            if (!(w >= 0)) {
                throw new IllegalArgumentException("weights: " + w + ", must not be negative");
            }
            sum += w;
        }
        if (!(Math.abs(sum - 1) <= 1e-9)) {
            throw new IllegalArgumentException("weights: their sum is " + sum + ", must be 1");
        }
        requireFinite("means", means);
        requireFinite(name, factors);
        return new GaussianMixture(type, dimension, weights.clone(), means.clone(), factors, new StandardNormal());
    }

    private static void requireFinite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + ": element " + i + " is " + values[i] + ", must be finite");
            }
        }
    }

    /**
     * The same weights, means and factors over another base.
     *
     * @param other p0
     * @return a mixture of elliptical components
     */
    public GaussianMixture withBase(Base other) {
        return new GaussianMixture(type, dimension, weights, means, factors, Objects.requireNonNull(other, "base"));
    }

    /**
     * The radial base of the components.
     *
     * @return the standard normal unless {@link #withBase} was used
     */
    public Base base() {
        return base;
    }

    private int diagonalIndex(int k, int d) {
        return type == CovarianceType.FULL ? (k * dimension + d) * dimension + d : k * dimension + d;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /**
     * Number of components, K.
     *
     * @return K
     */
    public int components() {
        return weights.length;
    }

    /**
     * Shape of the covariances.
     *
     * @return the type
     */
    public CovarianceType covarianceType() {
        return type;
    }

    /**
     * The weights.
     *
     * @return a copy, K values
     */
    public double[] weights() {
        return weights.clone();
    }

    /**
     * The means.
     *
     * @return a copy, K x D
     */
    public double[] means() {
        return means.clone();
    }

    /**
     * The factors L_k, Sigma_k = L_k L_k^T.
     *
     * @return a copy: K x D x D lower triangular, or K x D standard deviations if the type is diagonal
     */
    public double[] factors() {
        return factors.clone();
    }

    /**
     * The covariance matrix of a component; over a base that is not normal, its scale matrix.
     *
     * @param component k, from 0
     * @return Sigma_k, D x D, symmetric
     */
    public double[] covariance(int component) {
        Objects.checkIndex(component, weights.length);
        int d = dimension;
        double[] c = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double s = 0;
                for (int t = 0; t <= j; t++) {
                    s += factor(component, i, t) * factor(component, j, t);
                }
                c[i * d + j] = s;
                c[j * d + i] = s;
            }
        }
        return c;
    }

    /** Element (i, j) of L_k. */
    double factor(int k, int i, int j) {
        if (type == CovarianceType.FULL) {
            return factors[(k * dimension + i) * dimension + j];
        }
        return i == j ? factors[k * dimension + i] : 0;
    }

    /** log w_k - D/2 log(2 pi) - log |L_k|. */
    double constant(int k) {
        return constants[k];
    }

    /** m_kd. */
    double mean(int k, int d) {
        return means[k * dimension + d];
    }

    @Override
    public double logDensity(double[] x) {
        if (x.length != dimension) {
            throw new IllegalArgumentException("x: length " + x.length + ", must be " + dimension);
        }
        double[] y = new double[dimension];
        double[] terms = new double[weights.length];
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < terms.length; k++) {
            terms[k] = constants[k] + radial(squaredDistance(k, x, y));
            top = Math.max(top, terms[k]);
        }
        if (!Double.isFinite(top)) {
            for (int d = 0; d < dimension; d++) {
                if (!Double.isFinite(x[d])) {
                    throw new IllegalArgumentException("x: element " + d + " is " + x[d] + ", must be finite");
                }
            }
            return Double.NEGATIVE_INFINITY;
        }
        double sum = 0;
        for (double t : terms) {
            sum += Math.exp(t - top);
        }
        return top + Math.log(sum);
    }

    /** log p0 at the squared norm q, less its constant D/2 log(2 pi). */
    private double radial(double q) {
        return base instanceof StandardNormal ? -0.5 * q : base.logDensity(q, dimension) + dimension * HALF_LOG_2_PI;
    }

    /** |L_k^-1 (x - m_k)|^2 by forward substitution; y is scratch. */
    private double squaredDistance(int k, double[] x, double[] y) {
        double q = 0;
        for (int i = 0; i < dimension; i++) {
            double s = x[i] - mean(k, i);
            for (int j = 0; type == CovarianceType.FULL && j < i; j++) {
                s -= factor(k, i, j) * y[j];
            }
            y[i] = s / factor(k, i, i);
            q += y[i] * y[i];
        }
        return q;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Terms below 2^-53 of a point's largest term are left out: relative error of the density at most K 2^-53.
     * {@code -Infinity} where even the logarithm is beyond the range of a double.
     */
    @Override
    public void logDensity(Points points, double[] out, int threads) {
        if (points.columns() != dimension || out.length < points.rows()) {
            throw new IllegalArgumentException("points: " + points + " and out: length " + out.length + ", must have "
                    + dimension + " columns and a cell a row");
        }
        EmWhitening whitening = EmWhitening.of(this, new double[dimension]);
        int rows = points.rows();
        int blocks = (rows + EmBlock.LANES - 1) / EmBlock.LANES;
        int crew = Math.max(1, Math.min(threads, blocks));
        GaussianKernels kernels = EmTile.kernels(rows, weights.length, dimension);
        EmTile[] tiles = new EmTile[crew];
        EmBlock[] scratch = new EmBlock[crew];
        try (Workers workers = Workers.of(threads < 1 ? threads : crew)) {
            workers.run(blocks, (block, worker) -> {
                if (tiles[worker] == null) {
                    tiles[worker] = new EmTile(weights.length, dimension, kernels);
                    scratch[worker] = new EmBlock(dimension, EmBlock.LANES);
                }
                EmTile tile = tiles[worker];
                int first = block * EmBlock.LANES;
                EmBlock rowsOf = scratch[worker];
                rowsOf.load(points, null, first, Math.min(EmBlock.LANES, rows - first), whitening.centre());
                tile.evaluate(whitening, rowsOf);
                for (int i = 0; i < tile.rows(); i++) {
                    out[first + i] = tile.logDensity(i);
                }
            });
        }
    }

    /**
     * Mean log density of many points, in nats.
     *
     * @param points n x D, n at least 1, not modified
     * @param threads number of threads, at least 1; the result does not depend on it
     * @return (1/n) sum over i of log p(x_i)
     */
    public double meanLogLikelihood(Points points, int threads) {
        if (points.rows() == 0) {
            throw new IllegalArgumentException("points: no rows, must be at least 1");
        }
        double[] out = new double[points.rows()];
        logDensity(points, out, threads);
        double sum = 0;
        for (double l : out) {
            sum += l;
        }
        return sum / out.length;
    }

    @Override
    public Points sample(int n, RandomStream random, int threads) {
        double[] values = new double[Math.multiplyExact(n, dimension)];
        double[] cumulative = weights.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
        RandomStream root = RandomStream.of(random.nextLong());
        try (Workers workers = Workers.of(threads)) {
            workers.run((n + SAMPLE_BLOCK - 1) / SAMPLE_BLOCK, (block, worker) -> {
                RandomStream stream = root.split(block);
                double[] z = new double[dimension];
                int end = Math.min(n, (block + 1) * SAMPLE_BLOCK);
                for (int i = block * SAMPLE_BLOCK; i < end; i++) {
                    draw(stream, cumulative, z, values, i * dimension);
                }
            });
        }
        return Points.of(n, dimension, values);
    }

    private void draw(RandomStream stream, double[] cumulative, double[] z, double[] values, int offset) {
        double u = stream.nextDouble() * cumulative[cumulative.length - 1];
        int k = 0;
        while (k < cumulative.length - 1 && !(u < cumulative[k])) {
            k++;
        }
        base.sample(stream, z, 0, dimension);
        for (int d = 0; d < dimension; d++) {
            double x = mean(k, d);
            for (int j = type == CovarianceType.FULL ? 0 : d; j <= d; j++) {
                x += factor(k, d, j) * z[j];
            }
            values[offset + d] = x;
        }
    }

    @Override
    public String toString() {
        return "GaussianMixture[" + weights.length + " components, " + dimension + " dimensions, " + type
                + (base instanceof StandardNormal ? "" : ", " + base) + "]";
    }
}
