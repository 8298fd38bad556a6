package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * C = S + A B for a panel of four vectors of columns; see {@link MatrixKernel}. One small method for every number of rows, its sums
 * unrolled by hand into local variables: the compiler keeps them in registers and inlines nothing into a caller.
 */
final class Panel4 {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    private Panel4() {}

    static void multiplyAdd(
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
            int steps) {
        int i = 0;
        for (; i <= rows - 5 && rows - i != 6 && rows - i != 8; i += 5) {
            rows5(
                    a,
                    aOffset + i * aRow,
                    aRow,
                    aStep,
                    b,
                    bOffset,
                    bRow,
                    start,
                    startOffset + i * startRow,
                    startRow,
                    c,
                    cOffset + i * cRow,
                    cRow,
                    steps);
        }
        for (; i <= rows - 4; i += 4) {
            rows4(
                    a,
                    aOffset + i * aRow,
                    aRow,
                    aStep,
                    b,
                    bOffset,
                    bRow,
                    start,
                    startOffset + i * startRow,
                    startRow,
                    c,
                    cOffset + i * cRow,
                    cRow,
                    steps);
        }
        if (i <= rows - 2) {
            rows2(
                    a,
                    aOffset + i * aRow,
                    aRow,
                    aStep,
                    b,
                    bOffset,
                    bRow,
                    start,
                    startOffset + i * startRow,
                    startRow,
                    c,
                    cOffset + i * cRow,
                    cRow,
                    steps);
            i += 2;
        }
        if (i < rows) {
            rows1(
                    a,
                    aOffset + i * aRow,
                    aStep,
                    b,
                    bOffset,
                    bRow,
                    start,
                    startOffset + i * startRow,
                    c,
                    cOffset + i * cRow,
                    steps);
        }
    }

    private static void rows5(
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
            int steps) {
        int a1 = aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int a4 = a3 + aRow;
        int d0 = startOffset;
        int c0 = cOffset;
        int d1 = d0 + startRow;
        int c1 = c0 + cRow;
        int d2 = d1 + startRow;
        int c2 = c1 + cRow;
        int d3 = d2 + startRow;
        int c3 = c2 + cRow;
        int d4 = d3 + startRow;
        int c4 = c3 + cRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, start, d0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, start, d0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, start, d0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, start, d0 + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, start, d1 + LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, start, d1 + 2 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, start, d1 + 3 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, start, d2);
        FloatVector s21 = FloatVector.fromArray(SPECIES, start, d2 + LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, start, d2 + 2 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, start, d2 + 3 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, start, d3);
        FloatVector s31 = FloatVector.fromArray(SPECIES, start, d3 + LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, start, d3 + 2 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, start, d3 + 3 * LANES);
        FloatVector s40 = FloatVector.fromArray(SPECIES, start, d4);
        FloatVector s41 = FloatVector.fromArray(SPECIES, start, d4 + LANES);
        FloatVector s42 = FloatVector.fromArray(SPECIES, start, d4 + 2 * LANES);
        FloatVector s43 = FloatVector.fromArray(SPECIES, start, d4 + 3 * LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = FloatVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = FloatVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            x = FloatVector.broadcast(SPECIES, a[p + a4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            s42 = x.fma(b2, s42);
            s43 = x.fma(b3, s43);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s03.intoArray(c, c0 + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s22.intoArray(c, c2 + 2 * LANES);
        s23.intoArray(c, c2 + 3 * LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s32.intoArray(c, c3 + 2 * LANES);
        s33.intoArray(c, c3 + 3 * LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s42.intoArray(c, c4 + 2 * LANES);
        s43.intoArray(c, c4 + 3 * LANES);
    }

    private static void rows4(
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
            int steps) {
        int a1 = aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int d0 = startOffset;
        int c0 = cOffset;
        int d1 = d0 + startRow;
        int c1 = c0 + cRow;
        int d2 = d1 + startRow;
        int c2 = c1 + cRow;
        int d3 = d2 + startRow;
        int c3 = c2 + cRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, start, d0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, start, d0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, start, d0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, start, d0 + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, start, d1 + LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, start, d1 + 2 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, start, d1 + 3 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, start, d2);
        FloatVector s21 = FloatVector.fromArray(SPECIES, start, d2 + LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, start, d2 + 2 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, start, d2 + 3 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, start, d3);
        FloatVector s31 = FloatVector.fromArray(SPECIES, start, d3 + LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, start, d3 + 2 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, start, d3 + 3 * LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = FloatVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = FloatVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s03.intoArray(c, c0 + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s22.intoArray(c, c2 + 2 * LANES);
        s23.intoArray(c, c2 + 3 * LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s32.intoArray(c, c3 + 2 * LANES);
        s33.intoArray(c, c3 + 3 * LANES);
    }

    private static void rows2(
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
            int steps) {
        int a1 = aRow;
        int d0 = startOffset;
        int c0 = cOffset;
        int d1 = d0 + startRow;
        int c1 = c0 + cRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, start, d0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, start, d0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, start, d0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, start, d0 + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, start, d1 + LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, start, d1 + 2 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, start, d1 + 3 * LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s03.intoArray(c, c0 + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
    }

    private static void rows1(
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bRow,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset,
            int steps) {
        int d0 = startOffset;
        int c0 = cOffset;
        FloatVector s00 = FloatVector.fromArray(SPECIES, start, d0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, start, d0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, start, d0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, start, d0 + 3 * LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s03.intoArray(c, c0 + 3 * LANES);
    }
}
