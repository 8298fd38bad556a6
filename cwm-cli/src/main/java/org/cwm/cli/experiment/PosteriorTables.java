package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cwm.cli.charts.DotPlot;
import org.cwm.cli.charts.Range;
import org.cwm.cli.charts.Sheet;

/** From the scores of fits to a table, a picture and sentences. */
final class PosteriorTables {

    /** Three standard errors of what 10,000 reference and 20,000 model draws know. */
    private static final double NOISE = 3 * Math.sqrt(1e-4 + 5e-5);

    private static final double MOST_MEAN_ERROR = 0.05 + NOISE;
    private static final double MOST_DEVIATION_ERROR = 0.1 + NOISE;
    private static final Range GAPS = new Range(1e-5, 100);

    private final ResultTable table = new ResultTable();
    private final List<String> failures = new ArrayList<>();
    private final List<double[]> gaps = new ArrayList<>();
    private final DotPlot plot = new DotPlot(
            "",
            "gap to log Z, nats",
            Arrays.stream(PosteriorMethod.values()).map(PosteriorMethod::label).toList(),
            GAPS);
    private int fits;
    private int trusted;
    private final List<String> wrong = new ArrayList<>();

    ResultTable table() {
        return table;
    }

    /** Means and standard deviations to compare with. */
    private record Reference(String kind, double[] mean, double[] deviation) {}

    private static Reference reference(PosteriorTarget t, List<List<PosteriorScores>> byMethod) {
        if (t.mean().length > 0) {
            return new Reference(Double.isNaN(t.logEvidence()) ? "draws" : "formula", t.mean(), t.deviation());
        }
        PosteriorScores best = byMethod.stream()
                .flatMap(List::stream)
                .filter(s -> !s.failed())
                .max(Comparator.comparingDouble(s -> s.number("effectiveShare")))
                .orElse(null);
        return best == null
                ? new Reference("none", new double[0], new double[0])
                : new Reference("weights", best.weightedMean(), best.weightedDeviation());
    }

    private static double meanError(PosteriorScores s, Reference r) {
        double worst = s.failed() ? Double.NaN : 0;
        for (int j = 0; j < s.modelMean().length; j++) {
            worst = Math.max(worst, Math.abs(s.modelMean()[j] - r.mean[j]) / r.deviation[j]);
        }
        return worst;
    }

    private static double deviationError(PosteriorScores s, Reference r) {
        double worst = s.failed() ? Double.NaN : 0;
        for (int j = 0; j < s.modelDeviation().length; j++) {
            worst = Math.max(worst, Math.abs(s.modelDeviation()[j] / r.deviation[j] - 1));
        }
        return worst;
    }

    private static double gap(PosteriorTarget t, PosteriorScores s) {
        return (Double.isNaN(t.logEvidence()) ? s.number("logEvidence") : t.logEvidence()) - s.number("elbo");
    }

    private static double mean(List<PosteriorScores> scores, ToDoubleFunction<PosteriorScores> value) {
        return Statistics.mean(scores.stream().mapToDouble(value).toArray());
    }

    private static double worst(List<PosteriorScores> scores, ToDoubleFunction<PosteriorScores> value) {
        return scores.stream().mapToDouble(value).max().orElse(Double.NaN);
    }

    void add(PosteriorTarget t, List<List<PosteriorScores>> byMethod) {
        Reference r = reference(t, byMethod);
        double[] line = new double[byMethod.size()];
        boolean[] filled = new boolean[byMethod.size()];
        for (PosteriorMethod m : PosteriorMethod.values()) {
            List<PosteriorScores> scores = byMethod.get(m.ordinal());
            long trustedHere = scores.stream().filter(PosteriorScores::trusted).count();
            line[m.ordinal()] = mean(scores, s -> gap(t, s));
            filled[m.ordinal()] = trustedHere == scores.size();
            fits += scores.size();
            trusted += (int) trustedHere;
            for (PosteriorScores s : scores) {
                if (s.failed()) {
                    failures.add(t.id() + ", " + m.label() + ": " + s.failure());
                } else if (s.trusted()
                        && (meanError(s, r) > MOST_MEAN_ERROR || deviationError(s, r) > MOST_DEVIATION_ERROR)) {
                    wrong.add(t.id() + ", " + m.label());
                }
            }
            table.add(new ResultTable.Row()
                    .text("target", "target", t.id())
                    .count("dimension", "D", t.target().dimension())
                    .text("fit", "fit", m.label())
                    .number("components", "K", mean(scores, s -> s.number("components")), "%.0f")
                    .number("gap", "gap", line[m.ordinal()], "%.4f")
                    .number("gapError", "\u00b1", mean(scores, s -> s.number("elboError")), "%.4f")
                    .number(
                            "evidenceError",
                            "evidence",
                            worst(scores, s -> Math.abs(s.number("logEvidence") - t.logEvidence())),
                            "%.4f")
                    .number("meanError", "mean", worst(scores, s -> meanError(s, r)), "%.3f")
                    .number("deviationError", "sd", worst(scores, s -> deviationError(s, r)), "%.3f")
                    .text("reference", "reference", r.kind)
                    .number("paretoK", "k-hat", worst(scores, s -> s.number("paretoK")), "%.2f")
                    .number("uncoveredMass", "uncovered", worst(scores, s -> s.number("uncoveredMass")), "%.4f")
                    .text("trusted", "trusted", trustedHere + "/" + scores.size())
                    .number("evaluations", "evaluations", mean(scores, s -> s.number("evaluations")), "%,.0f")
                    .number("seconds", "seconds", mean(scores, s -> s.number("seconds")), "%.1f"));
        }
        gaps.add(line);
        plot.add(t.id(), line, filled);
    }

    List<String> conclusions() {
        List<String> out = new ArrayList<>();
        out.add(String.format(
                Locale.ROOT,
                "%d of %d fits are trusted. Wrong and trusted: %s.",
                trusted,
                fits,
                wrong.isEmpty() ? "none" : String.join("; ", wrong)));
        int[] ahead = new int[PosteriorMethod.values().length];
        for (double[] line : gaps) {
            int best = 0;
            for (int m = 1; m < line.length; m++) {
                best = line[m] < line[best] || Double.isNaN(line[best]) ? m : best;
            }
            ahead[best]++;
        }
        StringBuilder counts = new StringBuilder();
        for (PosteriorMethod m : PosteriorMethod.values()) {
            counts.append(m.ordinal() == 0 ? "" : ", ")
                    .append(m.label())
                    .append(' ')
                    .append(ahead[m.ordinal()]);
        }
        out.add("Targets with the least gap: " + counts + ".");
        double[] ratios = gaps.stream()
                .filter(g -> g[0] > 1e-4 && g[1] > 1e-4)
                .mapToDouble(g -> g[1] / g[0])
                .sorted()
                .toArray();
        if (ratios.length > 0) {
            out.add(String.format(
                    Locale.ROOT,
                    "The Gaussian mixture's gap is %.2g to %.2g times that of the CWM, median %.2g, over the %d targets where"
                            + " both exceed 0.0001 nats.",
                    ratios[0],
                    ratios[ratios.length - 1],
                    ratios[ratios.length / 2],
                    ratios.length));
        }
        failures.forEach(f -> out.add("Failed: " + f + "."));
        return out;
    }

    Sheet gaps() {
        return new Sheet("Gap to log Z by target", "Hollow: not every fit is trusted", 1, 900, 120 + 44 * gaps.size())
                .add(plot);
    }
}
