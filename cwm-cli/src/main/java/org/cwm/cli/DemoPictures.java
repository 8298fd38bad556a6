package org.cwm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cwm.cli.charts.ColourScale;
import org.cwm.cli.charts.Curves;
import org.cwm.cli.charts.Frame;
import org.cwm.cli.charts.Grid;
import org.cwm.cli.charts.HeatMap;
import org.cwm.cli.charts.Range;
import org.cwm.cli.charts.Scatter;
import org.cwm.cli.charts.Sheet;
import org.cwm.fit.FitReport;
import org.cwm.fit.FittedModel;
import org.cwm.fit.HistoryPoint;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;

/** The pictures of the demonstration: a map of two columns in many views. */
final class DemoPictures {

    private static final int SHOWN_COMPONENTS = 6;
    private static final int OUTLINE = 120;

    private final FitReport report;
    private final Table data;
    private final Path folder;
    private final int threads;
    private final int cells;
    private final Range x;
    private final Range y;
    private final double aspect;

    /**
     * Prepares the pictures.
     *
     * @param report of the fit
     * @param data two columns, longitude and latitude
     * @param folder that the pictures go to
     * @param cells of a density's picture from left to right
     * @param threads number of threads
     */
    DemoPictures(FitReport report, Table data, Path folder, int cells, int threads) {
        this.report = report;
        this.data = data;
        this.folder = folder;
        this.cells = cells;
        this.threads = threads;
        x = Range.of(Plots.values(data.points(), 0), 0, 0.02);
        y = Range.of(Plots.values(data.points(), 1), 0, 0.03);
        // a degree of longitude is shorter than one of latitude
        aspect = x.length() / y.length() * Math.cos(Math.toRadians(y.at(0.5)));
    }

    private Frame frame(String title) {
        return new Frame(
                title, data.columns().get(0).name(), data.columns().get(1).name(), x, y, aspect);
    }

    /** Writes all pictures and says after each how far it is. */
    void write(java.util.function.DoubleConsumer progress) {
        Points draws = report.model().sample(data.points().rows(), RandomStream.of(1), threads);
        write("data.png", single(dots("Data", data.points())));
        write("samples.png", single(dots("Drawn from the model", draws)));
        progress.accept(0.1);
        Grid start = density(report.gaussianMixture());
        progress.accept(0.3);
        Grid end = density(report.model());
        progress.accept(0.7);
        ColourScale scale = ColourScale.ofDensities(start, end);
        HeatMap before = new HeatMap(frame("Gaussian mixture (start)"), start, scale, "density");
        HeatMap after = new HeatMap(frame("Classifier weighted mixture"), end, scale, "density");
        write("gaussian-mixture.png", single(before));
        write("cwm.png", single(after));
        write(
                "overview.png",
                new Sheet("", "", 2, 600, 370)
                        .add(dots("Data: " + Numbers.plural(data.points().rows(), "row"), data.points()))
                        .add(dots("As many draws from the model", draws))
                        .add(before)
                        .add(after));
        write("learning-curve.png", Sheet.of(learningCurve(), 1000, 400));
        progress.accept(0.9);
        write("weights.png", weights());
        progress.accept(1);
    }

    private void write(String file, Sheet sheet) {
        Outputs.write(folder.resolve(file), sheet::write);
    }

    private static Sheet single(org.cwm.cli.charts.Panel panel) {
        return Sheet.of(panel, 720, panel instanceof HeatMap ? 390 : 440);
    }

    private Scatter dots(String title, Points points) {
        return new Scatter(frame(title), points, 0, 1, points.rows() > 10_000 ? 1.1 : 2.2);
    }

    private Grid density(FittedModel model) {
        return Grid.ofDensity(model, x, y, cells, (int) Math.max(1, Math.round(cells / aspect)), threads);
    }

    private Curves learningCurve() {
        List<HistoryPoint> history = report.history();
        Curves curves =
                new Curves("Mean log-likelihood while the classifier learns", "passes over the data", "nats per row");
        if (history.isEmpty()) {
            return curves.level(
                    "Gaussian mixture, held-out rows",
                    new Range(0, 1),
                    report.validation().emStart());
        }
        double last = Math.max(1e-9, history.get(history.size() - 1).epoch());
        double[] at = history.stream().mapToDouble(HistoryPoint::epoch).toArray();
        double[] held = history.stream().mapToDouble(HistoryPoint::validation).toArray();
        curves.line("held-out rows", at, held);
        double[] trainAt = history.stream()
                .filter(h -> Double.isFinite(h.train()))
                .mapToDouble(HistoryPoint::epoch)
                .toArray();
        double[] train = history.stream()
                .mapToDouble(HistoryPoint::train)
                .filter(Double::isFinite)
                .toArray();
        if (train.length > 0) {
            curves.line("training batches", trainAt, train);
        }
        return curves.level(
                "Gaussian mixture, held-out rows",
                new Range(0, last),
                history.get(0).validation());
    }

    /** w_k over the plane for the components that are responsible for most rows, with their circle of 2 deviations. */
    private Sheet weights() {
        FittedModel model = report.model();
        int[] own = new int[data.points().rows()];
        model.logDensity(data.points(), new double[own.length], own, threads);
        int components = model.mixture().components();
        long[] count = new long[components];
        for (int k : own) {
            count[k]++;
        }
        int[] shown = IntStream.range(0, components)
                .boxed()
                .sorted((a, b) -> Long.compare(count[b], count[a]))
                .limit(SHOWN_COMPONENTS)
                .mapToInt(Integer::intValue)
                .toArray();
        Sheet sheet = new Sheet(
                "Weights of the " + shown.length + " busiest components",
                "Colour: the weight, between 0 and 1, that the classifier gives the component at each place. White: its"
                        + " Gaussian at two standard deviations.",
                3,
                420,
                400);
        for (int k : shown) {
            sheet.add(weights(model, k));
        }
        return sheet;
    }

    /** The weight of a component where it matters: within three deviations. */
    private HeatMap weights(FittedModel model, int k) {
        Points around = outline(model, k, 2.7);
        Range across = Range.of(Plots.values(around, 0), 0, 0);
        Range up = Range.of(Plots.values(around, 1), 0, 0);
        int side = Math.max(100, cells / 5);
        Grid empty = new Grid(across, up, side, side, new double[side * side]);
        Points centres = empty.centres();
        double[] w = new double[centres.rows()];
        double[] logWeights = new double[model.mixture().components()];
        Function<double[], double[]> toBase = toBase(model, k);
        double top = 1e-9;
        for (int i = 0; i < w.length; i++) {
            model.mixture().classifier().logWeights(toBase.apply(centres.row(i)), 0, logWeights);
            w[i] = Math.exp(logWeights[k]);
            top = Math.max(top, w[i]);
        }
        return new HeatMap(
                new Frame("Component " + k, "", "", across, up, 1),
                new Grid(across, up, side, side, w),
                ColourScale.linear(0, top),
                "weight",
                List.of(outline(model, k, 2)));
    }

    private static Function<double[], double[]> toBase(FittedModel model, int k) {
        int d = model.dimension();
        ClassifierWeightedMixture mixture = model.mixture();
        return row -> {
            double[] u = new double[d];
            double[] z = new double[d];
            model.schema().toModel(row, 0, u, 0);
            mixture.maps().toBase(k, u, 0, z, 0);
            return z;
        };
    }

    private static Points outline(FittedModel model, int k, double deviations) {
        double[] v = new double[2 * OUTLINE];
        double[] u = new double[2];
        for (int i = 0; i < OUTLINE; i++) {
            double a = 2 * Math.PI * i / OUTLINE;
            double[] z = {deviations * Math.cos(a), deviations * Math.sin(a)};
            model.mixture().maps().toData(k, z, 0, u, 0);
            model.schema().toData(u, 0, v, 2 * i);
        }
        return Points.of(OUTLINE, 2, v);
    }
}
