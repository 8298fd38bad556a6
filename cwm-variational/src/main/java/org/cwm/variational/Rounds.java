package org.cwm.variational;

import java.util.function.DoubleSupplier;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * Ascents of doubling length, each from the best mixture so far. After each, the averaged iterate is compared with the best
 * on the same base points; after two rounds whose gain does not pay, or once the gap is negligible, the rounds end, and what is
 * returned is the best of all, the start included.
 */
final class Rounds {

    /** Length of the first round in steps. */
    static final int FIRST = 500;
    /** Rounds one after the other without a gain that pays, after which they end. */
    private static final int PATIENCE = 2;

    /** A round pays if it takes at least this share of the gap away. */
    private static final double PAYS = 0.05;
    /** Gap in nats that no round is worth. */
    private static final double NEGLIGIBLE = 2e-5;

    private final TargetDensity target;
    private final Workers workers;
    private final RandomStream looks;
    private final int draws;
    private final boolean sobol;
    private final int compared;

    /**
     * Rounds of one kind.
     *
     * @param target what to approximate
     * @param draws base points a step
     * @param sobol whether they are scrambled Sobol points
     * @param compared draws on which iterates are compared
     * @param looks of the common draws
     * @param workers who does it
     */
    Rounds(TargetDensity target, int draws, boolean sobol, int compared, RandomStream looks, Workers workers) {
        this.target = target;
        this.draws = draws;
        this.sobol = sobol;
        this.compared = compared;
        this.workers = workers;
        this.looks = looks;
    }

    /** A mixture and its ELBO on the common draws. */
    record Candidate(ClassifierWeightedMixture q, ElboEstimate elbo) {

        /** Half the variance of log(t / q): the gap to log Z while q is near the target. */
        double gap() {
            return 0.5 * elbo.standardError() * elbo.standardError() * elbo.draws().length;
        }

        /** Whether this one gains enough over another to go on: more than its noise and a share of the gap. */
        boolean paysOver(Candidate other) {
            if (other.elbo.value() == Double.NEGATIVE_INFINITY) {
                return true;
            }
            ElboEstimate gain = elbo.gainOver(other.elbo);
            return gain.value() > Math.max(2 * gain.standardError(), PAYS * other.gap());
        }

        /** The one with the greater ELBO as far as common draws can tell, this one if they are equal. */
        Candidate orBetter(Candidate other) {
            return other.elbo.gainOver(elbo).value() > 0 ? other : this;
        }
    }

    /** A mixture looked at on the common draws. */
    Candidate look(ClassifierWeightedMixture q) {
        return new Candidate(q, ElboEstimate.of(q, target, compared, looks, workers));
    }

    /**
     * Runs.
     *
     * @param phase name for the listener
     * @param start where to begin
     * @param estimator of the gradient
     * @param steps of all rounds together, at most
     * @param rate of learning at the beginning of each round
     * @param random of the steps
     * @param time share of the time that has passed; at 1 the rounds end
     * @param listener hears of progress
     * @return the best
     */
    Candidate run(
            String phase,
            Candidate start,
            EstimatorOptions estimator,
            int steps,
            double rate,
            RandomStream random,
            DoubleSupplier time,
            VariationalProgress.Listener listener) {
        Candidate best = start;
        int done = 0;
        int unpaid = 0;
        double begin = time.getAsDouble();
        for (int round = 0; done < steps && unpaid < PATIENCE && !(best.gap() < NEGLIGIBLE); round++) {
            double now = time.getAsDouble();
            if (now >= 1) {
                break;
            }
            int length = length(round, steps - done, done, now - begin, 1 - now);
            RandomStream stream = random.split(round);
            int before = done;
            VariationalProgress.Listener scaled = p -> listener.progress(new VariationalProgress(
                    phase, Math.min(1, Math.max(time.getAsDouble(), (before + p.share() * length) / steps)), p.elbo()));
            ClassifierWeightedMixture q = ascent(best.q(), stream)
                    .run(new Ascent.Plan(phase, estimator, draws, length, rate), () -> share(time, now), scaled);
            done += length;
            Candidate next = look(q);
            unpaid = next.paysOver(best) ? 0 : unpaid + 1;
            best = best.orBetter(next);
        }
        return best;
    }

    private Ascent ascent(ClassifierWeightedMixture from, RandomStream stream) {
        int d = from.dimension();
        BaseDraws base = sobol ? BaseDraws.sobol(d, draws, stream.split(0)) : BaseDraws.independent(d, stream.split(0));
        return new Ascent(from, target, base, stream.split(1), workers);
    }

    /** Share of what was left of the time at a moment. */
    private static double share(DoubleSupplier time, double from) {
        return (time.getAsDouble() - from) / (1 - from);
    }

    /** Twice the last round's steps, or all that are left, in number or time, if no second such round would fit. */
    private static int length(int round, int stepsLeft, int done, double spent, double timeLeft) {
        double wanted = FIRST * Math.pow(2, round);
        // at the speed so far
        double fit = done == 0 || !(spent > 0) ? Double.POSITIVE_INFINITY : done * timeLeft / spent;
        if (stepsLeft < 1.5 * wanted || fit < 2 * wanted) {
            wanted = stepsLeft;
        }
        return (int) Math.max(1, Math.min(stepsLeft, Math.min(wanted, Math.ceil(fit))));
    }
}
