package org.cwm.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.GaussianKernels;

/**
 * Weighted moments; see {@link GaussianKernels.Moments}. Each method takes a few columns, keeps their sums in registers
 * over all groups, and adds them to memory once. The moment of columns d and c &lt;= d is number (d+1)(d+2)/2 + c + 1.
 */
final class MomentKernel {
    private static final VectorSpecies<Double> SPECIES = VectorGaussianKernels.SPECIES;
    private static final int GROUP = GaussianKernels.GROUP;

    private MomentKernel() {}

    private static int rowAt(int d, int part) {
        return GROUP * ((d + 1) * (d + 2) / 2) + part;
    }

    private static void add(DoubleVector v, double[] sums, int at) {
        DoubleVector.fromArray(SPECIES, sums, at).add(v).intoArray(sums, at);
    }

    /** Replaces e by r = e factor; adds sum r. */
    static void weights(double[] e, double[] factor, int[] groups, int count, double[] sums, int part) {
        DoubleVector sum = DoubleVector.fromArray(SPECIES, sums, part);
        for (int j = 0; j < count; j++) {
            int at = j * GROUP + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, e, at)
                    .mul(DoubleVector.fromArray(SPECIES, factor, groups[j] + part));
            r.intoArray(e, at);
            sum = sum.add(r);
        }
        sum.intoArray(sums, part);
    }

    /** Products of columns d, ..., d + 3 and c, ..., c + 3. */
    static void block44(double[][] x, int d, int c, double[] w, int[] groups, int count, double[] sums, int part) {
        double[] a0 = x[d];
        double[] a1 = x[d + 1];
        double[] a2 = x[d + 2];
        double[] a3 = x[d + 3];
        double[] b0 = x[c];
        double[] b1 = x[c + 1];
        double[] b2 = x[c + 2];
        double[] b3 = x[c + 3];
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = DoubleVector.zero(SPECIES);
        DoubleVector s02 = DoubleVector.zero(SPECIES);
        DoubleVector s03 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = DoubleVector.zero(SPECIES);
        DoubleVector s12 = DoubleVector.zero(SPECIES);
        DoubleVector s13 = DoubleVector.zero(SPECIES);
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s21 = DoubleVector.zero(SPECIES);
        DoubleVector s22 = DoubleVector.zero(SPECIES);
        DoubleVector s23 = DoubleVector.zero(SPECIES);
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s31 = DoubleVector.zero(SPECIES);
        DoubleVector s32 = DoubleVector.zero(SPECIES);
        DoubleVector s33 = DoubleVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            int lane = groups[j] + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, w, j * GROUP + part);
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, b0, lane);
            DoubleVector y1 = DoubleVector.fromArray(SPECIES, b1, lane);
            DoubleVector y2 = DoubleVector.fromArray(SPECIES, b2, lane);
            DoubleVector y3 = DoubleVector.fromArray(SPECIES, b3, lane);
            DoubleVector t0 = DoubleVector.fromArray(SPECIES, a0, lane).mul(r);
            s00 = t0.fma(y0, s00);
            s01 = t0.fma(y1, s01);
            s02 = t0.fma(y2, s02);
            s03 = t0.fma(y3, s03);
            DoubleVector t1 = DoubleVector.fromArray(SPECIES, a1, lane).mul(r);
            s10 = t1.fma(y0, s10);
            s11 = t1.fma(y1, s11);
            s12 = t1.fma(y2, s12);
            s13 = t1.fma(y3, s13);
            DoubleVector t2 = DoubleVector.fromArray(SPECIES, a2, lane).mul(r);
            s20 = t2.fma(y0, s20);
            s21 = t2.fma(y1, s21);
            s22 = t2.fma(y2, s22);
            s23 = t2.fma(y3, s23);
            DoubleVector t3 = DoubleVector.fromArray(SPECIES, a3, lane).mul(r);
            s30 = t3.fma(y0, s30);
            s31 = t3.fma(y1, s31);
            s32 = t3.fma(y2, s32);
            s33 = t3.fma(y3, s33);
        }
        int at0 = rowAt(d, part) + GROUP * (c + 1);
        add(s00, sums, at0);
        add(s01, sums, at0 + 1 * GROUP);
        add(s02, sums, at0 + 2 * GROUP);
        add(s03, sums, at0 + 3 * GROUP);
        int at1 = rowAt(d + 1, part) + GROUP * (c + 1);
        add(s10, sums, at1);
        add(s11, sums, at1 + 1 * GROUP);
        add(s12, sums, at1 + 2 * GROUP);
        add(s13, sums, at1 + 3 * GROUP);
        int at2 = rowAt(d + 2, part) + GROUP * (c + 1);
        add(s20, sums, at2);
        add(s21, sums, at2 + 1 * GROUP);
        add(s22, sums, at2 + 2 * GROUP);
        add(s23, sums, at2 + 3 * GROUP);
        int at3 = rowAt(d + 3, part) + GROUP * (c + 1);
        add(s30, sums, at3);
        add(s31, sums, at3 + 1 * GROUP);
        add(s32, sums, at3 + 2 * GROUP);
        add(s33, sums, at3 + 3 * GROUP);
    }

    /** Products of columns d, ..., d + 1 and c, ..., c + 3. */
    static void block24(double[][] x, int d, int c, double[] w, int[] groups, int count, double[] sums, int part) {
        double[] a0 = x[d];
        double[] a1 = x[d + 1];
        double[] b0 = x[c];
        double[] b1 = x[c + 1];
        double[] b2 = x[c + 2];
        double[] b3 = x[c + 3];
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = DoubleVector.zero(SPECIES);
        DoubleVector s02 = DoubleVector.zero(SPECIES);
        DoubleVector s03 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = DoubleVector.zero(SPECIES);
        DoubleVector s12 = DoubleVector.zero(SPECIES);
        DoubleVector s13 = DoubleVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            int lane = groups[j] + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, w, j * GROUP + part);
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, b0, lane);
            DoubleVector y1 = DoubleVector.fromArray(SPECIES, b1, lane);
            DoubleVector y2 = DoubleVector.fromArray(SPECIES, b2, lane);
            DoubleVector y3 = DoubleVector.fromArray(SPECIES, b3, lane);
            DoubleVector t0 = DoubleVector.fromArray(SPECIES, a0, lane).mul(r);
            s00 = t0.fma(y0, s00);
            s01 = t0.fma(y1, s01);
            s02 = t0.fma(y2, s02);
            s03 = t0.fma(y3, s03);
            DoubleVector t1 = DoubleVector.fromArray(SPECIES, a1, lane).mul(r);
            s10 = t1.fma(y0, s10);
            s11 = t1.fma(y1, s11);
            s12 = t1.fma(y2, s12);
            s13 = t1.fma(y3, s13);
        }
        int at0 = rowAt(d, part) + GROUP * (c + 1);
        add(s00, sums, at0);
        add(s01, sums, at0 + 1 * GROUP);
        add(s02, sums, at0 + 2 * GROUP);
        add(s03, sums, at0 + 3 * GROUP);
        int at1 = rowAt(d + 1, part) + GROUP * (c + 1);
        add(s10, sums, at1);
        add(s11, sums, at1 + 1 * GROUP);
        add(s12, sums, at1 + 2 * GROUP);
        add(s13, sums, at1 + 3 * GROUP);
    }

    /** First moments of columns d, ..., d + 3 and their products among each other. */
    static void triangle4(double[][] x, int d, double[] w, int[] groups, int count, double[] sums, int part) {
        double[] a0 = x[d];
        double[] a1 = x[d + 1];
        double[] a2 = x[d + 2];
        double[] a3 = x[d + 3];
        DoubleVector m0 = DoubleVector.zero(SPECIES);
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector m1 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = DoubleVector.zero(SPECIES);
        DoubleVector m2 = DoubleVector.zero(SPECIES);
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s21 = DoubleVector.zero(SPECIES);
        DoubleVector s22 = DoubleVector.zero(SPECIES);
        DoubleVector m3 = DoubleVector.zero(SPECIES);
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s31 = DoubleVector.zero(SPECIES);
        DoubleVector s32 = DoubleVector.zero(SPECIES);
        DoubleVector s33 = DoubleVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            int lane = groups[j] + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, w, j * GROUP + part);
            DoubleVector x0 = DoubleVector.fromArray(SPECIES, a0, lane);
            DoubleVector t0 = x0.mul(r);
            m0 = m0.add(t0);
            s00 = t0.fma(x0, s00);
            DoubleVector x1 = DoubleVector.fromArray(SPECIES, a1, lane);
            DoubleVector t1 = x1.mul(r);
            m1 = m1.add(t1);
            s10 = t1.fma(x0, s10);
            s11 = t1.fma(x1, s11);
            DoubleVector x2 = DoubleVector.fromArray(SPECIES, a2, lane);
            DoubleVector t2 = x2.mul(r);
            m2 = m2.add(t2);
            s20 = t2.fma(x0, s20);
            s21 = t2.fma(x1, s21);
            s22 = t2.fma(x2, s22);
            DoubleVector x3 = DoubleVector.fromArray(SPECIES, a3, lane);
            DoubleVector t3 = x3.mul(r);
            m3 = m3.add(t3);
            s30 = t3.fma(x0, s30);
            s31 = t3.fma(x1, s31);
            s32 = t3.fma(x2, s32);
            s33 = t3.fma(x3, s33);
        }
        int at0 = rowAt(d, part);
        add(m0, sums, at0);
        add(s00, sums, at0 + GROUP * (d + 1));
        int at1 = rowAt(d + 1, part);
        add(m1, sums, at1);
        add(s10, sums, at1 + GROUP * (d + 1));
        add(s11, sums, at1 + GROUP * (d + 2));
        int at2 = rowAt(d + 2, part);
        add(m2, sums, at2);
        add(s20, sums, at2 + GROUP * (d + 1));
        add(s21, sums, at2 + GROUP * (d + 2));
        add(s22, sums, at2 + GROUP * (d + 3));
        int at3 = rowAt(d + 3, part);
        add(m3, sums, at3);
        add(s30, sums, at3 + GROUP * (d + 1));
        add(s31, sums, at3 + GROUP * (d + 2));
        add(s32, sums, at3 + GROUP * (d + 3));
        add(s33, sums, at3 + GROUP * (d + 4));
    }

    /** First moments of columns d, ..., d + 1 and their products among each other. */
    static void triangle2(double[][] x, int d, double[] w, int[] groups, int count, double[] sums, int part) {
        double[] a0 = x[d];
        double[] a1 = x[d + 1];
        DoubleVector m0 = DoubleVector.zero(SPECIES);
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector m1 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = DoubleVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            int lane = groups[j] + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, w, j * GROUP + part);
            DoubleVector x0 = DoubleVector.fromArray(SPECIES, a0, lane);
            DoubleVector t0 = x0.mul(r);
            m0 = m0.add(t0);
            s00 = t0.fma(x0, s00);
            DoubleVector x1 = DoubleVector.fromArray(SPECIES, a1, lane);
            DoubleVector t1 = x1.mul(r);
            m1 = m1.add(t1);
            s10 = t1.fma(x0, s10);
            s11 = t1.fma(x1, s11);
        }
        int at0 = rowAt(d, part);
        add(m0, sums, at0);
        add(s00, sums, at0 + GROUP * (d + 1));
        int at1 = rowAt(d + 1, part);
        add(m1, sums, at1);
        add(s10, sums, at1 + GROUP * (d + 1));
        add(s11, sums, at1 + GROUP * (d + 2));
    }

    /** First and second moments of columns d, ..., d + 3. */
    static void diagonal4(double[][] x, int d, double[] w, int[] groups, int count, double[] sums, int part) {
        double[] a0 = x[d];
        double[] a1 = x[d + 1];
        double[] a2 = x[d + 2];
        double[] a3 = x[d + 3];
        DoubleVector m0 = DoubleVector.zero(SPECIES);
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector m1 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = DoubleVector.zero(SPECIES);
        DoubleVector m2 = DoubleVector.zero(SPECIES);
        DoubleVector s2 = DoubleVector.zero(SPECIES);
        DoubleVector m3 = DoubleVector.zero(SPECIES);
        DoubleVector s3 = DoubleVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            int lane = groups[j] + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, w, j * GROUP + part);
            DoubleVector x0 = DoubleVector.fromArray(SPECIES, a0, lane);
            DoubleVector t0 = x0.mul(r);
            m0 = m0.add(t0);
            s0 = t0.fma(x0, s0);
            DoubleVector x1 = DoubleVector.fromArray(SPECIES, a1, lane);
            DoubleVector t1 = x1.mul(r);
            m1 = m1.add(t1);
            s1 = t1.fma(x1, s1);
            DoubleVector x2 = DoubleVector.fromArray(SPECIES, a2, lane);
            DoubleVector t2 = x2.mul(r);
            m2 = m2.add(t2);
            s2 = t2.fma(x2, s2);
            DoubleVector x3 = DoubleVector.fromArray(SPECIES, a3, lane);
            DoubleVector t3 = x3.mul(r);
            m3 = m3.add(t3);
            s3 = t3.fma(x3, s3);
        }
        int at = GROUP * (1 + 2 * d) + part;
        add(m0, sums, at + 0 * GROUP);
        add(s0, sums, at + 1 * GROUP);
        add(m1, sums, at + 2 * GROUP);
        add(s1, sums, at + 3 * GROUP);
        add(m2, sums, at + 4 * GROUP);
        add(s2, sums, at + 5 * GROUP);
        add(m3, sums, at + 6 * GROUP);
        add(s3, sums, at + 7 * GROUP);
    }

    /** First and second moments of columns d, ..., d + 1. */
    static void diagonal2(double[][] x, int d, double[] w, int[] groups, int count, double[] sums, int part) {
        double[] a0 = x[d];
        double[] a1 = x[d + 1];
        DoubleVector m0 = DoubleVector.zero(SPECIES);
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector m1 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = DoubleVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            int lane = groups[j] + part;
            DoubleVector r = DoubleVector.fromArray(SPECIES, w, j * GROUP + part);
            DoubleVector x0 = DoubleVector.fromArray(SPECIES, a0, lane);
            DoubleVector t0 = x0.mul(r);
            m0 = m0.add(t0);
            s0 = t0.fma(x0, s0);
            DoubleVector x1 = DoubleVector.fromArray(SPECIES, a1, lane);
            DoubleVector t1 = x1.mul(r);
            m1 = m1.add(t1);
            s1 = t1.fma(x1, s1);
        }
        int at = GROUP * (1 + 2 * d) + part;
        add(m0, sums, at + 0 * GROUP);
        add(s0, sums, at + 1 * GROUP);
        add(m1, sums, at + 2 * GROUP);
        add(s1, sums, at + 3 * GROUP);
    }
}
