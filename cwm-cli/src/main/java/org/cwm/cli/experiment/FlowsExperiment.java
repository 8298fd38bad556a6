package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.classifier.Mlp;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitPlan;
import org.cwm.fit.MapSpec;
import org.cwm.fit.ModelPreset;
import org.cwm.map.LowerTriangular;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;

/** Classifier weighted mixtures against mixtures of normalising flows with as many parameters. */
final class FlowsExperiment implements Experiment {

    private static final int[] QUICK_SIZES = {6_000};
    private static final int[] SIZES = {6_000, 12_000, 40_000};
    private static final int[] FLOWS = {2, 8};
    private static final int NARROWEST = 4;
    private static final int WIDEST = 256;

    @Override
    public String name() {
        return "monf";
    }

    @Override
    public String title() {
        return "CWM and mixtures of flows at equal numbers of parameters";
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        TrialData data = lab.rows();
        FitOptions options = lab.options(data);
        ResultTable table = new ResultTable();
        Pictures pictures = data.train().columns().size() == 2 ? new Pictures(data, lab.threads()) : null;
        List<String> conclusions = new ArrayList<>();
        for (int size : lab.quick() ? QUICK_SIZES : SIZES) {
            FitOptions cwm = cwm(data.train(), options, size);
            CellResult c = lab.run("cwm-" + size, "CWM", data, cwm);
            row(table, size, c);
            CellResult best = null;
            for (int k : FLOWS) {
                FitOptions o = flows(data.train(), options, k, size);
                if (o == null) {
                    continue;
                }
                String id = "monf-" + k + "-" + size;
                CellResult m = lab.run(id, "MoNF of " + k, data, o);
                row(table, size, m);
                if (best == null || m.test() > best.test()) {
                    best = m;
                }
                if (pictures != null) {
                    pictures.add("MoNF of " + k + ", " + m.parameters(), lab.model(id));
                }
            }
            if (pictures != null) {
                pictures.add("CWM, " + c.parameters(), lab.model("cwm-" + size));
            }
            if (best != null) {
                boolean cwmFirst = c.test() >= best.test();
                CellResult first = cwmFirst ? c : best;
                CellResult second = cwmFirst ? best : c;
                PairedDifference ahead = PairedDifference.of(
                        new double[][] {lab.cells().scores(first.id()).model()},
                        new double[][] {lab.cells().scores(second.id()).model()});
                conclusions.add(String.format(
                        Locale.ROOT,
                        "At about %,d parameters the CWM scores %.4f and the better mixture of flows %.4f nats a row on other"
                                + " rows. %s",
                        size,
                        c.test(),
                        best.test(),
                        ahead.sentence(first.label(), second.label())));
            }
        }
        List<Figure> figures = new ArrayList<>();
        if (pictures != null) {
            lab.picture("densities.png", pictures.sheet("Equal numbers of parameters"));
            figures.add(new Figure("densities.png", "Densities of all models", "The densities in the same colours."));
        }
        return new Outcome(
                "A mixture of normalising flows makes its components flexible, a classifier weighted mixture its weights."
                        + " Which spends its parameters better?",
                data.setting(),
                conclusions,
                table,
                figures,
                List.of(
                        "Widths of hidden layers (for mixtures of flows) and of the classifier (for CWM) are the largest that"
                                + " stay within the number of parameters. Rows, passes, optimiser, held-out rows and the rule"
                                + " that chooses the iterate are the same.",
                        "Flows: those of the preset " + ModelPreset.MONF.id()
                                + ", which start as Gaussian components from" + " EM."));
    }

    private static void row(ResultTable table, int size, CellResult r) {
        table.add(new ResultTable.Row()
                .text("model", "model", r.label())
                .count("size", "allowed", size)
                .count("parameters", "parameters", r.parameters())
                .count("components", "K", r.components())
                .number("train", "training rows", r.train(), "%.4f")
                .number("test", "other rows", r.test(), "%.4f")
                .number("testError", "\u00b1", r.testError(), "%.4f")
                .number("excess", "excess", r.excess(), "%.4f")
                .number("seconds", "seconds", r.seconds(), "%.1f"));
    }

    /** As many components as usual, at most a third of the parameters in them, the widest classifier that fits. */
    private static FitOptions cwm(Table train, FitOptions options, int size) {
        FitPlan plan = FitPlan.resolve(train, options, false);
        int d = train.columns().size();
        ClassifierSpec usual = plan.classifier();
        int most = plan.components()[plan.components().length - 1];
        int k = most;
        while (k > 2 && LowerTriangular.layout(k, d).size() + 20 * k > size / 2) {
            k--;
        }
        int width = NARROWEST;
        while (width < WIDEST && LowerTriangular.layout(k, d).size() + classifier(usual, k, d, width + 1) <= size) {
            width++;
        }
        return options.withComponents(k)
                .withClassifier(ClassifierSpec.mlp(usual.activation(), usual.firstLayerScale(), width, width));
    }

    private static int classifier(ClassifierSpec usual, int k, int d, int width) {
        return new Mlp.Architecture(d, new int[] {width, width}, usual.activation(), k)
                .layout()
                .size();
    }

    /** The widest networks that fit, or null if not even narrow ones do. */
    private static @Nullable FitOptions flows(Table train, FitOptions options, int k, int size) {
        FitOptions o = ModelPreset.MONF.apply(train, options.withComponents(k));
        if (!(o.maps() instanceof MapSpec.Flow flow)) {
            throw new IllegalStateException("the preset has no flows");
        }
        int d = train.columns().size();
        MapSpec.Flow chosen = null;
        for (int width = NARROWEST; width <= WIDEST; width++) {
            MapSpec.Flow wider = widened(flow, width);
            if (wider.architecture(k, d).layout().size() + k > size) {
                break;
            }
            chosen = wider;
        }
        return chosen == null ? null : o.withMaps(chosen);
    }

    private static MapSpec.Flow widened(MapSpec.Flow flow, int width) {
        int[] hidden = flow.hidden();
        java.util.Arrays.fill(hidden, width);
        return new MapSpec.Flow(
                flow.coupling(), flow.layers(), hidden, flow.activation(), flow.firstLayerScale(), flow.mixing());
    }
}
