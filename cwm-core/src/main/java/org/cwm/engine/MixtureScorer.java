package org.cwm.engine;

import org.cwm.kernel.Kernels;
import org.cwm.map.ComponentMaps;
import org.cwm.map.InverseMaps;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Log densities and draws of a mixture whose parameters stay as they are. Safe for use by many threads; once as many
 * calls have run at the same time as ever will, no call allocates anything but its result.
 */
public final class MixtureScorer {

    private static final int SAMPLE_BLOCK = 256;

    private final MixtureProgram program;
    private final TilePool<SampleTile> sampleTiles;

    /**
     * A scorer.
     *
     * @param program with its parameters loaded; not to be loaded again
     * @param maps the maps whose parameters are loaded
     * @param kernels inner loops
     */
    public MixtureScorer(MixtureProgram program, ComponentMaps maps, Kernels kernels) {
        this.program = program;
        Inverses inverses = new Inverses(maps, kernels);
        sampleTiles = new TilePool<>(() -> new SampleTile(program, inverses.get()));
    }

    /** Made when the first draws are. */
    private static final class Inverses {
        private final ComponentMaps maps;
        private final Kernels kernels;
        private volatile @Nullable InverseMaps made;

        Inverses(ComponentMaps maps, Kernels kernels) {
            this.maps = maps;
            this.kernels = kernels;
        }

        InverseMaps get() {
            InverseMaps m = made;
            if (m == null) {
                m = maps.inverses(kernels);
                made = m;
            }
            return m;
        }
    }

    /**
     * Log density of one point.
     *
     * @param x D + C finite values, at most 1e150 in size, not modified
     * @return log density in nats
     */
    public double logDensity(double[] x) {
        DensityTile tile = program.densityTiles.take();
        double logDensity = tile.logDensity(x);
        program.densityTiles.give(tile);
        return logDensity;
    }

    /**
     * Log densities and, if wanted, the most likely component of each point.
     *
     * @param points n x (D + C) model coordinates, row-major, not modified
     * @param n number of points
     * @param out receives n log densities in nats
     * @param top receives n component numbers, or of length 0 if not wanted
     * @param threads number of threads; the result does not depend on it
     */
    public void logDensity(double[] points, int n, double[] out, int[] top, int threads) {
        try (Workers workers = Workers.of(threads)) {
            new MixtureEngine(program, workers).logDensity(points, n, out, top);
        }
    }

    /**
     * Draws points.
     *
     * @param n number of draws
     * @param random not advanced; each block of draws has a stream split off it
     * @param out receives n x (D + C) values, row-major; the conditions are there already
     * @param threads number of threads; the result does not depend on it
     */
    public void sample(int n, RandomStream random, double[] out, int threads) {
        try (Workers workers = Workers.of(threads)) {
            workers.run((n + SAMPLE_BLOCK - 1) / SAMPLE_BLOCK, (block, worker) -> {
                int from = block * SAMPLE_BLOCK;
                SampleTile tile = sampleTiles.take();
                tile.sample(Math.min(SAMPLE_BLOCK, n - from), random.split(block), out, from * program.pointStride());
                sampleTiles.give(tile);
            });
        }
    }
}
