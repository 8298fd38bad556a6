package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.schema.UnusableDataException;

/** A picture's density with few and with more components, beside the best that any model can score. */
final class PictureExperiment implements Experiment {

    private static final int[] COMPONENTS = {10, 50};

    @Override
    public String name() {
        return "picture";
    }

    @Override
    public String title() {
        return "A picture learned as a density";
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        TrialData data = lab.rows();
        if (data.truth() == null) {
            throw new UnusableDataException("is a table; this experiment needs a picture");
        }
        double ceiling = data.truth().negativeEntropy();
        ResultTable table = new ResultTable();
        Pictures pictures = new Pictures(data, lab.threads());
        List<String> conclusions = new ArrayList<>();
        for (int k : COMPONENTS) {
            CellResult r =
                    lab.run("k" + k, k + " components", data, lab.options(data).withComponents(k));
            table.add(new ResultTable.Row()
                    .count("components", "K", k)
                    .count("parameters", "parameters", r.parameters())
                    .number("train", "training rows", r.train(), "%.4f")
                    .number("fresh", "fresh draws", r.test(), "%.4f")
                    .number("freshError", "\u00b1", r.testError(), "%.4f")
                    .number("mixture", "its Gaussian mixture", r.start(), "%.4f")
                    .number("ceiling", "ceiling", ceiling, "%.4f")
                    .number("excess", "excess", r.excess(), "%.4f")
                    .number("excessError", "\u00b1 ", r.excessError(), "%.4f")
                    .number("seconds", "seconds", r.seconds(), "%.1f"));
            conclusions.add(
                    String.format(
                            Locale.ROOT,
                            "With %d components the model is %.4f \u00b1 %.4f nats a point below the picture's own density on the"
                                    + " same fresh draws (an estimate of the Kullback-Leibler divergence); its Gaussian mixture"
                                    + " scores %.4f nats less%s.",
                            k,
                            r.excess(),
                            r.excessError(),
                            r.test() - r.start(),
                            r.accepted()
                                    ? ""
                                    : ": training gained less than two standard errors on held-out rows, so the mixture was kept"));
            pictures.add(k + " components", lab.model("k" + k));
        }
        lab.picture("densities.png", pictures.sheet("The picture and its models"));
        return new Outcome(
                "How near does a classifier weighted mixture come to a picture's grey values, read as a density on the unit"
                        + " square? The picture's negative entropy is the mean log-density that the truth itself scores: no"
                        + " model scores more but by chance.",
                data.setting(),
                conclusions,
                table,
                List.of(new Figure(
                        "densities.png",
                        "The picture beside the densities of its models",
                        "The picture and the models' densities in the same colours.")),
                List.of(
                        "Excess is the mean of log p_true - log p_model over the fresh draws, paired point by point, so that"
                                + " the chance of the draws cancels."));
    }
}
