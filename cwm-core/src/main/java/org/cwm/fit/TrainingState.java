package org.cwm.fit;

import java.util.List;

/**
 * Everything that the next gradient step depends on, so that a fit can be stopped and resumed at any step with the same
 * result. Randomness is not in it: streams are split by step.
 *
 * @param step steps done
 * @param parameters the base's parameters, the maps' relative coordinates, the classifier's parameters
 * @param mean Adam's first moments
 * @param square Adam's second moments
 * @param average running average of the parameters
 * @param best parameters of the best look so far
 * @param bestScore its mean held-out log-likelihood in model coordinates
 * @param bestStep the step it was taken at
 * @param looksSinceBest looks since then
 * @param runningTrain running mean of the batches' log-likelihood, model coordinates
 * @param history learning curve so far, model coordinates
 * @param watch what has been seen of failure signatures
 */
record TrainingState(
        int step,
        float[] parameters,
        float[] mean,
        float[] square,
        float[] average,
        float[] best,
        double bestScore,
        int bestStep,
        int looksSinceBest,
        double runningTrain,
        List<HistoryPoint> history,
        double[] watch) {}
