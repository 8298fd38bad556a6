package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * C = S + A B for a panel of two vectors of columns; see {@link MatrixKernel}. One small method for every number of rows, its sums
 * unrolled by hand into local variables: the compiler keeps them in registers and inlines nothing into a caller.
 */
final class Panel2 {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    private Panel2() {}

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
        if (VectorWidth.MANY_REGISTERS) {
            for (; i <= rows - 12; i += 12) {
                Panel2Tall.rows12(
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
        }
        for (; i <= rows - 6; i += 6) {
            rows6(
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
        if (i <= rows - 4) {
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
            i += 4;
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

    private static void rows6(
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
        int a5 = a4 + aRow;
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
        int d5 = d4 + startRow;
        int c5 = c4 + cRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, start, d0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, start, d0 + LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, start, d1 + LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, start, d2);
        FloatVector s21 = FloatVector.fromArray(SPECIES, start, d2 + LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, start, d3);
        FloatVector s31 = FloatVector.fromArray(SPECIES, start, d3 + LANES);
        FloatVector s40 = FloatVector.fromArray(SPECIES, start, d4);
        FloatVector s41 = FloatVector.fromArray(SPECIES, start, d4 + LANES);
        FloatVector s50 = FloatVector.fromArray(SPECIES, start, d5);
        FloatVector s51 = FloatVector.fromArray(SPECIES, start, d5 + LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            x = FloatVector.broadcast(SPECIES, a[p + a4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(SPECIES, a[p + a5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
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
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, start, d1 + LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, start, d2);
        FloatVector s21 = FloatVector.fromArray(SPECIES, start, d2 + LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, start, d3);
        FloatVector s31 = FloatVector.fromArray(SPECIES, start, d3 + LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
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
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, start, d1 + LANES);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
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
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
    }
}
