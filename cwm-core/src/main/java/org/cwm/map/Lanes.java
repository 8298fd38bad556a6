package org.cwm.map;

/** Loops over the points of a tile, written so that the compiler turns them into vector instructions. */
final class Lanes {

    private Lanes() {}

    /** out[p] = x[o + p] - m. */
    static void subtract(float[] x, int offset, float m, float[] out, int outOffset) {
        for (int p = 0; p < MapProgram.LANES; p++) {
            out[outOffset + p] = x[offset + p] - m;
        }
    }

    /** sum[p] += x[o + p]^2. */
    static void addSquares(float[] x, int offset, float[] sum) {
        for (int p = 0; p < MapProgram.LANES; p++) {
            sum[p] += x[offset + p] * x[offset + p];
        }
    }
}
