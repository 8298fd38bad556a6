package org.cwm.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.GaussianKernels;

/** Sums of squared linear forms; see {@link GaussianKernels}. Two forms and four vectors of lanes at a time. */
final class SquareKernel {
    private static final VectorSpecies<Double> SPECIES = VectorGaussianKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    private SquareKernel() {}

    /** See {@link GaussianKernels#addTriangularSquares}. */
    static void triangular(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n) {
        int i = 0;
        for (; i + 4 * LANES <= n; i += 4 * LANES) {
            triangular4(x, a, b, from, to, q, i);
        }
        for (; i < n; i += LANES) {
            triangular1(x, a, b, from, to, q, i);
        }
    }

    private static void triangular4(double[][] x, double[] a, double[] b, int from, int to, double[] q, int i) {
        DoubleVector q0 = DoubleVector.fromArray(SPECIES, q, i);
        DoubleVector q1 = DoubleVector.fromArray(SPECIES, q, i + LANES);
        DoubleVector q2 = DoubleVector.fromArray(SPECIES, q, i + 2 * LANES);
        DoubleVector q3 = DoubleVector.fromArray(SPECIES, q, i + 3 * LANES);
        int at = GaussianKernels.rowStart(from);
        for (int d = from; d < to; d += 2) {
            int width = d + 2;
            DoubleVector y0 = DoubleVector.broadcast(SPECIES, -b[d]);
            DoubleVector y1 = y0;
            DoubleVector y2 = y0;
            DoubleVector y3 = y0;
            DoubleVector z0 = DoubleVector.broadcast(SPECIES, -b[d + 1]);
            DoubleVector z1 = z0;
            DoubleVector z2 = z0;
            DoubleVector z3 = z0;
            for (int e = 0; e < width; e++) {
                double[] column = x[e];
                DoubleVector u = DoubleVector.broadcast(SPECIES, a[at + e]);
                DoubleVector v = DoubleVector.broadcast(SPECIES, a[at + width + e]);
                DoubleVector x0 = DoubleVector.fromArray(SPECIES, column, i);
                DoubleVector x1 = DoubleVector.fromArray(SPECIES, column, i + LANES);
                DoubleVector x2 = DoubleVector.fromArray(SPECIES, column, i + 2 * LANES);
                DoubleVector x3 = DoubleVector.fromArray(SPECIES, column, i + 3 * LANES);
                y0 = x0.fma(u, y0);
                y1 = x1.fma(u, y1);
                y2 = x2.fma(u, y2);
                y3 = x3.fma(u, y3);
                z0 = x0.fma(v, z0);
                z1 = x1.fma(v, z1);
                z2 = x2.fma(v, z2);
                z3 = x3.fma(v, z3);
            }
            at += 2 * width;
            q0 = z0.fma(z0, y0.fma(y0, q0));
            q1 = z1.fma(z1, y1.fma(y1, q1));
            q2 = z2.fma(z2, y2.fma(y2, q2));
            q3 = z3.fma(z3, y3.fma(y3, q3));
        }
        q0.intoArray(q, i);
        q1.intoArray(q, i + LANES);
        q2.intoArray(q, i + 2 * LANES);
        q3.intoArray(q, i + 3 * LANES);
    }

    private static void triangular1(double[][] x, double[] a, double[] b, int from, int to, double[] q, int i) {
        DoubleVector sum = DoubleVector.fromArray(SPECIES, q, i);
        int at = GaussianKernels.rowStart(from);
        for (int d = from; d < to; d += 2) {
            int width = d + 2;
            DoubleVector y = DoubleVector.broadcast(SPECIES, -b[d]);
            DoubleVector z = DoubleVector.broadcast(SPECIES, -b[d + 1]);
            for (int e = 0; e < width; e++) {
                DoubleVector column = DoubleVector.fromArray(SPECIES, x[e], i);
                y = column.fma(DoubleVector.broadcast(SPECIES, a[at + e]), y);
                z = column.fma(DoubleVector.broadcast(SPECIES, a[at + width + e]), z);
            }
            at += 2 * width;
            sum = z.fma(z, y.fma(y, sum));
        }
        sum.intoArray(q, i);
    }

    /** See {@link GaussianKernels#addDiagonalSquares}. */
    static void diagonal(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n) {
        int i = 0;
        for (; i + 4 * LANES <= n; i += 4 * LANES) {
            diagonal4(x, a, b, from, to, q, i);
        }
        for (; i < n; i += LANES) {
            diagonal1(x, a, b, from, to, q, i);
        }
    }

    private static void diagonal4(double[][] x, double[] a, double[] b, int from, int to, double[] q, int i) {
        DoubleVector q0 = DoubleVector.fromArray(SPECIES, q, i);
        DoubleVector q1 = DoubleVector.fromArray(SPECIES, q, i + LANES);
        DoubleVector q2 = DoubleVector.fromArray(SPECIES, q, i + 2 * LANES);
        DoubleVector q3 = DoubleVector.fromArray(SPECIES, q, i + 3 * LANES);
        for (int d = from; d < to; d++) {
            double[] column = x[d];
            DoubleVector u = DoubleVector.broadcast(SPECIES, a[d]);
            DoubleVector s = DoubleVector.broadcast(SPECIES, -b[d]);
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, column, i).fma(u, s);
            DoubleVector y1 = DoubleVector.fromArray(SPECIES, column, i + LANES).fma(u, s);
            DoubleVector y2 =
                    DoubleVector.fromArray(SPECIES, column, i + 2 * LANES).fma(u, s);
            DoubleVector y3 =
                    DoubleVector.fromArray(SPECIES, column, i + 3 * LANES).fma(u, s);
            q0 = y0.fma(y0, q0);
            q1 = y1.fma(y1, q1);
            q2 = y2.fma(y2, q2);
            q3 = y3.fma(y3, q3);
        }
        q0.intoArray(q, i);
        q1.intoArray(q, i + LANES);
        q2.intoArray(q, i + 2 * LANES);
        q3.intoArray(q, i + 3 * LANES);
    }

    private static void diagonal1(double[][] x, double[] a, double[] b, int from, int to, double[] q, int i) {
        DoubleVector sum = DoubleVector.fromArray(SPECIES, q, i);
        for (int d = from; d < to; d++) {
            DoubleVector y = DoubleVector.fromArray(SPECIES, x[d], i)
                    .fma(DoubleVector.broadcast(SPECIES, a[d]), DoubleVector.broadcast(SPECIES, -b[d]));
            sum = y.fma(y, sum);
        }
        sum.intoArray(q, i);
    }
}
