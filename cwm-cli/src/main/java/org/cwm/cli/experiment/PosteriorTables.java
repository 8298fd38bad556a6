package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
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

    /** Standard errors of what is no noise. */
    private static final double CLEAR = 2;

    private static final Range GAPS = new Range(1e-5, 100);

    private final ResultTable table = new ResultTable();
    private final List<String> failures = new ArrayList<>();
    private final ResultTable errorsAndCost = new ResultTable();
    private final Map<PosteriorMethod, Integer> ahead = new EnumMap<>(PosteriorMethod.class);
    private final List<Double> ratios = new ArrayList<>();
    private int targets;
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

    /** How far off the fits are, and what they cost. */
    ResultTable errorsAndCost() {
        return errorsAndCost;
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

    /** Standard error of the mean gap: of its draws or, with several seeds, of the fits, whichever is greater. */
    private static double gapError(PosteriorTarget t, List<PosteriorScores> scores) {
        double ofDraws = mean(scores, s -> s.number("elboError")) / Math.sqrt(scores.size());
        double ofFits = Statistics.standardError(
                scores.stream().mapToDouble(s -> gap(t, s)).toArray());
        return ofFits > ofDraws ? ofFits : ofDraws;
    }

    private static double mean(List<PosteriorScores> scores, ToDoubleFunction<PosteriorScores> value) {
        return Statistics.mean(scores.stream().mapToDouble(value).toArray());
    }

    private static double worst(List<PosteriorScores> scores, ToDoubleFunction<PosteriorScores> value) {
        return scores.stream().mapToDouble(value).max().orElse(Double.NaN);
    }

    void add(PosteriorTarget t, Map<PosteriorMethod, List<PosteriorScores>> byMethod) {
        Reference r = reference(t, byMethod);
        List<Gap> line = new ArrayList<>();
        boolean[] filled = new boolean[byMethod.size()];
        int at = 0;
        for (Map.Entry<PosteriorMethod, List<PosteriorScores>> entry : byMethod.entrySet()) {
            PosteriorMethod m = entry.getKey();
            List<PosteriorScores> scores = entry.getValue();
            long trustedHere = scores.stream().filter(PosteriorScores::trusted).count();
            double gap = mean(scores, s -> gap(t, s));
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
            double error = gapError(t, scores);
            line.add(new Gap(m, gap, error));
            double evidence = worst(scores, s -> Math.abs(s.number("logEvidence") - t.logEvidence()));
            double meanError = worst(scores, s -> meanError(s, r));
            double deviationError = worst(scores, s -> deviationError(s, r));
            double evaluations = mean(scores, s -> s.number("evaluations"));
            double seconds = mean(scores, s -> s.number("seconds"));
            table.add(new ResultTable.Row()
                    .text("target", "target", t.id())
                    .count("dimension", "D", t.target().dimension())
                    .text("fit", "fit", m.label())
                    .number("components", "K", mean(scores, s -> s.number("components")), "%.0f")
                    .number("gap", "gap, nats", gap, "%.4f")
                    .number("gapError", "\u00b1", error, "%.4f")
                    .text("trusted", "trusted", trustedHere + "/" + scores.size())
                    .number("paretoK", "k-hat", worst(scores, s -> s.number("paretoK")), "%.2f")
                    .number("uncoveredMass", "uncovered", worst(scores, s -> s.number("uncoveredMass")), "%.4f")
                    .detail("evidenceError", evidence)
                    .detail("meanError", meanError)
                    .detail("deviationError", deviationError)
                    .detail("evaluations", evaluations)
                    .detail("seconds", seconds)
                    .detail("reference", r.kind));
            errorsAndCost.add(new ResultTable.Row()
                    .text("target", "target", t.id())
                    .text("fit", "fit", m.label())
                    .number("evidenceError", "log Z off by, nats", evidence, "%.4f")
                    .number("meanError", "mean off by, sd", meanError, "%.3f")
                    .number("deviationError", "sd off by, share", deviationError, "%.3f")
                    .text("reference", "reference", r.kind)
                    .number("evaluations", "evaluations", evaluations, "%,.0f")
                    .number("seconds", "seconds", seconds, "%.1f"));
        }
        count(line);
        plot.add(t.id(), line.stream().mapToDouble(Gap::value).toArray(), filled);
    }

    /** A gap with its standard error. */
    private record Gap(PosteriorMethod method, double value, double error) {

        boolean exceedsNoise() {
            return value > LEAST_RATIO && value > CLEAR * error;
        }
    }

    /** Who is ahead by more than noise, and by how much the two mixtures differ. */
    private void count(List<Gap> all) {
        targets++;
        List<Gap> line = all.stream()
                .filter(g -> !Double.isNaN(g.value))
                .sorted(Comparator.comparingDouble(Gap::value))
                .toList();
        if (line.size() < 2) {
            return;
        }
        Gap least = line.get(0);
        if (line.stream().skip(1).allMatch(g -> g.value - least.value > CLEAR * Math.hypot(g.error, least.error))) {
            ahead.merge(least.method, 1, Integer::sum);
        }
        double[] both = Stream.of(PosteriorMethod.MIXTURE, PosteriorMethod.CWM)
                .flatMap(m -> line.stream().filter(g -> g.method == m && g.exceedsNoise()))
                .mapToDouble(Gap::value)
                .toArray();
        if (both.length == 2) {
            ratios.add(both[0] / both[1]);
        }
    }

    List<String> conclusions() {
        List<String> out = new ArrayList<>();
        out.add(String.format(
                Locale.ROOT,
                "%d of %d fits are trusted. Wrong and trusted: %s.",
                trusted,
                fits,
                wrong.isEmpty() ? "none" : String.join("; ", wrong)));
        StringBuilder counts = new StringBuilder();
        for (PosteriorMethod m : PosteriorMethod.values()) {
            counts.append(counts.isEmpty() ? "" : ", ").append(m.label()).append(' ');
            counts.append(ahead.getOrDefault(m, 0));
        }
        int decided = ahead.values().stream().mapToInt(Integer::intValue).sum();
        out.add(String.format(
                Locale.ROOT,
                "Targets where one kind of fit has the least gap by more than two standard errors: %s; too close to call: %d.",
                counts,
                targets - decided));
        ratios.sort(Comparator.naturalOrder());
        if (!ratios.isEmpty()) {
            out.add(String.format(
                    Locale.ROOT,
                    "The Gaussian mixture's gap is %.2g to %.2g times that of the CWM, median %.2g, over the %d targets where"
                            + " both exceed 0.0001 nats and two standard errors.",
                    ratios.get(0),
                    ratios.get(ratios.size() - 1),
                    0.5 * (ratios.get((ratios.size() - 1) / 2) + ratios.get(ratios.size() / 2)),
                    ratios.size()));
        }
        failures.forEach(f -> out.add("Failed: " + f + "."));
        return out;
    }

    Sheet gaps() {
        return new Sheet(
                        "Gap to log Z by target",
                        "Hollow: not every fit is trusted. At the left edge: at most 1e-5",
                        1,
                        900,
                        120 + 44 * targets)
                .add(plot);
    }
}
