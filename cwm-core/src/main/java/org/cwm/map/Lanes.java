package org.cwm.map;

import org.cwm.base.Base;
import org.cwm.base.StandardNormal;

/** Loops over the points of a tile, written so that the compiler turns them into vector instructions. */
final class Lanes {

    private Lanes() {}

    /** out[o + p] = log base(squaredNorm[p]) + logDet for p < LANES. */
    static void logTerms(Base base, int dimension, double logDet, float[] squaredNorm, float[] out, int offset) {
        if (base instanceof StandardNormal) {
            affine(squaredNorm, -0.5f, (float) (base.logDensity(0, dimension) + logDet), out, offset);
        } else {
            for (int p = 0; p < MapProgram.LANES; p++) {
                out[offset + p] = (float) (base.logDensity(squaredNorm[p], dimension) + logDet);
            }
        }
    }

    private static void affine(float[] x, float slope, float constant, float[] out, int offset) {
        for (int p = 0; p < MapProgram.LANES; p++) {
            out[offset + p] = slope * x[p] + constant;
        }
    }

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
