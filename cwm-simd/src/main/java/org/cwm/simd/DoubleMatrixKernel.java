package org.cwm.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Kernels;

/**
 * C = S + A B in double, by blocks of four rows and two vectors of columns. Each element gets its products in the order of the
 * steps, each fused with its addition, wherever it lies.
 */
final class DoubleMatrixKernel {
    private static final VectorSpecies<Double> SPECIES = VectorGaussianKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    private DoubleMatrixKernel() {}

    /** See {@link Kernels#multiplyAdd(double[], int, int, int, double[], int, int, double[], int, int, double[], int, int, int, int, int)}. */
    static void multiplyAdd(
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
        if (columns % Kernels.BLOCK != 0) {
            throw new IllegalArgumentException("columns: " + columns + ", must be a multiple of " + Kernels.BLOCK);
        }
        for (int j = 0; j < columns; j += 2 * LANES) {
            int i = 0;
            for (; i + 4 <= rows; i += 4) {
                int ao = aOffset + i * aRow;
                int so = startOffset + i * startRow + j;
                int co = cOffset + i * cRow + j;
                rows4(a, ao, aRow, aStep, b, bOffset + j, bRow, start, so, startRow, c, co, cRow, steps);
            }
            for (; i < rows; i++) {
                int ao = aOffset + i * aRow;
                int so = startOffset + i * startRow + j;
                int co = cOffset + i * cRow + j;
                row(a, ao, aStep, b, bOffset + j, bRow, start, so, c, co, steps);
            }
        }
    }

    private static void rows4(
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
            int steps) {
        DoubleVector s00 = DoubleVector.fromArray(SPECIES, start, startOffset);
        DoubleVector s01 = DoubleVector.fromArray(SPECIES, start, startOffset + LANES);
        DoubleVector s10 = DoubleVector.fromArray(SPECIES, start, startOffset + startRow);
        DoubleVector s11 = DoubleVector.fromArray(SPECIES, start, startOffset + startRow + LANES);
        DoubleVector s20 = DoubleVector.fromArray(SPECIES, start, startOffset + 2 * startRow);
        DoubleVector s21 = DoubleVector.fromArray(SPECIES, start, startOffset + 2 * startRow + LANES);
        DoubleVector s30 = DoubleVector.fromArray(SPECIES, start, startOffset + 3 * startRow);
        DoubleVector s31 = DoubleVector.fromArray(SPECIES, start, startOffset + 3 * startRow + LANES);
        int a1 = aRow;
        int a2 = 2 * aRow;
        int a3 = 3 * aRow;
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, q);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, q + LANES);
            DoubleVector x = DoubleVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = DoubleVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = DoubleVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = DoubleVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, cOffset);
        s01.intoArray(c, cOffset + LANES);
        s10.intoArray(c, cOffset + cRow);
        s11.intoArray(c, cOffset + cRow + LANES);
        s20.intoArray(c, cOffset + 2 * cRow);
        s21.intoArray(c, cOffset + 2 * cRow + LANES);
        s30.intoArray(c, cOffset + 3 * cRow);
        s31.intoArray(c, cOffset + 3 * cRow + LANES);
    }

    private static void row(
            double[] a,
            int aOffset,
            int aStep,
            double[] b,
            int bOffset,
            int bRow,
            double[] start,
            int startOffset,
            double[] c,
            int cOffset,
            int steps) {
        DoubleVector s00 = DoubleVector.fromArray(SPECIES, start, startOffset);
        DoubleVector s01 = DoubleVector.fromArray(SPECIES, start, startOffset + LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, q);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, q + LANES);
            DoubleVector x = DoubleVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, cOffset);
        s01.intoArray(c, cOffset + LANES);
    }
}
