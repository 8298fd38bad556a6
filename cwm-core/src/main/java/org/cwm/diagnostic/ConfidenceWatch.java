package org.cwm.diagnostic;

import java.util.List;
import java.util.Locale;
import org.cwm.classifier.Mlp;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;

/**
 * Looks for a classifier that is surer than rows it has not seen bear out: they score more when its logits are halved,
 * w(z) = softmax(f(z) / 2). Entropy alone can't tell: classes that lie far apart have low entropy rightly. A temperature
 * fitted on held-out rows is how classifiers are calibrated (Guo et al. 2017); here one fixed temperature is tried.
 */
public final class ConfidenceWatch {

    /** Halved logits that gain more than this, in nats a row, are told. */
    public static final double LEAST_GAIN = 0.1;

    /** The gain must also be so many of its standard errors. */
    public static final double ERRORS = 4;

    private static final double TEMPERATURE = 2;

    private ConfidenceWatch() {}

    /**
     * What is wrong with a mixture's classifier.
     *
     * @param mixture any
     * @param heldOut rows that it was not trained on, model coordinates, not modified
     * @param threads number of threads; the result does not depend on it
     * @return one finding or none
     */
    public static List<Finding> findings(ClassifierWeightedMixture mixture, Points heldOut, int threads) {
        int n = heldOut.rows();
        if (n < 2 || mixture.components() < 2 || !(mixture.classifier() instanceof Mlp mlp)) {
            return List.of();
        }
        double[] own = new double[n];
        double[] softened = new double[n];
        mixture.logDensity(heldOut, own, threads);
        ClassifierWeightedMixture.of(mixture.base(), mixture.maps(), mlp.withTemperature(TEMPERATURE))
                .logDensity(heldOut, softened, threads);
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (softened[i] - own[i]) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (softened[i] - own[i] - mean) * (softened[i] - own[i] - mean);
        }
        double limit = Math.max(LEAST_GAIN, ERRORS * Math.sqrt(squares / (n - 1) / n));
        if (!(mean > limit)) {
            return List.of();
        }
        return List.of(new Finding(
                FailureSignature.OVERCONFIDENT_WEIGHTS,
                mean,
                limit,
                String.format(
                        Locale.ROOT,
                        "the classifier is surer than held-out rows bear out: with its logits halved they score %.3g nats a"
                                + " row more. More weight decay, more noise or fewer steps help",
                        mean)));
    }
}
