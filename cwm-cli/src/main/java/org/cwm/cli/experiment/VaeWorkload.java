package org.cwm.cli.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;
import org.cwm.variational.EstimatorOptions;
import org.cwm.variational.EstimatorStudy.Gradient;
import org.cwm.variational.EstimatorStudy.Look;
import org.cwm.variational.vae.VaeArchitecture;
import org.cwm.variational.vae.VaeOptions;
import org.cwm.variational.vae.VaeStudy;
import org.cwm.variational.vae.VaeStudy.Watched;
import org.cwm.variational.vae.VariationalAutoencoder;
import org.jspecify.annotations.Nullable;

/** Estimators on the encoder of a variational auto-encoder: before training, after it, and while both halves are trained. */
final class VaeWorkload implements EstimatorWorkload {

    /** Of the kept scores; to be changed when their meaning changes. */
    private static final int FORMAT = 1;

    private static final int LATENT = 10;
    /** A multiple of every number of components that a trial draws. */
    private static final int COMPONENTS = 12;

    private static final double RATE = 3e-3;
    private static final long OPTIMUM_SEED = 1;
    private static final int WARM_UP = 10;
    /** Draws an image of the bound that the gap is taken to. */
    private static final int BOUND_SAMPLES = 200;

    /**
     * Sizes.
     *
     * @param train images to train with, at most
     * @param test held-out images, at most
     * @param hidden units of the encoder's and of the decoder's hidden layer
     * @param draws base points an image, with the sum over all components
     * @param batch images a step
     * @param epochs of an ascent
     * @param looks at it
     * @param samples draws an image for the ELBO at each look
     * @param gradientImages images of a gradient
     * @param repeats gradients at each place
     * @param fitEpochs of the training that finds the optimum
     */
    record Sizes(
            int train,
            int test,
            int hidden,
            int draws,
            int batch,
            int epochs,
            int looks,
            int samples,
            int gradientImages,
            int repeats,
            int fitEpochs) {

        static Sizes full() {
            return new Sizes(3200, 200, 64, 2, 32, 3, 10, 5, 8, 200, 24);
        }

        static Sizes quick() {
            return new Sizes(3200, 200, 64, 2, 32, 2, 10, 5, 8, 100, 16);
        }
    }

    private final ImageSplit images;
    private final Sizes sizes;
    private final VaeArchitecture architecture;
    private final float[] train;
    private final float[] test;
    private @Nullable Optimum optimum;

    /** Parameters after a long training, and their importance-weighted bound on the held-out images. */
    private record Optimum(float[] parameters, double bound) {}

    VaeWorkload(ImageSplit images, Sizes sizes) {
        this.images = images.first(sizes.train, sizes.test);
        this.sizes = sizes;
        int side = images.side(1);
        architecture = VaeArchitecture.mixture(side * side, LATENT, COMPONENTS, sizes.hidden);
        train = ImageSplit.binary(this.images.train());
        test = ImageSplit.binary(this.images.test());
    }

    @Override
    public String id() {
        return "auto-encoder";
    }

    @Override
    public String title() {
        return "auto-encoder";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Auto-encoder: %s, %d x %d binary pixels, %,d images to train and %,d held out, %d latent dimensions, K = %d.",
                images.name(),
                images.side(1),
                images.side(1),
                images.train().count(),
                images.test().count(),
                LATENT,
                COMPONENTS);
    }

    @Override
    public String ceiling() {
        return "the trained auto-encoder\u2019s bound";
    }

    @Override
    public List<String> chartNotes() {
        return List.of("ELBO of held-out images, nats an image.");
    }

    @Override
    public String fingerprint() {
        return FORMAT + " " + id() + " " + Arrays.hashCode(train) + " " + Arrays.hashCode(test) + " " + architecture
                + " " + List.of(RATE, OPTIMUM_SEED, BOUND_SAMPLES) + " " + EstimatorTrial.ALL + " " + sizes;
    }

    private VaeOptions options(EstimatorTrial trial, int draws, int epochs, long seed) {
        return VaeOptions.defaults()
                .withEstimator(trial.options(), draws)
                .withEpochs(epochs)
                .withBatch(sizes.batch)
                .withRate(RATE)
                .withSeed(seed);
    }

    private int draws(EstimatorTrial trial) {
        return trial.draws(sizes.draws, COMPONENTS);
    }

    private Watched watched() {
        return new Watched(test, sizes.samples, sizes.looks);
    }

    private Optimum optimum(VaeStudy study, int threads) {
        if (optimum == null) {
            float[] v = study.start(RandomStream.of(OPTIMUM_SEED).split(0));
            EstimatorTrial trial = EstimatorTrial.of(EstimatorTrial.DEFAULT);
            study.ascent(v, options(trial, sizes.draws, sizes.fitEpochs, OPTIMUM_SEED), watched());
            double bound = VariationalAutoencoder.of(architecture, v)
                    .score(test, BOUND_SAMPLES, OPTIMUM_SEED, threads)
                    .bound();
            optimum = new Optimum(v, bound);
        }
        return optimum;
    }

    @Override
    public Run run(long seed, int threads, Consumer<String> news) {
        RandomStream random = RandomStream.of(seed);
        try (Workers workers = Workers.of(threads)) {
            VaeStudy study = new VaeStudy(architecture, train, workers);
            news.accept("optimum");
            Optimum best = optimum(study, threads);
            float[] start = study.start(random.split(0));
            news.accept("exact gradient");
            List<Place> places = List.of(
                    new Place(EstimatorScores.START, start, exact(study, start, random.split(1))),
                    new Place(
                            EstimatorScores.OPTIMUM, best.parameters, exact(study, best.parameters, random.split(1))));
            Map<String, EstimatorScores> scores = new LinkedHashMap<>();
            for (EstimatorTrial trial : EstimatorTrial.ALL) {
                news.accept(trial.label());
                scores.put(trial.id(), scores(study, trial, start, places, random, seed));
            }
            return new Run(scores, best.bound);
        }
    }

    /** Parameters with the encoder's gradient there, as exactly as it is known. */
    private record Place(String name, float[] parameters, Gradient exact) {}

    /** The mean of four times as many gradients of an estimator without bias. */
    private Gradient exact(VaeStudy study, float[] parameters, RandomStream random) {
        EstimatorTrial reference = EstimatorTrial.of(EstimatorTrial.REFERENCE);
        return study.gradient(
                parameters, sizes.gradientImages, reference.options(), draws(reference), 4 * sizes.repeats, random);
    }

    private EstimatorScores scores(
            VaeStudy study, EstimatorTrial trial, float[] start, List<Place> places, RandomStream random, long seed) {
        EstimatorOptions options = trial.options();
        int draws = draws(trial);
        Map<String, EstimatorScores.Place> out = new LinkedHashMap<>();
        for (Place place : places) {
            study.gradient(place.parameters, sizes.gradientImages, options, draws, WARM_UP, random.split(2));
            Gradient g = study.gradient(
                    place.parameters, sizes.gradientImages, options, draws, sizes.repeats, random.split(3));
            out.put(place.name, EstimatorScores.Place.of(g, draws, place.exact));
        }
        List<Look> equalDraws = study.ascent(start.clone(), options(trial, sizes.draws, sizes.epochs, seed), watched());
        List<Look> equalEvaluations = study.ascent(start.clone(), options(trial, draws, sizes.epochs, seed), watched());
        return new EstimatorScores(out, equalDraws, equalEvaluations);
    }

    private int steps(int epochs) {
        return (images.train().count() + sizes.batch - 1) / sizes.batch * epochs;
    }

    @Override
    public List<String> notes(List<Run> runs) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Auto-encoder: encoder and decoder, one hidden layer of %d units each, are trained together from random"
                                + " weights, %,d steps of %d images, Adam, highest rate %s, iterates not averaged. An evaluation"
                                + " of the target is one point through the decoder. Equal draws: %d base points an image for"
                                + " all. The gap is from the ELBO of the held-out images (%d draws an image) to what an"
                                + " auto-encoder reaches there that is trained %d times as long with the default estimator: its"
                                + " importance-weighted bound of %d draws, %.2f nats an image.",
                        sizes.hidden,
                        steps(sizes.epochs),
                        sizes.batch,
                        RATE,
                        sizes.draws,
                        sizes.samples,
                        Math.round((double) sizes.fitEpochs / sizes.epochs),
                        BOUND_SAMPLES,
                        Statistics.mean(runs.stream().mapToDouble(Run::ceiling).toArray())),
                String.format(
                        Locale.ROOT,
                        "Auto-encoder, gradients: %,d independent ones of the mean ELBO of %d images at each place, by the"
                                + " encoder's parameters (its network's and its classifier's), with as many base points an"
                                + " image as equal evaluations give, so that baselines have others to lean on; variance,"
                                + " evaluations and microseconds are for one base point of every image. Near the optimum:"
                                + " where the longer training ends. Bias: against %,d gradients by the sum over all"
                                + " components in path form.",
                        sizes.repeats,
                        Math.min(sizes.gradientImages, images.train().count()),
                        4 * sizes.repeats));
    }
}
