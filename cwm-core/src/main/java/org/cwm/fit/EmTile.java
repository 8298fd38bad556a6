package org.cwm.fit;

import java.util.Arrays;
import org.cwm.kernel.Backend;
import org.cwm.kernel.GaussianKernels;
import org.cwm.kernel.ScalarGaussianKernels;

/**
 * The E-step of up to {@link EmBlock#LANES} rows: log densities and responsibilities under all components, while
 * everything sits in the cache. Points lie in lanes. For one thread.
 */
final class EmTile {

    /**
     * Below this exponent, log 2^-53, a term of a sum that has a term 1 is dropped: it is under half a unit in the
     * last place of the sum.
     */
    static final double NEGLIGIBLE = -36.7368005696771;

    /** After so many columns, and after twice, four times as many, a component may be given up. */
    private static final int FIRST_LOOK = 4;

    private static final int FIRST_LOOK_DIAGONAL = 6;
    private static final double ROUNDING = 1e-12;
    /** Logarithms are taken of products of so many sums; none is below 1 or above the number of components. */
    private static final int FACTORS = 16;

    /** From so many coordinates under all components on the vector kernels make good what their compilation costs. */
    private static final long MUCH_WORK = 1L << 19;

    private final GaussianKernels kernels;
    private final int components;
    private final int dimension;
    private final double[][] difference;
    private final double[][] terms;
    private final int[][] groups;
    private final int[] counts;
    private final int[] order;
    private final boolean[] candidate;
    private int front;
    private final double[] top = new double[EmBlock.LANES];
    private final double[] sum = new double[EmBlock.LANES];
    private final double[] inverse = new double[EmBlock.LANES];
    private double[][] squares = new double[0][];
    private final EmScales.Scratch scratch = new EmScales.Scratch();
    private EmBlock block;
    private int rows;
    private int lanes;

    EmTile(int components, int dimension, GaussianKernels kernels) {
        this.kernels = kernels;
        this.components = components;
        this.dimension = dimension;
        block = new EmBlock(dimension, 0);
        difference = new double[EmBlock.padded(dimension)][EmBlock.LANES];
        terms = new double[components][EmBlock.LANES];
        groups = new int[components][EmBlock.LANES / GaussianKernels.GROUP];
        counts = new int[components];
        candidate = new boolean[components];
        order = new int[components];
        for (int k = 0; k < components; k++) {
            order[k] = k;
        }
    }

    /** The kernels for a table: those of the backend if there is much to do, else the scalar ones. */
    static GaussianKernels kernels(int rows, int components, int dimension) {
        return (long) rows * components * dimension >= MUCH_WORK
                ? Backend.get().kernels().gaussian()
                : new ScalarGaussianKernels();
    }

    /**
     * Computes log densities and the terms of the responsibilities of the rows of a block.
     *
     * <p>A component is given up as soon as a part of its squared distances shows that it is negligible for every row.
     * What was active in the tile before goes first. Neither changes a bit of the result.
     */
    void evaluate(EmWhitening g, EmBlock rowsOf) {
        block = rowsOf;
        rows = block.rows();
        lanes = block.lanes();
        Arrays.fill(top, 0, lanes, Double.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, lanes, 0);
        EmScales scales = g.scales();
        if (scales != null && squares.length == 0) {
            squares = new double[components][EmBlock.LANES];
        }
        double least = Double.NEGATIVE_INFINITY;
        for (int at = 0; at < components; at++) {
            int k = order[at];
            if (at == front) {
                least = least(top);
            }
            if (bound(g, k, leastSquare(g, k)) - least <= NEGLIGIBLE - 1) {
                candidate[k] = false;
                continue;
            }
            double[] l = scales == null ? terms[k] : squares[k];
            Arrays.fill(l, 0, lanes, 0);
            candidate[k] = addSquares(l, g, k);
            if (candidate[k] && scales != null) {
                scales.logarithms(kernels, l, g.constants()[k], terms[k], top, lanes, scratch);
            } else if (candidate[k]) {
                kernels.logarithms(l, top, g.constants()[k], lanes);
            }
        }
        front = 0;
        int back = components;
        for (int k = 0; k < components; k++) {
            counts[k] = candidate[k] ? kernels.exponentials(terms[k], top, NEGLIGIBLE, sum, groups[k], lanes) : 0;
            if (counts[k] > 0) {
                order[front++] = k;
            } else {
                order[--back] = k;
            }
        }
        for (int i = 0; i < rows; i++) {
            inverse[i] = 1 / sum[i];
        }
        Arrays.fill(inverse, rows, lanes, 0);
    }

    /** An upper bound of a component's logarithm where its squared distance is at least q. */
    private static double bound(EmWhitening g, int k, double q) {
        EmScales scales = g.scales();
        return g.constants()[k] + (scales == null ? -0.5 * q : scales.bound(q));
    }

    private double least(double[] v) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows; i++) {
            least = Math.min(least, v[i]);
        }
        return least;
    }

    /** A lower bound of |A_k (x - m_k)|^2 over the box that holds the tile's rows, its own rounding allowed for. */
    private double leastSquare(EmWhitening g, int k) {
        double[] a = g.rows()[k];
        double[] m = g.offsets()[k];
        double[] middle = block.middle();
        double[] half = block.half();
        double q = 0;
        for (int d = 0; d < dimension; d++) {
            double y = 0;
            double r = 0;
            if (g.type() == CovarianceType.FULL) {
                int at = GaussianKernels.rowStart(d);
                for (int e = 0; e <= d; e++) {
                    double b = a[at + e];
                    y += b * (middle[e] - m[e]);
                    r += Math.abs(b) * (half[e] + ROUNDING * (Math.abs(middle[e]) + half[e] + Math.abs(m[e])));
                }
            } else {
                y = a[d] * (middle[d] - m[d]);
                r = a[d] * (half[d] + ROUNDING * (Math.abs(middle[d]) + half[d] + Math.abs(m[d])));
            }
            double beyond = Math.max(0, Math.abs(y) - r);
            q += beyond * beyond;
        }
        return q * (1 - 1e-9);
    }

    /** Whether a component whose squared distances are at least q may count in some row. */
    private boolean counts(double[] q, EmWhitening g, int k) {
        double c = g.constants()[k];
        EmScales scales = g.scales();
        for (int i = 0; scales != null && i < rows; i++) {
            if (!(c + scales.bound(q[i]) - top[i] <= NEGLIGIBLE)) {
                return true;
            }
        }
        if (scales != null) {
            return false;
        }
        for (int i = 0; i < rows; i++) {
            if (!(c - 0.5 * q[i] - top[i] <= NEGLIGIBLE)) {
                return true;
            }
        }
        return false;
    }

    private boolean addSquares(double[] q, EmWhitening g, int k) {
        boolean full = g.type() == CovarianceType.FULL;
        double[][] x = columns(g, k);
        double[] a = g.rows()[k];
        double[] b = g.shifts()[k];
        int end = EmBlock.padded(dimension);
        int from = 0;
        int look = full ? FIRST_LOOK : FIRST_LOOK_DIAGONAL;
        while (from < end) {
            int to = 2 * look <= dimension ? look : end;
            if (full) {
                kernels.addTriangularSquares(x, a, b, from, to, q, lanes);
            } else {
                kernels.addDiagonalSquares(x, a, b, from, to, q, lanes);
            }
            if (to < end && !counts(q, g, k)) {
                return false;
            }
            from = to;
            look *= 2;
        }
        return true;
    }

    /** The columns that a component's squares and moments are taken of. */
    private double[][] columns(EmWhitening g, int k) {
        double[][] x = block.columns();
        if (!g.viaDifferences()[k]) {
            return x;
        }
        for (int d = 0; d < dimension; d++) {
            EmLoops.subtract(difference[d], x[d], g.offsets()[k][d], lanes);
        }
        return difference;
    }

    /**
     * Adds the components' moments, with the responsibilities as weights; once after each {@link #evaluate}.
     *
     * @param g mixture of the E-step
     * @param moments of the columns' padded number
     * @param sums a component each, as of {@link GaussianKernels.Moments}
     * @param shares where components have scales: the sums of the responsibilities of the components, then those of the
     *     scales, added to; the moments then have the weights r u, see {@link EmScales#weigh}
     */
    void addMoments(EmWhitening g, GaussianKernels.Moments moments, double[][] sums, double[] shares) {
        EmScales scales = g.scales();
        boolean shared = false;
        for (int k = 0; k < components; k++) {
            if (counts[k] == 0) {
                continue;
            }
            if (g.viaDifferences()[k]) {
                moments.rows(columns(g, k), lanes);
            } else if (!shared) {
                moments.rows(block.columns(), lanes);
            }
            shared = !g.viaDifferences()[k];
            if (scales != null) {
                double[] own = scratch.sums(scales.count());
                shares[k] += scales.weigh(kernels, terms[k], inverse, groups[k], counts[k], squares[k], own, scratch);
                EmLoops.addAt(shares, components, own);
            }
            moments.add(terms[k], inverse, groups[k], counts[k], sums[k]);
        }
    }

    /** Whether some row has a responsibility of component k that is not negligible. */
    boolean active(int k) {
        return counts[k] > 0;
    }

    /** Rows of the block. */
    int rows() {
        return rows;
    }

    /** log p of the i-th row; negative infinity where it can't be told. */
    double logDensity(int i) {
        double l = top[i] + Math.log(sum[i]);
        return Double.isFinite(l) ? l : Double.NEGATIVE_INFINITY;
    }

    /** The sum of the rows' log p; not finite if that of some row can't be told. */
    double logLikelihood() {
        double total = 0;
        double product = 1;
        for (int i = 0; i < rows; i++) {
            total += top[i];
            product *= sum[i];
            if (i % FACTORS == FACTORS - 1) {
                total += Math.log(product);
                product = 1;
            }
        }
        return total + Math.log(product);
    }

    /** For each row the component of the greatest responsibility. */
    void home(int[] out, int first) {
        double[] greatest = new double[lanes];
        Arrays.fill(greatest, -1);
        for (int k = 0; k < components; k++) {
            for (int j = 0; j < counts[k] * GaussianKernels.GROUP; j++) {
                int i = groups[k][j / GaussianKernels.GROUP] + j % GaussianKernels.GROUP;
                if (i < rows && terms[k][j] > greatest[i]) {
                    greatest[i] = terms[k][j];
                    out[first + i] = k;
                }
            }
        }
    }
}
