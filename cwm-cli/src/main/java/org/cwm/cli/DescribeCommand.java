package org.cwm.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.base.Base;
import org.cwm.base.ScaleMixture;
import org.cwm.fit.FittedModel;
import org.cwm.fit.HistoryPoint;
import org.cwm.fit.Provenance;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.schema.Column;
import org.cwm.schema.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm describe}: what is in a model file. */
@Command(
        name = "describe",
        description = "Shows a model's columns, architecture, scores, where it comes from and its learning curve.")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class DescribeCommand implements Callable<Integer> {

    private static final int LINES_OF_HISTORY = 12;

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model file.")
    private String model;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        FittedModel m = Models.read(model);
        if (json.json) {
            json.print(main.terminal(), object(m));
        } else {
            print(m, main.terminal().out());
        }
        return ExitCode.DONE;
    }

    private Map<String, Object> object(FittedModel m) {
        Provenance p = m.provenance();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("model", model);
        List<Object> columns = new ArrayList<>();
        for (Column c : m.schema().columns()) {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("name", c.name());
            if (c.domain() instanceof Domain.Bounded b) {
                column.put("domain", "bounded");
                column.put("lower", b.lower());
                column.put("upper", b.upper());
            } else {
                column.put("domain", "real");
            }
            columns.add(column);
        }
        o.put("columns", columns);
        o.put("given", m.schema().given());
        ClassifierWeightedMixture mixture = FitSummary.first(m);
        o.put("members", m.ensemble().members().size());
        o.put("components", mixture.components());
        o.put("base", mixture.base().id());
        o.put("maps", mixture.maps().id());
        o.put("classifier", FitSummary.classifier(m));
        o.put("parameters", m.ensemble().parameterCount());
        Map<String, Object> tensors = new LinkedHashMap<>();
        mixture.layout().slices().forEach(s -> tensors.put(s.name(), s.shape()));
        o.put("tensors", tensors);
        o.put("train", FitSummary.json(p.train()));
        o.put("validation", FitSummary.json(p.validation()));
        o.put("stopReason", p.stopReason());
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("library", p.library());
        provenance.put("origin", p.origin());
        provenance.put("dataHash", p.dataHash());
        provenance.put("backend", p.backend());
        provenance.put("options", p.options());
        o.put("provenance", provenance);
        List<Object> history = new ArrayList<>();
        for (HistoryPoint h : p.history()) {
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("step", h.step());
            point.put("epoch", h.epoch());
            point.put("train", h.train());
            point.put("validation", h.validation());
            point.put("learningRate", h.learningRate());
            history.add(point);
        }
        o.put("history", history);
        return o;
    }

    private void print(FittedModel m, PrintStream out) {
        Provenance p = m.provenance();
        out.println("Model       " + model);
        out.println("Columns     " + m.dimension()
                + (m.conditions() == 0 ? "" : ", and " + m.conditions() + " that are given"));
        for (Column c : m.schema().columns()) {
            String given = m.schema().given().contains(c.name()) ? ", given" : "";
            String domain = c.domain() instanceof Domain.Bounded b
                    ? "between " + b.lower() + " and " + b.upper()
                    : "any number";
            out.println("              " + c.name() + ": " + domain + given);
        }
        ClassifierWeightedMixture mixture = FitSummary.first(m);
        int members = m.ensemble().members().size();
        if (members > 1) {
            out.println("Members     " + members + " mixtures, averaged; of the first:");
        }
        out.println(
                "Components  " + mixture.components() + ", " + mixture.maps().id() + " maps");
        out.println("Base        " + base(mixture.base()));
        out.println("Classifier  " + FitSummary.classifier(m));
        out.println("Parameters  " + Numbers.count(m.ensemble().parameterCount()) + (members > 1 ? " in all" : ""));
        mixture.layout()
                .slices()
                .forEach(s -> out.println("              " + s.name() + " " + java.util.Arrays.toString(s.shape())));
        if (p.train().rows() > 0) {
            out.println("Held-out    " + FitSummary.score(p.validation()));
            out.println("Training    " + FitSummary.score(p.train()));
        }
        out.println(verdict(p));
        out.println("Data        " + p.origin());
        out.println("              SHA-256 of the rows " + p.dataHash());
        out.println("Made by     " + p.library() + " with " + p.backend() + " kernels");
        out.println("Settings");
        p.options().forEach((name, value) -> out.println("              " + name + " " + value));
        history(p.history(), out);
    }

    /** Why a fit ended; of a posterior, whether it is to be trusted. */
    private static String verdict(Provenance p) {
        String trusted = p.options().get("trusted");
        if (!p.options().containsKey("posterior") || trusted == null) {
            return "Stopped     " + p.stopReason();
        }
        return "Verdict     " + (Boolean.parseBoolean(trusted) ? "trusted" : "do not trust: " + p.stopReason());
    }

    /** The name; of a scale mixture the scales with their weights too. */
    private static String base(Base base) {
        if (!(base instanceof ScaleMixture s)) {
            return base.id();
        }
        StringBuilder text = new StringBuilder(s.id() + ", scales with their weights");
        for (int j = 0; j < s.scales(); j++) {
            text.append(String.format(Locale.ROOT, "%s %.3g: %.3g", j == 0 ? "" : ",", s.scale(j), s.weight(j)));
        }
        return text.toString();
    }

    private static void history(List<HistoryPoint> history, PrintStream out) {
        if (history.isEmpty()) {
            return;
        }
        out.println("History     step      epoch      training   held-out");
        int every = Math.max(1, (history.size() + LINES_OF_HISTORY - 1) / LINES_OF_HISTORY);
        for (int i = 0; i < history.size(); i++) {
            if (i % every == 0 || i == history.size() - 1) {
                HistoryPoint h = history.get(i);
                out.println(String.format(
                        Locale.ROOT,
                        "            %6d  %9.2f  %12s %10s",
                        h.step(),
                        h.epoch(),
                        Double.isFinite(h.train()) ? Numbers.nats(h.train()) : "-",
                        Numbers.nats(h.validation())));
            }
        }
    }
}
