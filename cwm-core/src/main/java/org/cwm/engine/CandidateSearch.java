package org.cwm.engine;

import java.util.Arrays;
import org.cwm.map.MapProgram;
import org.cwm.map.MapTile;

/**
 * Finds the components that can matter at the points of a tile. Because w &lt;= 1, b_nk = log p0(T_k(x_n)) + log |det
 * J_k| bounds what component k can add at point n. The bounds are taken in float32, all points of a tile at once. For
 * one thread.
 */
final class CandidateSearch {

    private static final int LANES = MapProgram.LANES;
    /** Components this close to a point's best bound are listed; further down all bounds are looked through again. */
    private static final float REACH = 32;
    /** Components listed for a point; if there are more, all bounds are looked through. */
    private static final int LISTED = 64;

    private final MixtureProgram program;
    private final MapTile maps;
    private final int components;
    private final float[] bounds;
    private final float[] best = new float[LANES];
    private final float[] least = new float[LANES];
    private final int[] listed = new int[LANES];
    private final int[] list = new int[LANES * LISTED];

    /**
     * A search.
     *
     * @param program what is evaluated
     * @param maps tile that the points are loaded into
     */
    CandidateSearch(MixtureProgram program, MapTile maps) {
        this.program = program;
        this.maps = maps;
        components = program.components;
        bounds = new float[components * LANES];
    }

    /**
     * Takes the bounds of a block of points and lists those near the best, for {@link #find}.
     *
     * @param x row-major values, not modified
     * @param offset of the first value
     * @param count number of points, at most {@link MapProgram#LANES}
     */
    void search(double[] x, int offset, int count) {
        bound(x, offset, count);
        for (int q = 0; q < LANES; q++) {
            least[q] = best[q] - REACH;
        }
        Arrays.fill(listed, 0);
        for (int k = 0; k < components; k++) {
            enlist(k);
        }
    }

    /** Loads a block of points and takes their bounds. */
    void bound(double[] x, int offset, int count) {
        maps.load(x, offset, count);
        maps.logTerms(program.base(), bounds);
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        for (int k = 0; k < components; k++) {
            raise(best, bounds, k * LANES);
        }
    }

    private static void raise(float[] best, float[] bounds, int offset) {
        for (int q = 0; q < LANES; q++) {
            best[q] = Math.max(best[q], bounds[offset + q]);
        }
    }

    private void enlist(int k) {
        for (int q = 0; q < LANES; q++) {
            if (bounds[k * LANES + q] >= least[q]) {
                int n = listed[q];
                if (n < LISTED) {
                    list[q * LISTED + n] = k;
                }
                listed[q] = n + 1;
            }
        }
    }

    /** The bounds, that of component k and point p at {@code k * LANES + p}. */
    float[] bounds() {
        return bounds;
    }

    /** The greatest bound of point p. */
    double best(int p) {
        return best[p];
    }

    /**
     * The components of point p whose bound is in [above, below).
     *
     * @param p number of the point in its block
     * @param above least bound
     * @param below what the bounds stay below
     * @param found receives component numbers in increasing order
     * @return how many
     */
    int find(int p, double above, double below, int[] found) {
        int n = 0;
        if (above >= least[p] && listed[p] <= LISTED) {
            for (int i = p * LISTED; i < p * LISTED + listed[p]; i++) {
                float b = bounds[list[i] * LANES + p];
                if (b >= above && b < below) {
                    found[n++] = list[i];
                }
            }
        } else {
            for (int k = 0; k < components; k++) {
                float b = bounds[k * LANES + p];
                if (b >= above && b < below) {
                    found[n++] = k;
                }
            }
        }
        return n;
    }
}
