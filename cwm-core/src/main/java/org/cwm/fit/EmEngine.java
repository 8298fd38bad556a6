package org.cwm.fit;

import org.cwm.engine.Workers;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;

/**
 * EM iterations over one table. The table is cut into pieces that do not depend on the number of threads, and the
 * pieces' sums are added in order: the same bits for any number of threads.
 */
final class EmEngine {

    private static final int MOST_PIECES = 64;
    private static final int LEAST_PIECES = 8;
    /** Doubles that the pieces' sums may take together, beyond the least number of pieces. */
    private static final long MEMORY = 1L << 22;

    /**
     * One iteration.
     *
     * @param next the mixture after the M-step
     * @param counts N_k of the E-step
     * @param meanLogLikelihood of the mixture before, per row
     * @param objective the same with the prior
     */
    record Step(GaussianMixture next, double[] counts, double meanLogLikelihood, double objective) {}

    private final Points points;
    private final Workers workers;
    private final EmTile[] tiles;
    private final EmSums.Scratch[] scratch;
    private final int components;
    private final int pieces;

    EmEngine(Points points, CovarianceType type, int components, Workers workers) {
        this.points = points;
        this.workers = workers;
        this.components = components;
        tiles = new EmTile[workers.threads()];
        scratch = new EmSums.Scratch[workers.threads()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new EmTile(components, points.columns());
            scratch[i] = new EmSums.Scratch(type, points.columns());
        }
        long each = (long) components * EmSums.features(type, points.columns());
        long most = Math.max(LEAST_PIECES, Math.min(MOST_PIECES, MEMORY / each));
        pieces = (int) Math.min(most, tilesOf(points.rows()));
    }

    private static int tilesOf(int rows) {
        return (rows + EmTile.LANES - 1) / EmTile.LANES;
    }

    /** E-step and M-step from a mixture. */
    Step iterate(GaussianMixture g, EmPrior prior) {
        EmWhitening whitening = EmWhitening.of(g, EmWhitening.centreOf(g));
        EmSums[] sums = new EmSums[pieces];
        double likelihood = pass(whitening, sums, null);
        EmSums all = sums[0];
        for (int p = 1; p < pieces; p++) {
            all.add(sums[p]);
        }
        double[] counts = new double[components];
        for (int k = 0; k < components; k++) {
            counts[k] = all.count(k);
        }
        double objective = likelihood + prior.logPrior(g) / points.rows();
        return new Step(maximise(g, all, counts, prior), counts, likelihood, objective);
    }

    /** Mean log-likelihood; the rows' own log densities too if wanted. */
    double score(GaussianMixture g, double @Nullable [] logDensities) {
        return pass(EmWhitening.of(g, EmWhitening.centreOf(g)), null, logDensities);
    }

    /** The row numbers, ordered by the component of the greatest responsibility. */
    int[] order(GaussianMixture g) {
        EmWhitening whitening = EmWhitening.of(g, EmWhitening.centreOf(g));
        int[] home = new int[points.rows()];
        forEachTile(
                (tile, piece, worker) -> {
                    tile.evaluate(whitening);
                    tile.home(home);
                },
                whitening);
        int[] next = new int[components + 1];
        for (int k : home) {
            next[k + 1]++;
        }
        for (int k = 0; k < components; k++) {
            next[k + 1] += next[k];
        }
        int[] order = new int[home.length];
        for (int i = 0; i < home.length; i++) {
            order[next[home[i]]++] = i;
        }
        return order;
    }

    private double pass(EmWhitening g, EmSums @Nullable [] sums, double @Nullable [] logDensities) {
        double[] likelihood = new double[pieces];
        for (int p = 0; sums != null && p < pieces; p++) {
            sums[p] = new EmSums(g);
        }
        forEachTile(
                (tile, piece, worker) -> {
                    tile.evaluate(g);
                    likelihood[piece] += sum(tile, logDensities);
                    if (sums != null) {
                        sums[piece].add(tile, scratch[worker]);
                    }
                },
                g);
        double total = 0;
        for (double l : likelihood) {
            total += l;
        }
        return total / points.rows();
    }

    private interface TileTask {
        void run(EmTile tile, int piece, int worker);
    }

    private void forEachTile(TileTask task, EmWhitening g) {
        int tileCount = tilesOf(points.rows());
        workers.run(pieces, (piece, worker) -> {
            int from = (int) ((long) tileCount * piece / pieces);
            int to = (int) ((long) tileCount * (piece + 1) / pieces);
            for (int t = from; t < to; t++) {
                int first = t * EmTile.LANES;
                tiles[worker].load(points, first, Math.min(EmTile.LANES, points.rows() - first), g.centre());
                task.run(tiles[worker], piece, worker);
            }
        });
    }

    private static double sum(EmTile tile, double @Nullable [] logDensities) {
        double sum = 0;
        for (int i = 0; i < tile.rows(); i++) {
            double l = tile.logDensity(i);
            if (l == Double.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException("points: row " + (tile.firstRow() + i)
                        + " is so far from every component that its log density is beyond the range of a double");
            }
            if (logDensities != null) {
                logDensities[tile.firstRow() + i] = l;
            }
            sum += l;
        }
        return sum;
    }

    private GaussianMixture maximise(GaussianMixture old, EmSums sums, double[] counts, EmPrior prior) {
        int d = old.dimension();
        int each = old.covarianceType() == CovarianceType.FULL ? d * d : d;
        double[] weights = new double[components];
        double[] means = old.means();
        double[] factors = old.factors();
        double total = 0;
        for (double c : counts) {
            total += c;
        }
        double all = total;
        workers.run(components, (k, worker) -> {
            weights[k] = counts[k] / all;
            if (counts[k] == 0) {
                return; // nothing is left of it: it keeps its place and shape
            }
            double[] mean = new double[d];
            double[] scatter = new double[each];
            sums.meanAndScatter(k, mean, scatter);
            prior.maximise(scatter, counts[k]);
            System.arraycopy(mean, 0, means, k * d, d);
            System.arraycopy(scatter, 0, factors, k * each, each);
        });
        return GaussianMixture.of(old.covarianceType(), d, weights, means, factors);
    }
}
