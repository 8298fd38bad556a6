package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Kernels;

/**
 * C = S + A B^T for few columns of C, where {@link MatrixKernel} would compute sixteen columns for each one that is
 * wanted. Each element is the sum of a row of A times a row of B: products t, t + 16, t + 32, ... are added in the order
 * of the steps, and the sixteen sums in a fixed tree, so the width of the vectors changes no bit.
 */
final class RowProductKernel {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    /** Rows of A taken at a time, each with two rows of B. */
    private static final int ROWS = 4;

    private static final int COLUMNS = 2;

    private RowProductKernel() {}

    /** See {@link Kernels#multiplyAddTransposed}. */
    static void multiplyAddTransposed(
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
        if (steps % Kernels.BLOCK != 0) {
            throw new IllegalArgumentException("steps: " + steps + ", must be a multiple of " + Kernels.BLOCK);
        }
        float[] sums = new float[ROWS * COLUMNS * Kernels.BLOCK];
        for (int j = 0; j < columns; j += COLUMNS) {
            int wide = Math.min(COLUMNS, columns - j);
            int b0 = bOffset + j * bRow;
            int b1 = b0 + (wide - 1) * bRow;
            for (int i = 0; i < rows; i += ROWS) {
                int tall = Math.min(ROWS, rows - i);
                int p = aOffset + i * aRow;
                for (int part = 0; part < Kernels.BLOCK; part += LANES) {
                    if (tall == ROWS) {
                        four(a, p + part, aRow, b, b0 + part, b1 + part, steps, sums, part);
                    } else {
                        for (int r = 0; r < tall; r++) {
                            one(a, p + r * aRow + part, b, b0 + part, b1 + part, steps, sums, part, r);
                        }
                    }
                }
                for (int r = 0; r < tall; r++) {
                    for (int s = 0; s < wide; s++) {
                        c[cOffset + (i + r) * cRow + j + s] =
                                start[startOffset + j + s] + sum(sums, (r * COLUMNS + s) * Kernels.BLOCK);
                    }
                }
            }
        }
    }

    /** Sums of four rows of A with two rows of B, for the lanes that begin at a part of each block. */
    private static void four(float[] a, int p, int aRow, float[] b, int b0, int b1, int steps, float[] sums, int part) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        for (int t = 0; t < steps; t += Kernels.BLOCK) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, b0 + t);
            FloatVector y1 = FloatVector.fromArray(SPECIES, b, b1 + t);
            FloatVector x0 = FloatVector.fromArray(SPECIES, a, p + t);
            s00 = x0.fma(y0, s00);
            s01 = x0.fma(y1, s01);
            FloatVector x1 = FloatVector.fromArray(SPECIES, a, p + aRow + t);
            s10 = x1.fma(y0, s10);
            s11 = x1.fma(y1, s11);
            FloatVector x2 = FloatVector.fromArray(SPECIES, a, p + 2 * aRow + t);
            s20 = x2.fma(y0, s20);
            s21 = x2.fma(y1, s21);
            FloatVector x3 = FloatVector.fromArray(SPECIES, a, p + 3 * aRow + t);
            s30 = x3.fma(y0, s30);
            s31 = x3.fma(y1, s31);
        }
        s00.intoArray(sums, part);
        s01.intoArray(sums, part + Kernels.BLOCK);
        s10.intoArray(sums, part + 2 * Kernels.BLOCK);
        s11.intoArray(sums, part + 3 * Kernels.BLOCK);
        s20.intoArray(sums, part + 4 * Kernels.BLOCK);
        s21.intoArray(sums, part + 5 * Kernels.BLOCK);
        s30.intoArray(sums, part + 6 * Kernels.BLOCK);
        s31.intoArray(sums, part + 7 * Kernels.BLOCK);
    }

    private static void one(float[] a, int p, float[] b, int b0, int b1, int steps, float[] sums, int part, int row) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        for (int t = 0; t < steps; t += Kernels.BLOCK) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, p + t);
            s0 = x.fma(FloatVector.fromArray(SPECIES, b, b0 + t), s0);
            s1 = x.fma(FloatVector.fromArray(SPECIES, b, b1 + t), s1);
        }
        int first = part + row * COLUMNS * Kernels.BLOCK;
        s0.intoArray(sums, first);
        s1.intoArray(sums, first + Kernels.BLOCK);
    }

    private static float sum(float[] x, int i) {
        float s0 = (x[i] + x[i + 8]) + (x[i + 4] + x[i + 12]);
        float s1 = (x[i + 1] + x[i + 9]) + (x[i + 5] + x[i + 13]);
        float s2 = (x[i + 2] + x[i + 10]) + (x[i + 6] + x[i + 14]);
        float s3 = (x[i + 3] + x[i + 11]) + (x[i + 7] + x[i + 15]);
        return (s0 + s2) + (s1 + s3);
    }
}
