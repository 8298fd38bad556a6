package org.cwm.engine;

import java.util.Arrays;
import org.cwm.map.MapProgram;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link MixtureProgram} over many points with a crew of workers. Work is cut into fixed tasks and partial sums
 * are added in task order, so results do not depend on the number of threads.
 */
public final class MixtureEngine {

    private static final int LANES = MapProgram.LANES;
    private static final int MAX_TASKS = 32;

    private final MixtureProgram program;
    private final Workers workers;
    private final @Nullable MixtureTile[] tiles;
    private float[][] raw = new float[0][];
    private final double[] sums = new double[MAX_TASKS];

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
        int tasks = Math.min(blocks, MAX_TASKS);
        if (raw.length < tasks) {
            int old = raw.length;
            raw = Arrays.copyOf(raw, tasks);
            for (int i = old; i < tasks; i++) {
                raw[i] = new float[program.rawGradientSize()];
            }
        }
        workers.run(tasks, (task, worker) -> {
            float[] sum = raw[task];
            Arrays.fill(sum, 0f);
            double[] x = new double[LANES * d];
            double logLikelihood = 0;
            for (int block = (int) ((long) blocks * task / tasks);
                    block < (int) ((long) blocks * (task + 1) / tasks);
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
        reduce(tasks, total);
        double sum = 0;
        for (int t = 0; t < tasks; t++) {
            sum += sums[t];
        }
        return sum / (to - from);
    }

    private MixtureTile tile(int worker) {
        MixtureTile tile = tiles[worker];
        if (tile == null) {
            tile = program.newTile();
            tiles[worker] = tile;
        }
        return tile;
    }

    private void reduce(int tasks, float[] total) {
        int size = total.length;
        int piece = 8192;
        workers.run((size + piece - 1) / piece, (part, worker) -> {
            int from = part * piece;
            int to = Math.min(size, from + piece);
            System.arraycopy(raw[0], from, total, from, to - from);
            for (int t = 1; t < tasks; t++) {
                add(raw[t], total, from, to);
            }
        });
    }

    private static void add(float[] x, float[] sum, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += x[i];
        }
    }
}
