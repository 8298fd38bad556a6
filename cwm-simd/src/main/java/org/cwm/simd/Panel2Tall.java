package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Twelve rows at a time of a panel of two vectors of columns; see {@link Panel2}. For machines with 32 registers. */
final class Panel2Tall {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    private Panel2Tall() {}

    static void rows12(
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
        int a8 = a7 + aRow;
        int a9 = a8 + aRow;
        int a10 = a9 + aRow;
        int a11 = a10 + aRow;
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
        int d8 = d7 + startRow;
        int c8 = c7 + cRow;
        int d9 = d8 + startRow;
        int c9 = c8 + cRow;
        int d10 = d9 + startRow;
        int c10 = c9 + cRow;
        int d11 = d10 + startRow;
        int c11 = c10 + cRow;
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
        FloatVector s60 = FloatVector.fromArray(SPECIES, start, d6);
        FloatVector s61 = FloatVector.fromArray(SPECIES, start, d6 + LANES);
        FloatVector s70 = FloatVector.fromArray(SPECIES, start, d7);
        FloatVector s71 = FloatVector.fromArray(SPECIES, start, d7 + LANES);
        FloatVector s80 = FloatVector.fromArray(SPECIES, start, d8);
        FloatVector s81 = FloatVector.fromArray(SPECIES, start, d8 + LANES);
        FloatVector s90 = FloatVector.fromArray(SPECIES, start, d9);
        FloatVector s91 = FloatVector.fromArray(SPECIES, start, d9 + LANES);
        FloatVector s100 = FloatVector.fromArray(SPECIES, start, d10);
        FloatVector s101 = FloatVector.fromArray(SPECIES, start, d10 + LANES);
        FloatVector s110 = FloatVector.fromArray(SPECIES, start, d11);
        FloatVector s111 = FloatVector.fromArray(SPECIES, start, d11 + LANES);
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
            x = FloatVector.broadcast(SPECIES, a[p + a6]);
            s60 = x.fma(b0, s60);
            s61 = x.fma(b1, s61);
            x = FloatVector.broadcast(SPECIES, a[p + a7]);
            s70 = x.fma(b0, s70);
            s71 = x.fma(b1, s71);
            x = FloatVector.broadcast(SPECIES, a[p + a8]);
            s80 = x.fma(b0, s80);
            s81 = x.fma(b1, s81);
            x = FloatVector.broadcast(SPECIES, a[p + a9]);
            s90 = x.fma(b0, s90);
            s91 = x.fma(b1, s91);
            x = FloatVector.broadcast(SPECIES, a[p + a10]);
            s100 = x.fma(b0, s100);
            s101 = x.fma(b1, s101);
            x = FloatVector.broadcast(SPECIES, a[p + a11]);
            s110 = x.fma(b0, s110);
            s111 = x.fma(b1, s111);
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
        s60.intoArray(c, c6);
        s61.intoArray(c, c6 + LANES);
        s70.intoArray(c, c7);
        s71.intoArray(c, c7 + LANES);
        s80.intoArray(c, c8);
        s81.intoArray(c, c8 + LANES);
        s90.intoArray(c, c9);
        s91.intoArray(c, c9 + LANES);
        s100.intoArray(c, c10);
        s101.intoArray(c, c10 + LANES);
        s110.intoArray(c, c11);
        s111.intoArray(c, c11 + LANES);
    }
}
