package org.cwm.simd;

import org.cwm.kernel.GaussianKernels;

/** Weighted moments, a partial sum for each lane of a group; see {@link MomentKernel}. */
final class VectorMoments implements GaussianKernels.Moments {
    private static final int LANES = VectorGaussianKernels.SPECIES.length();

    private final boolean full;
    private final int dimension;
    private double[][] x = new double[0][];

    VectorMoments(boolean full, int dimension) {
        this.full = full;
        this.dimension = dimension;
    }

    @Override
    public int parts() {
        return GaussianKernels.GROUP;
    }

    @Override
    public void rows(double[][] columns, int n) {
        x = columns;
    }

    @Override
    public void add(double[] e, double[] factor, int[] groups, int count, double[] sums) {
        for (int part = 0; part < GaussianKernels.GROUP; part += LANES) {
            MomentKernel.weights(e, factor, groups, count, sums, part);
            if (full) {
                products(e, groups, count, sums, part);
            } else {
                squares(e, groups, count, sums, part);
            }
        }
    }

    private void products(double[] r, int[] groups, int count, double[] sums, int part) {
        int d = 0;
        for (; d + 4 <= dimension; d += 4) {
            for (int c = 0; c < d; c += 4) {
                MomentKernel.block44(x, d, c, r, groups, count, sums, part);
            }
            MomentKernel.triangle4(x, d, r, groups, count, sums, part);
        }
        if (d < dimension) {
            for (int c = 0; c < d; c += 4) {
                MomentKernel.block24(x, d, c, r, groups, count, sums, part);
            }
            MomentKernel.triangle2(x, d, r, groups, count, sums, part);
        }
    }

    private void squares(double[] r, int[] groups, int count, double[] sums, int part) {
        int d = 0;
        for (; d + 4 <= dimension; d += 4) {
            MomentKernel.diagonal4(x, d, r, groups, count, sums, part);
        }
        if (d < dimension) {
            MomentKernel.diagonal2(x, d, r, groups, count, sums, part);
        }
    }
}
