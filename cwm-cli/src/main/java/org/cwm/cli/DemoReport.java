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
    private final int rows;
    private final Score test;
    private final double seconds;

    /**
     * A report.
     *
     * @param report of the fit
     * @param rows of the whole table
     * @param test score on rows that took no part in the fit, not even in its choices
     * @param seconds that the fit took
     */
    DemoReport(FitReport report, int rows, Score test, double seconds) {
        this.report = report;
        this.rows = rows;
        this.test = test;
        this.seconds = seconds;
    }

    /** What came out, for people who know no statistics beyond an average. */
    List<String> conclusion() {
        List<String> out = new ArrayList<>();
        out.add("On " + Numbers.plural(test.rows(), "place")
                + " that were set aside before the fit, the mean log-likelihood is "
                + Numbers.nats(test.emStart()) + " nats for the Gaussian mixture that training started from and "
                + Numbers.nats(test.end()) + " nats for the classifier weighted mixture: a gain of "
                + Numbers.gain(test.gain()) + " \u00b1 " + Numbers.nats(test.gainStandardError())
                + " nats a place (standard error of the paired difference).");
        if (!report.accepted()) {
            out.add(
                    "Training gained no more than two standard errors on held-out rows, so the Gaussian mixture was kept.");
            return out;
        }
        double sigmas = test.gain() / test.gainStandardError();
        out.add(String.format(
                Locale.ROOT,
                "In other words: on (geometric) average the classifier weighted mixture gives a new place %.2f times the"
                        + " density that the Gaussian mixture with as many components gives it. The gain is %.1f times its"
                        + " standard error: %s.",
                Math.exp(test.gain()),
                sigmas,
                sigmas > 3 ? "not chance" : sigmas > 2 ? "hardly chance" : "it may be chance"));
        double difference = report.train().end() - test.end();
        out.add(String.format(
                Locale.ROOT,
                "On the places it learned from it scores %.4f nats, %.4f %s than on those set aside.",
                report.train().end(),
                Math.abs(difference),
                difference >= 0 ? "better" : "worse"));
        return out;
    }

    /** The page; its pictures are those of {@link DemoPictures}. */
    HtmlPage page() {
        FittedModel m = report.model();
        HtmlPage page = new HtmlPage("A density learned from postal codes");
        page.lead(
                "Where in the United States do postal codes lie? Coasts, lakes and borders are sharp, cities are dense,"
                        + " deserts are empty: hard for a mixture of Gaussians, whose components are all ellipses. A classifier"
                        + " weighted mixture keeps the ellipses and lets a neural network say, place by place, how much each of"
                        + " them counts.");
        page.cards(
                new Card(Numbers.gain(test.gain()), "nats a place gained on places set aside"),
                new Card("\u00b1 " + Numbers.nats(test.gainStandardError()), "standard error of that gain"),
                new Card(Numbers.count(m.mixture().components()), "components, in both models"),
                new Card(Numbers.seconds(seconds), "for the whole fit"));
        page.heading("What came out");
        conclusion().forEach(page::paragraph);
        page.table(
                List.of(
                        "Mean log-likelihood, nats a place",
                        "Gaussian mixture",
                        "CWM",
                        "gain",
                        "standard error",
                        "places"),
                List.of(
                        scores("Set aside before the fit", test),
                        scores("Held out by the fit, to choose the best iterate", report.validation()),
                        scores("Learned from", report.train())));
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
                        "The data: " + Numbers.plural(rows, "place") + "."),
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
                + report.plan().maps() + ", classifier "
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
