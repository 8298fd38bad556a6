package org.cwm.variational;

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
    private final int dimension;
    private final double secondsPerLook;

    private VerdictBudget(FitClock clock, int dimension, double secondsPerLook) {
        this.clock = clock;
        this.dimension = dimension;
        this.secondsPerLook = secondsPerLook;
    }

    /** Measures, on the second of two looks if the first was quick: it was slow for lack of compiled code. */
    static VerdictBudget measure(
            ClassifierWeightedMixture q, TargetDensity target, FitClock clock, RandomStream random, Workers workers) {
        double seconds = 0;
        double part = 0;
        for (int look = 0; look < 2 && part < 0.01 * clock.limit(); look++) {
            double before = clock.seconds();
            ElboEstimate.of(q, target, PROBE, random, workers);
            part = clock.seconds() - before;
            seconds = part / PROBE;
        }
        return new VerdictBudget(clock, q.dimension(), CLASSIFIER * seconds);
    }

    /** Draws for comparisons: each may take 1% of the limit. */
    int comparedDraws() {
        return (int) Math.max(FEWEST, Math.min(MOST, 0.01 * clock.limit() / secondsPerLook));
    }

    private double seconds(int draws) {
        return secondsPerLook * (LOOKS_PER_DRAW * draws + CLIMBS) + SUMMARY * dimension * draws;
    }

    private int draws(double seconds) {
        double d = (seconds - secondsPerLook * CLIMBS) / (secondsPerLook * LOOKS_PER_DRAW + SUMMARY * dimension);
        return (int) Math.max(FEWEST, Math.min(MOST, d));
    }

    /** What a verdict is expected to take, at most a quarter of the limit if that can be had. */
    double seconds() {
        return seconds(draws(PART * clock.limit()));
    }

    /** Sets that time aside. */
    void setAside() {
        clock.setAside(Math.min(0.5 * clock.limit(), seconds()));
    }

    /** As many draws as the time to the limit allows, within a quarter of the limit. */
    VerdictOptions options(int threads) {
        double seconds = Math.min(PART * clock.limit(), clock.limit() - clock.seconds());
        int draws = draws(seconds);
        return VerdictOptions.defaults().withDraws(draws, draws).withThreads(threads);
    }
}
