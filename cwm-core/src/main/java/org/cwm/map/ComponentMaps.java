package org.cwm.map;

import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;

/**
 * K invertible maps T_k between data space and base space, all of one family. Immutable. A family has one flat vector
 * of parameters and, for training, <em>relative coordinates</em>: a vector of the same layout. Those of means and scales
 * are zero at a reference and have the size of the reference's component as their unit, so that one learning rate fits all;
 * a network's weights are their own relative coordinates.
 */
public sealed interface ComponentMaps permits LocationScale, LowerTriangular, CouplingFlow, ConditionalMaps {

    /**
     * Name used in model files.
     *
     * @return such as {@code location-scale}
     */
    String id();

    /**
     * Number of components, K.
     *
     * @return K
     */
    int components();

    /**
     * Dimension, D.
     *
     * @return D
     */
    int dimension();

    /**
     * Number of conditions, C: maps with conditions are maps of y given x, and each of their points is D coordinates of y
     * followed by C of x.
     *
     * @return C, 0 for maps without conditions
     */
    default int conditions() {
        return 0;
    }

    /**
     * Tensors of this family.
     *
     * @return the layout
     */
    ParameterLayout layout();

    /**
     * A copy of the flat parameters.
     *
     * @return as long as the layout
     */
    float[] parameters();

    /**
     * The same family with other parameters.
     *
     * @param values as long as the layout, finite; copied
     * @return new maps
     */
    ComponentMaps withParameters(float[] values);

    /**
     * z = T_k(x).
     *
     * @param k component, from 0
     * @param x data point, D + C numbers, not modified
     * @param xOffset of its first coordinate
     * @param z receives the base point
     * @param zOffset of its first coordinate
     * @return log |det dT_k / dx| at x
     */
    double toBase(int k, double[] x, int xOffset, double[] z, int zOffset);

    /**
     * x = T_k^{-1}(z).
     *
     * @param k component, from 0
     * @param z base point, not modified
     * @param zOffset of its first coordinate
     * @param x receives the data point; its conditions are there already
     * @param xOffset of its first coordinate
     * @return log |det dT_k^{-1} / dz| at z
     */
    double toData(int k, double[] z, int zOffset, double[] x, int xOffset);

    /**
     * Absolute parameters from relative coordinates. With {@code reference} the identity map (all zeros) the
     * relative coordinates are the absolute parameters.
     *
     * @param reference absolute parameters that {@link #origin} stands for, not modified
     * @param relative relative coordinates, not modified
     * @param out receives absolute parameters
     */
    void compose(float[] reference, float[] relative, float[] out);

    /**
     * The relative coordinates of these maps with themselves as the reference: what training starts from.
     *
     * @return as long as the layout; {@link #compose} gives {@link #parameters} from it
     */
    float[] origin();

    /**
     * Turns a gradient by absolute parameters into one by relative coordinates, where {@link MapProgram#finish} leaves
     * that to do.
     *
     * @param reference absolute parameters that {@link #origin} stands for, not modified
     * @param gradient modified
     * @param offset of these maps' first parameter in {@code gradient}
     */
    default void toRelative(float[] reference, float[] gradient, int offset) {}

    /**
     * Keeps components from getting narrower than a floor, by raising relative coordinates where needed.
     *
     * @param reference absolute parameters that {@link #origin} stands for, not modified
     * @param relative relative coordinates, modified
     * @param floors least scale per column (of column d given the columns before it), D values
     * @param leastRelative least scale relative to the reference, in [0, 1]
     */
    void clampScales(float[] reference, float[] relative, double[] floors, double leastRelative);

    /**
     * These maps prepared for the tile engine.
     *
     * @param kernels inner loops
     * @return a new program, not yet loaded
     */
    MapProgram program(Kernels kernels);

    /**
     * The way back prepared for many draws.
     *
     * @param kernels inner loops
     * @return the inverse maps
     */
    InverseMaps inverses(Kernels kernels);
}
