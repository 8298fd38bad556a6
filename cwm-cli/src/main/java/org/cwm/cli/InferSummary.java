package org.cwm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.fit.FittedModel;
import org.cwm.variational.MarginalSummary;
import org.cwm.variational.Verdict;
import org.cwm.variational.zoo.Design;

/** Tells what a posterior looks like, to machines and to people. */
final class InferSummary {

    private static final String LOG_SIGMA = "log(sigma)";

    private final String kind;
    private final String data;
    private final int rows;
    private final Verdict verdict;
    private final FittedModel model;
    private final Design design;
    private final Design.Standardise standardise;
    private final List<String> warnings;
    private final long evaluations;
    private final double seconds;
    private final Path file;
    private final List<MarginalSummary> coefficients;

    InferSummary(
            String kind,
            String data,
            int rows,
            Verdict verdict,
            FittedModel model,
            Design design,
            Design.Standardise standardise,
            List<String> warnings,
            long evaluations,
            double seconds,
            Path file) {
        this.kind = kind;
        this.data = data;
        this.rows = rows;
        this.verdict = verdict;
        this.model = model;
        this.design = design;
        this.standardise = standardise;
        this.warnings = List.copyOf(warnings);
        this.evaluations = evaluations;
        this.seconds = seconds;
        this.file = file;
        coefficients = new ArrayList<>(verdict.marginals());
        int scale = model.schema().names().indexOf(LOG_SIGMA);
        if (scale >= 0) {
            // the scale itself is what people think in
            coefficients.set(scale, verdict.weighted().summary("sigma", x -> Math.exp(x[scale])));
        }
    }

    /** The object that {@code cwm infer --json} prints. */
    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("model", file.toString());
        o.put("regression", kind);
        o.put("rows", rows);
        List<Object> all = new ArrayList<>();
        for (int j = 0; j < coefficients.size(); j++) {
            MarginalSummary m = coefficients.get(j);
            Map<String, Object> c = new LinkedHashMap<>();
            c.put("name", m.name());
            c.put("mean", m.mean());
            c.put("meanStandardError", m.meanStandardError());
            c.put("sd", m.standardDeviation());
            c.put("lower", m.lower());
            c.put("median", m.median());
            c.put("upper", m.upper());
            c.put("modelMean", m.modelMean());
            c.put("modelSd", m.modelStandardDeviation());
            c.put("centre", scaling(j).centre());
            c.put("scale", scaling(j).scale());
            all.add(c);
        }
        o.put("coefficients", all);
        o.put("components", model.mixture().components());
        o.put("elbo", verdict.elbo());
        o.put("elboStandardError", verdict.elboStandardError());
        o.put("logEvidence", verdict.logEvidence());
        o.put("logEvidenceStandardError", verdict.logEvidenceStandardError());
        o.put("paretoK", verdict.paretoK());
        o.put("defensiveParetoK", verdict.defensiveParetoK());
        o.put("effectiveSampleSize", verdict.effectiveSampleSize());
        o.put("draws", verdict.draws());
        o.put("uncoveredMass", verdict.uncoveredMass());
        o.put("totalVariation", verdict.totalVariation());
        o.put("lostModes", verdict.lostModes());
        o.put("trusted", verdict.trusted());
        o.put("reasons", verdict.reasons());
        o.put("advice", verdict.advice());
        o.put("warnings", warnings);
        o.put("seconds", seconds);
        o.put("targetEvaluations", evaluations);
        return o;
    }

    /** What was done to the column of a parameter; nothing if it is no column's. */
    private Design.Scaling scaling(int j) {
        return j < design.columns() ? design.scalings().get(j) : Design.Scaling.NONE;
    }

    /** What {@code cwm infer} prints for people. */
    List<String> lines() {
        List<String> out = new ArrayList<>();
        out.add("Data        " + data + ": " + Numbers.plural(rows, "row") + ", " + kind + " regression, "
                + Numbers.plural(coefficients.size(), "parameter"));
        int width = Math.max(
                9, coefficients.stream().mapToInt(m -> m.name().length()).max().orElse(9));
        boolean scaled = standardise != Design.Standardise.NONE;
        out.add(String.format(
                        Locale.ROOT, "%-" + width + "s  %11s  %10s  %11s  %11s", "Parameter", "mean", "sd", "5%", "95%")
                + (scaled ? String.format(Locale.ROOT, "  %11s  %10s", "centre", "scale") : ""));
        for (int j = 0; j < coefficients.size(); j++) {
            MarginalSummary m = coefficients.get(j);
            out.add(String.format(
                            Locale.ROOT,
                            "%-" + width + "s  %11.5g  %10.4g  %11.5g  %11.5g",
                            m.name(),
                            m.mean(),
                            m.standardDeviation(),
                            m.lower(),
                            m.upper())
                    + (scaled
                            ? String.format(
                                    Locale.ROOT,
                                    "  %11.5g  %10.4g",
                                    scaling(j).centre(),
                                    scaling(j).scale())
                            : ""));
        }
        if (scaled) {
            out.add("Units       coefficients are for (column - centre) / scale, per standard deviation of the column;"
                    + " cwm describe has these numbers too");
        }
        out.add("ELBO        " + Numbers.nats(verdict.elbo()) + " \u00b1 " + Numbers.nats(verdict.elboStandardError())
                + " nats");
        out.add("Evidence    log Z = " + Numbers.nats(verdict.logEvidence()) + " \u00b1 "
                + Numbers.nats(verdict.logEvidenceStandardError()) + " nats");
        out.add(String.format(
                Locale.ROOT,
                "Weights     k-hat %.2f of the model's own draws, %.2f of all; %s of %s draws effective",
                verdict.paretoK(),
                verdict.defensiveParetoK(),
                Numbers.count(Math.round(verdict.effectiveSampleSize())),
                Numbers.count(verdict.draws())));
        out.add(String.format(Locale.ROOT, "Uncovered   %.4f of the posterior's mass", verdict.uncoveredMass()));
        out.add(String.format(
                Locale.ROOT,
                "Off by      about %.4f in the worst probability (total variation)",
                verdict.totalVariation()));
        out.add("Verdict     " + (verdict.trusted() ? "trusted" : "do not trust"));
        verdict.reasons().forEach(r -> out.add("              " + r));
        verdict.advice().forEach(a -> out.add("            " + a));
        out.add("Time        " + Numbers.seconds(seconds) + ", " + Numbers.count(evaluations)
                + " evaluations of the posterior");
        out.add("Written     " + file);
        return out;
    }
}
