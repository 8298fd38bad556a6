package org.cwm.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cwm.cli.charts.Mosaic;
import org.cwm.cli.charts.Sheet;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.data.DataSource;
import org.cwm.data.Patches;
import org.cwm.fit.FitOptions;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;

/** Natural image patches in 63 dimensions: mixtures, flows, and what a classifier adds to either. */
final class PatchesExperiment implements Experiment {

    private static final int SIDE = 8;
    /** One picture in so many is held out. */
    private static final int HELD_OUT = 10;

    private static final int ROWS = 1_000_000;
    private static final int QUICK_ROWS = 60_000;
    /** Patches to score, of each picture that is held out. */
    private static final int TEST_ROWS = 2_500;

    private static final int QUICK_TEST_ROWS = 400;
    private static final Duration TIME = Duration.ofMinutes(30);
    private static final Duration QUICK_TIME = Duration.ofSeconds(30);
    /** Patches a side of a mosaic. */
    private static final int SHOWN = 10;
    /** Grey levels of patches lie within a fifth of the range: shown with so much contrast. */
    private static final double CONTRAST = 1.6;

    @Override
    public String name() {
        return "natural-patches";
    }

    @Override
    public String title() {
        return "Natural image patches";
    }

    @Override
    public Source source() {
        return Source.folder("a folder of at least " + HELD_OUT + " PNG or JPEG pictures", true);
    }

    @Override
    public List<String> models() {
        return PatchModel.all(false).stream().map(PatchModel::id).toList();
    }

    /** Patches with the held-out picture that each test row is of. */
    private record Data(TrialData trial, int[] picture, List<Path> heldOut, int pictures) {}

    @Override
    public Outcome run(Lab lab) throws IOException {
        Data data = data(lab);
        List<String> asked = lab.settings().models();
        List<PatchModel> models = PatchModel.all(lab.quick()).stream()
                .filter(m -> asked.isEmpty() || asked.contains(m.id()))
                .toList();
        Duration time =
                lab.settings().timeLimit() != null ? lab.settings().timeLimit() : lab.quick() ? QUICK_TIME : TIME;
        FitOptions shared = FitOptions.defaults()
                .withSeed(lab.seed())
                .withThreads(lab.threads())
                .withTimeLimit(time);
        List<CellResult> results = new ArrayList<>();
        for (PatchModel m : models) {
            results.add(lab.run(m.id(), m.label(), data.trial(), m.options(shared)));
        }
        lab.picture("patches.png", mosaics(lab, data, models));
        return new Outcome(
                "How well do mixtures, flows and classifier weighted mixtures predict small patches of pictures that they"
                        + " have not seen, and what does the classifier add in " + (SIDE * SIDE - 1) + " dimensions?",
                String.format(
                        Locale.ROOT,
                        "%s: %,d patches of %d pictures to fit, %,d patches of %d other pictures to score, within %d s a model"
                                + " with --threads %d. Log-likelihoods are means in nats a patch.",
                        data.trial().name(),
                        data.trial().train().points().rows(),
                        data.pictures() - data.heldOut().size(),
                        data.trial().test().points().rows(),
                        data.heldOut().size(),
                        time.toSeconds(),
                        lab.threads()),
                conclusions(lab, data, models, results),
                table(lab, data, models, results),
                List.of(new Figure(
                        "patches.png",
                        "Patches of held-out pictures beside patches drawn from each model",
                        "Patches of held-out pictures and as many draws from each model, without their mean, all with the"
                                + " same contrast.")),
                notes(data));
    }

    private static Data data(Lab lab) throws IOException {
        Path folder = lab.requiredSource();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> Files.isRegularFile(f) && DataSource.isPicture(f))
                    .sorted()
                    .toList();
        }
        if (files.size() < HELD_OUT) {
            throw new UnusableDataException(
                    "holds " + files.size() + " PNG or JPEG pictures: at least " + HELD_OUT + " are needed");
        }
        List<Path> train = new ArrayList<>();
        List<Path> test = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            (i % HELD_OUT == HELD_OUT / 2 ? test : train).add(files.get(i));
        }
        Integer asked = lab.settings().rows();
        int rows = asked != null ? asked : lab.quick() ? QUICK_ROWS : ROWS;
        RandomStream random = RandomStream.of(lab.seed());
        Points fitted = Patches.of(train).draw(rows, SIDE, random.split(1));
        int each = lab.quick() ? QUICK_TEST_ROWS : TEST_ROWS;
        int columns = SIDE * SIDE - 1;
        double[] values = new double[Math.multiplyExact(each * test.size(), columns)];
        int[] picture = new int[each * test.size()];
        for (int i = 0; i < test.size(); i++) {
            Points p = Patches.of(List.of(test.get(i)))
                    .draw(each, SIDE, random.split(2).split(i));
            System.arraycopy(p.values(), 0, values, i * each * columns, each * columns);
            java.util.Arrays.fill(picture, i * each, (i + 1) * each, i);
        }
        TrialData trial = new TrialData(
                String.valueOf(folder.getFileName()),
                table(fitted),
                table(Points.of(picture.length, columns, values)),
                null);
        return new Data(trial, picture, test, files.size());
    }

    private static Table table(Points points) {
        return Table.of(
                IntStream.range(0, points.columns()).mapToObj(i -> "p" + i).toList(), points);
    }

    private static ResultTable table(Lab lab, Data data, List<PatchModel> models, List<CellResult> results)
            throws IOException {
        ResultTable table = new ResultTable();
        for (int i = 0; i < models.size(); i++) {
            CellResult r = results.get(i);
            TestScores s = lab.cells().scores(r.id());
            boolean classified = models.get(i).classified();
            double[] gain = s.gain();
            table.add(new ResultTable.Row()
                    .text("model", "model", r.label())
                    .count("components", "K", r.components())
                    .count("parameters", "parameters", r.parameters())
                    .number("train", "fitted", r.train(), "%.2f")
                    .number("test", "held out", r.test(), "%.2f")
                    .number("rowError", "\u00b1 patches", r.testError(), "%.2f")
                    .number(
                            "pictureError",
                            "\u00b1 pictures",
                            Statistics.clusteredError(s.model(), data.picture()),
                            "%.2f")
                    .number("gain", "over its mixture", classified ? Statistics.mean(gain) : Double.NaN, "%+.3f")
                    .number(
                            "gainError",
                            "\u00b1",
                            classified ? Statistics.clusteredError(gain, data.picture()) : Double.NaN,
                            "%.3f")
                    .number("seconds", "seconds", r.seconds(), "%.0f"));
        }
        return table;
    }

    private static List<String> conclusions(Lab lab, Data data, List<PatchModel> models, List<CellResult> results)
            throws IOException {
        int best = 0;
        for (int i = 1; i < results.size(); i++) {
            best = results.get(i).test() > results.get(best).test() ? i : best;
        }
        List<String> out = new ArrayList<>();
        out.add(String.format(
                Locale.ROOT,
                "%s gives held-out pictures the highest likelihood, %.2f nats a patch.",
                results.get(best).label(),
                results.get(best).test()));
        double[] winner = lab.cells().scores(results.get(best).id()).model();
        for (int i = 0; i < results.size(); i++) {
            if (i != best) {
                double[] d = Statistics.difference(
                        winner, lab.cells().scores(results.get(i).id()).model());
                out.add(String.format(
                        Locale.ROOT,
                        "It is %.2f \u00b1 %.2f nats ahead of %s.",
                        Statistics.mean(d),
                        Statistics.clusteredError(d, data.picture()),
                        results.get(i).label()));
            }
        }
        for (int i = 0; i < results.size(); i++) {
            CellResult r = results.get(i);
            if (models.get(i).classified()) {
                double[] gain = lab.cells().scores(r.id()).gain();
                out.add(String.format(
                        Locale.ROOT,
                        "%s: training adds %+.3f \u00b1 %.3f nats to the mixture of %d components that it started from%s.",
                        r.label(),
                        Statistics.mean(gain),
                        Statistics.clusteredError(gain, data.picture()),
                        r.components(),
                        r.accepted() ? "" : "; it was not accepted"));
            }
        }
        int classified = index(models, PatchModel.CLASSIFIED_FLOWS);
        int constant = index(models, PatchModel.FLOWS_ALONE);
        if (classified >= 0 && constant >= 0) {
            double[] d = Statistics.difference(
                    lab.cells().scores(results.get(classified).id()).model(),
                    lab.cells().scores(results.get(constant).id()).model());
            out.add(String.format(
                    Locale.ROOT,
                    "Over the same flows under constant weights, trained as long, the classifier is worth %+.3f \u00b1 %.3f nats.",
                    Statistics.mean(d),
                    Statistics.clusteredError(d, data.picture())));
        }
        return out;
    }

    private static int index(List<PatchModel> models, String id) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> notes(Data data) {
        return List.of(
                "Patches of 8 x 8 grey pixels, made continuous by uniform noise and divided by 256, without their mean and"
                        + " without the last pixel, which the others determine: 63 columns. Drawn evenly over pictures and places.",
                "Held-out pictures: "
                        + data.heldOut().stream()
                                .map(f -> String.valueOf(f.getFileName()))
                                .collect(Collectors.joining(", "))
                        + ".",
                "\u00b1 patches takes patches as independent; \u00b1 pictures and the errors of all differences take only pictures"
                        + " as independent: patches of one picture resemble each other. Differences are paired patch by patch.",
                "Published on the test images of BSDS300: RealNVP 153.28, masked autoregressive flow 155.69, neural spline flow"
                        + " 157.54, the best 157.73. These are other pictures: the two sets of images differ by about 2 nats, so that"
                        + " figures of held-out training images must not be set against them.");
    }

    private static Sheet mosaics(Lab lab, Data data, List<PatchModel> models) throws IOException {
        int n = SHOWN * SHOWN;
        Points test = data.trial().test().points();
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = (int) ((long) i * test.rows() / n);
        }
        Sheet sheet = new Sheet("Natural patches", data.trial().name(), 4, 270, 300);
        sheet.add(new Mosaic("Held-out pictures", patches(test.select(rows)), SIDE, SHOWN));
        for (PatchModel m : models) {
            Points drawn =
                    lab.model(m.id()).sample(n, RandomStream.of(lab.seed()).split(3), lab.threads());
            sheet.add(new Mosaic(m.label(), patches(drawn), SIDE, SHOWN));
        }
        return sheet;
    }

    /** All pixels, the last one from the zero mean, around a middle grey. */
    static List<double[]> patches(Points rows) {
        List<double[]> out = new ArrayList<>();
        for (int i = 0; i < rows.rows(); i++) {
            double[] image = new double[rows.columns() + 1];
            double sum = 0;
            for (int j = 0; j < rows.columns(); j++) {
                sum += rows.get(i, j);
                image[j] = 0.5 + CONTRAST * rows.get(i, j);
            }
            image[rows.columns()] = 0.5 - CONTRAST * sum;
            out.add(image);
        }
        return out;
    }
}
