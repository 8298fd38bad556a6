package org.cwm.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.cwm.variational.EstimatorOptions;
import org.cwm.variational.EstimatorStudy;
import org.cwm.variational.EstimatorStudy.Course;
import org.cwm.variational.EstimatorStudy.Gradient;
import org.cwm.variational.EstimatorStudy.Look;
import org.cwm.variational.Posterior;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.VariationalFit;
import org.cwm.variational.VariationalOptions;
import org.cwm.variational.VariationalProgress;
import org.jspecify.annotations.Nullable;

/** Estimators on a density: near a start of almost equal components, near the end of a fit, and on the way up. */
final class TargetWorkload implements EstimatorWorkload {

    /** Of the kept scores; to be changed when their meaning changes. */
    private static final int FORMAT = 2;

    private static final int HIDDEN = 32;
    private static final long OPTIMUM_SEED = 1;
    private static final int WARM_UP = 30;

    /**
     * Sizes.
     *
     * @param draws base points a step, with the sum over all components
     * @param repeats gradients at each place
     * @param steps of an ascent
     * @param looks at it
     * @param elboDraws for the ELBO at each look
     * @param fitSteps of the fit that finds the optimum
     * @param fitDraws base points a step of that fit
     */
    record Sizes(int draws, int repeats, int steps, int looks, int elboDraws, int fitSteps, int fitDraws) {

        static Sizes full() {
            return new Sizes(16, 200, 300, 15, 1000, 1000, 64);
        }

        static Sizes quick() {
            return new Sizes(16, 100, 200, 10, 1000, 1000, 64);
        }
    }

    private final String id;
    private final String title;
    private final String description;
    private final TargetDensity target;
    private final int components;
    private final double rate;
    private final double width;
    private final double logEvidence;
    private final Sizes sizes;
    private @Nullable Posterior optimum;

    /**
     * A workload.
     *
     * @param target log t
     * @param components K
     * @param rate learning rate of all ascents
     * @param width standard deviation around 0 of the Gaussian that ascents start from; 0 for the Laplace approximation
     * @param logEvidence log Z, or NaN if the verdict of a fit has to tell
     */
    TargetWorkload(
            String id,
            String title,
            String description,
            TargetDensity target,
            int components,
            double rate,
            double width,
            double logEvidence,
            Sizes sizes) {
        this.id = id;
        this.title = title;
        this.description = description;
        this.target = target;
        this.components = components;
        this.rate = rate;
        this.width = width;
        this.logEvidence = logEvidence;
        this.sizes = sizes;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String ceiling() {
        return "log Z";
    }

    @Override
    public List<String> chartNotes() {
        return List.of("The last point is the averaged iterate.");
    }

    @Override
    public List<String> notes(List<Run> runs) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Densities, ascents: %,d steps of Adam, rate falling along a half cosine, last 30%% averaged, from"
                                + " components that are almost the same under a constant classifier. Equal draws: %d base"
                                + " points a step for all. The gap is log Z less the ELBO of %,d draws, the same for all"
                                + " estimators of a seed.",
                        sizes.steps,
                        sizes.draws,
                        sizes.elboDraws),
                String.format(
                        Locale.ROOT,
                        "Densities, gradients: %,d independent ones of %d draws at each place, by all parameters, maps relative"
                                + " to where they are; variance, evaluations and microseconds are for a single draw. Near the"
                                + " optimum: where a fit with default estimator ends. Bias: against %,d gradients by the sum"
                                + " over all components in path form.",
                        sizes.repeats,
                        sizes.draws,
                        4 * sizes.repeats));
    }

    @Override
    public String fingerprint() {
        return FORMAT + " " + id + " " + Targets.fingerprint(target) + " "
                + List.of(components, rate, width, logEvidence) + " " + EstimatorTrial.ALL + " " + sizes;
    }

    private Posterior optimum(int threads) {
        if (optimum == null) {
            VariationalOptions options = VariationalOptions.defaults()
                    .withComponents(components)
                    .withSteps(sizes.fitSteps)
                    .withDraws(sizes.fitDraws)
                    .withRepairs(0)
                    .withSeed(OPTIMUM_SEED)
                    .withThreads(threads);
            optimum = VariationalFit.fit(target, options, VariationalProgress.Listener.NONE);
        }
        return optimum;
    }

    @Override
    public Run run(long seed, int threads, Consumer<String> news) {
        news.accept("optimum");
        Posterior best = optimum(threads);
        RandomStream random = RandomStream.of(seed);
        try (Workers workers = Workers.of(threads)) {
            EstimatorStudy study = new EstimatorStudy(target, workers);
            ClassifierWeightedMixture start = start(study, random.split(0));
            news.accept("exact gradient");
            List<Place> places = List.of(
                    new Place(EstimatorScores.START, start, exact(study, start, random.split(1))),
                    new Place(EstimatorScores.OPTIMUM, best.q(), exact(study, best.q(), random.split(1))));
            Map<String, EstimatorScores> scores = new LinkedHashMap<>();
            for (EstimatorTrial trial : EstimatorTrial.ALL) {
                news.accept(trial.label());
                scores.put(trial.id(), scores(study, trial, start, places, random));
            }
            return new Run(scores, Double.isNaN(logEvidence) ? best.verdict().logEvidence() : logEvidence);
        }
    }

    /** A mixture with the gradient there, as exactly as it is known. */
    private record Place(String name, ClassifierWeightedMixture q, Gradient exact) {}

    private ClassifierWeightedMixture start(EstimatorStudy study, RandomStream random) {
        if (width == 0) {
            return study.startAtPeak(components, HIDDEN, random);
        }
        int d = target.dimension();
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            factor[i * d + i] = width;
        }
        return EstimatorStudy.start(new double[d], factor, components, HIDDEN, random);
    }

    /** The mean of four times as many gradients of an estimator without bias. */
    private Gradient exact(EstimatorStudy study, ClassifierWeightedMixture q, RandomStream random) {
        EstimatorOptions options = EstimatorTrial.of(EstimatorTrial.REFERENCE).options();
        return study.gradient(q, options, sizes.draws, 4 * sizes.repeats, random);
    }

    private EstimatorScores scores(
            EstimatorStudy study,
            EstimatorTrial trial,
            ClassifierWeightedMixture start,
            List<Place> places,
            RandomStream random) {
        Map<String, EstimatorScores.Place> out = new LinkedHashMap<>();
        for (Place place : places) {
            study.gradient(place.q, trial.options(), sizes.draws, WARM_UP, random.split(2));
            Gradient g = study.gradient(place.q, trial.options(), sizes.draws, sizes.repeats, random.split(3));
            out.put(place.name, EstimatorScores.Place.of(g, sizes.draws, place.exact));
        }
        List<Look> equalDraws = study.ascent(start, trial.options(), course(sizes.draws), random.split(4));
        List<Look> equalEvaluations =
                study.ascent(start, trial.options(), course(trial.draws(sizes.draws, components)), random.split(5));
        return new EstimatorScores(out, equalDraws, equalEvaluations);
    }

    private Course course(int draws) {
        return new Course(draws, sizes.steps, rate, sizes.looks, sizes.elboDraws);
    }
}
