package org.cwm.simd;

import org.cwm.kernel.Activation;
import org.cwm.kernel.GaussianKernels;
import org.cwm.kernel.Kernels;

/**
 * The kernels on the Vector API. The width is the machine's preferred one, or that of the system property
 * {@code cwm.simd.bits} (128, 256 or 512).
 *
 * <p>Each result depends on its operands alone, not on where they lie, on the thread or on what was compiled when:
 * {@link #multiplyAdd} adds its products in the order of the steps, each fused with its addition, at every width; the
 * element by element kernels take their last, incomplete vector through the same instructions as all others.
 */
public final class VectorKernels implements Kernels {
    static {
        OperatorKinds.show();
    }

    /** Creates the kernels; they hold no state. */
    public VectorKernels() {}

    @Override
    public String name() {
        return "vector-" + VectorWidth.SPECIES.vectorBitSize();
    }

    @Override
    public int lanes() {
        return VectorWidth.SPECIES.length();
    }

    @Override
    public void multiplyAdd(
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
            int steps) {
        MatrixKernel.multiplyAdd(
                a,
                aOffset,
                aRow,
                aStep,
                b,
                bOffset,
                bRow,
                start,
                startOffset,
                startRow,
                c,
                cOffset,
                cRow,
                rows,
                columns,
                steps);
    }

    @Override
    public void multiplyAdd(
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
            int steps) {
        DoubleMatrixKernel.multiplyAdd(
                a,
                aOffset,
                aRow,
                aStep,
                b,
                bOffset,
                bRow,
                start,
                startOffset,
                startRow,
                c,
                cOffset,
                cRow,
                rows,
                columns,
                steps);
    }

    @Override
    public void multiplyAddTransposed(
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
            int steps) {
        RowProductKernel.multiplyAddTransposed(
                a, aOffset, aRow, b, bOffset, bRow, start, startOffset, c, cOffset, cRow, rows, columns, steps);
    }

    @Override
    public void addColumnSums(float[] x, int xOffset, int xRow, int rows, int columns, float[] sum, int sumOffset) {
        ColumnSumKernel.addColumnSums(x, xOffset, xRow, rows, columns, sum, sumOffset);
    }

    @Override
    public void activate(Activation activation, float[] pre, float[] out, int offset, int length) {
        ActivationKernel.activate(activation, pre, out, offset, length);
    }

    @Override
    public void multiplyByDerivative(
            Activation activation, float[] pre, float[] post, float[] gradient, int offset, int length) {
        ActivationKernel.multiplyByDerivative(activation, pre, post, gradient, offset, length);
    }

    @Override
    public void logSumExp(float[] x, int offset, int stride, int rows, int length, float[] out, int outOffset) {
        SoftmaxKernel.logSumExp(x, offset, stride, rows, length, out, outOffset);
    }

    @Override
    public void scaledSoftmax(
            float[] x, int offset, int stride, int rows, int length, float[] logSumExp, float[] scale, int first) {
        SoftmaxKernel.scaledSoftmax(x, offset, stride, rows, length, logSumExp, scale, first);
    }

    @Override
    public GaussianKernels gaussian() {
        return new VectorGaussianKernels();
    }

    @Override
    public void columnSums(float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] sum) {
        ColumnKernel.columnSums(x, offset, stride, rows, columns, greatest, sum);
    }

    @Override
    public void columnPicks(
            float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] target, int[] picks) {
        ColumnKernel.columnPicks(x, offset, stride, rows, columns, greatest, target, picks);
    }

    @Override
    public void triangularProduct(
            double[] matrix,
            int offset,
            int d,
            int stride,
            double[] x,
            int xOffset,
            double[] m,
            int mOffset,
            double[] out,
            int outOffset) {
        TriangularKernel.product(matrix, offset, d, stride, x, xOffset, m, mOffset, out, outOffset);
    }
}
