package org.cwm.engine;

/**
 * How the gradient of a mean log-likelihood is formed.
 *
 * @param rouletteThreshold rows with a responsibility r below this are kept with probability r / threshold and
 *     reweighted, which leaves the gradient unbiased; 0 keeps every row
 * @param classifierNoise standard deviation of normal noise added to the classifier's input; 0 for none
 */
public record GradientOptions(double rouletteThreshold, double classifierNoise) {

    /** Every row, no noise: the exact gradient. */
    public static final GradientOptions EXACT = new GradientOptions(0, 0);

    /** Checks the ranges. */
    public GradientOptions {
        if (!(rouletteThreshold >= 0 && rouletteThreshold <= 1) || !(classifierNoise >= 0)) {
            throw new IllegalArgumentException(
                    "rouletteThreshold " + rouletteThreshold + ", classifierNoise " + classifierNoise);
        }
    }
}
