package org.cwm.cli.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.cli.charts.Curves;
import org.cwm.cli.charts.Mosaic;
import org.cwm.cli.charts.Sheet;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.data.IdxImages;
import org.cwm.fit.BaseSpec;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.FitOptions;
import org.cwm.fit.MapSpec;
import org.cwm.fit.ModelPreset;
import org.cwm.map.FlowArchitecture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** The same images at three resolutions: what mixtures, classifiers and flows are worth as the dimension grows. */
final class DimensionExperiment implements Experiment {

    private static final int[] BLOCKS = {4, 2, 1};
    private static final int[] COMPONENTS = {5, 20, 50};
    private static final int[] QUICK_COMPONENTS = {5, 20};
    private static final int QUICK_ROWS = 3_000;
    private static final int QUICK_TEST_ROWS = 500;
    private static final Duration TIME = Duration.ofMinutes(3);
    private static final Duration QUICK_TIME = Duration.ofSeconds(8);
    /** Fits whose training is watched at the lowest resolution. */
    private static final int SEEDS = 3;
    /** Components of the classifier weighted mixtures that are watched. */
    private static final int WATCHED = 20;
    /** Flows under a classifier. */
    private static final int FLOWS = 5;
    /** From so many pixels on covariances are diagonal: a full one has more numbers than there are images. */
    private static final int DIAGONAL_FROM = 400;
    /** Images a side of a mosaic. */
    private static final int SHOWN = 8;

    private static final double HELD_OUT = 0.1;

    @Override
    public String name() {
        return "dimension";
    }

    @Override
    public String title() {
        return "Images at growing resolution";
    }

    @Override
    public Source source() {
        return Source.folderOrFile(
                "an IDX file of images, or a folder with one (or with a train- and a t10k- file)", true);
    }

    /** One fit at one resolution. */
    private record Cell(
            int side, ModelPreset model, int components, boolean full, CellResult result, double gainError) {

        double bits() {
            return IdxImages.bitsPerDimension(result.test(), side * side);
        }

        double error() {
            return result.testError() / (side * side * Math.log(2));
        }

        double trainBits() {
            return IdxImages.bitsPerDimension(result.train(), side * side);
        }

        String label() {
            return model.title() + (model.flows() && components == 1 ? "" : ", K = " + components);
        }
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        ImageSplit images = ImageSplit.read(lab.requiredSource(), lab.seed());
        Integer asked = lab.settings().rows();
        int rows = asked != null ? asked : lab.quick() ? QUICK_ROWS : Integer.MAX_VALUE;
        images = images.first(rows, lab.quick() ? QUICK_TEST_ROWS : Integer.MAX_VALUE);
        List<Integer> blocks = images.blocks(BLOCKS);
        List<Cell> cells = new ArrayList<>();
        List<Cell> watched = new ArrayList<>();
        for (int block : blocks) {
            TrialData data = images.trial(block, lab.seed());
            resolution(lab, data, images.side(block), lab.seed(), cells);
            if (block == blocks.get(0)) {
                watch(lab, data, images.side(block), cells, watched);
            }
        }
        figures(lab, images, blocks, cells);
        return new Outcome(
                "What becomes of mixtures, classifiers and flows as the dimension grows: the same images at "
                        + sides(images, blocks) + " pixels?",
                String.format(
                        Locale.ROOT,
                        "%s: %,d images to fit, %,d other images to score, at most %d s a fit with --threads %d.",
                        images.name(),
                        images.train().count(),
                        images.test().count(),
                        time(lab).toSeconds(),
                        lab.threads()),
                conclusions(cells, watched),
                table(cells),
                List.of(new Outcome.Section("stability", "Stability of training", stability(watched))),
                List.of(
                        new Figure(
                                "resolution.png",
                                "Bits per dimension against resolution and against components",
                                "Bits per dimension of held-out images, the best K of each model, and of each K of the CWM."),
                        new Figure(
                                "samples.png",
                                "Images drawn from the models",
                                "Held-out images and draws, the best K of each model.")),
                notes());
    }

    private static String sides(ImageSplit images, List<Integer> blocks) {
        return String.join(
                ", ",
                blocks.stream()
                        .map(b -> images.side(b) + " x " + images.side(b))
                        .toList());
    }

    private static Duration time(Lab lab) {
        Duration asked = lab.settings().timeLimit();
        return asked != null ? asked : lab.quick() ? QUICK_TIME : TIME;
    }

    private static FitOptions options(Lab lab, long seed) {
        return FitOptions.defaults()
                .withSeed(seed)
                .withThreads(lab.threads())
                .withTimeLimit(time(lab))
                .withValidationFraction(HELD_OUT)
                .withBase(BaseSpec.normal())
                // levels have noise of their own, as wide as a level; more would blur the pixels that are 0
                .withJitter(0.0);
    }

    /** All models at one resolution. */
    private static void resolution(Lab lab, TrialData data, int side, long seed, List<Cell> cells) throws IOException {
        boolean full = side * side < DIAGONAL_FROM;
        for (int k : lab.quick() ? QUICK_COMPONENTS : COMPONENTS) {
            for (ModelPreset m : List.of(ModelPreset.GMM, ModelPreset.CWM)) {
                cells.add(fit(lab, data, side, m, k, seed));
            }
        }
        if (full || !lab.quick()) {
            cells.add(fit(lab, data, side, ModelPreset.NSF, 1, seed));
            cells.add(fit(lab, data, side, ModelPreset.CWM_NSF, FLOWS, seed));
        }
    }

    /** Further seeds at the lowest resolution. */
    private static void watch(Lab lab, TrialData data, int side, List<Cell> cells, List<Cell> watched)
            throws IOException {
        for (Cell c : cells) {
            boolean trained = c.model() != ModelPreset.GMM && (c.model().flows() || c.components() == WATCHED);
            for (int s = 0; trained && s < SEEDS; s++) {
                watched.add(s == 0 ? c : fit(lab, data, side, c.model(), c.components(), lab.seed() + s));
            }
        }
    }

    private static Cell fit(Lab lab, TrialData data, int side, ModelPreset model, int k, long seed) throws IOException {
        FitOptions o = options(lab, seed).withComponents(k);
        boolean full = model.flows() || side * side < DIAGONAL_FROM;
        if (model.flows()) {
            int width = lab.quick() ? 32 : 64;
            o = o.withMaps(new MapSpec.Flow(
                    new FlowArchitecture.Spline(8, 5),
                    model == ModelPreset.NSF ? 6 : 2,
                    new int[] {width, width},
                    org.cwm.kernel.Activation.SILU,
                    1,
                    side * side < DIAGONAL_FROM ? FlowArchitecture.Mixing.LINEAR : FlowArchitecture.Mixing.NONE));
        } else {
            o = o.withCovariance(full ? CovarianceType.FULL : CovarianceType.DIAGONAL);
        }
        String id = model.id() + "-" + side + "-k" + k + "-" + seed;
        CellResult r = lab.run(id, model.title(), data, model.apply(data.train(), o));
        double gainError = Statistics.standardError(lab.cells().scores(id).gain());
        return new Cell(side, model, k, full, r, gainError);
    }

    private static ResultTable table(List<Cell> cells) {
        ResultTable table = new ResultTable();
        for (Cell c : cells) {
            table.add(new ResultTable.Row()
                    .text("model", "model", c.model().title())
                    .text("resolution", "pixels", c.side() + " x " + c.side())
                    .count("components", "K", c.components())
                    .text("covariance", "covariance", c.full() ? "full" : "diagonal")
                    .count("parameters", "parameters", c.result().parameters())
                    .number("trainBits", "fitted", c.trainBits(), "%.3f")
                    .number("bits", "bits per dimension", c.bits(), "%.3f")
                    .number("bitsError", "\u00b1", c.error(), "%.3f")
                    .number(
                            "gain",
                            "nats over its start",
                            c.model() == ModelPreset.GMM
                                    ? Double.NaN
                                    : c.result().test() - c.result().start(),
                            "%+.2f")
                    .number("gainError", "\u00b1 ", c.model() == ModelPreset.GMM ? Double.NaN : c.gainError(), "%.2f")
                    .number("seconds", "seconds", c.result().seconds(), "%.0f"));
        }
        return table;
    }

    private static ResultTable stability(List<Cell> watched) {
        ResultTable table = new ResultTable();
        for (Cell c : watched) {
            CellResult r = c.result();
            table.add(new ResultTable.Row()
                    .text("model", "model", c.label())
                    .count("seed", "seed", r.seed())
                    .text("accepted", "accepted", r.accepted() ? "yes" : "no")
                    .text(
                            "findings",
                            "failure signatures",
                            r.findings().isEmpty() ? "none" : String.join(", ", r.findings()))
                    .number("best", "best held-out nats", r.best(), "%.2f")
                    .number("last", "last held-out nats", r.last(), "%.2f")
                    .number("bits", "bits per dimension", c.bits(), "%.3f"));
        }
        return table;
    }

    /** The best fit of each model at each resolution. */
    private static Map<ModelPreset, Map<Integer, Cell>> best(List<Cell> cells) {
        Map<ModelPreset, Map<Integer, Cell>> out = new LinkedHashMap<>();
        for (Cell c : cells) {
            out.computeIfAbsent(c.model(), m -> new LinkedHashMap<>())
                    .merge(c.side(), c, (a, b) -> a.bits() <= b.bits() ? a : b);
        }
        return out;
    }

    private static List<String> conclusions(List<Cell> cells, List<Cell> watched) {
        List<String> out = new ArrayList<>();
        Map<ModelPreset, Map<Integer, Cell>> best = best(cells);
        Map<Integer, Cell> gmm = best.getOrDefault(ModelPreset.GMM, Map.of());
        Map<Integer, Cell> cwm = best.getOrDefault(ModelPreset.CWM, Map.of());
        for (Map.Entry<Integer, Cell> e : gmm.entrySet()) {
            List<Cell> here = best.values().stream()
                    .filter(m -> m.containsKey(e.getKey()))
                    .map(m -> m.get(e.getKey()))
                    .toList();
            Cell winner = here.stream()
                    .min((a, b) -> Double.compare(a.bits(), b.bits()))
                    .orElseThrow();
            Cell c = cwm.get(e.getKey());
            out.add(String.format(
                    Locale.ROOT,
                    "At %d x %d pixels the best is %s with %.3f bits per dimension%s. Under a classifier %s bits per dimension"
                            + " instead of %.3f (K = %d instead of %d).",
                    e.getKey(),
                    e.getKey(),
                    winner.label(),
                    winner.bits(),
                    winner.model() == ModelPreset.GMM || winner.result().accepted()
                            ? ""
                            : " (training gained nothing: it is the mixture that it started from)",
                    c == null ? "\u2013" : String.format(Locale.ROOT, "mixtures reach %.3f", c.bits()),
                    e.getValue().bits(),
                    c == null ? 0 : c.components(),
                    e.getValue().components()));
        }
        long raised =
                watched.stream().filter(c -> !c.result().findings().isEmpty()).count();
        long refused = watched.stream().filter(c -> !c.result().accepted()).count();
        double fall = watched.stream()
                .mapToDouble(c -> c.result().best() - c.result().last())
                .filter(d -> !Double.isNaN(d))
                .max()
                .orElse(Double.NaN);
        out.add(String.format(
                Locale.ROOT,
                "Of %d fits at the lowest resolution %d raised a failure signature and %d were not accepted; held-out scores"
                        + " ended at most %.2f nats below their best.",
                watched.size(),
                raised,
                refused,
                fall));
        return out;
    }

    private static List<String> notes() {
        return List.of(
                "Pixels are means of square blocks, rounded to 256 levels, made continuous by uniform noise: bits per dimension"
                        + " bound those of the levels from above. Columns are bounded and go through a logit.",
                "Mixtures have full covariances below " + DIAGONAL_FROM
                        + " pixels and diagonal ones from there on: a full"
                        + " covariance of 784 pixels has 307,720 numbers, and a component sees a few hundred images. Flows"
                        + " start from full covariances.",
                "\u201cNats over its start\u201d is the mean gain on held-out images over the Gaussian mixture (for one flow: the"
                        + " Gaussian) that training started from; \u00b1 takes images as independent.",
                "Best and last held-out scores are of the tenth of the fitted images that training itself holds out, in model"
                        + " coordinates.");
    }

    private static void figures(Lab lab, ImageSplit images, List<Integer> blocks, List<Cell> cells) throws IOException {
        Sheet curves = new Sheet("", "", 2, 520, 400);
        Curves models = new Curves("Best of each model", "pixels a side", "bits per dimension");
        Map<ModelPreset, Map<Integer, Cell>> best = best(cells);
        best.forEach((m, bySide) -> models.line(
                m.title(),
                bySide.keySet().stream().mapToDouble(s -> s).toArray(),
                bySide.values().stream().mapToDouble(Cell::bits).toArray()));
        Curves components = new Curves("CWM", "components K", "bits per dimension");
        for (int block : blocks) {
            int side = images.side(block);
            List<Cell> line = cells.stream()
                    .filter(c -> c.model() == ModelPreset.CWM && c.side() == side)
                    .toList();
            components.line(
                    side + " x " + side,
                    line.stream().mapToDouble(Cell::components).toArray(),
                    line.stream().mapToDouble(Cell::bits).toArray());
        }
        lab.picture("resolution.png", curves.add(models).add(components));
        Sheet samples = new Sheet("Images and draws", images.name(), 1 + best.size(), 250, 280);
        for (int block : blocks) {
            int side = images.side(block);
            int n = Math.min(SHOWN * SHOWN, images.test().count());
            TrialData data = images.trial(block, lab.seed());
            int[] first = java.util.stream.IntStream.range(0, n).toArray();
            samples.add(new Mosaic(
                    side + " x " + side + ": images", rows(data.test().points().select(first)), side, SHOWN));
            for (Map<Integer, Cell> m : best.values()) {
                Cell c = m.get(side);
                if (c == null) {
                    samples.skip();
                    continue;
                }
                Points drawn = lab.model(c.result().id())
                        .sample(n, RandomStream.of(lab.seed()).split(3), lab.threads());
                samples.add(new Mosaic(c.label(), rows(drawn), side, SHOWN));
            }
        }
        lab.picture("samples.png", samples);
    }

    private static List<double[]> rows(Points points) {
        List<double[]> out = new ArrayList<>();
        for (int i = 0; i < points.rows(); i++) {
            out.add(points.row(i));
        }
        return out;
    }
}
