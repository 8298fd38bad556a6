package org.cwm.engine;

import org.cwm.map.MapProgram;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link MixtureProgram} over many points with a crew of workers. Work is cut into fixed tasks and partial sums
 * are added in task order, so results do not depend on the number of threads.
 */
public final class MixtureEngine {

    private static final int LANES = MapProgram.LANES;

    private final MixtureProgram program;
    private final Workers workers;
    private final @Nullable MixtureTile[] tiles;
    private final TaskSums raw;
    private final double[] sums = new double[TaskSums.MOST];

    /** Changes a gathered tile of points in place, such as by adding noise. */
    @FunctionalInterface
    public interface Perturbation {
        /** Leaves the points as they are. */
        Perturbation NONE = (x, count, rows, first, random) -> {};

        /**
         * Changes a tile.
         *
         * @param x count points, row-major, modified
         * @param count number of points
         * @param rows row numbers of a batch
         * @param first position in {@code rows} of the tile's first point
         * @param random stream of this tile
         */
        void apply(double[] x, int count, int[] rows, int first, RandomStream random);
    }

    /**
     * An engine.
     *
     * @param program what to evaluate
     * @param workers who does it; not closed here
     */
    public MixtureEngine(MixtureProgram program, Workers workers) {
        this.program = program;
        this.workers = workers;
        tiles = new MixtureTile[workers.threads()];
        raw = new TaskSums(program.rawGradientSize());
    }

    /**
     * Log densities and, if wanted, the most likely component of each point.
     *
     * @param points n x (D + C) model coordinates, row-major, not modified
     * @param n number of points
     * @param out receives n log densities in nats
     * @param top receives n component numbers, or of length 0 if not wanted
     */
    public void logDensity(double[] points, int n, double[] out, int[] top) {
        int d = program.pointStride();
        int blocks = (n + LANES - 1) / LANES;
        workers.run(blocks, (block, worker) -> {
            int from = block * LANES;
            int count = Math.min(LANES, n - from);
            DensityTile tile = program.densityTiles.take();
            tile.logDensity(points, from * d, count, out, from);
            if (top.length > 0) {
                for (int i = 0; i < count; i++) {
                    top[from + i] = tile.topComponent(i);
                }
            }
            program.densityTiles.give(tile);
        });
    }

    /**
     * Mean log-likelihood of a batch and the raw gradient of the sum.
     *
     * @param points all points, n x (D + C) model coordinates, row-major, not modified
     * @param rows row numbers of a batch
     * @param from first position in {@code rows}
     * @param to behind the last
     * @param options how the gradient is formed
     * @param perturbation applied to each gathered tile
     * @param random stream of this step, not advanced
     * @param total receives the raw gradient of the sum over the batch
     * @return mean log density of the (perturbed) batch, in nats
     */
    public double gradient(
            double[] points,
            int[] rows,
            int from,
            int to,
            GradientOptions options,
            Perturbation perturbation,
            RandomStream random,
            float[] total) {
        int d = program.pointStride();
        int blocks = (to - from + LANES - 1) / LANES;
        int tasks = raw.begin(blocks);
        workers.run(tasks, (task, worker) -> {
            float[] sum = raw.of(task);
            double[] x = new double[LANES * d];
            double logLikelihood = 0;
            for (int block = TaskSums.first(task, tasks, blocks);
                    block < TaskSums.first(task + 1, tasks, blocks);
                    block++) {
                int first = from + block * LANES;
                int count = Math.min(LANES, to - first);
                for (int i = 0; i < count; i++) {
                    System.arraycopy(points, rows[first + i] * d, x, i * d, d);
                }
                RandomStream stream = random.split(block);
                perturbation.apply(x, count, rows, first, stream);
                logLikelihood += tile(worker).addGradient(x, 0, count, options, stream, sum);
            }
            sums[task] = logLikelihood;
        });
        raw.add(workers, total);
        double sum = 0;
        for (int t = 0; t < tasks; t++) {
            sum += sums[t];
        }
        return sum / (to - from);
    }

    /**
     * Log densities and their scores, the derivatives by the D coordinates that are no conditions.
     *
     * @param points n x (D + C) model coordinates, row-major, not modified
     * @param n number of points
     * @param out receives n log densities in nats
     * @param score receives n x D derivatives
     */
    public void score(double[] points, int n, double[] out, double[] score) {
        int d = program.dimension;
        int stride = program.pointStride();
        workers.run((n + LANES - 1) / LANES, (block, worker) -> {
            int from = block * LANES;
            tile(worker).score(points, from * stride, Math.min(LANES, n - from), out, from, score, from * d);
        });
    }

    /**
     * Log densities and the raw gradient of sum_i a_i log p(x_i).
     *
     * @param points n x (D + C) model coordinates, row-major, not modified
     * @param n number of points
     * @param weights a, n finite numbers of any sign, not modified
     * @param out receives n log densities in nats
     * @param total receives the raw gradient, see {@link MixtureProgram#finish}
     */
    public void gradient(double[] points, int n, double[] weights, double[] out, float[] total) {
        int d = program.pointStride();
        int blocks = (n + LANES - 1) / LANES;
        int tasks = raw.begin(blocks);
        workers.run(tasks, (task, worker) -> {
            for (int block = TaskSums.first(task, tasks, blocks);
                    block < TaskSums.first(task + 1, tasks, blocks);
                    block++) {
                int from = block * LANES;
                int count = Math.min(LANES, n - from);
                tile(worker).addGradient(points, from * d, count, weights, from, out, from, raw.of(task));
            }
        });
        raw.add(workers, total);
    }

    private MixtureTile tile(int worker) {
        MixtureTile tile = tiles[worker];
        if (tile == null) {
            tile = program.newTile();
            tiles[worker] = tile;
        }
        return tile;
    }
}
