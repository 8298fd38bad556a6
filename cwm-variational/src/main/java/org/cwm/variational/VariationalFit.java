package org.cwm.variational;

import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.engine.Workers;
import org.cwm.kernel.Activation;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * Fits a classifier weighted mixture to an unnormalised density: finds modes, fits a Gaussian mixture, switches a classifier
 * on from zero, and returns what has the greatest ELBO. The Gaussian mixture is the floor: the classifier starts exactly
 * there, and what it gains is measured on the same base points.
 */
public final class VariationalFit {

    private static final int LOW_DIMENSION = 3;
    private static final int HIGH_DIMENSION = 10;
    /** Of the time limit, for the fit before its first verdict. */
    private static final double FIRST_PART = 0.8;

    private static final int SLICES = 32;
    private static final int GAUSSIAN_STEPS = 500;
    private static final int GAUSSIAN_DRAWS = 64;
    private static final int LOOK_DRAWS = 4000;
    private static final int MODE_DRAWS = 4000;
    private static final int MODE_ROUNDS = 20;
    private static final int CHOICE_DRAWS = 20_000;
    private static final int CHECK = 1000;

    private final GuardedTarget target;
    private final VariationalOptions options;
    private final VariationalProgress.Listener listener;
    private final Workers workers;
    private final RandomStream random;
    private final long began = System.nanoTime();
    private final int dimension;

    private VariationalFit(
            GuardedTarget target, VariationalOptions options, VariationalProgress.Listener listener, Workers workers) {
        this.target = target;
        this.options = options;
        this.listener = listener;
        this.workers = workers;
        random = RandomStream.of(options.seed());
        dimension = target.dimension();
    }

    /**
     * Fits.
     *
     * @param target what to approximate
     * @param options how
     * @param listener hears of progress
     * @return the posterior
     * @throws TargetException if the target cannot be worked with: {@link TargetCheck} looks before the fit, and every
     *     evaluation is guarded
     */
    public static Posterior fit(
            TargetDensity target, VariationalOptions options, VariationalProgress.Listener listener) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        GuardedTarget guarded =
                TargetCheck.require(target, RandomStream.of(options.seed()).split(CHECK));
        try (Workers workers = Workers.of(options.threads())) {
            return new VariationalFit(guarded, options, listener, workers).run();
        }
    }

    private double seconds() {
        return (System.nanoTime() - began) * 1e-9;
    }

    /** Share of a part of the time limit that has passed. */
    private DoubleSupplier until(double partOfLimit) {
        double from = seconds();
        double limit = options.timeLimit().toMillis() * 1e-3;
        double to = partOfLimit * limit;
        return () -> (seconds() - from) / Math.max(1e-3, to - from);
    }

    /** A mixture, the classifier switched on from it if that paid, and the verdict. */
    private record Attempt(ClassifierWeightedMixture q, ClassifierWeightedMixture mixture, Verdict verdict) {

        boolean betterThan(Attempt other) {
            return verdict.trusted() == other.verdict.trusted()
                    ? verdict.elbo() > other.verdict.elbo()
                    : verdict.trusted();
        }
    }

    private Posterior run() {
        int components = options.components() > 0 ? options.components() : dimension <= LOW_DIMENSION ? 20 : 8;
        long before = target.evaluations();
        double part = options.repairs() > 0 ? FIRST_PART : 1;
        Attempt best = attempt(modes(components, part), part, random);
        int repairs = 0;
        while (!best.verdict.trusted() && repairs < options.repairs() && left()) {
            RandomStream stream = random.split(100 + repairs);
            part = 1 - (1 - part) / 2;
            ClassifierWeightedMixture start = mixture(Refit.of(
                    FullMixture.of(best.mixture),
                    best.verdict.weighted(),
                    Math.max(2, best.mixture.components() / 2),
                    workers));
            Attempt next = attempt(mixtureAscent(start, part, stream.split(4)), part, stream);
            best = next.betterThan(best) ? next : best;
            repairs++;
        }
        ElboEstimate floor = ElboEstimate.of(best.mixture, target, CHOICE_DRAWS, random.split(91), workers);
        return new Posterior(
                best.q, best.verdict, best.mixture, floor.value(), repairs, target.evaluations() - before, seconds());
    }

    private boolean left() {
        return seconds() < options.timeLimit().toMillis() * 1e-3;
    }

    /** Switches the classifier on, keeps the gain if there is one, and judges. */
    private Attempt attempt(ClassifierWeightedMixture mixture, double part, RandomStream stream) {
        ClassifierWeightedMixture q = mixture;
        if (options.hidden() > 0 && mixture.components() > 1) {
            ClassifierWeightedMixture trained = classifier(mixture, part, stream);
            RandomStream choice = stream.split(90);
            ElboEstimate gain = ElboEstimate.of(trained, target, CHOICE_DRAWS, choice, workers)
                    .minus(ElboEstimate.of(mixture, target, CHOICE_DRAWS, choice, workers));
            q = gain.value() > 0 ? trained : mixture;
        }
        listener.progress(new VariationalProgress("verdict", 0, Double.NaN));
        Verdict verdict =
                Verdict.of(q, target, VerdictOptions.defaults().withThreads(options.threads()), stream.split(92));
        return new Attempt(q, mixture, verdict);
    }

    /** The Gaussian mixture that the classifier starts from: the best of what suits the dimension. */
    private ClassifierWeightedMixture modes(int components, double part) {
        if (dimension <= LOW_DIMENSION) {
            ClassifierWeightedMixture found = sampled(components);
            // with a classifier the maps are refined while it is trained
            return options.hidden() > 0 && components > 1 ? found : mixtureAscent(found, part, random.split(15));
        }
        ClassifierWeightedMixture local = local(components, part);
        if (dimension >= HIGH_DIMENSION) {
            return local;
        }
        ClassifierWeightedMixture sampled = mixtureAscent(sampled(components), 0.4 * part, random.split(15));
        return better(sampled, local);
    }

    /** What has the greater ELBO on the same base points, the first if it is a draw. */
    private ClassifierWeightedMixture better(ClassifierWeightedMixture a, ClassifierWeightedMixture b) {
        RandomStream stream = random.split(80);
        double ofA = ElboEstimate.of(a, target, LOOK_DRAWS, stream, workers).value();
        double ofB = ElboEstimate.of(b, target, LOOK_DRAWS, stream, workers).value();
        return ofB > ofA ? b : a;
    }

    /** By tempered adaptive importance sampling. */
    private ClassifierWeightedMixture sampled(int components) {
        DoubleSupplier time = until(0.3);
        AdaptiveSampling search = new AdaptiveSampling(target, components, MODE_DRAWS, random.split(1), workers);
        return mixture(search.run(MODE_ROUNDS, () -> time.getAsDouble() >= 1));
    }

    private ClassifierWeightedMixture mixture(FullMixture m) {
        return ClassifierWeightedMixture.of(
                LowerTriangular.of(m.components, dimension, m.mapParameters()), Constant.of(m.logWeights32()));
    }

    /** From one Gaussian to slices, if the target's width changes in some direction, or else to components around it. */
    private ClassifierWeightedMixture local(int components, double part) {
        FullMixture round = new FullMixture(1, dimension);
        round.setRound(0, new double[dimension], 0, 1);
        ClassifierWeightedMixture one = gaussian(mixture(round), random.split(10));
        Laplace.Approximation peak =
                new Laplace(target).maximum(new double[dimension], Laplace.identity(dimension), dimension);
        if (peak != null) {
            FullMixture atPeak = new FullMixture(1, dimension);
            System.arraycopy(peak.mean(), 0, atPeak.mean, 0, dimension);
            System.arraycopy(peak.factor(), 0, atPeak.factor, 0, atPeak.factor.length);
            one = better(gaussian(mixture(atPeak), random.split(11)), one);
        }
        FullMixture gaussian = FullMixture.of(one);
        Slices slices = new Slices(target, workers);
        double[] direction = slices.direction(gaussian, random.split(12));
        int many = options.components() > 0 ? components : SLICES;
        FullMixture sliced = direction.length > 0 ? slices.along(direction, gaussian, many) : null;
        if (sliced != null) {
            return better(
                    mixtureAscent(mixture(sliced), 0.35 * part, random.split(13)),
                    mixtureAscent(mixture(spread(gaussian, components)), 0.4 * part, random.split(14)));
        }
        return mixtureAscent(mixture(spread(gaussian, components)), 0.35 * part, random.split(14));
    }

    /** One Gaussian, by the sum over its one component. */
    private ClassifierWeightedMixture gaussian(ClassifierWeightedMixture start, RandomStream stream) {
        return ascend(
                "gaussian",
                start,
                EstimatorOptions.of(Estimator.RAO_BLACKWELL_PATH),
                GAUSSIAN_DRAWS,
                GAUSSIAN_STEPS,
                3 * rate(),
                0.2,
                stream);
    }

    private ClassifierWeightedMixture mixtureAscent(
            ClassifierWeightedMixture start, double partOfLimit, RandomStream stream) {
        return ascend("mixture", start, options.estimator(), draws(), steps() / 4, 2 * rate(), partOfLimit, stream);
    }

    /** Components around a Gaussian, a little narrower. */
    private FullMixture spread(FullMixture gaussian, int components) {
        int d = dimension;
        FullMixture q = new FullMixture(components, d);
        RandomStream stream = random.split(16);
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < d * d; i++) {
                q.factor[k * d * d + i] = 0.95 * gaussian.factor[i];
            }
            double[] z = new double[d];
            for (int i = 0; i < d; i++) {
                z[i] = components == 1 ? 0 : 0.3 * stream.nextGaussian();
            }
            for (int i = 0; i < d; i++) {
                double v = gaussian.mean[i];
                for (int j = 0; j <= i; j++) {
                    v += gaussian.factor[i * d + j] * z[j];
                }
                q.mean[k * d + i] = v;
            }
        }
        return q;
    }

    /** Switches the classifier on. */
    private ClassifierWeightedMixture classifier(ClassifierWeightedMixture mixture, double part, RandomStream stream) {
        Classifier classifier = Mlp.constant(
                new Mlp.Architecture(dimension, new int[] {options.hidden()}, Activation.TANH, mixture.components()),
                mixture.classifier().parameters(),
                1,
                stream.split(2));
        ClassifierWeightedMixture start = ClassifierWeightedMixture.of(mixture.maps(), classifier);
        return ascend("classifier", start, options.estimator(), draws(), steps(), rate(), part, stream.split(3));
    }

    private ClassifierWeightedMixture ascend(
            String phase,
            ClassifierWeightedMixture start,
            EstimatorOptions estimator,
            int draws,
            int steps,
            double rate,
            double partOfLimit,
            RandomStream stream) {
        BaseDraws base = options.sobol()
                ? BaseDraws.sobol(dimension, draws, stream.split(0))
                : BaseDraws.independent(dimension, stream.split(0));
        return new Ascent(start, target, base, stream.split(1), workers)
                .run(new Ascent.Plan(phase, estimator, draws, steps, rate), until(partOfLimit), listener);
    }

    private int draws() {
        return options.draws() > 0 ? options.draws() : dimension <= LOW_DIMENSION ? 512 : 256;
    }

    private int steps() {
        return options.steps() > 0 ? options.steps() : dimension <= LOW_DIMENSION ? 8000 : 4000;
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
