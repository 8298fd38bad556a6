package org.cwm.fit;

import org.jspecify.annotations.Nullable;

/**
 * Sufficient statistics of the M-step over some rows: for each component the sums of r, r u and r u u^T (diagonal:
 * r u_d^2), where u is x less an origin, the centre or the component's own mean ({@link EmWhitening}).
 *
 * <p>Layout: the lower triangle of sum r v v^T with v = (1, u). About the centre it is one array, row by row, whose
 * products v v^T all components share; about a mean it is one array a row. Diagonal: sums of r (1, u, u^2), one array.
 */
final class EmSums {

    private final EmWhitening mixture;
    private final int dimension;
    private final boolean full;
    private final double[][][] sums;

    EmSums(EmWhitening mixture) {
        this.mixture = mixture;
        dimension = mixture.centre().length;
        full = mixture.type() == CovarianceType.FULL;
        sums = new double[mixture.constants().length][][];
        for (int k = 0; k < sums.length; k++) {
            if (full && mixture.viaDifferences()[k]) {
                sums[k] = new double[dimension + 1][];
                for (int i = 0; i < sums[k].length; i++) {
                    sums[k][i] = new double[i + 1];
                }
            } else {
                sums[k] = new double[1][features(mixture.type(), dimension)];
            }
        }
    }

    /** Doubles a component needs. */
    static int features(CovarianceType type, int d) {
        return type == CovarianceType.FULL ? (d + 1) * (d + 2) / 2 : 2 * d + 1;
    }

    /** Memory for {@link #add}, one a thread. */
    static final class Scratch {
        private final double[][] features;
        private final double[][] rows;
        private final double[] factors = new double[4];

        Scratch(CovarianceType type, int d) {
            features = new double[EmTile.LANES][features(type, d)];
            rows = new double[4][type == CovarianceType.FULL ? d + 1 : 2 * d + 1];
        }
    }

    /** Adds the rows of a tile with their responsibilities. */
    void add(EmTile tile, Scratch scratch) {
        boolean prepared = false;
        for (int k = 0; k < sums.length; k++) {
            if (tile.count(k) > 0 && mixture.viaDifferences()[k]) {
                addDifferences(k, tile, scratch);
            } else if (tile.count(k) > 0) {
                if (!prepared) {
                    prepare(tile, scratch.features);
                    prepared = true;
                }
                addShared(k, tile, scratch.features);
            }
        }
    }

    /** The products of every row of the tile. */
    private void prepare(EmTile tile, double[][] features) {
        for (int i = 0; i < tile.rows(); i++) {
            double[] f = features[i];
            if (!full) {
                square(f, tile, i, null);
                continue;
            }
            f[0] = 1;
            int at = 1;
            for (int r = 0; r < dimension; r++) {
                double v = tile.column(r)[i];
                f[at++] = v;
                for (int c = 0; c <= r; c++) {
                    f[at++] = v * tile.column(c)[i];
                }
            }
        }
    }

    private void square(double[] f, EmTile tile, int i, double @Nullable [] origin) {
        f[0] = 1;
        for (int c = 0; c < dimension; c++) {
            double x = tile.column(c)[i];
            double v = origin == null ? x : x - origin[c];
            f[1 + c] = v;
            f[1 + dimension + c] = v * v;
        }
    }

    private void addShared(int k, EmTile tile, double[][] f) {
        double[] s = sums[k][0];
        int count = tile.count(k);
        for (int j = 0; j < count; j += 4) {
            int j1 = Math.min(j + 1, count - 1);
            int j2 = Math.min(j + 2, count - 1);
            int j3 = Math.min(j + 3, count - 1);
            EmLoops.add4(
                    s,
                    f[tile.index(k, j)],
                    f[tile.index(k, j1)],
                    f[tile.index(k, j2)],
                    f[tile.index(k, j3)],
                    tile.responsibility(k, j),
                    j1 > j ? tile.responsibility(k, j1) : 0,
                    j2 > j1 ? tile.responsibility(k, j2) : 0,
                    j3 > j2 ? tile.responsibility(k, j3) : 0,
                    s.length);
        }
    }

    private void addDifferences(int k, EmTile tile, Scratch scratch) {
        double[][] u = scratch.rows;
        double[] r = scratch.factors;
        double[] origin = mixture.offsets()[k];
        int count = tile.count(k);
        for (int j = 0; j < count; j += 4) {
            for (int t = 0; t < 4; t++) {
                int last = Math.min(j + t, count - 1);
                r[t] = j + t < count ? tile.responsibility(k, last) : 0;
                int i = tile.index(k, last);
                if (!full) {
                    square(u[t], tile, i, origin);
                    continue;
                }
                u[t][0] = 1;
                for (int d = 0; d < dimension; d++) {
                    u[t][d + 1] = tile.column(d)[i] - origin[d];
                }
            }
            if (full) {
                addProducts(sums[k], u, r[0], r[1], r[2], r[3]);
            } else {
                EmLoops.add4(sums[k][0], u[0], u[1], u[2], u[3], r[0], r[1], r[2], r[3], sums[k][0].length);
            }
        }
    }

    /** sum += r_0 u_0 u_0^T + ... + r_3 u_3 u_3^T, lower triangle by rows. */
    private static void addProducts(double[][] sum, double[][] u, double r0, double r1, double r2, double r3) {
        for (int d = 0; d < sum.length; d++) {
            EmLoops.add4(sum[d], u[0], u[1], u[2], u[3], r0 * u[0][d], r1 * u[1][d], r2 * u[2][d], r3 * u[3][d], d + 1);
        }
    }

    /** Adds the sums over other rows under the same mixture. */
    void add(EmSums other) {
        for (int k = 0; k < sums.length; k++) {
            for (int r = 0; r < sums[k].length; r++) {
                EmLoops.add(sums[k][r], other.sums[k][r], sums[k][r].length);
            }
        }
    }

    /** N_k: the sum of the responsibilities. */
    double count(int k) {
        return sums[k][0][0];
    }

    private double moment(int k, int r, int c) {
        return sums[k].length == 1 ? sums[k][0][r * (r + 1) / 2 + c] : sums[k][r][c];
    }

    /**
     * The weighted mean and the scatter sum r (x - mean) (x - mean)^T of a component with N_k above 0.
     *
     * @param mean receives D values in the coordinates of the data
     * @param scatter receives D x D values, symmetric, or D values if the type is diagonal
     */
    void meanAndScatter(int k, double[] mean, double[] scatter) {
        int d = dimension;
        double n = count(k);
        double[] shift = new double[d];
        for (int i = 0; i < d; i++) {
            double s = full ? moment(k, i + 1, 0) : sums[k][0][1 + i];
            shift[i] = s / n;
            double origin = mixture.viaDifferences()[k] ? mixture.offsets()[k][i] : 0;
            mean[i] = mixture.centre()[i] + (origin + shift[i]);
            if (!full) {
                scatter[i] = sums[k][0][1 + d + i] - n * shift[i] * shift[i];
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
