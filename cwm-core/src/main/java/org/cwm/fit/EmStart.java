package org.cwm.fit;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.cwm.engine.Workers;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * A first mixture by k-means: greedy k-means++ seeding (Arthur and Vassilvitskii, SODA 2007), a few Lloyd iterations,
 * then the clusters' own shares, means and covariances, the latter with the pooled covariance as D + 1 pseudo-rows.
 */
final class EmStart {

    private static final int LLOYD_ITERATIONS = 8;
    private static final int PIECE = 512;

    private final Points points;
    private final int components;
    private final Workers workers;
    private final BooleanSupplier stop;
    private final int rows;
    private final int dimension;
    private final double[] values;
    /** The rows in pieces, each piece by columns. */
    private final double[][][] columns;

    private final double[][] distance;

    /**
     * Starts for a table.
     *
     * @param stop asked before every centre and every Lloyd iteration; once true, what is left of the centres are rows
     *     drawn at random, and rows are assigned to them once
     */
    EmStart(Points points, int components, Workers workers, BooleanSupplier stop) {
        this.points = points;
        this.components = components;
        this.workers = workers;
        this.stop = stop;
        rows = points.rows();
        dimension = points.columns();
        values = points.values();
        columns = new double[(rows + PIECE - 1) / PIECE][dimension][];
        for (int p = 0; p < columns.length; p++) {
            for (int d = 0; d < dimension; d++) {
                double[] column = new double[length(p)];
                for (int i = 0; i < column.length; i++) {
                    column[i] = values[(p * PIECE + i) * dimension + d];
                }
                columns[p][d] = column;
            }
        }
        distance = new double[workers.threads()][PIECE];
    }

    private int length(int piece) {
        return Math.min(PIECE, rows - piece * PIECE);
    }

    /** The start for a stream, with covariances at least the prior's floor. */
    GaussianMixture mixture(EmPrior floors, RandomStream random) {
        double[] centres = seed(random);
        int[] cluster = new int[rows];
        double[] sizes = new double[components];
        for (int i = 0; i == 0 || (i < LLOYD_ITERATIONS && !stop.getAsBoolean()); i++) {
            assign(centres, cluster);
            Arrays.fill(sizes, 0);
            double[] sums = new double[centres.length];
            for (int r = 0; r < rows; r++) {
                int k = cluster[r];
                sizes[k]++;
                for (int d = 0; d < dimension; d++) {
                    sums[k * dimension + d] += values[r * dimension + d];
                }
            }
            for (int k = 0; k < components; k++) {
                for (int d = 0; sizes[k] > 0 && d < dimension; d++) {
                    centres[k * dimension + d] = sums[k * dimension + d] / sizes[k];
                }
            }
        }
        return fromClusters(floors, centres, cluster, sizes);
    }

    private GaussianMixture fromClusters(EmPrior floors, double[] centres, int[] cluster, double[] sizes) {
        CovarianceType type = floors.type();
        int each = type == CovarianceType.FULL ? dimension * dimension : dimension;
        double[][] scatter = new double[components][each];
        double[] u = new double[dimension];
        for (int r = 0; r < rows; r++) {
            int k = cluster[r];
            for (int d = 0; d < dimension; d++) {
                u[d] = values[r * dimension + d] - centres[k * dimension + d];
            }
            addProducts(scatter[k], u);
        }
        double[] pooled = new double[each];
        for (double[] s : scatter) {
            for (int i = 0; i < each; i++) {
                pooled[i] += s[i] / rows;
            }
        }
        EmPrior prior = new EmPrior(type, pooled, dimension + 1.0, floors.floor(), floors.ridge());
        double[] weights = new double[components];
        double[] factors = new double[components * each];
        for (int k = 0; k < components; k++) {
            weights[k] = (sizes[k] + 1) / (rows + components);
            prior.maximise(scatter[k], sizes[k]);
            System.arraycopy(scatter[k], 0, factors, k * each, each);
        }
        return GaussianMixture.of(type, dimension, weights, centres, factors);
    }

    private static void addProducts(double[] scatter, double[] u) {
        int d = u.length;
        boolean full = scatter.length > d;
        for (int i = 0; i < d; i++) {
            if (!full) {
                scatter[i] += u[i] * u[i];
                continue;
            }
            for (int j = 0; j < d; j++) {
                scatter[i * d + j] += u[i] * u[j];
            }
        }
    }

    private double[] seed(RandomStream random) {
        double[] centres = new double[components * dimension];
        int candidates = 2 + (int) Math.log(components);
        double[] nearest = new double[rows];
        double[][] trials = new double[candidates][rows];
        double[][] potentials = new double[columns.length][candidates];
        int[] chosen = new int[candidates];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        chosen[0] = random.nextInt(rows);
        for (int k = 0; k < components; k++) {
            if (stop.getAsBoolean()) {
                System.arraycopy(values, random.nextInt(rows) * dimension, centres, k * dimension, dimension);
                continue;
            }
            int count = k == 0 ? 1 : candidates;
            double total = k == 0 ? 0 : sum(nearest);
            for (int c = 0; k > 0 && c < count; c++) {
                chosen[c] = total > 0 ? draw(nearest, total * random.nextDouble()) : random.nextInt(rows);
            }
            workers.run(columns.length, (piece, worker) -> {
                for (int c = 0; c < count; c++) {
                    distances(piece, values, chosen[c] * dimension, distance[worker]);
                    potentials[piece][c] = lower(piece, nearest, distance[worker], trials[c]);
                }
            });
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < count; c++) {
                double potential = 0;
                for (double[] p : potentials) {
                    potential += p[c];
                }
                if (potential < least) {
                    least = potential;
                    best = c;
                }
            }
            System.arraycopy(values, chosen[best] * dimension, centres, k * dimension, dimension);
            double[] kept = trials[best];
            System.arraycopy(kept, 0, nearest, 0, rows);
        }
        return centres;
    }

    /** Squared distances of the rows of a piece to a point. */
    private void distances(int piece, double[] from, int offset, double[] out) {
        int n = length(piece);
        double[][] x = columns[piece];
        EmLoops.fill(out, 0, n);
        int d = 0;
        for (; d + 3 <= dimension; d += 3) {
            int o = offset + d;
            EmLoops.addScaledSquare3(out, x[d], x[d + 1], x[d + 2], from[o], from[o + 1], from[o + 2], 1, 1, 1, n);
        }
        for (; d < dimension; d++) {
            EmLoops.addScaledSquare(out, x[d], from[offset + d], 1, n);
        }
    }

    /** The smaller of two distances for each row of a piece, and their sum. */
    private double lower(int piece, double[] nearest, double[] other, double[] out) {
        double sum = 0;
        int first = piece * PIECE;
        for (int i = 0; i < length(piece); i++) {
            double least = Math.min(nearest[first + i], other[i]);
            out[first + i] = least;
            sum += least;
        }
        return sum;
    }

    private static double sum(double[] x) {
        double s = 0;
        for (double v : x) {
            s += v;
        }
        return s;
    }

    private static int draw(double[] shares, double at) {
        double s = 0;
        int last = 0;
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                last = i;
                s += shares[i];
                if (s >= at) {
                    return i;
                }
            }
        }
        return last;
    }

    private void assign(double[] centres, int[] cluster) {
        workers.run(columns.length, (piece, worker) -> {
            double[] own = distance[worker];
            double[] least = new double[PIECE];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            for (int k = 0; k < components; k++) {
                distances(piece, centres, k * dimension, own);
                for (int i = 0; i < length(piece); i++) {
                    if (own[i] < least[i]) {
                        least[i] = own[i];
                        cluster[piece * PIECE + i] = k;
                    }
                }
            }
        });
    }

    @Override
    public String toString() {
        return "EmStart[" + points + ", " + components + " components]";
    }
}
