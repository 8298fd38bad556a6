package org.cwm.engine;

import org.cwm.classifier.ClassifierTile;
import org.cwm.map.ComponentMaps;
import org.cwm.random.RandomStream;

/** Draws: Z from the base, R from w(Z), X = T_R^{-1}(Z). For one thread. */
public final class SampleTile {

    private final MixtureProgram program;
    private final ComponentMaps maps;
    private final ClassifierTile classifier;
    private final double[] draws;

    SampleTile(MixtureProgram program, ComponentMaps maps) {
        this.program = program;
        this.maps = maps;
        classifier = program.classifier.newTile(MixtureProgram.BLOCK_ROWS);
        draws = new double[MixtureProgram.BLOCK_ROWS * program.dimension];
    }

    /**
     * Draws points.
     *
     * @param count number of draws, any
     * @param random advanced
     * @param out receives points, row-major
     * @param outOffset of the first value
     */
    public void sample(int count, RandomStream random, double[] out, int outOffset) {
        int components = program.components;
        int dimension = program.dimension;
        float[] input = classifier.input();
        int stride = classifier.inputStride();
        for (int done = 0; done < count; done += MixtureProgram.BLOCK_ROWS) {
            int rows = Math.min(MixtureProgram.BLOCK_ROWS, count - done);
            for (int r = 0; r < rows; r++) {
                program.base.sample(random, draws, r * dimension, dimension);
                for (int d = 0; d < dimension && stride > 0; d++) {
                    input[r * stride + d] = (float) draws[r * dimension + d];
                }
            }
            classifier.forward(0, rows);
            for (int r = 0; r < rows; r++) {
                double u = random.nextDouble();
                int k = 0;
                while (k < components - 1 && (u -= Math.exp(classifier.logWeight(r, k))) >= 0) {
                    k++;
                }
                maps.toData(k, draws, r * dimension, out, outOffset + (done + r) * dimension);
            }
        }
    }
}
