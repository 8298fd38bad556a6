package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.cwm.cli.charts.Mosaic;
import org.cwm.cli.charts.Sheet;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.FitProgress;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;
import org.cwm.variational.vae.VaeArchitecture;
import org.cwm.variational.vae.VaeOptions;
import org.cwm.variational.vae.VaeScore;
import org.cwm.variational.vae.VariationalAutoencoder;
import org.jspecify.annotations.Nullable;

/** Variational auto-encoders of binarised images: a Gaussian encoder against conditional classifier weighted mixtures. */
final class VaeExperiment implements Experiment {

    private static final int SEEDS = 3;
    private static final int QUICK_ROWS = 6_000;
    private static final int TEST_ROWS = 1_000;
    private static final int QUICK_TEST_ROWS = 500;
    private static final int EPOCHS = 30;
    private static final int QUICK_EPOCHS = 10;
    private static final int HIDDEN = 256;
    private static final int[] LATENT = {2, 10};
    /** Draws an image of the importance-weighted bound. */
    private static final int SAMPLES = 200;
    /** Images a side of a mosaic. */
    private static final int SHOWN = 8;
    /** Mosaics a row: half of a latent dimension's. */
    private static final int COLUMNS = 3;

    @Override
    public String name() {
        return "vae";
    }

    @Override
    public String title() {
        return "Variational auto-encoders";
    }

    @Override
    public Source source() {
        return Source.folderOrFile(
                "an IDX file of images, or a folder with one (or with a train- and a t10k- file)", true);
    }

    /** An encoder and how its gradient is estimated. */
    private record Encoder(String label, int components, Estimator estimator, int chosen, int draws) {

        VaeArchitecture architecture(int pixels, int latent) {
            return components == 1
                    ? VaeArchitecture.gaussian(pixels, latent, HIDDEN)
                    : VaeArchitecture.mixture(pixels, latent, components, HIDDEN);
        }

        EstimatorOptions options() {
            return new EstimatorOptions(estimator, chosen, 1);
        }
    }

    private static final List<Encoder> ENCODERS = List.of(
            new Encoder("Gaussian", 1, Estimator.RAO_BLACKWELL_PATH, 1, 1),
            new Encoder("Gaussian, 5 draws", 1, Estimator.RAO_BLACKWELL_PATH, 1, 5),
            new Encoder("CWM, K = 5", 5, Estimator.RAO_BLACKWELL_PATH, 5, 1),
            new Encoder("CWM, K = 10", 10, Estimator.RAO_BLACKWELL_PATH, 10, 1),
            new Encoder("CWM, K = 10, 2 of 10, 2 draws", 10, Estimator.SUBSAMPLED_PATH, 2, 2));

    /** Results of one seed, image by image. */
    private record Run(double[] elbos, double[] bounds, double seconds, float[] reconstructions, float[] samples) {

        private static Run of(Map<?, ?> o) {
            return new Run(
                    numbers(o.get("elbos")),
                    numbers(o.get("bounds")),
                    ((Number) Objects.requireNonNull(o.get("seconds"))).doubleValue(),
                    grey(o.get("reconstructions")),
                    grey(o.get("samples")));
        }

        private static double[] numbers(@Nullable Object list) {
            return ((List<?>) Objects.requireNonNull(list))
                    .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
        }

        /** Pixel probabilities in 256 levels. */
        private static String bytes(float[] grey) {
            byte[] b = new byte[grey.length];
            for (int i = 0; i < b.length; i++) {
                b[i] = (byte) Math.round(255 * grey[i]);
            }
            return Base64.getEncoder().encodeToString(b);
        }

        private static float[] grey(@Nullable Object base64) {
            byte[] b = Base64.getDecoder().decode((String) Objects.requireNonNull(base64));
            float[] grey = new float[b.length];
            for (int i = 0; i < b.length; i++) {
                grey[i] = (b[i] & 0xff) / 255f;
            }
            return grey;
        }
    }

    /** All seeds of an encoder with one latent dimension. */
    private record Cell(Encoder encoder, int latent, int parameters, List<Run> runs) {

        double[][] bounds() {
            return runs.stream().map(Run::bounds).toArray(double[][]::new);
        }

        double[][] elbos() {
            return runs.stream().map(Run::elbos).toArray(double[][]::new);
        }

        double seconds() {
            return runs.stream().mapToDouble(Run::seconds).average().orElse(Double.NaN);
        }

        double boundError() {
            return runs.stream()
                    .mapToDouble(r -> Statistics.standardError(r.bounds()))
                    .average()
                    .orElse(Double.NaN);
        }

        static double mean(double[][] values) {
            return Arrays.stream(values).mapToDouble(Statistics::mean).average().orElse(Double.NaN);
        }
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        Integer asked = lab.settings().rows();
        int rows = asked != null ? asked : lab.quick() ? QUICK_ROWS : Integer.MAX_VALUE;
        ImageSplit images = ImageSplit.read(lab.requiredSource(), lab.seed())
                .first(rows, lab.quick() ? QUICK_TEST_ROWS : TEST_ROWS);
        float[] train = ImageSplit.binary(images.train());
        float[] test = ImageSplit.binary(images.test());
        List<Cell> cells = new ArrayList<>();
        for (int latent : LATENT) {
            for (Encoder e : ENCODERS) {
                cells.add(cell(lab, e, latent, train, test, images.side(1)));
            }
        }
        figures(lab, images, test, cells);
        return new Outcome(
                "Does an encoder that is a conditional classifier weighted mixture explain images better than a Gaussian one?",
                String.format(
                        Locale.ROOT,
                        "%s: %,d images of %d x %d pixels to fit, %,d other images to score; %d %s, %d epochs, %d %s.",
                        images.name(),
                        images.train().count(),
                        images.side(1),
                        images.side(1),
                        images.test().count(),
                        seeds(lab),
                        seeds(lab) == 1 ? "seed" : "seeds",
                        epochs(lab),
                        lab.threads(),
                        lab.threads() == 1 ? "thread" : "threads"),
                conclusions(cells),
                table(cells),
                List.of(
                        new Figure(
                                "reconstructions.png",
                                "Held-out images and their reconstructions",
                                "Held-out images, and pixel probabilities at one draw of each encoder.",
                                true),
                        new Figure(
                                "samples.png",
                                "Images drawn from the decoders",
                                "Pixel probabilities at draws of the prior N(0, I).",
                                true)),
                notes());
    }

    private static int seeds(Lab lab) {
        return lab.quick() ? 1 : SEEDS;
    }

    private static int epochs(Lab lab) {
        return lab.quick() ? QUICK_EPOCHS : EPOCHS;
    }

    private static Cell cell(Lab lab, Encoder e, int latent, float[] train, float[] test, int side) throws IOException {
        VaeArchitecture a = e.architecture(side * side, latent);
        List<Run> runs = new ArrayList<>();
        for (int s = 0; s < seeds(lab); s++) {
            VaeOptions options = VaeOptions.defaults()
                    .withEstimator(e.options(), e.draws())
                    .withEpochs(epochs(lab))
                    .withSeed(lab.seed() + s);
            String fingerprint = "1 " + Arrays.hashCode(train) + " " + Arrays.hashCode(test) + " " + a + " " + options
                    + " " + SAMPLES;
            String id = "vae-d" + latent + "-" + e.label().replaceAll("[^A-Za-z0-9]+", "-") + "-" + options.seed();
            String stage = e.label() + ", D = " + latent + ", seed " + options.seed();
            Consumer<VariationalAutoencoder.Progress> news = p -> lab.cells()
                    .listener()
                    .progress(new FitProgress(stage, (double) p.epoch() / options.epochs(), Double.NaN, elbo(p)));
            runs.add(Run.of(lab.cells()
                    .keep(id, fingerprint, () -> fit(a, train, test, options.withThreads(lab.threads()), news))));
        }
        return new Cell(e, latent, a.layout().size(), runs);
    }

    private static String elbo(VariationalAutoencoder.Progress p) {
        return String.format(Locale.ROOT, "ELBO %.2f", p.elbo());
    }

    private static Map<String, Object> fit(
            VaeArchitecture a,
            float[] train,
            float[] test,
            VaeOptions options,
            Consumer<VariationalAutoencoder.Progress> news) {
        long start = System.nanoTime();
        VariationalAutoencoder vae = VariationalAutoencoder.fit(a, train, options, news);
        double seconds = (System.nanoTime() - start) * 1e-9;
        VaeScore score = vae.score(test, SAMPLES, options.seed(), options.threads());
        int n = Math.min(SHOWN * SHOWN, test.length / a.pixels());
        float[] some = Arrays.copyOf(test, n * a.pixels());
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("seconds", seconds);
        o.put("elbos", Arrays.stream(score.elbos()).boxed().toList());
        o.put("bounds", Arrays.stream(score.bounds()).boxed().toList());
        o.put("reconstructions", Run.bytes(vae.reconstruct(some, options.seed(), options.threads())));
        o.put("samples", Run.bytes(vae.sample(n, options.seed(), options.threads())));
        return o;
    }

    private static Cell gaussian(List<Cell> cells, int latent) {
        return cells.stream().filter(c -> c.latent() == latent).findFirst().orElseThrow();
    }

    private static ResultTable table(List<Cell> cells) {
        ResultTable table = new ResultTable();
        for (Cell c : cells) {
            Cell g = gaussian(cells, c.latent());
            PairedDifference d = PairedDifference.of(c.bounds(), g.bounds());
            table.add(new ResultTable.Row()
                    .text("encoder", "encoder", c.encoder().label())
                    .count("latent", "D", c.latent())
                    .count("parameters", "parameters", c.parameters())
                    .number("elbo", "ELBO, nats", Cell.mean(c.elbos()), "%.2f")
                    .number("bound", "IW bound, nats", Cell.mean(c.bounds()), "%.2f")
                    .number("boundError", "\u00b1", c.boundError(), "%.2f")
                    .number("gap", "bound less ELBO, nats", Cell.mean(c.bounds()) - Cell.mean(c.elbos()), "%.2f")
                    .number(
                            "gain",
                            "bound over Gaussian, nats",
                            c.encoder().equals(g.encoder()) ? Double.NaN : d.mean(),
                            "%+.2f")
                    .number("gainError", "\u00b1 ", c.encoder().equals(g.encoder()) ? Double.NaN : d.error(), "%.2f")
                    .number("seconds", "seconds", c.seconds(), "%.1f"));
        }
        return table;
    }

    private static List<String> conclusions(List<Cell> cells) {
        List<String> out = new ArrayList<>();
        for (Cell c : cells) {
            Cell g = gaussian(cells, c.latent());
            if (c.encoder().equals(g.encoder())) {
                continue;
            }
            PairedDifference bound = PairedDifference.of(c.bounds(), g.bounds());
            PairedDifference elbo = PairedDifference.of(c.elbos(), g.elbos());
            out.add(String.format(
                    Locale.ROOT,
                    "%s, D = %d: ELBO %+.2f \u00b1 %.2f, importance-weighted bound %+.2f \u00b1 %.2f nats an image against the"
                            + " Gaussian encoder, in %.1f times its time.",
                    c.encoder().label(),
                    c.latent(),
                    elbo.mean(),
                    elbo.error(),
                    bound.mean(),
                    bound.error(),
                    c.seconds() / g.seconds()));
        }
        return out;
    }

    private static List<String> notes() {
        return List.of(
                "Pixels are on from level " + ImageSplit.THRESHOLD
                        + " of 255 on (a threshold, no chance). Encoder and decoder have one" + " hidden layer of "
                        + HIDDEN + " SiLU units; Adam, highest rate 0.002, batches of 128.",
                "The importance-weighted bound is the mean over held-out images of log of the mean of p(x, z) / q(z | x) over "
                        + SAMPLES
                        + " draws of q; \u00b1 is its standard error over images. The bound less the ELBO estimates how"
                        + " far q is from the posterior.",
                "Seconds are of this machine and of what else it did meanwhile; the first fits contain the start of the program.",
                "Differences are paired by image and by seed: their standard errors count images and, with several seeds, fits.",
                "Mixtures sum over all components in path form at one base point an image; \u201c2 of 10\u201d draws two"
                        + " components without replacement at each of two base points.");
    }

    private static void figures(Lab lab, ImageSplit images, float[] test, List<Cell> cells) throws IOException {
        int side = images.side(1);
        int n = Math.min(SHOWN * SHOWN, images.test().count());
        float[] some = Arrays.copyOf(test, n * side * side);
        Sheet reconstructions = new Sheet("Reconstructions", images.name(), COLUMNS, 370, 395);
        Sheet samples = new Sheet("Samples", images.name(), COLUMNS, 370, 395);
        for (int latent : LATENT) {
            reconstructions.add(new Mosaic("Held-out images", rows(some, n), side, SHOWN));
            samples.add(new Mosaic("Held-out images", rows(some, n), side, SHOWN));
            for (Cell c : cells) {
                if (c.latent() == latent) {
                    String label = c.encoder().label() + ", D = " + latent;
                    Run r = c.runs().get(0);
                    reconstructions.add(new Mosaic(label, rows(r.reconstructions(), n), side, SHOWN));
                    samples.add(new Mosaic(label, rows(r.samples(), n), side, SHOWN));
                }
            }
        }
        lab.picture("reconstructions.png", reconstructions);
        lab.picture("samples.png", samples);
    }

    private static List<double[]> rows(float[] images, int n) {
        int pixels = images.length / n;
        List<double[]> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] v = new double[pixels];
            for (int p = 0; p < pixels; p++) {
                v[p] = images[i * pixels + p];
            }
            out.add(v);
        }
        return out;
    }
}
