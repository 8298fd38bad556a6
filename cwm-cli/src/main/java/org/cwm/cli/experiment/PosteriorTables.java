package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    /** Below, gaps are noise. */
    private static final double LEAST_RATIO = 1e-4;

    private static final Range GAPS = new Range(1e-5, 100);

    private final ResultTable table = new ResultTable();
    private final List<String> failures = new ArrayList<>();
    private final List<Map<PosteriorMethod, Double>> gaps = new ArrayList<>();
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

    private static Reference reference(PosteriorTarget t, Map<PosteriorMethod, List<PosteriorScores>> byMethod) {
        if (t.mean().length > 0) {
            return new Reference(Double.isNaN(t.logEvidence()) ? "draws" : "formula", t.mean(), t.deviation());
        }
        PosteriorScores best = byMethod.values().stream()
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

    void add(PosteriorTarget t, Map<PosteriorMethod, List<PosteriorScores>> byMethod) {
        Reference r = reference(t, byMethod);
        Map<PosteriorMethod, Double> line = new EnumMap<>(PosteriorMethod.class);
        boolean[] filled = new boolean[byMethod.size()];
        int at = 0;
        for (Map.Entry<PosteriorMethod, List<PosteriorScores>> entry : byMethod.entrySet()) {
            PosteriorMethod m = entry.getKey();
            List<PosteriorScores> scores = entry.getValue();
            long trustedHere = scores.stream().filter(PosteriorScores::trusted).count();
            double gap = mean(scores, s -> gap(t, s));
            line.put(m, gap);
            filled[at++] = trustedHere == scores.size();
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
                    .number("gap", "gap", gap, "%.4f")
                    .number("gapError", "\u00b1", mean(scores, s -> s.number("elboError")), "%.4f")
                    .text("trusted", "trusted", trustedHere + "/" + scores.size())
                    .number(
                            "evidenceError",
                            "evidence",
                            worst(scores, s -> Math.abs(s.number("logEvidence") - t.logEvidence())),
                            "%.4f")
                    .number("meanError", "mean", worst(scores, s -> meanError(s, r)), "%.3f")
                    .number("deviationError", "sd", worst(scores, s -> deviationError(s, r)), "%.3f")
                    .number("paretoK", "k-hat", worst(scores, s -> s.number("paretoK")), "%.2f")
                    .number("uncoveredMass", "uncovered", worst(scores, s -> s.number("uncoveredMass")), "%.4f")
                    .number("evaluations", "evaluations", mean(scores, s -> s.number("evaluations")), "%,.0f")
                    .number("seconds", "seconds", mean(scores, s -> s.number("seconds")), "%.1f")
                    .text("reference", "reference", r.kind));
        }
        gaps.add(line);
        plot.add(t.id(), line.values().stream().mapToDouble(Double::doubleValue).toArray(), filled);
    }

    List<String> conclusions() {
        List<String> out = new ArrayList<>();
        out.add(String.format(
                Locale.ROOT,
                "%d of %d fits are trusted. Wrong and trusted: %s.",
                trusted,
                fits,
                wrong.isEmpty() ? "none" : String.join("; ", wrong)));
        Map<PosteriorMethod, Integer> ahead = new EnumMap<>(PosteriorMethod.class);
        List<Double> ratios = new ArrayList<>();
        for (Map<PosteriorMethod, Double> line : gaps) {
            line.entrySet().stream()
                    .filter(e -> !Double.isNaN(e.getValue()))
                    .min(Map.Entry.comparingByValue())
                    .ifPresent(e -> ahead.merge(e.getKey(), 1, Integer::sum));
            double cwm = line.getOrDefault(PosteriorMethod.CWM, Double.NaN);
            double mixture = line.getOrDefault(PosteriorMethod.MIXTURE, Double.NaN);
            if (cwm > LEAST_RATIO && mixture > LEAST_RATIO) {
                ratios.add(mixture / cwm);
            }
        }
        StringBuilder counts = new StringBuilder();
        for (PosteriorMethod m : PosteriorMethod.values()) {
            counts.append(counts.isEmpty() ? "" : ", ").append(m.label()).append(' ');
            counts.append(ahead.getOrDefault(m, 0));
        }
        out.add("Targets with the least gap: " + counts + ".");
        ratios.sort(Comparator.naturalOrder());
        if (!ratios.isEmpty()) {
            out.add(String.format(
                    Locale.ROOT,
                    "The Gaussian mixture's gap is %.2g to %.2g times that of the CWM, median %.2g, over the %d targets where"
                            + " both exceed 0.0001 nats.",
                    ratios.get(0),
                    ratios.get(ratios.size() - 1),
                    ratios.get(ratios.size() / 2),
                    ratios.size()));
        }
        failures.forEach(f -> out.add("Failed: " + f + "."));
        return out;
    }

    Sheet gaps() {
        return new Sheet("Gap to log Z by target", "Hollow: not every fit is trusted", 1, 900, 120 + 44 * gaps.size())
                .add(plot);
    }
}
