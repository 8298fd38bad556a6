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
     * C += A B: for i &lt; rows, j &lt; columns: {@code c[cOffset + i*cRow + j] += sum over t < steps of
     * a[aOffset + i*aRow + t*aStep] * b[bOffset + t*bRow + j]}. With {@code aStep = 1} A is row-major; with
     * {@code aRow = 1} it is read transposed.
     *
     * @param a left matrix, not modified
     * @param aOffset its first element
     * @param aRow stride between the rows of A
     * @param aStep stride between the elements of a row of A
     * @param b right matrix, not modified
     * @param bOffset its first element
     * @param bRow stride between the rows of B
     * @param c result, added to
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
            float[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps);

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
     * log sum exp of a block, stable.
     *
     * @param x values, not modified
     * @param offset first element
     * @param length number of elements, at least 1
     * @return log(sum of exp(x[offset + i]))
     */
    float logSumExp(float[] x, int offset, int length);

    /**
     * Replaces logits by their scaled softmax: {@code x[o + i] = scale * exp(x[o + i] - logSumExp)}.
     *
     * @param x logits in, scaled weights out
     * @param offset first element
     * @param length number of elements, at least 1
     * @param logSumExp as of {@link #logSumExp}
     * @param scale factor
     */
    void scaledSoftmax(float[] x, int offset, int length, float logSumExp, float scale);
}
