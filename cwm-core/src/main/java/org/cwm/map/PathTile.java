package org.cwm.map;

/**
 * Points made from base points, x = T_k^{-1}(z), and the way back of such a <em>path</em> to the parameters of the maps. A
 * path's values do not depend on the paths beside it, to the last bit. For one thread.
 */
public interface PathTile {

    /**
     * x = T_k^{-1}(z) of each path.
     *
     * @param component the paths' components, from 0, not modified
     * @param from first of them
     * @param count number of paths, at most {@link MapProgram#LANES}
     * @param z their base points, count x D, not modified
     * @param x receives count x D coordinates, row-major
     * @param xOffset of the first
     */
    void toData(int[] component, int from, int count, double[] z, double[] x, int xOffset);

    /**
     * Adds the gradient of the sum of &lt;g_i, x_i&gt; by the maps' parameters, base points being held fixed, in the form
     * of statistics (see {@link MapProgram#finish}): with T_k(x) = z held fixed, d x / d theta = -J_k^{-1} dT_k / d theta,
     * so that a path is a row of the way back with weight 0 and gradient -J_k^{-T} g.
     *
     * @param component the paths' components, not modified
     * @param from first of them
     * @param count number of paths, at most {@link MapProgram#LANES}
     * @param z their base points, count x D, not modified
     * @param x their points, row-major, not modified
     * @param gradient g, laid out as {@code x}, not modified
     * @param offset of the first coordinate in {@code x} and {@code gradient}
     * @param statistics added to
     */
    void backward(
            int[] component,
            int from,
            int count,
            double[] z,
            double[] x,
            double[] gradient,
            int offset,
            float[] statistics);
}
