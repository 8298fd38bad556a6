package org.cwm.kernel;

/**
 * The inner loops of expectation maximisation for Gaussian mixtures, in double, stateless and safe for use by many
 * threads. {@link ScalarGaussianKernels} is the reference; a vector implementation may differ from it in the last
 * digits only.
 *
 * <p>Points lie in lanes: {@code x[d][i]} is coordinate d of row i. Loops run over {@code n} lanes, a multiple of
 * {@link #GROUP}; callers pad. What a lane receives depends on that lane alone, not on where it lies.
 */
public interface GaussianKernels {

    /** Lanes are taken, and left out, in groups of so many. */
    int GROUP = 8;

    /**
     * Where row i of a packed lower triangle starts: rows 2p and 2p + 1 have 2p + 2 elements each, the last of row 2p
     * being 0.
     *
     * @param i row, at least 0
     * @return number of elements before it
     */
    static int rowStart(int i) {
        int pair = i / 2;
        return 2 * pair * (pair + 1) + (i % 2) * (2 * pair + 2);
    }

    /**
     * Adds squared entries of a triangular product: {@code q[i] += sum over d of (sum over e of A[d][e] x[e][i] -
     * b[d])^2} for {@code from <= d < to}.
     *
     * @param x columns, at least {@code to} of them
     * @param a A, packed as of {@link #rowStart}
     * @param b at least {@code to} values
     * @param from first row of A, even
     * @param to after the last row of A, even
     * @param q sums, added to
     * @param n lanes, a multiple of {@link #GROUP}
     */
    void addTriangularSquares(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n);

    /**
     * The same for a diagonal: {@code q[i] += sum over d of (a[d] x[d][i] - b[d])^2} for {@code from <= d < to}.
     *
     * @param x columns, at least {@code to} of them
     * @param a at least {@code to} values
     * @param b at least {@code to} values
     * @param from first column, even
     * @param to after the last column, even
     * @param q sums, added to
     * @param n lanes, a multiple of {@link #GROUP}
     */
    void addDiagonalSquares(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n);

    /**
     * {@code q[i] = c - q[i] / 2}, {@code top[i] = max(top[i], q[i])}.
     *
     * @param q squares in, not NaN; logarithms out
     * @param top greatest logarithms so far
     * @param c constant
     * @param n lanes, a multiple of {@link #GROUP}
     */
    void logarithms(double[] q, double[] top, double c, int n);

    /**
     * Replaces l by {@code e = exp(l - top)}, or 0 unless l - top is greater than a bound, and adds e to a sum. Groups
     * of lanes that are all 0 are left out: the others' e move to the front of l, in order.
     *
     * @param l logarithms, at most {@code top}, in; exponentials out
     * @param top greatest logarithms, not modified
     * @param bound at least -700
     * @param sum added to
     * @param groups receives the first lane of each group kept
     * @param n lanes, a multiple of {@link #GROUP}
     * @return how many groups were kept
     */
    int exponentials(double[] l, double[] top, double bound, double[] sum, int[] groups, int n);

    /**
     * Scratch memory for {@link Moments}, for one thread.
     *
     * @param full whether all products of two columns are wanted, or squares only
     * @param dimension number of columns, even
     * @return sums of moments
     */
    Moments moments(boolean full, int dimension);

    /**
     * Weighted moments about the origin over groups of lanes: sum r v v^T, v = (1, x), lower triangle by rows, which are
     * (D + 1)(D + 2) / 2 numbers; or sum r, then sum r x and sum r x^2 for each column, which are 2 D + 1.
     */
    interface Moments {

        /**
         * Each moment is kept as so many partial sums, next to each other.
         *
         * @return at least 1
         */
        int parts();

        /**
         * Takes the rows that weights are then given for.
         *
         * @param x columns, not copied
         * @param n lanes, a multiple of {@link #GROUP}
         */
        void rows(double[][] x, int n);

        /**
         * Adds the moments with weights r = e * factor.
         *
         * @param e in groups, as {@link #exponentials} leaves them; undefined afterwards
         * @param factor by lane
         * @param groups first lane of each group
         * @param count number of groups
         * @param sums {@link #parts} values a moment, added to
         */
        void add(double[] e, double[] factor, int[] groups, int count, double[] sums);
    }
}
