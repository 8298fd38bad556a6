package org.cwm.variational;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From the numbers of a verdict to whether q is trusted, and to words. */
final class Judgement {

    /** Mass beyond which too much of the target is uncovered. */
    private static final double MOST_UNCOVERED = 0.01;
    /** Mass beyond which weighted draws are not relied on either: where that much is missed, more may be. */
    private static final double MOST_UNCOVERED_FOR_WEIGHTS = 0.75;
    /** Mass below which a mode that q does not have does not matter. */
    private static final double LEAST_LOST = 0.002;
    /** The bound of PSIS for usable weights. */
    private static final double MOST_PARETO_K = 0.7;
    /** Error of any probability: the total variation distance of q from the target. */
    private static final double MOST_TOTAL_VARIATION = 0.1;
    /** Gap between log Z and the ELBO, in nats: as far as log Z itself may be off, so that either can be read for the other. */
    private static final double MOST_GAP = 0.1;
    /** Below this gap the weights are so even that their tail does not matter, however it goes on. */
    private static final double SMALL_GAP = 0.01;
    /** Error of a mean in standard deviations. */
    private static final double MOST_MEAN_ERROR = 0.05;
    /** Relative error of a standard deviation. */
    private static final double MOST_DEVIATION_ERROR = 0.1;
    /** Standard errors that are added to the errors of moments: what is not known to be right is not trusted. */
    private static final double CERTAINTY = 2;
    /** Fewer effective draws say nothing reliable. */
    private static final double FEWEST_EFFECTIVE = 400;

    private static final double MOST_EVIDENCE_ERROR = 0.1;

    private final Verdict v;
    private final List<String> reasons = new ArrayList<>();

    private Judgement(Verdict v) {
        this.v = v;
    }

    /** The verdict with its words. */
    static Verdict complete(Verdict open) {
        Judgement j = new Judgement(open);
        j.weights();
        j.coverage();
        j.probabilities();
        j.gap();
        j.moments();
        return open.with(j.reasons.isEmpty(), j.reasons, j.advice());
    }

    private void coverage() {
        if (v.lostModes() > 0 && v.uncoveredMass() > LEAST_LOST) {
            reasons.add(v.lostModes() + (v.lostModes() == 1 ? " mode was" : " modes were")
                    + " found where q has next to nothing");
        }
        if (!(v.uncoveredMass() <= MOST_UNCOVERED)) {
            reasons.add(
                    text("%.1f%% of the target lies where q has less than a twentieth of it", 100 * v.uncoveredMass()));
        }
        if (v.outsideShare() > 0) {
            reasons.add(text("%.2g of q's draws fall outside of the target's support", v.outsideShare()));
        }
    }

    /** Whether the numbers themselves can be relied on: said first. */
    private void weights() {
        if (!(v.defensiveParetoK() <= MOST_PARETO_K)) {
            reasons.add(text(
                    "the importance weights have a heavy tail (k-hat %.2f, above 0.7): the target's integral may not"
                            + " exist, or most of it lies elsewhere",
                    v.defensiveParetoK()));
        }
        if (!(v.effectiveSampleSize() >= Math.min(FEWEST_EFFECTIVE, 0.05 * v.draws()))) {
            reasons.add(text("only %.0f of %d draws are effective", v.effectiveSampleSize(), v.draws()));
        }
        if (!(v.logEvidenceStandardError() <= MOST_EVIDENCE_ERROR)) {
            reasons.add(text("log Z is only known to %.2f nats", v.logEvidenceStandardError()));
        }
    }

    private void probabilities() {
        if (!(v.totalVariation() <= MOST_TOTAL_VARIATION)) {
            reasons.add(text("probabilities under q are off by up to %.2f (total variation)", v.totalVariation()));
        }
    }

    private void gap() {
        double gap = v.logEvidence() - v.elbo();
        double error = v.outsideShare() > 0 ? 0 : Math.hypot(v.elboStandardError(), v.logEvidenceStandardError());
        if (!(gap <= MOST_GAP)) {
            reasons.add(text("the ELBO is %.2f nats below log Z", gap));
        }
        // 1e-5: what the model's own float32 parts leave open
        if (gap < -4 * error - 1e-5) {
            reasons.add(text("the ELBO exceeds log Z by %.2g nats, so mass was missed", -gap));
        }
        if (gap > SMALL_GAP && !(v.paretoK() <= MOST_PARETO_K)) {
            reasons.add(text("q's tails are too light (k-hat %.2f of q's own draws, above 0.7)", v.paretoK()));
        }
    }

    /** What is furthest off is named, the rest counted. */
    private void moments() {
        int means = 0;
        int deviations = 0;
        double worstMean = 0;
        double worstDeviation = 0;
        String mean = "";
        String deviation = "";
        for (MarginalSummary m : v.marginals()) {
            double error = Math.abs(m.modelMean() - m.mean()) + CERTAINTY * m.meanErrorNoise();
            if (!(error <= MOST_MEAN_ERROR * m.standardDeviation())) {
                means++;
                if (!(error / m.standardDeviation() <= worstMean)) {
                    worstMean = error / m.standardDeviation();
                    mean = m.name();
                }
            }
            double relative = m.modelStandardDeviation() / m.standardDeviation() - 1;
            double most = Math.abs(relative) + CERTAINTY * m.deviationErrorNoise();
            if (!(most <= MOST_DEVIATION_ERROR)) {
                deviations++;
                if (!(most <= worstDeviation)) {
                    worstDeviation = most;
                    deviation = m.name();
                }
            }
        }
        if (means > 0) {
            reasons.add(text("the mean of %s under q may be off by %.2f standard deviations", mean, worstMean)
                    + more(means));
        }
        if (deviations > 0) {
            reasons.add(
                    text("the standard deviation of %s under q may be off by %.0f%%", deviation, 100 * worstDeviation)
                            + more(deviations));
        }
    }

    private static String more(int all) {
        return all == 1 ? "" : all == 2 ? ", another's by less" : ", " + (all - 1) + " others by less";
    }

    private List<String> advice() {
        if (reasons.isEmpty()) {
            return List.of("q can be used as it is.", Verdict.UNDETECTABLE);
        }
        List<String> out = new ArrayList<>();
        boolean weightsGood = v.uncoveredMass() <= MOST_UNCOVERED_FOR_WEIGHTS
                && v.defensiveParetoK() <= MOST_PARETO_K
                && v.effectiveSampleSize() >= FEWEST_EFFECTIVE
                && v.logEvidenceStandardError() <= MOST_EVIDENCE_ERROR;
        if (v.lostModes() > 0 || !(v.uncoveredMass() <= MOST_UNCOVERED)) {
            out.add("Fit again with more components, started from the weighted draws.");
        } else if (weightsGood) {
            out.add("A fit with more components or more time may be trusted.");
        }
        out.add(
                weightsGood
                        ? "Do not use q itself; the weighted expectations and log Z are usable."
                        : "Use neither q nor the weighted expectations; check that the target is proper, reparameterise"
                                + " it or give the fit more components and time.");
        out.add(Verdict.UNDETECTABLE);
        return out;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
