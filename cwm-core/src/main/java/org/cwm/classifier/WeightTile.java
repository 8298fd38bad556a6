package org.cwm.classifier;

/**
 * The classifier's weights at a block of rows, the way there only. Rows lie side by side: coordinate d of row r is at
 * {@code d * LANES + r}. A row's weights do not depend on the rows beside it, to the last bit. For one thread.
 */
public interface WeightTile {

    /** Greatest number of rows, and floats from one coordinate to the next. */
    int LANES = 64;

    /**
     * Where rows are written.
     *
     * @return the input block; of length 0 if the weights do not depend on it
     */
    float[] input();

    /**
     * Evaluates rows whose inputs have been written.
     *
     * @param rows number of rows, from 0 to {@link #LANES}
     */
    void evaluate(int rows);

    /**
     * log (w_k s) of a row that has been evaluated; s is its {@link #total}.
     *
     * @param row which row
     * @param k component
     * @return log weight plus log s
     */
    double shiftedLogit(int row, int k);

    /**
     * The sum s of the exponentials of a row's shifted logits.
     *
     * @param row which row
     * @return s, at least 1 for finite logits
     */
    double total(int row);

    /**
     * Draws a component for each row that has been evaluated: the first k at which the sum of w_0, ..., w_k exceeds the
     * row's uniform number. Probabilities are exact to 2^-24.
     *
     * @param rows number of rows, at most those evaluated
     * @param uniform numbers in (0, 1), one a row, not modified
     * @param component receives the components
     */
    void draw(int rows, double[] uniform, int[] component);
}
