package org.cwm.map;

import org.cwm.kernel.Kernels;

/** Draws through coupling flows: rows of one component go back together. */
final class FlowInverses implements InverseMaps {

    private final FlowProgram program;
    private final InverseMaps whitening;

    FlowInverses(FlowArchitecture architecture, float[] values, LowerTriangular whitening, Kernels kernels) {
        program = new FlowProgram(architecture, kernels);
        program.load(values, 0);
        this.whitening = whitening.inverses(kernels);
    }

    @Override
    public Tile newTile() {
        return new Block();
    }

    private final class Block implements Tile {
        private final FlowBlock block = new FlowBlock(program);
        private final Tile affine = whitening.newTile();
        private final int dimension = program.dimension;
        private final double[] states = new double[MapProgram.LANES * dimension];
        private final double[] all = new double[MapProgram.LANES * dimension];

        @Override
        public void toData(int[] component, double[] z, int rows, double[] x, int xOffset) {
            for (int k = 0; k < program.components; k++) {
                int n = 0;
                for (int r = 0; r < rows; r++) {
                    if (component[r] == k) {
                        System.arraycopy(z, r * dimension, states, n++ * dimension, dimension);
                    }
                }
                if (n > 0) {
                    block.begin(n);
                    block.toAffine(k, states);
                    scatter(component, k, rows);
                }
            }
            affine.toData(component, all, rows, x, xOffset);
        }

        private void scatter(int[] component, int k, int rows) {
            int n = 0;
            for (int r = 0; r < rows; r++) {
                if (component[r] == k) {
                    System.arraycopy(states, n++ * dimension, all, r * dimension, dimension);
                }
            }
        }
    }
}
