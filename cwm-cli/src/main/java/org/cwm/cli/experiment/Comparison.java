package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.FitOptions;
import org.cwm.fit.ModelPreset;

/** Systems side by side on the same rows, with the same budget and the same rule that chooses the iterate. */
public final class Comparison implements Experiment {

    private final List<ModelPreset> models;
    private final int seeds;
    private final FitOptions options;

    /**
     * A comparison.
     *
     * @param models the systems, no two the same
     * @param seeds number of fits of each system; their seeds follow that of the options
     * @param options budget and whatever else all share
     */
    public Comparison(List<ModelPreset> models, int seeds, FitOptions options) {
        this.models = List.copyOf(models);
        this.seeds = seeds;
        this.options = options;
    }

    @Override
    public String name() {
        return "compare";
    }

    @Override
    public String title() {
        return "Models side by side";
    }

    /** A system with its fits, one a seed, and how far the best is ahead of it. */
    private record Line(ModelPreset model, List<CellResult> cells, double rank, PairedDifference behind) {

        double[] of(java.util.function.ToDoubleFunction<CellResult> value) {
            return cells.stream().mapToDouble(value).toArray();
        }

        double test() {
            return Statistics.mean(of(CellResult::test));
        }
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        TrialData data = lab.rows();
        CellResult[][] all = new CellResult[models.size()][seeds];
        // seed by seed, so that a run that is stopped has compared all systems at the first seeds
        for (int s = 0; s < seeds; s++) {
            long seed = options.seed() + s;
            for (int i = 0; i < all.length; i++) {
                ModelPreset m = models.get(i);
                all[i][s] =
                        lab.run(m.id() + "-" + seed, m.title(), data, m.apply(data.train(), options.withSeed(seed)));
            }
        }
        List<Line> lines = lines(lab, all);
        ResultTable table = table(data, lines);
        List<Figure> figures = new ArrayList<>();
        if (data.train().columns().size() == 2 && lab.folder() != null) {
            Pictures pictures = new Pictures(data, lab.threads());
            for (Line l : lines) {
                pictures.add(l.model().title(), lab.model(l.cells().get(0).id()));
            }
            lab.picture("densities.png", pictures.sheet("Densities side by side"));
            figures.add(new Figure(
                    "densities.png", "Densities of all models", "The first seed's densities in the same colours."));
        }
        return new Outcome(
                "Which system gives rows that it has not seen the highest density?",
                data.setting(),
                conclusions(lines),
                table,
                figures,
                List.of(
                        "All systems get the same rows, the same held-out part of them, the same budget, optimiser and rule"
                                + " that chooses the iterate; test rows are seen by no fit. \u00b1 seeds: standard error of the mean over"
                                + " " + seeds
                                + " seeds. \u00b1 rows: standard error of one fit's mean over the test rows. Behind best:"
                                + " mean difference to the first system, row by row and seed by seed; \u00b1 paired: its standard"
                                + " error over rows and seeds, much smaller because rows that are unlikely under one system"
                                + " are unlikely under the others. Differences below two of it are told as none."));
    }

    /** The systems, the best one first. */
    private List<Line> lines(Lab lab, CellResult[][] all) throws IOException {
        double[][][] scores = new double[all.length][seeds][];
        double[] mean = new double[all.length];
        int best = 0;
        for (int i = 0; i < all.length; i++) {
            for (int s = 0; s < seeds; s++) {
                scores[i][s] = lab.cells().scores(all[i][s].id()).model();
            }
            mean[i] = Statistics.mean(
                    Arrays.stream(all[i]).mapToDouble(CellResult::test).toArray());
            best = mean[i] > mean[best] ? i : best;
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            lines.add(new Line(
                    models.get(i), List.of(all[i]), meanRank(all, i), PairedDifference.of(scores[best], scores[i])));
        }
        lines.sort(Comparator.comparingDouble(Line::test).reversed());
        return lines;
    }

    /** Mean over the seeds of one plus the number of systems that score more. */
    private static double meanRank(CellResult[][] all, int i) {
        double sum = 0;
        for (int s = 0; s < all[i].length; s++) {
            int rank = 1;
            for (CellResult[] other : all) {
                rank += other[s].test() > all[i][s].test() ? 1 : 0;
            }
            sum += rank;
        }
        return sum / all[i].length;
    }

    private static ResultTable table(TrialData data, List<Line> lines) {
        ResultTable table = new ResultTable();
        for (Line l : lines) {
            CellResult first = l.cells().get(0);
            double[] test = l.of(CellResult::test);
            ResultTable.Row row = new ResultTable.Row()
                    .text("model", "model", l.model().title())
                    .count("components", "K", first.components())
                    .count("parameters", "parameters", first.parameters())
                    .number("train", "train", Statistics.mean(l.of(CellResult::train)), "%.4f")
                    .number("test", "test", l.test(), "%.4f")
                    .number("seedError", "\u00b1 seeds", Statistics.standardError(test), "%.4f")
                    .number("rowError", "\u00b1 rows", first.testError(), "%.4f")
                    .number("behind", "behind best", l.behind().mean(), "%.4f")
                    .number("behindError", "\u00b1 paired", l.behind().error(), "%.4f")
                    .detail("behindBest", l.behind().json());
            if (data.truth() != null) {
                row.number("excess", "excess", Statistics.mean(l.of(CellResult::excess)), "%.4f")
                        .number("excessError", "\u00b1", first.excessError(), "%.4f");
            }
            table.add(row.number("seconds", "seconds", Statistics.mean(l.of(CellResult::seconds)), "%.1f")
                    .number("rank", "mean rank", l.rank(), "%.1f"));
        }
        return table;
    }

    private static List<String> conclusions(List<Line> lines) {
        String best = lines.get(0).model().title();
        return lines.subList(1, lines.size()).stream()
                .map(l -> l.behind().sentence(best, l.model().title()))
                .toList();
    }
}
