package org.cwm.kernel;

/**
 * The inner loops of the engine, float32, stateless and safe for use by many threads. {@link ScalarKernels} is the
 * reference; a vector implementation may differ from it in the last digits only.
 *
 * <p>Matrices lie in caller's arrays at an offset, with a row stride. Column counts are multiples of {@link #BLOCK};
 * callers pad with zeros.
 */
public interface Kernels {

    /** Column counts and row strides are multiples of this. */
    int BLOCK = 16;

    /** Strides of matrices in double are multiples of this. */
    int DOUBLE_BLOCK = 8;

    /**
     * Short name for reports.
     *
     * @return such as {@code scalar} or {@code vector-512}
     */
    String name();

    /**
     * Floats handled by one instruction.
     *
     * @return 1 for the scalar kernels
     */
    int lanes();

    /**
     * C = S + A B: for i &lt; rows, j &lt; columns: {@code c[cOffset + i*cRow + j] = start[startOffset + i*startRow + j] +
     * sum over t < steps of a[aOffset + i*aRow + t*aStep] * b[bOffset + t*bRow + j]}. With {@code aStep = 1} A is
     * row-major; with {@code aRow = 1} it is read transposed. With {@code startRow = 0} every row starts from the same
     * numbers, such as a bias; S may be C itself, which is then added to.
     *
     * @param a left matrix, not modified
     * @param aOffset its first element
     * @param aRow stride between the rows of A
     * @param aStep stride between the elements of a row of A
     * @param b right matrix, not modified
     * @param bOffset its first element
     * @param bRow stride between the rows of B
     * @param start what the products are added to, modified only if it is C
     * @param startOffset its first element
     * @param startRow stride between the rows of S, 0 if all rows are the same
     * @param c result
     * @param cOffset its first element
     * @param cRow stride between the rows of C
     * @param rows rows of C, at least 0
     * @param columns columns of C, a multiple of {@link #BLOCK}
     * @param steps length of the sums, at least 0
     */
    void multiplyAdd(
            float[] a,
            int aOffset,
            int aRow,
            int aStep,
            float[] b,
            int bOffset,
            int bRow,
            float[] start,
            int startOffset,
            int startRow,
            float[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps);

    /**
     * {@link #multiplyAdd(float[], int, int, int, float[], int, int, float[], int, int, float[], int, int, int, int, int)} in
     * double.
     *
     * @param a left matrix, not modified
     * @param aOffset its first element
     * @param aRow stride between the rows of A
     * @param aStep stride between the elements of a row of A
     * @param b right matrix, not modified
     * @param bOffset its first element
     * @param bRow stride between the rows of B
     * @param start what the products are added to, modified only if it is C
     * @param startOffset its first element
     * @param startRow stride between the rows of S, 0 if all rows are the same
     * @param c result
     * @param cOffset its first element
     * @param cRow stride between the rows of C
     * @param rows rows of C, at least 0
     * @param columns columns of C, a multiple of {@link #BLOCK}
     * @param steps length of the sums, at least 0
     */
    void multiplyAdd(
            double[] a,
            int aOffset,
            int aRow,
            int aStep,
            double[] b,
            int bOffset,
            int bRow,
            double[] start,
            int startOffset,
            int startRow,
            double[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps);

    /**
     * C = S + A B^T for few columns: for i &lt; rows, j &lt; columns: {@code c[cOffset + i*cRow + j] = start[startOffset + j] +
     * sum over t < steps of a[aOffset + i*aRow + t] * b[bOffset + j*bRow + t]}. It pays below a quarter of a {@link
     * #BLOCK} of columns, since {@link #multiplyAdd} computes whole blocks.
     *
     * @param a left matrix, row-major, not modified
     * @param aOffset its first element
     * @param aRow stride between the rows of A
     * @param b right matrix, a row for each column of C, not modified
     * @param bOffset its first element
     * @param bRow stride between the rows of B
     * @param start what the products are added to, one number a column, not modified
     * @param startOffset its first element
     * @param c result
     * @param cOffset its first element
     * @param cRow stride between the rows of C
     * @param rows rows of C, at least 0
     * @param columns columns of C, any number, at least 0
     * @param steps length of the sums, a multiple of {@link #BLOCK}
     */
    void multiplyAddTransposed(
            float[] a,
            int aOffset,
            int aRow,
            float[] b,
            int bOffset,
            int bRow,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps);

    /**
     * Adds up the rows of a matrix: {@code sum[sumOffset + j] += sum over i < rows of x[xOffset + i*xRow + j]}.
     *
     * @param x matrix, not modified
     * @param xOffset its first element
     * @param xRow stride between its rows
     * @param rows number of rows, at least 0
     * @param columns number of columns, a multiple of {@link #BLOCK}
     * @param sum one number a column, added to
     * @param sumOffset its first element
     */
    void addColumnSums(float[] x, int xOffset, int xRow, int rows, int columns, float[] sum, int sumOffset);

    /**
     * Applies an activation to a contiguous block: {@code out[o + i] = act(pre[o + i])}.
     *
     * @param activation which one
     * @param pre input, not modified
     * @param out output
     * @param offset first element in both arrays
     * @param length number of elements, any
     */
    void activate(Activation activation, float[] pre, float[] out, int offset, int length);

    /**
     * Multiplies a gradient by the activation's derivative: {@code g[o + i] *= act'(pre[o + i])}.
     *
     * @param activation which one
     * @param pre inputs of the activation, not modified
     * @param post its outputs, not modified
     * @param gradient modified
     * @param offset first element in all three arrays
     * @param length number of elements, any
     */
    void multiplyByDerivative(
            Activation activation, float[] pre, float[] post, float[] gradient, int offset, int length);

    /**
     * log sum exp of each row of a matrix, stable: {@code out[outOffset + i] = log(sum over j < length of
     * exp(x[offset + i*stride + j]))}.
     *
     * @param x values, not modified
     * @param offset first element
     * @param stride between the rows
     * @param rows number of rows, at least 0
     * @param length number of elements of a row, at least 1
     * @param out results
     * @param outOffset of the first
     */
    void logSumExp(float[] x, int offset, int stride, int rows, int length, float[] out, int outOffset);

    /**
     * Replaces the logits of each row of a matrix by their scaled softmax: {@code x[offset + i*stride + j] = scale[first +
     * i] * exp(x[offset + i*stride + j] - logSumExp[first + i])}.
     *
     * @param x logits in, scaled weights out
     * @param offset first element
     * @param stride between the rows
     * @param rows number of rows, at least 0
     * @param length number of elements of a row, at least 1
     * @param logSumExp of each row, not modified
     * @param scale factor of each row, not modified
     * @param first index of the first row's log-sum-exp and factor
     */
    void scaledSoftmax(
            float[] x, int offset, int stride, int rows, int length, float[] logSumExp, float[] scale, int first);

    /**
     * The inner loops of expectation maximisation that belong to these kernels.
     *
     * @return kernels for Gaussian mixtures, in double
     */
    GaussianKernels gaussian();

    /**
     * Softmax sums of the columns of a block of logits: for each column j, {@code greatest[j] = max over i < rows of
     * x[offset + i*stride + j]} and {@code sum[j] = sum over i < rows of exp(x[offset + i*stride + j] - greatest[j])}.
     * What a column gets depends on its numbers alone, not on its place nor on the other columns. A NaN in a column
     * makes its sum NaN.
     *
     * @param x logits, not modified
     * @param offset first element
     * @param stride between the rows
     * @param rows number of rows, at least 1
     * @param columns number of columns, a multiple of {@link #BLOCK}
     * @param greatest receives the greatest logits
     * @param sum receives the sums, between 1 and the number of rows
     */
    void columnSums(float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] sum);

    /**
     * Picks a row in each column of a block of logits: the first i at which {@code exp(x[offset + j] - greatest[j]) + ...
     * + exp(x[offset + i*stride + j] - greatest[j])}, added in this order as by {@link #columnSums}, exceeds {@code
     * target[j]}; the last row if none does.
     *
     * @param x logits, not modified
     * @param offset first element
     * @param stride between the rows
     * @param rows number of rows, at least 1
     * @param columns number of columns, a multiple of {@link #BLOCK}
     * @param greatest greatest logits of the columns
     * @param target what the sums have to exceed
     * @param picks receives row numbers
     */
    void columnPicks(
            float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] target, int[] picks);

    /**
     * Product of a lower triangular matrix with a difference, in double: {@code out[outOffset + i] = sum over j <= i of
     * matrix[offset + j*stride + i] * (x[xOffset + j] - m[mOffset + j])} for i &lt; d. Elements of the matrix above its
     * diagonal and below row d are zeros; the product has {@code stride} elements.
     *
     * @param matrix matrix, column by column, not modified
     * @param offset its first element
     * @param d number of columns
     * @param stride between the columns: d rounded up to a multiple of {@link #DOUBLE_BLOCK}
     * @param x minuend, not modified
     * @param xOffset its first element
     * @param m subtrahend, not modified
     * @param mOffset its first element
     * @param out receives {@code stride} elements
     * @param outOffset of the first
     */
    void triangularProduct(
            double[] matrix,
            int offset,
            int d,
            int stride,
            double[] x,
            int xOffset,
            double[] m,
            int mOffset,
            double[] out,
            int outOffset);
}
