package org.cwm.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Watches the gradient steps of a training run for two signatures: a likelihood that falls, and gradients that explode.
 * What it remembers is a few numbers, so that a run can be stopped and resumed. For one thread.
 */
public final class TrainingWatch {

    /** Runs with fewer steps are not judged: their averages have not settled. */
    public static final int LEAST_STEPS = 100;

    /**
     * A likelihood has fallen if its running mean, so many standard errors added, ends below its best, as many taken
     * off.
     */
    public static final double FALL_ERRORS = 4;

    /** It has fallen for long if its best lies this share of the steps back. */
    public static final double FALL_SHARE = 0.2;

    /** Gradients explode if this share of the last steps had to be cut, and they have grown. */
    public static final double CLIPPED_SHARE = 0.5;

    /**
     * Gradients that are cut have grown if their running geometric mean ends this many times above its least. Those of flows in
     * many dimensions are long from the first step on and stay so, which Adam's own scaling makes harmless.
     */
    public static final double CLIPPED_GROWTH = 5;

    /** However little it has grown, gradients have exploded if their running geometric mean is this many times the clip. */
    public static final double FAR_BEYOND_CLIP = 1000;

    /** Gradients explode if their running geometric mean ends this many times above its least. */
    public static final double NORM_GROWTH = 20;

    /** Weight of a new step in running means. */
    private static final double RATE = 0.02;
    /** Steps before running means are compared. */
    private static final int SETTLED = 10;

    private static final int STEPS = 0;
    private static final int CLIPPED = 1;
    private static final int LOG_NORM = 2;
    private static final int LEAST_LOG_NORM = 3;
    private static final int SCORE = 4;
    private static final int BEST_SCORE = 5;
    private static final int BEST_STEP = 6;
    private static final int LAST = 7;
    private static final int SQUARES = 8;
    private static final int BEST_ERROR = 9;
    private static final int SIZE = 10;

    private final double[] state;

    private TrainingWatch(double[] state) {
        this.state = state;
    }

    /**
     * A watch before the first step.
     *
     * @return nothing seen yet
     */
    public static TrainingWatch begin() {
        return new TrainingWatch(new double[SIZE]);
    }

    /**
     * A watch that goes on.
     *
     * @param state of {@link #state()}; copied
     * @return the watch
     */
    public static TrainingWatch resume(double[] state) {
        if (state.length != SIZE) {
            throw new IllegalArgumentException("state: length " + state.length + ", must be " + SIZE);
        }
        return new TrainingWatch(state.clone());
    }

    /**
     * What this watch remembers.
     *
     * @return a copy
     */
    public double[] state() {
        return state.clone();
    }

    /**
     * Sees a step.
     *
     * @param score mean log-likelihood of the batch, nats, finite
     * @param norm of the gradient of that mean before it was cut, finite
     * @param clip norm that gradients are cut to
     */
    public void step(double score, double norm, double clip) {
        double[] s = state;
        double logNorm = Math.log(Math.max(norm, 1e-30));
        double n = s[STEPS];
        // a plain mean at first, then one that forgets
        double rate = Math.max(RATE, 1 / (n + 1));
        if (n > 0) {
            double jump = score - s[LAST];
            s[SQUARES] += (jump * jump / 2 - s[SQUARES]) / n;
        }
        s[LAST] = score;
        s[SCORE] += rate * (score - s[SCORE]);
        s[LOG_NORM] += rate * (logNorm - s[LOG_NORM]);
        s[CLIPPED] += rate * ((norm > clip ? 1 : 0) - s[CLIPPED]);
        s[STEPS] = n + 1;
        // standard error of the running mean: batches' variance, from successive differences, over their effective
        // number
        double error = Math.sqrt(s[SQUARES] * Math.max(RATE / (2 - RATE), 1 / (n + 1)));
        double sure = s[SCORE] - FALL_ERRORS * error;
        if (n + 1 <= SETTLED || sure > s[BEST_SCORE]) {
            s[BEST_SCORE] = sure;
            s[BEST_STEP] = n + 1;
            s[BEST_ERROR] = error;
        }
        s[LEAST_LOG_NORM] = n + 1 <= SETTLED ? s[LOG_NORM] : Math.min(s[LEAST_LOG_NORM], s[LOG_NORM]);
    }

    /**
     * What is wrong with the run so far.
     *
     * @param clip norm that gradients are cut to
     * @return at most one finding a signature
     */
    public List<Finding> findings(double clip) {
        List<Finding> out = new ArrayList<>();
        double steps = state[STEPS];
        if (steps < LEAST_STEPS) {
            return out;
        }
        double limit = 2 * FALL_ERRORS * state[BEST_ERROR];
        double fall = state[BEST_SCORE] + FALL_ERRORS * state[BEST_ERROR] - state[SCORE];
        if (fall > limit && steps - state[BEST_STEP] >= FALL_SHARE * steps) {
            out.add(new Finding(
                    FailureSignature.FALLING_LIKELIHOOD,
                    fall,
                    limit,
                    String.format(
                            Locale.ROOT,
                            "the likelihood of the training rows fell: after step %.0f of %.0f it lost %.4g nats a row"
                                    + " and did not recover. A lower learning rate helps",
                            state[BEST_STEP],
                            steps,
                            fall)));
        }
        double growth = Math.exp(state[LOG_NORM] - state[LEAST_LOG_NORM]);
        double beyond = Math.exp(state[LOG_NORM]) / clip;
        if (growth > NORM_GROWTH) {
            out.add(new Finding(
                    FailureSignature.EXPLODING_GRADIENTS,
                    growth,
                    NORM_GROWTH,
                    String.format(
                            Locale.ROOT,
                            "gradients exploded: at the end they were %.3g times as large as before. A lower learning"
                                    + " rate or wider components help",
                            growth)));
        } else if (beyond > FAR_BEYOND_CLIP) {
            out.add(new Finding(
                    FailureSignature.EXPLODING_GRADIENTS,
                    beyond,
                    FAR_BEYOND_CLIP,
                    String.format(
                            Locale.ROOT,
                            "gradients exploded: at the end they were %.3g times as large as what they are cut to. A lower"
                                    + " learning rate or wider components help",
                            beyond)));
        } else if (state[CLIPPED] > CLIPPED_SHARE && growth > CLIPPED_GROWTH) {
            out.add(new Finding(
                    FailureSignature.EXPLODING_GRADIENTS,
                    state[CLIPPED],
                    CLIPPED_SHARE,
                    String.format(
                            Locale.ROOT,
                            "gradients were too large: at the end %.0f%% of the steps had to be cut, and gradients were"
                                    + " %.3g times as large as before. A lower learning rate, larger batches or wider"
                                    + " components help",
                            100 * state[CLIPPED],
                            growth)));
        }
        return out;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "TrainingWatch[steps %.0f, score %.5f, best %.5f at %.0f, standard error at best %.5f, clipped %.3f, log norm %.3f,"
                        + " least %.3f]",
                state[STEPS],
                state[SCORE],
                state[BEST_SCORE],
                state[BEST_STEP],
                state[BEST_ERROR],
                state[CLIPPED],
                state[LOG_NORM],
                state[LEAST_LOG_NORM]);
    }
}
