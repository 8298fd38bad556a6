package org.cwm.map;

/**
 * The monotone functions of a coupling layer for blocks of rows: each transformed coordinate of each row has a function
 * of its own, given by network outputs. States are in double, {@code state[row * D + coordinate]}. For one thread.
 */
interface CouplingFunctions {

    /**
     * Takes over the outputs of a network for a block of rows.
     *
     * @param outputs row i at {@code i * stride}, not modified, kept until the next call
     * @param stride between the rows
     * @param rows number of rows
     */
    void prepare(float[] outputs, int stride, int rows);

    /**
     * Maps the transformed coordinates of the prepared rows.
     *
     * @param coordinates which coordinates, in the order of the network's outputs
     * @param state modified
     * @param logDet per row, added to
     */
    void toBase(int[] coordinates, double[] state, double[] logDet);

    /**
     * The inverse of {@link #toBase}, log-determinants left out.
     *
     * @param coordinates which coordinates
     * @param state modified
     */
    void toData(int[] coordinates, double[] state);

    /**
     * The way back of the last {@link #toBase}, which found what is needed here; any number of times.
     *
     * @param coordinates which coordinates
     * @param before states before the functions, not modified
     * @param weight per row, the derivative of the objective by log |det|
     * @param gradient derivative by the state after the functions, in; by that before them, out
     * @param outputGradient receives the derivative by the outputs, laid out as these; padding is left alone
     */
    void backward(int[] coordinates, double[] before, float[] weight, double[] gradient, float[] outputGradient);
}
