package org.cwm.engine;

import org.cwm.classifier.WeightTile;
import org.cwm.map.ConditionalMaps;
import org.cwm.map.InverseMaps;
import org.cwm.random.RandomStream;

/** Draws: Z from the base, R from w(Z), X = T_R^{-1}(Z). For one thread. */
final class SampleTile {

    private static final int ROWS = WeightTile.LANES;

    private final MixtureProgram program;
    private final InverseMaps.Tile inverses;
    private final WeightTile weights;
    private final double[] base;
    private final double[] uniform = new double[ROWS];
    private final int[] component = new int[ROWS];

    SampleTile(MixtureProgram program, InverseMaps inverses) {
        this.program = program;
        this.inverses = inverses.newTile();
        weights = program.classifier.newWeightTile();
        base = new double[ROWS * program.dimension];
    }

    /**
     * Draws points.
     *
     * @param count number of draws, any
     * @param random advanced
     * @param out receives points, row-major; their conditions are there already
     * @param outOffset of the first value
     */
    void sample(int count, RandomStream random, double[] out, int outOffset) {
        for (int done = 0; done < count; done += ROWS) {
            block(Math.min(ROWS, count - done), random, out, outOffset + done * program.pointStride());
        }
    }

    private void block(int rows, RandomStream random, double[] out, int outOffset) {
        int dimension = program.dimension;
        float[] input = weights.input();
        for (int r = 0; r < rows; r++) {
            program.base().sample(random, base, r * dimension, dimension);
            for (int d = 0; d < dimension && input.length > 0; d++) {
                input[d * ROWS + r] = (float) base[r * dimension + d];
            }
            int given = outOffset + r * program.pointStride() + dimension;
            for (int c = 0; c < program.conditions && input.length > 0; c++) {
                input[(dimension + c) * ROWS + r] = (float) ConditionalMaps.limited(out[given + c]);
            }
        }
        for (int r = 0; r < rows; r++) {
            uniform[r] = random.nextDouble();
        }
        weights.evaluate(rows);
        weights.draw(rows, uniform, component);
        inverses.toData(component, base, rows, out, outOffset);
    }
}
