package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * C = S + A B for a panel of one vector of columns; see {@link MatrixKernel}. One small method for every number of rows, its sums
 * unrolled by hand into local variables: the compiler keeps them in registers and inlines nothing into a caller.
 */
final class Panel1 {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;

    private Panel1() {}

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
        for (; i <= rows - 8; i += 8) {
            rows8(
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

    private static void rows8(
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
        int a6 = a5 + aRow;
        int a7 = a6 + aRow;
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
        int d6 = d5 + startRow;
        int c6 = c5 + cRow;
        int d7 = d6 + startRow;
        int c7 = c6 + cRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, start, d0);
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s20 = FloatVector.fromArray(SPECIES, start, d2);
        FloatVector s30 = FloatVector.fromArray(SPECIES, start, d3);
        FloatVector s40 = FloatVector.fromArray(SPECIES, start, d4);
        FloatVector s50 = FloatVector.fromArray(SPECIES, start, d5);
        FloatVector s60 = FloatVector.fromArray(SPECIES, start, d6);
        FloatVector s70 = FloatVector.fromArray(SPECIES, start, d7);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            x = FloatVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            x = FloatVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            x = FloatVector.broadcast(SPECIES, a[p + a4]);
            s40 = x.fma(b0, s40);
            x = FloatVector.broadcast(SPECIES, a[p + a5]);
            s50 = x.fma(b0, s50);
            x = FloatVector.broadcast(SPECIES, a[p + a6]);
            s60 = x.fma(b0, s60);
            x = FloatVector.broadcast(SPECIES, a[p + a7]);
            s70 = x.fma(b0, s70);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c1);
        s20.intoArray(c, c2);
        s30.intoArray(c, c3);
        s40.intoArray(c, c4);
        s50.intoArray(c, c5);
        s60.intoArray(c, c6);
        s70.intoArray(c, c7);
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
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        FloatVector s20 = FloatVector.fromArray(SPECIES, start, d2);
        FloatVector s30 = FloatVector.fromArray(SPECIES, start, d3);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            x = FloatVector.broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            x = FloatVector.broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c1);
        s20.intoArray(c, c2);
        s30.intoArray(c, c3);
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
        FloatVector s10 = FloatVector.fromArray(SPECIES, start, d1);
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            x = FloatVector.broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c1);
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
        int p = aOffset;
        int q = bOffset;
        for (int t = 0; t < steps; t++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            p += aStep;
            q += bRow;
        }
        s00.intoArray(c, c0);
    }
}
