package org.cwm.fit;

import java.util.Arrays;
import org.cwm.engine.Workers;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * A first mixture by k-means: greedy k-means++ seeding (Arthur and Vassilvitskii, SODA 2007), a few Lloyd iterations,
 * then the clusters' own shares, means and covariances, the latter with the pooled covariance as D + 1 pseudo-rows.
 */
final class EmStart {

    private static final int LLOYD_ITERATIONS = 8;
    private static final int PIECE = 1024;

    private final Points points;
    private final int components;
    private final Workers workers;
    private final int rows;
    private final int dimension;
    private final double[] values;

    EmStart(Points points, int components, Workers workers) {
        this.points = points;
        this.components = components;
        this.workers = workers;
        rows = points.rows();
        dimension = points.columns();
        values = points.values();
    }

    /** The start for a stream, with covariances at least the prior's floor. */
    GaussianMixture mixture(EmPrior floors, RandomStream random) {
        double[] centres = seed(random);
        int[] cluster = new int[rows];
        double[] sizes = new double[components];
        for (int i = 0; i < LLOYD_ITERATIONS; i++) {
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
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        place(centres, 0, random.nextInt(rows), nearest);
        double[][] trials = new double[candidates][];
        int[] chosen = new int[candidates];
        double[] potential = new double[candidates];
        for (int k = 1; k < components; k++) {
            double total = sum(nearest);
            for (int c = 0; c < candidates; c++) {
                chosen[c] = total > 0 ? draw(nearest, total * random.nextDouble()) : random.nextInt(rows);
            }
            workers.run(candidates, (c, worker) -> {
                double[] trial = trials[c] == null ? nearest.clone() : trials[c];
                System.arraycopy(nearest, 0, trial, 0, rows);
                lower(trial, chosen[c]);
                potential[c] = sum(trial);
                trials[c] = trial;
            });
            int best = 0;
            for (int c = 1; c < candidates; c++) {
                if (potential[c] < potential[best]) {
                    best = c;
                }
            }
            place(centres, k, chosen[best], nearest);
        }
        return centres;
    }

    private void place(double[] centres, int k, int row, double[] nearest) {
        System.arraycopy(values, row * dimension, centres, k * dimension, dimension);
        lower(nearest, row);
    }

    /** Lowers the squared distances to the nearest centre by a new centre at a row. */
    private void lower(double[] nearest, int row) {
        for (int r = 0; r < rows; r++) {
            nearest[r] = Math.min(nearest[r], distance(values, r * dimension, values, row * dimension));
        }
    }

    private double distance(double[] a, int ao, double[] b, int bo) {
        double s = 0;
        for (int d = 0; d < dimension; d++) {
            double u = a[ao + d] - b[bo + d];
            s += u * u;
        }
        return s;
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
        workers.run((rows + PIECE - 1) / PIECE, (piece, worker) -> {
            int end = Math.min(rows, (piece + 1) * PIECE);
            for (int r = piece * PIECE; r < end; r++) {
                double least = Double.POSITIVE_INFINITY;
                for (int k = 0; k < components; k++) {
                    double s = distance(values, r * dimension, centres, k * dimension);
                    if (s < least) {
                        least = s;
                        cluster[r] = k;
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
