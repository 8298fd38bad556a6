package org.cwm.variational;

import org.cwm.classifier.Constant;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/** What a verdict may cost within a time limit: its draws, from how long log t - log q takes. */
final class VerdictBudget {

    private static final int PROBE = 1000;
    private static final int MOST = 20_000;
    private static final int FEWEST = 1000;
    /** Share of what is left of the limit that a verdict may take. */
    private static final double PART = 0.25;
    /** Densities of q, of its inflated components and of the wide Gaussian, at draws of both kinds. */
    private static final double LOOKS_PER_DRAW = 5;
    /** Evaluations of the climbs, in units of a look. */
    private static final double CLIMBS = 15_000;
    /** Sorting and summing, in seconds a draw and coordinate. */
    private static final double SUMMARY = 2e-6;
    /** A classifier's log q takes longer than a mixture's. */
    private static final double CLASSIFIER = 1.5;

    private final FitClock clock;
    private final TargetDensity target;
    private final RandomStream random;
    private final Workers workers;
    private final int dimension;
    private double secondsPerLook;
    /** Seconds that the last verdict took over those expected, at least 1. */
    private double correction = 1;

    /** A budget that has to be measured before it is asked. */
    VerdictBudget(TargetDensity target, FitClock clock, RandomStream random, Workers workers) {
        this.target = target;
        this.clock = clock;
        this.random = random;
        this.workers = workers;
        dimension = target.dimension();
    }

    /**
     * Measures, on the second of two looks if the first was quick: it was slow for lack of compiled code. To be done again when
     * q has grown.
     */
    void measure(ClassifierWeightedMixture q) {
        double part = 0;
        for (int look = 0; look < 2 && part < 0.01 * clock.limit(); look++) {
            double before = clock.seconds();
            ElboEstimate.of(q, target, PROBE, random, workers);
            part = clock.seconds() - before;
        }
        secondsPerLook = part / PROBE * (q.classifier() instanceof Constant ? CLASSIFIER : 1);
    }

    /** Judges q within the time that there is, and learns from what that took. */
    Verdict judge(ClassifierWeightedMixture q, int threads, RandomStream stream) {
        measure(q);
        double before = clock.seconds();
        VerdictOptions options = options(threads);
        Verdict verdict = Verdict.of(q, target, options, stream);
        correction = Math.max(1, (clock.seconds() - before) / (seconds(options.draws()) / correction));
        return verdict;
    }

    /** Draws for comparisons: each may take 1% of the limit. */
    int comparedDraws() {
        return (int) Math.max(FEWEST, Math.min(MOST, 0.01 * clock.limit() / secondsPerLook));
    }

    private double seconds(int draws) {
        return correction * (secondsPerLook * (LOOKS_PER_DRAW * draws + CLIMBS) + SUMMARY * dimension * draws);
    }

    private int draws(double seconds) {
        double d = (seconds / correction - secondsPerLook * CLIMBS)
                / (secondsPerLook * LOOKS_PER_DRAW + SUMMARY * dimension);
        return (int) Math.max(FEWEST, Math.min(MOST, d));
    }

    /** What a verdict is expected to take, at most a quarter of the limit if that can be had. */
    double seconds() {
        return seconds(draws(PART * clock.limit()));
    }

    /** Sets that time aside, for a q that is so many times as costly as the one measured. */
    void setAside(double times) {
        clock.setAside(Math.min(0.5 * clock.limit(), times * seconds()));
    }

    /** As many draws as the time to the limit allows, within a quarter of the limit. */
    private VerdictOptions options(int threads) {
        double seconds = Math.min(PART * clock.limit(), clock.limit() - clock.seconds());
        int draws = draws(seconds);
        return VerdictOptions.defaults().withDraws(draws, draws).withThreads(threads);
    }
}
