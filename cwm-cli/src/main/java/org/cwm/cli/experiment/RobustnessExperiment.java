package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cwm.classifier.Mlp;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.diagnostic.ConfidenceWatch;
import org.cwm.diagnostic.Finding;
import org.cwm.diagnostic.ModelWatch;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FittedModel;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Schema;

/** What becomes of the density and of the draws when a classifier's outputs are no weights. */
final class RobustnessExperiment implements Experiment {

    private static final int COMPONENTS = 10;
    private static final int SCORED = 4_000;
    private static final int DRAWS = 20_000;
    /** Bins a side of the histogram that draws are compared in. */
    private static final int BINS = 16;

    private static final List<Corruption> CORRUPTIONS = List.of(
            Corruption.none(),
            Corruption.scaled(1.1),
            Corruption.scaled(0.9),
            Corruption.sigmoids(),
            Corruption.negative(0.2),
            Corruption.negative(1),
            Corruption.notANumber(0.5, 0.6),
            Corruption.temperature(0.5),
            Corruption.temperature(0.1),
            Corruption.temperature(0.001));

    @Override
    public String name() {
        return "robustness";
    }

    @Override
    public String title() {
        return "Invalid outputs of the classifier";
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        TrialData data = lab.rows();
        FitOptions options = lab.options(data).withComponents(COMPONENTS);
        CellResult cell = lab.run("k" + COMPONENTS, COMPONENTS + " components", data, options);
        FittedModel model = lab.model(cell.id());
        boolean plane = model.dimension() == 2;
        Points test = data.test().points();
        Points scored = test.select(rows(Math.min(SCORED, test.rows()), test.rows()));
        double[] reference = histogram(draws(model, Corruption.none(), lab.seed() + 1));
        Pictures pictures = plane ? new Pictures(data, lab.threads()) : null;
        ResultTable table = new ResultTable();
        double worst = 0;
        double noise = 0;
        double cold = 0;
        double sound = 0;
        double overconfident = 0;
        for (Corruption c : CORRUPTIONS) {
            CorruptedMixture m = new CorruptedMixture(model.mixture(), c);
            double integral = m.integral(DRAWS, RandomStream.of(lab.seed()).split(1));
            double[] scores = scores(model.schema(), m, scored);
            int invalid = 0;
            double sum = 0;
            for (double s : scores) {
                if (Double.isFinite(s)) {
                    sum += s;
                } else {
                    invalid++;
                }
            }
            double drift = totalVariation(histogram(draws(model, c, lab.seed() + 2)), reference);
            table.add(new ResultTable.Row()
                    .text("corruption", "outputs", c.name())
                    .number("integral", "integral", integral, "%.4f")
                    .number("score", "mean log p", sum / Math.max(1, scores.length - invalid), "%.4f")
                    .number("invalid", "rows without log p", (double) invalid / scores.length, "%.3f")
                    .number("drift", "drift of draws", drift, "%.4f"));
            double score = sum / Math.max(1, scores.length - invalid);
            if (c.name().equals("temperature 0.1")) {
                overconfident = score;
            }
            if (c.name().equals("none")) {
                sound = score;
                noise = drift;
            }
            if (c.name().startsWith("temperature")) {
                cold = Math.max(cold, Math.abs(integral - 1));
            } else if (Double.isFinite(integral)) {
                worst = Math.max(worst, Math.abs(integral - 1));
            }
            if (pictures != null
                    && List.of(
                                    "none",
                                    "each less 1.0 / K",
                                    "independent sigmoids",
                                    "temperature 0.1",
                                    "temperature 0.001")
                            .contains(c.name())) {
                pictures.add(c.name(), density(model.schema(), m));
            }
        }
        List<Figure> figures = new ArrayList<>();
        if (pictures != null) {
            lab.picture("densities.png", pictures.sheet("Densities under invalid outputs"));
            figures.add(new Figure(
                    "densities.png",
                    "Densities under some of the corruptions",
                    "The same mixture with its weights corrupted, in the same colours."));
        }
        List<String> conclusions = new ArrayList<>();
        conclusions.add(String.format(
                Locale.ROOT,
                "The integral is E[sum_k w_k(Z)]: it moves as the weights' sum does, by up to %.2f here, and not at all (%.1e)"
                        + " for an overconfident classifier, whose outputs are still weights.",
                worst,
                cold));
        conclusions.add(String.format(
                Locale.ROOT,
                "Drift of draws is the total variation between histograms of %,d draws each, %d bins a side; by chance"
                        + " alone it is %.3f.",
                DRAWS,
                BINS,
                noise));
        conclusions.add(String.format(
                Locale.ROOT,
                "An overconfident classifier shows in the score: at temperature 0.1 the mean on other rows falls from %.4f to"
                        + " %.4f nats a row, so a fit, which keeps the iterate that scores best on held-out rows, does not"
                        + " return it.",
                sound,
                overconfident));
        conclusions.addAll(guards(model, scored, lab.seed()));
        return new Outcome(
                "The density is normalised and draws follow it because the classifier's outputs are weights: not negative,"
                        + " of sum one. What happens if they are not, and what would catch it?",
                data.setting(),
                conclusions,
                table,
                figures,
                List.of(
                        "The library's own classifiers end in a softmax, so the first kinds of outputs can't come from"
                                + " them; they were put in from outside, into the formulas evaluated plainly in double precision. Draws"
                                + " take the first component at which the running sum exceeds a uniform number, else the last one."));
    }

    /** What the library does against it, tried out. */
    private static List<String> guards(FittedModel model, Points scored, long seed) {
        List<String> out = new ArrayList<>();
        ClassifierWeightedMixture m = model.mixture();
        float[] v = m.parameters();
        v[v.length - 1] = Float.NaN;
        try {
            m.withParameters(v);
            out.add("A parameter that is not a number is NOT caught when a model is made.");
        } catch (IllegalArgumentException e) {
            out.add("A parameter that is not a number is refused when a model is made: \u201c" + e.getMessage()
                    + "\u201d.");
        }
        if (m.classifier() instanceof Mlp mlp) {
            Points heldOut = model.schema().toModel(scored, new double[scored.rows()]);
            for (double t : new double[] {1, 0.5, 0.1, 0.001}) {
                ClassifierWeightedMixture sharpened =
                        ClassifierWeightedMixture.of(m.base(), m.maps(), mlp.withTemperature(t));
                List<Finding> findings =
                        new ArrayList<>(ModelWatch.findings(sharpened, new double[0], RandomStream.of(seed)));
                findings.addAll(ConfidenceWatch.findings(sharpened, heldOut, 1));
                out.add(String.format(
                        Locale.ROOT,
                        "At temperature %s the mean entropy of the weights is %.3g nats, and the signatures watched in every"
                                + " fit say: %s.",
                        t,
                        ModelWatch.weights(sharpened, RandomStream.of(seed)).entropy(),
                        findings.isEmpty()
                                ? "nothing"
                                : findings.stream()
                                        .map(f -> "\u201c" + f.text() + "\u201d ("
                                                + f.signature().id() + ")")
                                        .collect(Collectors.joining(", "))));
            }
        }
        return out;
    }

    private static int[] rows(int count, int n) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = (int) ((long) n * i / count);
        }
        return out;
    }

    private static double[] scores(Schema schema, CorruptedMixture m, Points x) {
        double[] out = new double[x.rows()];
        double[] u = new double[x.columns()];
        for (int i = 0; i < out.length; i++) {
            double logDet = schema.toModel(x.row(i), 0, u, 0);
            out[i] = Math.log(m.density(u)) + logDet;
        }
        return out;
    }

    /** As a density in the units of the data, for pictures; what is no density is shown as none. */
    private static Density density(Schema schema, CorruptedMixture m) {
        return new Density() {
            @Override
            public int dimension() {
                return schema.dimension();
            }

            @Override
            public double logDensity(double[] x) {
                double[] u = new double[x.length];
                double logDet = schema.toModel(x, 0, u, 0);
                double p = m.density(u);
                return p > 0 ? Math.log(p) + logDet : Double.NEGATIVE_INFINITY;
            }

            @Override
            public void logDensity(Points points, double[] out, int threads) {
                for (int i = 0; i < points.rows(); i++) {
                    out[i] = logDensity(points.row(i));
                }
            }

            @Override
            public Points sample(int n, RandomStream random, int threads) {
                throw new UnsupportedOperationException("not a density to draw from");
            }
        };
    }

    /** Draws in model coordinates. */
    private static Points draws(FittedModel model, Corruption c, long seed) {
        CorruptedMixture m = new CorruptedMixture(model.mixture(), c);
        RandomStream random = RandomStream.of(seed);
        int d = model.dimension();
        double[] x = new double[DRAWS * d];
        for (int i = 0; i < DRAWS; i++) {
            m.draw(random, x, i * d);
        }
        return Points.of(DRAWS, d, x);
    }

    /** Shares in bins of the first two columns (or of the only one), over [-5, 5] in model coordinates. */
    private static double[] histogram(Points x) {
        int second = x.columns() > 1 ? 1 : 0;
        double[] h = new double[BINS * BINS];
        for (int i = 0; i < x.rows(); i++) {
            h[bin(x.get(i, 0)) * BINS + bin(x.get(i, second))] += 1.0 / x.rows();
        }
        return h;
    }

    private static int bin(double x) {
        return (int) Math.max(0, Math.min(BINS - 1, Math.floor((x + 5) / 10 * BINS)));
    }

    private static double totalVariation(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]) / 2;
        }
        return sum;
    }
}
