package org.cwm.fit;

import org.cwm.base.Base;
import org.cwm.base.ScaleMixture;
import org.cwm.engine.Workers;
import org.cwm.kernel.GaussianKernels;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;

/**
 * EM iterations over one table. The table is cut into pieces that do not depend on the number of threads, and the
 * pieces' sums are added in order: the same bits for any number of threads.
 */
final class EmEngine {

    private static final int MOST_PIECES = 64;
    private static final int LEAST_PIECES = 8;
    /** Blocks in a piece, at least. */
    private static final int BLOCKS = 4;
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

    private final int rows;
    private final int[] order;
    private final Workers workers;
    private final EmBlock[] blocks;
    private final double[] centre;
    private final EmTile[] tiles;
    private final EmSums.Scratch[] scratch;
    private final int components;
    private final int pieces;
    private final boolean learnsBase;

    /**
     * An engine over the rows in an order, of which it keeps a copy.
     *
     * @param order row numbers, or none for the table's own order
     */
    EmEngine(Points points, int[] order, EmOptions options, Workers workers) {
        CovarianceType type = options.covariance();
        rows = points.rows();
        this.order = order;
        this.workers = workers;
        components = options.components();
        learnsBase = options.learnsBase();
        int d = points.columns();
        centre = EmFloors.means(points, new double[d], false, workers);
        blocks = new EmBlock[(rows + EmBlock.LANES - 1) / EmBlock.LANES];
        workers.run(blocks.length, (b, worker) -> {
            int first = b * EmBlock.LANES;
            int count = Math.min(EmBlock.LANES, rows - first);
            EmBlock block = new EmBlock(d, count);
            block.load(points, order.length == 0 ? null : order, first, count, centre);
            blocks[b] = block;
        });
        GaussianKernels kernels = EmTile.kernels(rows, components, points.columns());
        tiles = new EmTile[workers.threads()];
        scratch = new EmSums.Scratch[workers.threads()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new EmTile(components, d, kernels);
            scratch[i] = new EmSums.Scratch(kernels, type, components, d);
        }
        long each = (long) components * EmSums.moments(type, d);
        long most = Math.max(LEAST_PIECES, Math.min(MOST_PIECES, MEMORY / each));
        pieces = (int) Math.max(1, Math.min(most, blocks.length / BLOCKS));
    }

    /** E-step and M-step from a mixture. */
    Step iterate(GaussianMixture g, EmPrior prior) {
        EmWhitening whitening = EmWhitening.of(g, centre);
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
        double objective = likelihood + prior.logPrior(g) / rows;
        return new Step(maximise(g, all, counts, prior), counts, likelihood, objective);
    }

    /** Mean log-likelihood; the rows' own log densities too if wanted. */
    double score(GaussianMixture g, double @Nullable [] logDensities) {
        return pass(EmWhitening.of(g, centre), null, logDensities);
    }

    private double pass(EmWhitening g, EmSums @Nullable [] sums, double @Nullable [] logDensities) {
        double[] likelihood = new double[pieces];
        workers.run(pieces, (piece, worker) -> {
            EmTile tile = tiles[worker];
            int from = (int) ((long) blocks.length * piece / pieces);
            int to = (int) ((long) blocks.length * (piece + 1) / pieces);
            for (int b = from; b < to; b++) {
                tile.evaluate(g, blocks[b]);
                likelihood[piece] += logLikelihood(tile, b * EmBlock.LANES, logDensities);
                if (sums != null) {
                    scratch[worker].add(g, tile);
                }
            }
            if (sums != null) {
                sums[piece] = new EmSums(g);
                sums[piece].take(scratch[worker]);
            }
        });
        double total = 0;
        for (double l : likelihood) {
            total += l;
        }
        return total / rows;
    }

    private double logLikelihood(EmTile tile, int first, double @Nullable [] logDensities) {
        for (int i = 0; logDensities != null && i < tile.rows(); i++) {
            logDensities[row(first + i)] = tile.logDensity(i);
        }
        double sum = tile.logLikelihood();
        for (int i = 0; !Double.isFinite(sum) && i < tile.rows(); i++) {
            if (tile.logDensity(i) == Double.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException("points: row " + row(first + i)
                        + " is so far from every component that its log density is beyond the range of a double");
            }
        }
        return sum;
    }

    private int row(int position) {
        return order.length == 0 ? position : order[position];
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
        Base base = learnsBase && old.base() instanceof ScaleMixture s ? s.withWeights(sums.scaleCounts()) : old.base();
        return GaussianMixture.of(old.covarianceType(), d, weights, means, factors)
                .withBase(base);
    }
}
