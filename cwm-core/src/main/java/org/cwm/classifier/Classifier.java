package org.cwm.classifier;

import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;

/**
 * The classifier w: base space to the simplex of R^K, w(z) = softmax(f(z)). Any classifier gives a normalised
 * mixture. Immutable.
 */
public sealed interface Classifier permits Constant, Mlp {

    /**
     * Name used in model files.
     *
     * @return such as {@code mlp}
     */
    String id();

    /**
     * Number of classes, K.
     *
     * @return K
     */
    int components();

    /**
     * Tensors of this classifier.
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
     * The same architecture with other parameters.
     *
     * @param values as long as the layout, finite; copied
     * @return a new classifier
     */
    Classifier withParameters(float[] values);

    /**
     * log w(z), evaluated plainly in double precision.
     *
     * @param z base point, followed by the conditions if there are any, not modified
     * @param offset of its first coordinate
     * @param out receives K log weights, whose exponentials sum to 1
     */
    void logWeights(double[] z, int offset, double[] out);

    /**
     * This classifier prepared for the tile engine.
     *
     * @param kernels inner loops
     * @return a new program, not yet loaded
     */
    ClassifierProgram program(Kernels kernels);
}
