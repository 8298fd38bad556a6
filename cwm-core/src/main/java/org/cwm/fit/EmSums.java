package org.cwm.fit;

import java.util.Arrays;
import org.cwm.kernel.GaussianKernels;

/**
 * Sufficient statistics of the M-step over some rows: for each component the sums of r, r u and r u u^T (diagonal:
 * r u_d^2), where u is x less an origin, the centre or the component's own mean ({@link EmWhitening}). In the order of
 * {@link GaussianKernels.Moments}. Where components have scales ({@link EmScales}), r is multiplied by u in these sums, and
 * the sums of r itself are kept apart, with those of the scales' posterior shares.
 */
final class EmSums {

    private final EmWhitening mixture;
    private final int dimension;
    private final boolean full;
    private final double[][] sums;
    /** Components, then scales; empty where components are normal. */
    private final double[] shares;

    EmSums(EmWhitening mixture) {
        this.mixture = mixture;
        dimension = mixture.centre().length;
        full = mixture.type() == CovarianceType.FULL;
        sums = new double[mixture.constants().length][moments(mixture.type(), dimension)];
        shares = new double[shares(mixture)];
    }

    private static int shares(EmWhitening mixture) {
        EmScales scales = mixture.scales();
        return scales == null ? 0 : mixture.constants().length + scales.count();
    }

    /** Numbers a component needs. */
    static int moments(CovarianceType type, int dimension) {
        int d = EmBlock.padded(dimension);
        return type == CovarianceType.FULL ? (d + 1) * (d + 2) / 2 : 2 * d + 1;
    }

    /** Partial sums while tiles are added; memory for one thread. */
    static final class Scratch {
        private final GaussianKernels.Moments moments;
        private final double[][] sums;
        private final boolean[] touched;
        private double[] shares = new double[0];

        Scratch(GaussianKernels kernels, CovarianceType type, int components, int dimension) {
            moments = kernels.moments(type == CovarianceType.FULL, EmBlock.padded(dimension));
            sums = new double[components][moments.parts() * moments(type, dimension)];
            touched = new boolean[components];
        }

        /** Adds the rows of a tile with their responsibilities. */
        void add(EmWhitening mixture, EmTile tile) {
            if (shares.length != shares(mixture)) {
                shares = new double[shares(mixture)];
            }
            tile.addMoments(mixture, moments, sums, shares);
            for (int k = 0; k < sums.length; k++) {
                touched[k] |= tile.active(k);
            }
        }
    }

    /** Takes what was added to the scratch, which is then empty. */
    void take(Scratch scratch) {
        int parts = scratch.moments.parts();
        EmLoops.addAt(shares, 0, scratch.shares);
        Arrays.fill(scratch.shares, 0);
        for (int k = 0; k < sums.length; k++) {
            if (!scratch.touched[k]) {
                continue;
            }
            scratch.touched[k] = false;
            double[] from = scratch.sums[k];
            for (int i = 0; i < from.length; i++) {
                sums[k][i / parts] += from[i];
            }
            Arrays.fill(from, 0);
        }
    }

    /** Adds the sums over other rows under the same mixture. */
    void add(EmSums other) {
        EmLoops.addAt(shares, 0, other.shares);
        for (int k = 0; k < sums.length; k++) {
            EmLoops.add(sums[k], other.sums[k], sums[k].length);
        }
    }

    /** N_k: the sum of the responsibilities. */
    double count(int k) {
        return shares.length > 0 ? shares[k] : sums[k][0];
    }

    /** The sums of the scales' posterior shares; empty where components are normal. */
    double[] scaleCounts() {
        return shares.length == 0 ? shares : Arrays.copyOfRange(shares, sums.length, shares.length);
    }

    private double moment(int k, int r, int c) {
        return sums[k][r * (r + 1) / 2 + c];
    }

    /**
     * The weighted mean and the scatter sum r u (x - mean) (x - mean)^T of a component with N_k above 0.
     *
     * @param mean receives D values in the coordinates of the data
     * @param scatter receives D x D values, symmetric, or D values if the type is diagonal
     */
    void meanAndScatter(int k, double[] mean, double[] scatter) {
        int d = dimension;
        double n = sums[k][0];
        double[] shift = new double[d];
        for (int i = 0; i < d; i++) {
            double s = full ? moment(k, i + 1, 0) : sums[k][1 + 2 * i];
            shift[i] = s / n;
            double origin = mixture.viaDifferences()[k] ? mixture.offsets()[k][i] : 0;
            mean[i] = mixture.centre()[i] + (origin + shift[i]);
            if (!full) {
                scatter[i] = sums[k][2 + 2 * i] - n * shift[i] * shift[i];
                continue;
            }
            for (int j = 0; j <= i; j++) {
                double v = moment(k, i + 1, j + 1) - n * shift[i] * shift[j];
                scatter[i * d + j] = v;
                scatter[j * d + i] = v;
            }
        }
    }
}
