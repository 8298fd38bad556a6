package org.cwm.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Kernels;

/** Products of lower triangular matrices in double: up to four vectors of rows at a time, column after column. */
final class TriangularKernel {
    private static final VectorSpecies<Double> SPECIES =
            VectorSpecies.of(double.class, VectorWidth.SPECIES.vectorShape());
    private static final int LANES = SPECIES.length();

    private TriangularKernel() {}

    /** See {@link Kernels#triangularProduct}. */
    static void product(
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
        int i = 0;
        for (; i + 4 * LANES <= stride; i += 4 * LANES) {
            int columns = Math.min(d, i + 4 * LANES);
            rows4(matrix, offset + i, columns, stride, x, xOffset, m, mOffset, out, outOffset + i);
        }
        for (; i + 2 * LANES <= stride; i += 2 * LANES) {
            int columns = Math.min(d, i + 2 * LANES);
            rows2(matrix, offset + i, columns, stride, x, xOffset, m, mOffset, out, outOffset + i);
        }
        if (i < stride) {
            rows1(matrix, offset + i, d, stride, x, xOffset, m, mOffset, out, outOffset + i);
        }
    }

    private static void rows4(
            double[] matrix,
            int offset,
            int columns,
            int stride,
            double[] x,
            int xOffset,
            double[] m,
            int mOffset,
            double[] out,
            int outOffset) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        int p = offset;
        for (int j = 0; j < columns; j++) {
            DoubleVector f = DoubleVector.broadcast(SPECIES, x[xOffset + j] - m[mOffset + j]);
            s0 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p), s0);
            s1 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p + LANES), s1);
            s2 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p + 2 * LANES), s2);
            s3 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p + 3 * LANES), s3);
            p += stride;
        }
        s0.intoArray(out, outOffset);
        s1.intoArray(out, outOffset + LANES);
        s2.intoArray(out, outOffset + 2 * LANES);
        s3.intoArray(out, outOffset + 3 * LANES);
    }

    private static void rows2(
            double[] matrix,
            int offset,
            int columns,
            int stride,
            double[] x,
            int xOffset,
            double[] m,
            int mOffset,
            double[] out,
            int outOffset) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        int p = offset;
        for (int j = 0; j < columns; j++) {
            DoubleVector f = DoubleVector.broadcast(SPECIES, x[xOffset + j] - m[mOffset + j]);
            s0 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p), s0);
            s1 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p + LANES), s1);
            p += stride;
        }
        s0.intoArray(out, outOffset);
        s1.intoArray(out, outOffset + LANES);
    }

    private static void rows1(
            double[] matrix,
            int offset,
            int columns,
            int stride,
            double[] x,
            int xOffset,
            double[] m,
            int mOffset,
            double[] out,
            int outOffset) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        int p = offset;
        for (int j = 0; j < columns; j++) {
            DoubleVector f = DoubleVector.broadcast(SPECIES, x[xOffset + j] - m[mOffset + j]);
            s0 = f.fma(DoubleVector.fromArray(SPECIES, matrix, p), s0);
            p += stride;
        }
        s0.intoArray(out, outOffset);
    }
}
