package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.FitProgress;
import org.cwm.io.Json;
import org.cwm.schema.UnusableDataException;
import org.cwm.variational.zoo.OpenTargets;

/** Gradient estimators of variational inference side by side: variance, bias, cost, and the way up. */
final class EstimatorsExperiment implements Experiment {

    private static final int SEEDS = 10;
    private static final int QUICK_SEEDS = 2;

    private final TargetWorkload.Sizes quickSizes;

    EstimatorsExperiment() {
        this(TargetWorkload.Sizes.quick());
    }

    /** With other sizes for the quick setting. */
    EstimatorsExperiment(TargetWorkload.Sizes quickSizes) {
        this.quickSizes = quickSizes;
    }

    private TargetWorkload.Sizes sizes(Lab lab) {
        return lab.quick() ? quickSizes : TargetWorkload.Sizes.full();
    }

    @Override
    public String name() {
        return "estimators";
    }

    @Override
    public String title() {
        return "Gradient estimators of variational inference";
    }

    @Override
    public Source source() {
        return Source.folder("a folder with vi_logreg/german.data-numeric or vi_synthetic/svbmc_gmm20.csv", false);
    }

    private List<EstimatorWorkload> workloads(Lab lab) throws IOException {
        TargetWorkload.Sizes sizes = sizes(lab);
        List<EstimatorWorkload> out = new ArrayList<>();
        if (Targets.has(lab.source(), Targets::german)) {
            out.add(new TargetWorkload(
                    "german",
                    "German credit",
                    "German credit: Bayesian logistic regression, 1,000 rows, 25 coefficients, K = 8.",
                    Targets.read(Targets.german(lab.requiredSource()), OpenTargets::germanCredit),
                    8,
                    0.01,
                    0,
                    PosteriorTarget.GERMAN_LOG_EVIDENCE,
                    sizes));
        } else {
            out.add(new TargetWorkload(
                    "regression",
                    "logistic regression",
                    "Logistic regression: Bayesian, 200 made-up rows, 10 coefficients, K = 8.",
                    Targets.madeUpRegression(),
                    8,
                    0.01,
                    0,
                    Double.NaN,
                    sizes));
        }
        boolean given = Targets.has(lab.source(), Targets::twentyComponents);
        if (lab.source() != null && !given && !Targets.has(lab.source(), Targets::german)) {
            throw new UnusableDataException("holds no target; " + source().what() + " is expected");
        }
        out.add(new TargetWorkload(
                given ? "mixture" : "clusters",
                given ? "20-component mixture" : "20 clusters",
                (given ? "20-component mixture" : "20 clusters, made up")
                        + ": many modes in the plane, K = 20, starts at N(0, 5\u00b2 I).",
                given
                        ? Targets.read(Targets.twentyComponents(lab.requiredSource()), OpenTargets::twentyComponents)
                        : Targets.madeUpClusters(),
                20,
                0.02,
                5,
                0,
                sizes));
        return out;
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        int seeds = lab.quick() ? QUICK_SEEDS : SEEDS;
        List<EstimatorWorkload> workloads = workloads(lab);
        EstimatorTables tables = new EstimatorTables();
        List<Figure> figures = new ArrayList<>();
        int done = 0;
        for (EstimatorWorkload w : workloads) {
            List<EstimatorWorkload.Run> runs = new ArrayList<>();
            for (int s = 0; s < seeds; s++) {
                runs.add(cell(lab, w, lab.seed() + s, done++, seeds * workloads.size()));
            }
            tables.add(w, runs);
            lab.picture(w.id() + ".png", EstimatorTables.curves(w, runs));
            figures.add(new Figure(
                    w.id() + ".png",
                    "Curves of the gap for each estimator, " + w.title(),
                    "Gap to log Z of " + w.title() + ", mean of " + seeds + " seeds."));
        }
        List<String> setting = new ArrayList<>();
        workloads.forEach(w -> setting.add(w.description()));
        return new Outcome(
                "Does the Rao-Blackwellised gradient, which sums over all components, beat REINFORCE and Gumbel-Softmax in"
                        + " variational inference? And is the whole sum needed?",
                String.join(" ", setting) + " " + seeds + " seeds.",
                tables.conclusions(),
                tables.ascents(),
                List.of(
                        new Outcome.Section("start", "Gradients near the start", tables.start()),
                        new Outcome.Section("optimum", "Gradients near the optimum", tables.optimum()),
                        new Outcome.Section(
                                "toy",
                                "A single choice: derivative of E[(b \u2212 0.499)\u00b2], b ~ Bernoulli(p), by the logit of p",
                                new ToyStudy(lab.seed(), lab.quick()).table())),
                figures,
                notes(sizes(lab)));
    }

    private static EstimatorWorkload.Run cell(Lab lab, EstimatorWorkload w, long seed, int done, int all)
            throws IOException {
        Map<?, ?> o = lab.cells().keep(w.id() + "-" + seed, w.fingerprint() + " seed " + seed, () -> {
            EstimatorWorkload.Run run = w.run(seed, lab.threads(), what -> lab.cells()
                    .listener()
                    .progress(new FitProgress(w.title() + ", seed " + seed, (double) done / all, Double.NaN, what)));
            Map<String, Object> kept = new LinkedHashMap<>();
            kept.put("logEvidence", run.logEvidence());
            run.scores().forEach((id, scores) -> kept.put(id, scores.json()));
            return kept;
        });
        Map<String, EstimatorScores> scores = new LinkedHashMap<>();
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            scores.put(t.id(), EstimatorScores.of((Map<?, ?>) java.util.Objects.requireNonNull(o.get(t.id()))));
        }
        return new EstimatorWorkload.Run(scores, Json.toDouble(o.get("logEvidence")));
    }

    private static List<String> notes(TargetWorkload.Sizes s) {
        return List.of(
                EstimatorTrial.note(),
                String.format(
                        Locale.ROOT,
                        "Ascents: %,d steps of Adam, rate falling along a half cosine, last 30%% averaged, from components that"
                                + " are almost the same under a constant classifier. Equal draws: %d base points a step for"
                                + " all. Equal evaluations: %d base points for the sum over all K components, as many more for"
                                + " the others as ask for the target equally often. The gap is log Z less the ELBO of %,d draws,"
                                + " the same for all estimators of a seed.",
                        s.steps(),
                        s.draws(),
                        s.draws(),
                        s.elboDraws()),
                String.format(
                        Locale.ROOT,
                        "Gradients: %,d independent ones of %d draws at each place, by all parameters, maps relative to where"
                                + " they are; variance (the sum over parameters), evaluations and microseconds are"
                                + " for a single draw, products relative to RB, path. Near the optimum: where"
                                + " a fit with default estimator ends. Bias: length of the difference from the mean of %,d"
                                + " gradients by the sum over all components in path form; shown where it exceeds what noise alone"
                                + " gives by three standard deviations. Length: of that mean, less noise.",
                        s.repeats(),
                        s.draws(),
                        4 * s.repeats()),
                "Seconds are of this machine and of what else it did meanwhile. Besides the target they contain log q, whose cost"
                        + " grows with the number of points too.");
    }
}
