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
    private final double[][][] sums;

    EmSums(EmWhitening mixture) {
        this.mixture = mixture;
        int count = mixture.constants().length;
        int d = mixture.centre().length;
        boolean full = mixture.type() == CovarianceType.FULL;
        sums = new double[count][][];
        for (int k = 0; k < count; k++) {
            if (full && mixture.viaDifferences()[k]) {
                sums[k] = new double[d + 1][];
                for (int i = 0; i <= d; i++) {
                    sums[k][i] = new double[i + 1];
                }
            } else {
                sums[k] = new double[1][features(mixture.type(), d)];
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

        Scratch(CovarianceType type, int d) {
            features = new double[EmTile.LANES][features(type, d)];
            rows = new double[4][type == CovarianceType.FULL ? d + 1 : 2 * d + 1];
        }
    }

    /** Adds the rows of a tile with their responsibilities. */
    void add(EmTile tile, Scratch scratch) {
        boolean full = mixture.type() == CovarianceType.FULL;
        boolean prepared = false;
        for (int k = 0; k < sums.length; k++) {
            if (tile.count(k) == 0) {
                continue;
            }
            if (mixture.viaDifferences()[k]) {
                addDifferences(k, tile, scratch.rows, full);
            } else {
                if (!prepared) {
                    prepare(tile, scratch.features, full);
                    prepared = true;
                }
                addShared(k, tile, scratch.features);
            }
        }
    }

    /** The products of every row of the tile. */
    private static void prepare(EmTile tile, double[][] features, boolean full) {
        double[][] x = tile.columns();
        for (int i = 0; i < tile.rows(); i++) {
            double[] f = features[i];
            f[0] = 1;
            int at = 1;
            if (full) {
                for (int r = 0; r < x.length; r++) {
                    double v = x[r][i];
                    f[at++] = v;
                    for (int c = 0; c <= r; c++) {
                        f[at++] = v * x[c][i];
                    }
                }
            } else {
                square(f, x, i, null);
            }
        }
    }

    private static void square(double[] f, double[][] x, int i, double @Nullable [] origin) {
        int d = x.length;
        f[0] = 1;
        for (int c = 0; c < d; c++) {
            double v = origin == null ? x[c][i] : x[c][i] - origin[c];
            f[1 + c] = v;
            f[1 + d + c] = v * v;
        }
    }

    private void addShared(int k, EmTile tile, double[][] f) {
        double[] s = sums[k][0];
        int count = tile.count(k);
        int j = 0;
        for (; j + 4 <= count; j += 4) {
            EmLoops.add4(
                    s,
                    f[tile.index(k, j)],
                    f[tile.index(k, j + 1)],
                    f[tile.index(k, j + 2)],
                    f[tile.index(k, j + 3)],
                    tile.responsibility(k, j),
                    tile.responsibility(k, j + 1),
                    tile.responsibility(k, j + 2),
                    tile.responsibility(k, j + 3),
                    s.length);
        }
        if (j < count) {
            EmLoops.add4(
                    s,
                    f[tile.index(k, j)],
                    f[tile.index(k, Math.min(j + 1, count - 1))],
                    f[tile.index(k, Math.min(j + 2, count - 1))],
                    f[tile.index(k, count - 1)],
                    tile.responsibility(k, j),
                    j + 1 < count ? tile.responsibility(k, j + 1) : 0,
                    j + 2 < count ? tile.responsibility(k, j + 2) : 0,
                    0,
                    s.length);
        }
    }

    private void addDifferences(int k, EmTile tile, double[][] u, boolean full) {
        double[][] x = tile.columns();
        double[] origin = mixture.offsets()[k];
        int count = tile.count(k);
        for (int j = 0; j < count; j += 4) {
            double[] w = new double[4];
            for (int t = 0; t < 4; t++) {
                int last = Math.min(j + t, count - 1);
                w[t] = j + t < count ? tile.responsibility(k, last) : 0;
                int i = tile.index(k, last);
                if (full) {
                    u[t][0] = 1;
                    for (int d = 0; d < x.length; d++) {
                        u[t][d + 1] = x[d][i] - origin[d];
                    }
                } else {
                    square(u[t], x, i, origin);
                }
            }
            if (!full) {
                EmLoops.add4(sums[k][0], u[0], u[1], u[2], u[3], w[0], w[1], w[2], w[3], sums[k][0].length);
                continue;
            }
            for (int r = 0; r <= x.length; r++) {
                EmLoops.add4(
                        sums[k][r],
                        u[0],
                        u[1],
                        u[2],
                        u[3],
                        w[0] * u[0][r],
                        w[1] * u[1][r],
                        w[2] * u[2][r],
                        w[3] * u[3][r],
                        r + 1);
            }
        }
    }

    /** Adds the sums over other rows under the same mixture. */
    void add(EmSums other) {
        for (int k = 0; k < sums.length; k++) {
            for (int r = 0; r < sums[k].length; r++) {
                double[] s = sums[k][r];
                double[] o = other.sums[k][r];
                for (int i = 0; i < s.length; i++) {
                    s[i] += o[i];
                }
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
        int d = mean.length;
        double n = count(k);
        double[] shift = new double[d];
        boolean full = mixture.type() == CovarianceType.FULL;
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
