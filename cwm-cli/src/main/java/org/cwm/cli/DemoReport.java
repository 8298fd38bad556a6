package org.cwm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.cli.report.HtmlPage;
import org.cwm.cli.report.HtmlPage.Card;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.FitReport;
import org.cwm.fit.FittedModel;
import org.cwm.fit.Score;

/** The page of the demonstration, and its conclusion in plain words. */
final class DemoReport {

    private final FitReport report;
    private final double seconds;

    DemoReport(FitReport report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    /** What came out, for people who know no statistics beyond an average. */
    List<String> conclusion() {
        Score s = report.validation();
        List<String> out = new ArrayList<>();
        out.add("On " + Numbers.plural(s.rows(), "place")
                + " that neither model saw while learning, the mean log-likelihood"
                + " is " + Numbers.nats(s.emStart()) + " nats for the Gaussian mixture it started from and "
                + Numbers.nats(s.end()) + " nats for the classifier weighted mixture: a gain of "
                + Numbers.gain(s.gain()) + " \u00b1 " + Numbers.nats(s.gainStandardError())
                + " nats a place (standard error of the paired difference).");
        if (!report.accepted()) {
            out.add("That is no more than its standard error, so the Gaussian mixture itself was kept.");
            return out;
        }
        out.add(String.format(
                Locale.ROOT,
                "In other words: the classifier weighted mixture finds the places of unseen postal codes %.2f times as"
                        + " likely, on (geometric) average, as the Gaussian mixture with the same number of components does;"
                        + " the gain is %.0f times its standard error, so it is not chance.",
                Math.exp(s.gain()),
                s.gain() / s.gainStandardError()));
        double overfit = report.train().end() - s.end();
        out.add(String.format(
                Locale.ROOT,
                "On the rows it learned from it scores %.4f nats, %s %.4f than on unseen ones: %s.",
                report.train().end(),
                overfit >= 0 ? "better by" : "worse by",
                Math.abs(overfit),
                Math.abs(overfit) < s.gain()
                        ? "what it learned carries over to new places"
                        : "much of what it learned is peculiar to those rows, yet the gain above is on unseen ones"));
        return out;
    }

    /** The page; its pictures are those of {@link DemoPictures}. */
    HtmlPage page() {
        FittedModel m = report.model();
        Score s = report.validation();
        HtmlPage page = new HtmlPage("A density learned from postal codes");
        page.lead(
                "Where in the United States do postal codes lie? Coasts, lakes and borders are sharp, cities are dense,"
                        + " deserts are empty: hard for a mixture of Gaussians, whose components are all ellipses. A classifier"
                        + " weighted mixture keeps the ellipses and lets a neural network say, place by place, how much each of"
                        + " them counts.");
        page.cards(
                new Card(Numbers.gain(s.gain()), "nats a place gained on unseen places"),
                new Card("\u00b1 " + Numbers.nats(s.gainStandardError()), "standard error of that gain"),
                new Card(Numbers.count(m.mixture().components()), "components, in both models"),
                new Card(Numbers.seconds(seconds), "for the whole fit"));
        page.heading("What came out");
        conclusion().forEach(page::paragraph);
        page.table(
                List.of("Mean log-likelihood, nats a row", "Gaussian mixture", "CWM", "gain", "standard error", "rows"),
                List.of(scores("Held-out rows", s), scores("Training rows", report.train())));
        page.heading("Before and after");
        page.figures(
                new Figure(
                        "gaussian-mixture.png",
                        "Map of the Gaussian mixture's density: smooth blobs that spill over the coasts",
                        "The Gaussian mixture that training starts from, fitted by expectation maximisation."),
                new Figure(
                        "cwm.png",
                        "Map of the classifier weighted mixture's density: coasts and cities are visible",
                        "The classifier weighted mixture after training, in the same colours. Lighter is denser; equal"
                                + " steps of colour are equal ratios of density."));
        page.heading("Data and draws");
        page.figures(
                new Figure(
                        "data.png",
                        "Dots at all places of the data",
                        "The data: " + Numbers.plural(report.train().rows() + s.rows(), "place") + "."),
                new Figure(
                        "samples.png",
                        "Dots at places drawn from the model",
                        "As many places drawn from the model. None of them is copied: they are new."));
        page.heading("How it learned");
        page.figures(new Figure(
                "learning-curve.png",
                "Curves of the mean log-likelihood against passes over the data",
                "The curve starts at the Gaussian mixture, exactly. The iterate that scores best on the held-out rows is"
                        + " kept."));
        page.heading("What the classifier does");
        page.figures(new Figure(
                "weights.png",
                "Maps of the weights of six components",
                "A Gaussian mixture would show one flat colour in each of these maps. Here a component counts only where the"
                        + " classifier lets it: that is how ellipses make coastlines."));
        page.heading("Do it again");
        page.code("cwm fit us-postal-codes.csv.gz -o model.cwm\ncwm score model.cwm us-postal-codes.csv.gz\n"
                + "cwm sample model.cwm -n 1000\ncwm plot model.cwm -o density.png");
        page.paragraph("The data and the model lie in this folder. Settings were those of cwm fit with no options: "
                + m.mixture().components() + " components with "
                + report.plan().covariance().name().toLowerCase(Locale.ROOT) + " covariance, classifier "
                + FitSummary.classifier(m) + ", "
                + Numbers.plural(m.mixture().layout().size(), "parameter")
                + "; " + m.provenance().backend() + " kernels. Training ended: " + report.stopReason() + ".");
        page.footer(
                "Data: GeoNames postal codes (geonames.org), Creative Commons Attribution 4.0; the contiguous United"
                        + " States, distinct places only. Made by cwm " + Version.number() + ".");
        return page;
    }

    private static List<String> scores(String name, Score s) {
        return List.of(
                name,
                Numbers.nats(s.emStart()),
                Numbers.nats(s.end()),
                Numbers.gain(s.gain()),
                Numbers.nats(s.gainStandardError()),
                Numbers.count(s.rows()));
    }
}
