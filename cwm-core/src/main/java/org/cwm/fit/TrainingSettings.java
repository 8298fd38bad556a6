package org.cwm.fit;

/**
 * Settings of the gradient ascent, all resolved.
 *
 * @param steps number of gradient steps
 * @param stopAt step to end at, at most {@code steps}; the schedule is that of {@code steps}
 * @param batchSize rows a step
 * @param learningRate peak rate
 * @param weightDecay decay of the classifier's weight matrices
 * @param averaging decay of the running average of the parameters, the average being what is scored and returned; 0
 *     for none
 * @param clip greatest norm of the gradient of the mean log-likelihood
 * @param classifierNoise standard deviation of noise on the classifier's input
 * @param roulette threshold of the backward roulette
 * @param leastScale least scale of a component relative to EM's
 * @param looks how often held-out rows are scored
 * @param learnsBase whether the base is trained too
 * @param patience looks without a better score before training stops
 */
record TrainingSettings(
        int steps,
        int stopAt,
        int batchSize,
        double learningRate,
        double weightDecay,
        double averaging,
        double clip,
        double classifierNoise,
        double roulette,
        double leastScale,
        int looks,
        boolean learnsBase,
        int patience) {}
