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

    private final ResultTable ascents = new ResultTable();
    private final ResultTable start = new ResultTable();
    private final ResultTable optimum = new ResultTable();
    private final List<String> conclusions = new ArrayList<>();

    ResultTable ascents() {
        return ascents;
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
        return of(runs, r -> {
            EstimatorScores s = scores(r, id);
            return r.logEvidence()
                    - last(equalEvaluations ? s.equalEvaluations() : s.equalDraws())
                            .elbo();
        });
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
            double[] draws = gaps(runs, t.id(), false);
            double[] evaluations = gaps(runs, t.id(), true);
            ascents.add(new ResultTable.Row()
                    .text("workload", "target", w.title())
                    .text("estimator", "estimator", t.label())
                    .number("gapEqualDraws", "gap, equal draws", Statistics.mean(draws), "%.4f")
                    .number("gapEqualDrawsError", "\u00b1", Statistics.standardError(draws), "%.4f")
                    .count("evaluationsEqualDraws", "evaluations", Math.round(Statistics.mean(of(runs, r -> last(scores(
                                            r, t.id())
                                    .equalDraws())
                            .evaluations()))))
                    .number(
                            "secondsEqualDraws",
                            "seconds",
                            Statistics.mean(of(runs, r -> last(scores(r, t.id()).equalDraws())
                                    .seconds())),
                            "%.2f")
                    .number("gapEqualEvaluations", "gap, equal evaluations", Statistics.mean(evaluations), "%.4f")
                    .number("gapEqualEvaluationsError", "\u00b1", Statistics.standardError(evaluations), "%.4f")
                    .number(
                            "secondsEqualEvaluations",
                            "seconds",
                            Statistics.mean(of(runs, r -> last(scores(r, t.id()).equalEvaluations())
                                    .seconds())),
                            "%.2f"));
        }
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            start.add(row(w, runs, EstimatorScores.START, t));
            optimum.add(row(w, runs, EstimatorScores.OPTIMUM, t));
        }
        conclude(w, runs);
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
                .number("variance", "variance", variance, "%.3g")
                .number("evaluations", "evaluations", place(runs, t.id(), place, Place::evaluations), "%.1f")
                .number("microseconds", "\u00b5s", 1e6 * place(runs, t.id(), place, Place::seconds), "%.1f")
                .number("byEvaluations", "variance \u00d7 evaluations", efficiency(runs, t, place, false), "%.3g")
                .number("bySeconds", "variance \u00d7 seconds", efficiency(runs, t, place, true), "%.3g")
                .number("bias", "bias", bias > seen ? Math.sqrt(bias) : Double.NaN, "%.3g")
                .number("leastBias", "seen from", Math.sqrt(seen), "%.2g")
                .number("length", "length", length, "%.3g");
    }

    /** Variance times cost relative to the sum over all components in path form. */
    private static double efficiency(
            List<EstimatorWorkload.Run> runs, EstimatorTrial t, String place, boolean seconds) {
        ToDoubleFunction<Place> cost = seconds ? Place::seconds : Place::evaluations;
        ToDoubleFunction<Place> product = p -> p.variance() * cost.applyAsDouble(p);
        return place(runs, t.id(), place, product) / place(runs, EstimatorTrial.REFERENCE, place, product);
    }

    private void conclude(EstimatorWorkload w, List<EstimatorWorkload.Run> runs) {
        EstimatorTrial draws = least(t -> Statistics.mean(gaps(runs, t.id(), false)));
        EstimatorTrial evaluations = least(t -> Statistics.mean(gaps(runs, t.id(), true)));
        double[] ahead =
                Statistics.difference(gaps(runs, EstimatorTrial.REFERENCE, true), gaps(runs, evaluations.id(), true));
        conclusions.add(String.format(
                Locale.ROOT,
                "%s: with equal draws a step %s ends with the least gap (%.4f), with equal evaluations %s (%.4f); RB, path there"
                        + " has %.4f, a paired difference of %.4f (standard error %.4f).",
                upper(w.title()),
                draws.label(),
                Statistics.mean(gaps(runs, draws.id(), false)),
                evaluations.label(),
                Statistics.mean(gaps(runs, evaluations.id(), true)),
                Statistics.mean(gaps(runs, EstimatorTrial.REFERENCE, true)),
                Statistics.mean(ahead),
                Statistics.standardError(ahead)));
        for (String place : List.of(EstimatorScores.START, EstimatorScores.OPTIMUM)) {
            EstimatorTrial best =
                    least(t -> t.options().estimator().biased() ? Double.MAX_VALUE : efficiency(runs, t, place, false));
            conclusions.add(String.format(
                    Locale.ROOT,
                    "%s, near the %s: %s has the least variance for an evaluation of the target among the unbiased"
                            + " (%.2g of RB, path). Without the path form RB has %.3g times the variance.",
                    upper(w.title()),
                    place,
                    best.label(),
                    efficiency(runs, best, place, false),
                    place(runs, "rb", place, Place::variance)
                            / place(runs, EstimatorTrial.REFERENCE, place, Place::variance)));
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
                "Gap to log Z on the way up: " + w.title(), "Mean of " + runs.size() + " seeds, nats", 2, 600, 440);
        sheet.add(panel("Equal draws a step", "steps", runs, EstimatorScores::equalDraws, Look::step));
        sheet.add(panel(
                "Equal evaluations a step", "evaluations", runs, EstimatorScores::equalEvaluations, Look::evaluations));
        sheet.add(panel("Equal evaluations a step", "seconds", runs, EstimatorScores::equalEvaluations, Look::seconds));
        sheet.add(new Legend(
                EstimatorTrial.ALL.stream().map(EstimatorTrial::label).toList(),
                List.of("The last point is the averaged iterate.")));
        return sheet;
    }

    private static LogCurves panel(
            String title,
            String axis,
            List<EstimatorWorkload.Run> runs,
            Function<EstimatorScores, List<Look>> looks,
            ToDoubleFunction<Look> at) {
        LogCurves curves = new LogCurves(title, axis, "gap to log Z, nats");
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            int n = looks.apply(scores(runs.get(0), t.id())).size();
            double[] x = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                int look = i;
                x[i] = Statistics.mean(of(
                        runs,
                        r -> at.applyAsDouble(looks.apply(scores(r, t.id())).get(look))));
                double gap = Statistics.mean(of(
                        runs,
                        r -> r.logEvidence()
                                - looks.apply(scores(r, t.id())).get(look).elbo()));
                y[i] = Math.max(LEAST_GAP, gap);
            }
            curves.line(x, y);
        }
        return curves;
    }
}
