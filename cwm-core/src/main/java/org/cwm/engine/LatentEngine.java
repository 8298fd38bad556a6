package org.cwm.engine;

import org.cwm.classifier.ClassifierTile;
import org.cwm.map.MapProgram;
import org.cwm.map.PathTile;

/**
 * A mixture from its latent side: base points z_i, their log weights log w(z_i), <em>paths</em> x = T_k^{-1}(z_i) for
 * chosen pairs (i, k), and the way back of all of these to the parameters. Results do not depend on the number of threads.
 * For one caller.
 */
public final class LatentEngine {

    private static final int LANES = MapProgram.LANES;

    private final MixtureProgram program;
    private final Workers workers;
    private final Tile[] tiles;
    private final TaskSums raw;

    /** Working memory of one worker. */
    private final class Tile {
        final ClassifierTile classifier = program.classifier.newTile(LANES);
        final PathTile paths = program.maps.newPathTile();
        final double[] base = new double[LANES * program.dimension];
        final float[] logWeightGradient = new float[LANES * program.components];
        final float[] inputGradient = new float[LANES * Math.max(1, classifier.inputStride())];

        /** Takes base points [from, from + count) through the classifier. */
        void evaluate(double[] z, int from, int count) {
            int d = program.dimension;
            int stride = classifier.inputStride();
            float[] input = classifier.input();
            for (int r = 0; r < count && stride > 0; r++) {
                for (int j = 0; j < d; j++) {
                    input[r * stride + j] = (float) z[(from + r) * d + j];
                }
            }
            classifier.forward(0, count);
        }

        /** Collects the base points of paths [from, from + count). */
        void gather(double[] z, int[] draw, int from, int count) {
            int d = program.dimension;
            for (int i = 0; i < count; i++) {
                System.arraycopy(z, draw[from + i] * d, base, i * d, d);
            }
        }
    }

    /**
     * An engine. To be made before the program's parameters are loaded.
     *
     * @param program what to evaluate
     * @param workers who does it; not closed here
     * @throws IllegalStateException if the maps have no way from the base in tiles
     */
    public LatentEngine(MixtureProgram program, Workers workers) {
        this.program = program;
        this.workers = workers;
        tiles = new Tile[workers.threads()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new Tile();
        }
        raw = new TaskSums(program.rawGradientSize());
    }

    /**
     * log w(z).
     *
     * @param z n x D base points, row-major, not modified
     * @param n number of points
     * @param out receives n x K log weights
     */
    public void logWeights(double[] z, int n, double[] out) {
        int components = program.components;
        workers.run((n + LANES - 1) / LANES, (block, worker) -> {
            int from = block * LANES;
            int count = Math.min(LANES, n - from);
            Tile tile = tiles[worker];
            tile.evaluate(z, from, count);
            for (int r = 0; r < count; r++) {
                for (int k = 0; k < components; k++) {
                    out[(from + r) * components + k] = tile.classifier.logWeight(r, k);
                }
            }
        });
    }

    /**
     * x = T_k^{-1}(z_i) of chosen pairs (i, k).
     *
     * @param z base points, row-major, not modified
     * @param draw i of each path, not modified
     * @param component k of each path, not modified
     * @param paths number of paths
     * @param x receives paths x D coordinates, row-major
     */
    public void toData(double[] z, int[] draw, int[] component, int paths, double[] x) {
        workers.run((paths + LANES - 1) / LANES, (block, worker) -> {
            int from = block * LANES;
            int count = Math.min(LANES, paths - from);
            Tile tile = tiles[worker];
            tile.gather(z, draw, from, count);
            tile.paths.toData(component, from, count, tile.base, x, from * program.dimension);
        });
    }

    /**
     * The raw gradient of sum_ik G_ik log w_k(z_i) + sum over paths of &lt;g, x&gt;, base points being held fixed.
     *
     * @param z n x D base points, row-major, not modified
     * @param n number of base points
     * @param logWeightGradient G, n x K, not modified
     * @param draw i of each path, not modified
     * @param component k of each path, not modified
     * @param paths number of paths
     * @param x paths x D, as {@link #toData} gave them, not modified
     * @param pathGradient g, laid out as {@code x}, not modified
     * @param total receives the raw gradient, see {@link MixtureProgram#finish}
     */
    public void gradient(
            double[] z,
            int n,
            double[] logWeightGradient,
            int[] draw,
            int[] component,
            int paths,
            double[] x,
            double[] pathGradient,
            float[] total) {
        int d = program.dimension;
        int rowBlocks = (n + LANES - 1) / LANES;
        int pathBlocks = (paths + LANES - 1) / LANES;
        int tasks = raw.begin(Math.max(rowBlocks, pathBlocks));
        workers.run(tasks, (task, worker) -> {
            Tile tile = tiles[worker];
            float[] sum = raw.of(task);
            int end = TaskSums.first(task + 1, tasks, rowBlocks);
            for (int block = TaskSums.first(task, tasks, rowBlocks); block < end; block++) {
                int from = block * LANES;
                backward(tile, z, from, Math.min(LANES, n - from), logWeightGradient, sum);
            }
            end = TaskSums.first(task + 1, tasks, pathBlocks);
            for (int block = TaskSums.first(task, tasks, pathBlocks); block < end; block++) {
                int from = block * LANES;
                int count = Math.min(LANES, paths - from);
                tile.gather(z, draw, from, count);
                tile.paths.backward(component, from, count, tile.base, x, pathGradient, from * d, sum);
            }
        });
        raw.add(workers, total);
    }

    private void backward(Tile tile, double[] z, int from, int count, double[] logWeightGradient, float[] sum) {
        int components = program.components;
        tile.evaluate(z, from, count);
        for (int i = 0; i < count * components; i++) {
            tile.logWeightGradient[i] = (float) logWeightGradient[from * components + i];
        }
        tile.classifier.backward(count, tile.logWeightGradient, sum, program.maps.statisticsSize(), tile.inputGradient);
    }
}
