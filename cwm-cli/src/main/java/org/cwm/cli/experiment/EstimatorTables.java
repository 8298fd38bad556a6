package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.cwm.cli.charts.Legend;
import org.cwm.cli.charts.LogCurves;
import org.cwm.cli.charts.Sheet;
import org.cwm.cli.experiment.EstimatorScores.Place;
import org.cwm.variational.EstimatorStudy.Look;

/** From the scores of estimators to tables, curves and sentences. */
final class EstimatorTables {

    /** Gaps below this are drawn at it: the logarithm has no place for what noise makes negative. */
    private static final double LEAST_GAP = 1e-6;
    /** Greatest gap that is drawn, in gaps of the start. */
    private static final double HIGHEST = 1.5;

    private final ResultTable evaluations = new ResultTable();
    private final ResultTable draws = new ResultTable();
    private final ResultTable start = new ResultTable();
    private final ResultTable optimum = new ResultTable();
    private final List<String> conclusions = new ArrayList<>();

    /** Ends of the ascents with equal evaluations. */
    ResultTable evaluations() {
        return evaluations;
    }

    /** Ends of the ascents with equal draws. */
    ResultTable draws() {
        return draws;
    }

    /** Gradients near the start. */
    ResultTable start() {
        return start;
    }

    /** Gradients near the optimum. */
    ResultTable optimum() {
        return optimum;
    }

    List<String> conclusions() {
        return List.copyOf(conclusions);
    }

    private static double[] of(List<EstimatorWorkload.Run> runs, ToDoubleFunction<EstimatorWorkload.Run> value) {
        return runs.stream().mapToDouble(value).toArray();
    }

    private static Look last(List<Look> looks) {
        return looks.get(looks.size() - 1);
    }

    private static double[] gaps(List<EstimatorWorkload.Run> runs, String id, boolean equalEvaluations) {
        return of(
                runs,
                r -> r.ceiling() - last(looks(scores(r, id), equalEvaluations)).elbo());
    }

    private static EstimatorScores scores(EstimatorWorkload.Run run, String id) {
        return java.util.Objects.requireNonNull(run.scores().get(id));
    }

    private static double place(
            List<EstimatorWorkload.Run> runs, String id, String place, ToDoubleFunction<Place> value) {
        return Statistics.mean(of(
                runs,
                r -> value.applyAsDouble(
                        java.util.Objects.requireNonNull(scores(r, id).places().get(place)))));
    }

    void add(EstimatorWorkload w, List<EstimatorWorkload.Run> runs) {
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            evaluations.add(ascent(w, runs, t, true));
            draws.add(ascent(w, runs, t, false));
        }
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            start.add(row(w, runs, EstimatorScores.START, t));
            optimum.add(row(w, runs, EstimatorScores.OPTIMUM, t));
        }
        conclude(w, runs);
    }

    private static ResultTable.Row ascent(
            EstimatorWorkload w, List<EstimatorWorkload.Run> runs, EstimatorTrial t, boolean equalEvaluations) {
        ToDoubleFunction<ToDoubleFunction<Look>> mean = value ->
                Statistics.mean(of(runs, r -> value.applyAsDouble(last(looks(scores(r, t.id()), equalEvaluations)))));
        double[] gaps = gaps(runs, t.id(), equalEvaluations);
        double gap = Statistics.mean(gaps);
        double error = Statistics.standardError(gaps);
        double elbo = mean.applyAsDouble(Look::elbo);
        return new ResultTable.Row()
                .text("workload", "target", w.title())
                .text("estimator", "estimator", t.label())
                .number(
                        "gap",
                        equalEvaluations ? "gap in nats, equal evaluations" : "gap in nats, equal draws",
                        gap,
                        format(gap))
                .number("gapError", "\u00b1", error, format(gap))
                .number("elbo", "ELBO, nats", elbo, Math.abs(elbo) < 1e5 ? "%.3f" : "%.3g")
                .count("evaluations", "evaluations", Math.round(mean.applyAsDouble(Look::evaluations)))
                .number("seconds", "seconds", mean.applyAsDouble(Look::seconds), "%.2f");
    }

    private static List<Look> looks(EstimatorScores s, boolean equalEvaluations) {
        return equalEvaluations ? s.equalEvaluations() : s.equalDraws();
    }

    /** Four decimals for what is small, three digits for what is huge. */
    private static String format(double v) {
        double size = Math.abs(v);
        return size < 10 ? "%.4f" : size < 1e5 ? "%.2f" : "%.3g";
    }

    private static String number(double v) {
        return String.format(Locale.ROOT, format(v), v);
    }

    private static ResultTable.Row row(
            EstimatorWorkload w, List<EstimatorWorkload.Run> runs, String place, EstimatorTrial t) {
        double variance = place(runs, t.id(), place, Place::variance);
        double bias = place(runs, t.id(), place, Place::squareBias);
        // exact gradients near the optimum are of the same place, those near the start are not: the cautious reading
        double seen = 3 * place(runs, t.id(), place, Place::squareNoise);
        double length = Math.sqrt(Math.max(0, place(runs, t.id(), place, Place::squareLength)));
        return new ResultTable.Row()
                .text("workload", "target", w.title())
                .text("estimator", "estimator", t.label())
                .number("variance", "variance, nats\u00b2", variance, "%.3g")
                .number("evaluations", "evaluations", place(runs, t.id(), place, Place::evaluations), "%.1f")
                .number("microseconds", "\u00b5s", 1e6 * place(runs, t.id(), place, Place::seconds), "%.1f")
                .number("byEvaluations", "variance \u00d7 evaluations", efficiency(runs, t, place, false), "%.3g")
                .number("bySeconds", "variance \u00d7 seconds", efficiency(runs, t, place, true), "%.3g")
                .number("bias", "bias, nats", bias > seen ? Math.sqrt(bias) : Double.NaN, "%.3g")
                .number("leastBias", "seen from", Math.sqrt(seen), "%.2g")
                .number("length", "length, nats", length, "%.3g");
    }

    /** Variance times cost relative to the sum over all components in path form. */
    private static double efficiency(
            List<EstimatorWorkload.Run> runs, EstimatorTrial t, String place, boolean seconds) {
        ToDoubleFunction<Place> cost = seconds ? Place::seconds : Place::evaluations;
        ToDoubleFunction<Place> product = p -> p.variance() * cost.applyAsDouble(p);
        return place(runs, t.id(), place, product) / place(runs, EstimatorTrial.REFERENCE, place, product);
    }

    private void conclude(EstimatorWorkload w, List<EstimatorWorkload.Run> runs) {
        EstimatorTrial byDraws = least(t -> Statistics.mean(gaps(runs, t.id(), false)));
        EstimatorTrial byEvaluations = least(t -> Statistics.mean(gaps(runs, t.id(), true)));
        String said = String.format(
                Locale.ROOT,
                "%s: with equal draws a step %s ends with the least gap (%s nats), with equal evaluations %s (%s nats).",
                upper(w.title()),
                byDraws.label(),
                number(Statistics.mean(gaps(runs, byDraws.id(), false))),
                byEvaluations.label(),
                number(Statistics.mean(gaps(runs, byEvaluations.id(), true))));
        if (!byEvaluations.id().equals(EstimatorTrial.REFERENCE)) {
            double[] reference = gaps(runs, EstimatorTrial.REFERENCE, true);
            double[] ahead = Statistics.difference(reference, gaps(runs, byEvaluations.id(), true));
            said += String.format(
                    Locale.ROOT,
                    " RB, path ends with %s there, by %s more (standard error of %d paired seeds %s).",
                    number(Statistics.mean(reference)),
                    number(Statistics.mean(ahead)),
                    runs.size(),
                    number(Statistics.standardError(ahead)));
        }
        conclusions.add(said);
        for (String place : List.of(EstimatorScores.START, EstimatorScores.OPTIMUM)) {
            EstimatorTrial best =
                    least(t -> t.options().estimator().biased() ? Double.MAX_VALUE : efficiency(runs, t, place, false));
            double without = place(runs, "rb", place, Place::variance)
                    / place(runs, EstimatorTrial.REFERENCE, place, Place::variance);
            conclusions.add(String.format(
                    Locale.ROOT,
                    "%s, near the %s: %s has the least variance for an evaluation of the target among the unbiased%s."
                            + " Without the path form the sum over all components has %s times the variance.",
                    upper(w.title()),
                    place,
                    best.label(),
                    best.id().equals(EstimatorTrial.REFERENCE)
                            ? ""
                            : String.format(
                                    Locale.ROOT, ", %.2g of that of RB, path", efficiency(runs, best, place, false)),
                    String.format(Locale.ROOT, without < 100 ? "%.3g" : "%,.0f", without)));
        }
    }

    private static EstimatorTrial least(ToDoubleFunction<EstimatorTrial> value) {
        return EstimatorTrial.ALL.stream()
                .min(java.util.Comparator.comparingDouble(value))
                .orElseThrow();
    }

    private static String upper(String s) {
        return Character.toUpperCase(s.charAt(0)) + s.substring(1);
    }

    /** The gap on the way up against steps, evaluations and seconds. */
    static Sheet curves(EstimatorWorkload w, List<EstimatorWorkload.Run> runs) {
        Sheet sheet = new Sheet(
                "Gap to " + w.ceiling() + " on the way up: " + w.title(),
                "Mean of " + runs.size() + " seeds, nats",
                2,
                600,
                440);
        sheet.add(panel("Equal draws a step", "steps", runs, EstimatorScores::equalDraws, Look::step));
        sheet.add(panel(
                "Equal evaluations a step", "evaluations", runs, EstimatorScores::equalEvaluations, Look::evaluations));
        sheet.add(panel("Equal evaluations a step", "seconds", runs, EstimatorScores::equalEvaluations, Look::seconds));
        List<String> lines = new ArrayList<>(w.chartNotes());
        lines.add("Gaps above 1.5 times the start's are drawn at that height.");
        sheet.add(new Legend(
                EstimatorTrial.ALL.stream().map(EstimatorTrial::label).toList(), lines));
        return sheet;
    }

    private static LogCurves panel(
            String title,
            String axis,
            List<EstimatorWorkload.Run> runs,
            Function<EstimatorScores, List<Look>> looks,
            ToDoubleFunction<Look> at) {
        LogCurves curves = new LogCurves(title, axis, "gap, nats");
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            int n = looks.apply(scores(runs.get(0), t.id())).size();
            double[] x = new double[n];
            double[] y = new double[n];
            double top = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                int look = i;
                x[i] = Statistics.mean(of(
                        runs,
                        r -> at.applyAsDouble(looks.apply(scores(r, t.id())).get(look))));
                double gap = Statistics.mean(of(
                        runs,
                        r -> r.ceiling()
                                - looks.apply(scores(r, t.id())).get(look).elbo()));
                top = i == 0 ? HIGHEST * gap : top;
                y[i] = Math.min(top, Math.max(LEAST_GAP, gap));
            }
            curves.line(x, y);
        }
        return curves;
    }
}
