package org.cwm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.classifier.Mlp;
import org.cwm.data.Picture;
import org.cwm.diagnostic.Finding;
import org.cwm.fit.FitReport;
import org.cwm.fit.FittedModel;
import org.cwm.fit.Score;
import org.cwm.model.ClassifierWeightedMixture;
import org.jspecify.annotations.Nullable;

/** Tells what a fit did, to machines and to people. */
final class FitSummary {

    private final FitReport report;
    private final Path model;
    private final DataOptions.Rows rows;
    private final int heldOutRows;
    private final Map<String, Double> seconds;

    /**
     * A summary.
     *
     * @param report of the fit
     * @param model file that was written
     * @param rows the data
     * @param heldOutRows rows of another file that were held out
     * @param seconds by stage
     */
    FitSummary(FitReport report, Path model, DataOptions.Rows rows, int heldOutRows, Map<String, Double> seconds) {
        this.heldOutRows = heldOutRows;
        this.report = report;
        this.model = model;
        this.rows = rows;
        this.seconds = new LinkedHashMap<>(seconds);
    }

    /** The object that {@code cwm fit --json} prints. */
    Map<String, Object> json() {
        FittedModel m = report.model();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("model", model.toString());
        o.put("rows", rowCount());
        o.put("columns", m.schema().names());
        if (m.conditions() > 0) {
            o.put("given", m.schema().given());
        }
        o.put("members", m.ensemble().members().size());
        o.put("components", first(m).components());
        o.put("covariance", report.plan().maps().covariance().name().toLowerCase(Locale.ROOT));
        o.put("classifier", classifier(m));
        o.put("parameters", m.ensemble().parameterCount());
        o.put("train", json(report.train()));
        o.put("validation", json(report.validation()));
        o.put("folds", report.plan().folds());
        o.put("accepted", report.accepted());
        o.put("converged", report.converged());
        o.put("stopReason", report.stopReason());
        o.put("seed", report.plan().seed());
        o.put("backend", m.provenance().backend());
        o.put("seconds", seconds);
        Picture picture = rows.picture();
        if (picture != null) {
            o.put("picture", picture(picture));
        }
        o.put("findings", findings(report.findings()));
        o.put("warnings", report.warnings());
        return o;
    }

    private static List<Map<String, Object>> findings(List<Finding> findings) {
        List<Map<String, Object>> out = new ArrayList<>();
        for (Finding f : findings) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("signature", f.signature().id());
            o.put("value", f.value());
            o.put("threshold", f.threshold());
            o.put("text", f.text());
            out.add(o);
        }
        return out;
    }

    private int rowCount() {
        return rows.table().points().rows() + heldOutRows;
    }

    private static Map<String, Object> picture(Picture picture) {
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("width", picture.width());
        p.put("height", picture.height());
        p.put("negativeEntropy", picture.negativeEntropy());
        return p;
    }

    static Map<String, Object> json(Score s) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("rows", s.rows());
        o.put("emStart", s.emStart());
        o.put("final", s.end());
        o.put("gainStandardError", s.gainStandardError());
        return o;
    }

    /** The classifier in a few words. */
    static String classifier(FittedModel m) {
        if (first(m).classifier() instanceof Mlp mlp) {
            Mlp.Architecture a = mlp.architecture();
            if (a.hidden().length == 0) {
                return "linear";
            }
            StringBuilder b = new StringBuilder();
            for (int h : a.hidden()) {
                b.append(b.isEmpty() ? "" : "-").append(h);
            }
            return b + " " + a.activation().id();
        }
        return "constant";
    }

    /** The mixture, or the first of those that are averaged: what it is like holds for all of them. */
    static ClassifierWeightedMixture first(FittedModel m) {
        return m.ensemble().members().get(0);
    }

    /** How many mixtures are averaged, in words, if it is more than one. */
    static String members(FittedModel m) {
        int members = m.ensemble().members().size();
        return members == 1 ? "" : "average of " + members + " mixtures, each of ";
    }

    /** What {@code cwm fit} prints for people. */
    List<String> lines() {
        FittedModel m = report.model();
        List<String> out = new ArrayList<>();
        out.add("Data        " + rows.name() + ": "
                + Numbers.plural(rowCount(), "row") + ", "
                + Numbers.plural(m.dimension(), "column") + " ("
                + Numbers.list(m.schema().targets(), 6) + ")"
                + (m.conditions() == 0
                        ? ""
                        : " given " + Numbers.list(m.schema().given(), 6)));
        out.add("Model       " + members(m) + Numbers.plural(first(m).components(), "component") + ", "
                + report.plan().maps() + ", classifier "
                + classifier(m) + ", " + Numbers.plural(m.ensemble().parameterCount(), "parameter"));
        int folds = report.plan().folds();
        out.add("Held-out    " + score(report.validation())
                + (folds > 1 ? ", each held out once in " + folds + " folds" : ""));
        out.add("Training    " + score(report.train()));
        Picture picture = rows.picture();
        if (picture != null) {
            out.add("Ceiling     " + Numbers.nats(picture.negativeEntropy())
                    + ", the score of the picture itself on its own points");
        }
        out.add("Stopped     " + report.stopReason());
        StringBuilder times = new StringBuilder();
        seconds.forEach((stage, s) -> times.append(times.isEmpty() ? "" : ", ")
                .append(stage)
                .append(' ')
                .append(Numbers.seconds(s)));
        out.add("Time        " + times + " (" + m.provenance().backend() + ", "
                + Numbers.plural(report.plan().threads(), "thread") + ")");
        out.add("Written     " + model);
        return out;
    }

    /** Scores in one line: start, end and gain with its standard error. */
    static String score(Score s) {
        return "log-likelihood " + Numbers.nats(s.end()) + " nats a row, Gaussian mixture " + Numbers.nats(s.emStart())
                + ", gain " + Numbers.gain(s.gain()) + " \u00b1 " + Numbers.nats(s.gainStandardError()) + " ("
                + Numbers.plural(s.rows(), "row") + ")";
    }

    /** The file's name without its folder and endings, for a model's default name. */
    static String stem(@Nullable String data) {
        if (data == null) {
            return "model";
        }
        String name = String.valueOf(Path.of(data).getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".gz")) {
            name = name.substring(0, name.length() - 3);
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name.isEmpty() ? "model" : name;
    }
}
