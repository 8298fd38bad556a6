package org.cwm.classifier;

/**
 * The classifier at a block of rows, with the activations kept for the way back. A row is one base point z_nk of one
 * component k. For one thread.
 */
public interface ClassifierTile {

    /**
     * Where rows are written: row i starts at {@code i * inputStride()}.
     *
     * @return the input block
     */
    float[] input();

    /**
     * Floats from one input row to the next.
     *
     * @return at least D
     */
    int inputStride();

    /**
     * Evaluates rows whose inputs have been written.
     *
     * @param from first row
     * @param to behind the last row
     */
    void forward(int from, int to);

    /**
     * log w_k of a row that has been evaluated.
     *
     * @param row which row
     * @param k component
     * @return log weight, at most 0
     */
    double logWeight(int row, int k);

    /**
     * Moves a row with its activations.
     *
     * @param from row to take
     * @param to row to overwrite, at most {@code from}
     */
    void move(int from, int to);

    /**
     * Way back for rows 0, ..., rows - 1: the objective is sum of weight_i * log w_{k_i}(z_i). Activations are used
     * up.
     *
     * @param rows number of rows
     * @param component k_i
     * @param weight weight_i
     * @param raw raw gradient, added to
     * @param rawOffset its first element
     * @param inputGradient receives d objective / d z_i; row i starts at {@code i * inputStride()}
     */
    void backward(int rows, int[] component, float[] weight, float[] raw, int rawOffset, float[] inputGradient);

    /**
     * The way back to the inputs alone, with the objective of {@link #backward(int, int[], float[], float[], int,
     * float[])}. Activations are used up.
     *
     * @param rows number of rows
     * @param component k_i
     * @param weight weight_i
     * @param inputGradient receives d objective / d z_i; row i starts at {@code i * inputStride()}
     */
    void backwardToInput(int rows, int[] component, float[] weight, float[] inputGradient);

    /**
     * Way back for rows 0, ..., rows - 1 of the objective sum over i and k of g_ik log w_k(z_i). Activations are used up.
     *
     * @param rows number of rows
     * @param gradient g, that of row i and component k at {@code i * K + k}, not modified
     * @param raw raw gradient, added to
     * @param rawOffset its first element
     * @param inputGradient receives d objective / d z_i; row i starts at {@code i * inputStride()}
     */
    void backward(int rows, float[] gradient, float[] raw, int rawOffset, float[] inputGradient);
}
