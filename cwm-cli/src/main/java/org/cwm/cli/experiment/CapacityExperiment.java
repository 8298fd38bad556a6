package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitPlan;

/** What the classifier's capacity is worth: constant, linear, shallow, deep. */
final class CapacityExperiment implements Experiment {

    private static final int QUICK_COMPONENTS = 20;

    @Override
    public String name() {
        return "capacity";
    }

    @Override
    public String title() {
        return "Capacity of the classifier";
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        TrialData data = lab.rows();
        FitOptions options = lab.options(data);
        FitPlan plan = FitPlan.resolve(data.train(), options, false);
        // one number of components for all, or cross-validation would choose another for each
        int k = lab.quick() ? Math.min(QUICK_COMPONENTS, plan.components()[0]) : plan.components()[0];
        ClassifierSpec usual = plan.classifier();
        Map<String, ClassifierSpec> classifiers = new LinkedHashMap<>();
        classifiers.put("constant", ClassifierSpec.ofConstant());
        classifiers.put("linear", ClassifierSpec.mlp(usual.activation(), 1));
        classifiers.put("shallow 32", ClassifierSpec.mlp(usual.activation(), usual.firstLayerScale(), 32));
        classifiers.put("64-64", ClassifierSpec.mlp(usual.activation(), usual.firstLayerScale(), 64, 64));
        classifiers.put(
                "deep 64-64-64-64", ClassifierSpec.mlp(usual.activation(), usual.firstLayerScale(), 64, 64, 64, 64));
        ResultTable table = new ResultTable();
        List<CellResult> results = new ArrayList<>();
        Pictures pictures = data.train().columns().size() == 2 ? new Pictures(data, lab.threads()) : null;
        for (Map.Entry<String, ClassifierSpec> c : classifiers.entrySet()) {
            String id = c.getKey().replace(' ', '-');
            CellResult r =
                    lab.run(id, c.getKey(), data, options.withComponents(k).withClassifier(c.getValue()));
            results.add(r);
            if (pictures != null) {
                pictures.add(c.getKey(), lab.model(id));
            }
        }
        CellResult constant = results.get(0);
        CellResult best = constant;
        for (CellResult r : results) {
            best = r.test() > best.test() ? r : best;
            table.add(new ResultTable.Row()
                    .text("classifier", "classifier", r.label())
                    .count("parameters", "parameters", r.parameters())
                    .number("train", "training rows", r.train(), "%.4f")
                    .number("test", "other rows", r.test(), "%.4f")
                    .number("testError", "\u00b1", r.testError(), "%.4f")
                    .number("gain", "gain over constant", r.test() - constant.test(), "%+.4f")
                    .number("overfitting", "overfitting gap", r.train() - r.test(), "%+.4f")
                    .number("seconds", "seconds", r.seconds(), "%.1f"));
        }
        List<Figure> figures = new ArrayList<>();
        if (pictures != null) {
            lab.picture("densities.png", pictures.sheet("One mixture under classifiers of growing capacity"));
            figures.add(
                    new Figure("densities.png", "Densities for each classifier", "The densities in the same colours."));
        }
        return new Outcome(
                "What is the classifier worth, and how large should it be? The same " + k
                        + " components under constant weights (a Gaussian mixture), a linear classifier, a shallow network and"
                        + " deeper ones; everything else is equal.",
                data.setting(),
                List.of(
                        String.format(
                                Locale.ROOT,
                                "Best on other rows is %s: %+.4f nats a row over constant weights.",
                                best.label(),
                                best.test() - constant.test()),
                        String.format(
                                Locale.ROOT,
                                "Between training rows and other rows %s loses %.4f nats, the mixture with constant weights"
                                        + " %.4f.",
                                best.label(),
                                best.train() - best.test(),
                                constant.train() - constant.test())),
                table,
                figures,
                List.of(
                        "Gain: difference of the means on other rows. Overfitting gap: mean on training rows less mean on"
                                + " other rows.",
                        "A classifier that gains less than two standard errors on the fit's own held-out rows is not"
                                + " accepted: its line then equals that of constant weights."));
    }
}
