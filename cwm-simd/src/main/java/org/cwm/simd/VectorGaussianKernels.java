package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.GaussianKernels;

/**
 * The kernels of expectation maximisation on the Vector API, at the width of {@link VectorKernels}. Products are fused
 * with their additions.
 */
final class VectorGaussianKernels implements GaussianKernels {
    static final VectorSpecies<Double> SPECIES = VectorSpecies.of(double.class, VectorWidth.SPECIES.vectorShape());
    private static final int LANES = SPECIES.length();

    @Override
    public void addTriangularSquares(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n) {
        SquareKernel.triangular(x, a, b, from, to, q, n);
    }

    @Override
    public void addDiagonalSquares(double[][] x, double[] a, double[] b, int from, int to, double[] q, int n) {
        SquareKernel.diagonal(x, a, b, from, to, q, n);
    }

    @Override
    public void logarithms(double[] q, double[] top, double c, int n) {
        DoubleVector constant = DoubleVector.broadcast(SPECIES, c);
        DoubleVector minusHalf = DoubleVector.broadcast(SPECIES, -0.5);
        for (int i = 0; i < n; i += LANES) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, q, i).fma(minusHalf, constant);
            DoubleVector t = DoubleVector.fromArray(SPECIES, top, i);
            v.intoArray(q, i);
            t.blend(v, v.compare(GT, t)).intoArray(top, i);
        }
    }

    @Override
    public int exponentials(double[] l, double[] top, double bound, double[] sum, int[] groups, int n) {
        return ExponentialKernel.exponentials(l, top, bound, sum, groups, n);
    }

    @Override
    public Moments moments(boolean full, int dimension) {
        return new VectorMoments(full, dimension);
    }
}
