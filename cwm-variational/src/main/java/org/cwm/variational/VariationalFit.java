package org.cwm.variational;

import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Mlp;
import org.cwm.engine.Workers;
import org.cwm.kernel.Activation;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * Fits a classifier weighted mixture to an unnormalised density: finds modes, fits a Gaussian mixture that grows while that
 * pays, switches a classifier on from zero, and returns what has the greatest ELBO. The Gaussian mixture is the floor: the
 * classifier starts exactly there, and what it gains is measured on the same base points.
 */
public final class VariationalFit {

    private static final int LOW_DIMENSION = 3;
    private static final int HIGH_DIMENSION = 10;
    private static final int FEW = 8;
    private static final int LOW_DIMENSIONAL = 30;
    private static final int MOST = 64;
    private static final int MOST_STEPS = 15_500;
    /** Share of the mixture's time after which it no longer grows. */
    private static final double GROWTH_PART = 0.5;
    /** Of the time, for the fit before its first verdict if repairs may follow. */
    private static final double FIRST_PART = 0.85;
    /** Of the time left for a repair, for EM on the verdict's draws. */
    private static final double REFIT_PART = 0.3;
    /** Of the time of a fit with a classifier, for the mixture. */
    private static final double MIXTURE_PART = 0.7;
    /** A call that returns late does not end a fit before this many limits, and two seconds, have passed. */
    private static final double OVERTIME = 1.5;

    private static final int CHECK = 1000;

    private final GuardedTarget target;
    private final VariationalOptions options;
    private final VariationalProgress.Listener listener;
    private final Workers workers;
    private final RandomStream random;
    private final FitClock clock;
    private final int dimension;
    private final MixtureStart starts;

    private VariationalFit(
            GuardedTarget target,
            VariationalOptions options,
            VariationalProgress.Listener listener,
            Workers workers,
            FitClock clock) {
        this.target = target;
        this.options = options;
        this.listener = listener;
        this.workers = workers;
        this.clock = clock;
        random = RandomStream.of(options.seed());
        dimension = target.dimension();
        starts = new MixtureStart(target, 3 * rate(), clock, listener, workers, random);
    }

    /**
     * Fits. The time limit holds for all of it, the verdict included. With a limit the fit runs on a thread of its own
     * while the caller waits: a call of the target that does not return ends in an error a second after the limit, and its
     * thread, a daemon, is left behind; without a limit such a call is waited for. What returns but is so slow that no fit
     * can be had within one and a half limits ends in an error too.
     *
     * @param target what to approximate
     * @param options how
     * @param listener hears of progress, not always on the caller's thread
     * @return the posterior
     * @throws TargetException if the target cannot be worked with: {@link TargetCheck} looks before the fit, and every
     *     evaluation is guarded
     */
    public static Posterior fit(
            TargetDensity target, VariationalOptions options, VariationalProgress.Listener listener) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        double limit = options.timeLimit().toMillis() * 1e-3;
        FitClock clock = new FitClock(limit);
        if (options.timeLimit().compareTo(VariationalOptions.NO_LIMIT) >= 0) {
            return fit(GuardedTarget.of(target), options, listener, clock);
        }
        GuardedTarget watched = GuardedTarget.of(target).watched(OVERTIME * limit + 2);
        return Watched.run(watched, limit, () -> fit(watched, options, listener, clock));
    }

    private static Posterior fit(
            GuardedTarget target, VariationalOptions options, VariationalProgress.Listener listener, FitClock clock) {
        TargetCheck.require(target, RandomStream.of(options.seed()).split(CHECK));
        try (Workers workers = Workers.of(options.threads())) {
            return new VariationalFit(target, options, listener, workers, clock).run();
        }
    }

    /** A mixture, the classifier switched on from it if that paid, and the verdict. */
    private record Attempt(
            ClassifierWeightedMixture q, ClassifierWeightedMixture mixture, double floor, Verdict verdict) {

        boolean betterThan(Attempt other) {
            return verdict.trusted() == other.verdict.trusted()
                    ? verdict.elbo() > other.verdict.elbo()
                    : verdict.trusted();
        }
    }

    private Posterior run() {
        long before = target.evaluations();
        clock.setAside(0.1 * clock.limit());
        ClassifierWeightedMixture start = start();
        VerdictBudget budget = new VerdictBudget(target, clock, random.split(93), workers);
        double part = options.repairs() > 0 ? FIRST_PART : 1;
        Attempt best = attempt(start, part, budget, random);
        int repairs = 0;
        while (!best.verdict.trusted() && repairs < options.repairs()) {
            int added = Math.max(2, best.mixture.components() / 2);
            budget.setAside(1 + (double) added / best.mixture.components());
            if (!(clock.left() > 2 * budget.seconds())) {
                break;
            }
            RandomStream stream = random.split(100 + repairs);
            ClassifierWeightedMixture more = MixtureStart.mixture(Refit.of(
                    FullMixture.of(best.mixture), best.verdict.weighted(), added, clock.share(REFIT_PART), workers));
            Attempt next = attempt(more, 1, budget, stream);
            best = next.betterThan(best) ? next : best;
            repairs++;
        }
        return new Posterior(
                best.q,
                best.verdict,
                best.mixture,
                best.floor,
                repairs,
                target.evaluations() - before,
                clock.seconds());
    }

    private ClassifierWeightedMixture start() {
        boolean chosen = options.components() > 0;
        int components = chosen ? options.components() : dimension <= LOW_DIMENSION ? LOW_DIMENSIONAL : FEW;
        if (dimension <= LOW_DIMENSION) {
            return starts.sampled(components);
        }
        ClassifierWeightedMixture local = starts.local(components, chosen);
        return dimension >= HIGH_DIMENSION ? local : starts.better(starts.sampled(components), local);
    }

    /** Refines and grows the mixture, switches the classifier on, keeps the gain if there is one, and judges. */
    private Attempt attempt(ClassifierWeightedMixture start, double part, VerdictBudget budget, RandomStream stream) {
        budget.measure(start);
        budget.setAside(1);
        Rounds rounds = new Rounds(target, draws(), options.sobol(), budget.comparedDraws(), stream.split(90), workers);
        boolean classifier = options.hidden() > 0 && start.components() > 1;
        DoubleSupplier all = clock.share(part);
        Rounds.Candidate mixture = rounds.look(start);
        // in low dimension the maps are refined together with the classifier
        if (!classifier || dimension > LOW_DIMENSION) {
            double most = classifier ? MIXTURE_PART : 1;
            mixture = refined(rounds, mixture, () -> all.getAsDouble() / most, budget, stream.split(15));
        }
        Rounds.Candidate best = mixture;
        if (classifier) {
            best = rounds.run(
                    "classifier",
                    rounds.look(switchedOn(mixture.q(), stream)),
                    options.estimator(),
                    steps(),
                    rate(),
                    stream.split(3),
                    all,
                    listener);
            best = mixture.orBetter(best);
        }
        listener.progress(new VariationalProgress("verdict", 0, Double.NaN));
        Verdict verdict = budget.judge(best.q(), options.threads(), stream.split(92));
        return new Attempt(best.q(), mixture.q(), mixture.elbo().value(), verdict);
    }

    /** The mixture after ascents; twice as many components as long as that pays, if their number is not given. */
    private Rounds.Candidate refined(
            Rounds rounds, Rounds.Candidate start, DoubleSupplier time, VerdictBudget budget, RandomStream stream) {
        Rounds.Candidate best = start;
        if (options.components() == 0 && dimension > LOW_DIMENSION) {
            best = mixtureAscent(rounds, best, Math.min(steps(), Rounds.FIRST), stream.split(0), time);
            double before = time.getAsDouble();
            double last = before;
            // the next one takes twice as long as the last
            for (int k = 2 * best.q().components(); k <= MOST && before + 2 * last < GROWTH_PART; k *= 2) {
                Rounds.Candidate more = rounds.look(
                        MixtureStart.mixture(MixtureStart.split(FullMixture.of(best.q()), stream.split(k))));
                more = mixtureAscent(rounds, more, Math.min(steps(), Rounds.FIRST), stream.split(k + 1), time);
                if (!more.paysOver(best)) {
                    break;
                }
                best = more;
                budget.measure(best.q());
                budget.setAside(1);
                last = time.getAsDouble() - before;
                before = time.getAsDouble();
            }
        }
        return mixtureAscent(rounds, best, steps(), stream.split(1), time);
    }

    private Rounds.Candidate mixtureAscent(
            Rounds rounds, Rounds.Candidate start, int steps, RandomStream stream, DoubleSupplier time) {
        return rounds.run("mixture", start, options.estimator(), steps, 2 * rate(), stream, time, listener);
    }

    /** The same density with a network for a classifier. */
    private ClassifierWeightedMixture switchedOn(ClassifierWeightedMixture mixture, RandomStream stream) {
        Classifier classifier = Mlp.constant(
                new Mlp.Architecture(dimension, new int[] {options.hidden()}, Activation.TANH, mixture.components()),
                mixture.classifier().parameters(),
                1,
                stream.split(2));
        return ClassifierWeightedMixture.of(mixture.maps(), classifier);
    }

    private int draws() {
        return options.draws() > 0 ? options.draws() : dimension <= LOW_DIMENSION ? 512 : 256;
    }

    private int steps() {
        return options.steps() > 0 ? options.steps() : MOST_STEPS;
    }

    private double rate() {
        if (options.learningRate() > 0) {
            return options.learningRate();
        }
        // 0.02 in up to three dimensions, 0.004 from ten on, in between geometrically
        double t = Math.max(0, Math.min(1, (dimension - 3) / 7.0));
        return 0.02 * Math.pow(0.2, t);
    }
}
