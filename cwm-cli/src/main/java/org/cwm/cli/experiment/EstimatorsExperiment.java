package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final VaeWorkload.Sizes quickVaeSizes;

    EstimatorsExperiment() {
        this(TargetWorkload.Sizes.quick(), VaeWorkload.Sizes.quick());
    }

    /** With other sizes for the quick setting. */
    EstimatorsExperiment(TargetWorkload.Sizes quickSizes, VaeWorkload.Sizes quickVaeSizes) {
        this.quickSizes = quickSizes;
        this.quickVaeSizes = quickVaeSizes;
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
        return Source.folder(
                "a folder with vi_logreg/german.data-numeric, vi_synthetic/svbmc_gmm20.csv or an IDX file of images in fashion_mnist",
                false);
    }

    private List<EstimatorWorkload> workloads(Lab lab) throws IOException {
        TargetWorkload.Sizes sizes = lab.quick() ? quickSizes : TargetWorkload.Sizes.full();
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
        boolean pictures = Targets.hasFashion(lab.source());
        if (lab.source() != null && !given && !pictures && !Targets.has(lab.source(), Targets::german)) {
            throw new UnusableDataException("holds no target; " + source().what() + " is expected");
        }
        out.add(new TargetWorkload(
                given ? "mixture" : "clusters",
                given ? "mixture of 20" : "20 clusters",
                (given ? "Mixture of 20 components" : "20 clusters, made up")
                        + ": many modes in the plane, K = 20, starts at N(0, 5\u00b2 I).",
                given
                        ? Targets.read(Targets.twentyComponents(lab.requiredSource()), OpenTargets::twentyComponents)
                        : Targets.madeUpClusters(),
                20,
                0.02,
                5,
                0,
                sizes));
        if (pictures) {
            ImageSplit images = ImageSplit.read(Targets.fashion(lab.requiredSource()), lab.seed());
            out.add(new VaeWorkload(images, lab.quick() ? quickVaeSizes : VaeWorkload.Sizes.full()));
        }
        return out;
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        int seeds = lab.quick() ? QUICK_SEEDS : SEEDS;
        List<EstimatorWorkload> workloads = workloads(lab);
        EstimatorTables tables = new EstimatorTables();
        List<Figure> figures = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>();
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
                    "Gap of the ELBO to " + w.ceiling() + ", " + w.title() + ", mean of " + seeds + " seeds.",
                    true));
            notes.addAll(w.notes(runs));
        }
        List<String> setting = new ArrayList<>();
        workloads.forEach(w -> setting.add(w.description()));
        return new Outcome(
                "Does the Rao-Blackwellised gradient, which sums over all components, beat REINFORCE and Gumbel-Softmax in"
                        + " variational inference? And is the whole sum needed?",
                String.join(" ", setting) + " " + seeds + " seeds.",
                tables.conclusions(),
                tables.evaluations(),
                List.of(
                        new Outcome.Section(
                                "equalDraws", "Ends of the ascents with equal draws a step", tables.draws()),
                        new Outcome.Section("start", "Gradients near the start", tables.start()),
                        new Outcome.Section("optimum", "Gradients near the optimum", tables.optimum()),
                        new Outcome.Section(
                                "toy",
                                "A single choice: derivative of E[(b \u2212 0.499)\u00b2], b ~ Bernoulli(p), by the logit of p",
                                new ToyStudy(lab.seed(), lab.quick()).table())),
                figures,
                notes(notes, Targets.hasFashion(lab.source())));
    }

    private static EstimatorWorkload.Run cell(Lab lab, EstimatorWorkload w, long seed, int done, int all)
            throws IOException {
        Map<?, ?> o = lab.cells().keep(w.id() + "-" + seed, w.fingerprint() + " seed " + seed, () -> {
            EstimatorWorkload.Run run = w.run(seed, lab.threads(), what -> lab.cells()
                    .listener()
                    .progress(new FitProgress(w.title() + ", seed " + seed, (double) done / all, Double.NaN, what)));
            Map<String, Object> kept = new LinkedHashMap<>();
            kept.put("ceiling", run.ceiling());
            run.scores().forEach((id, scores) -> kept.put(id, scores.json()));
            return kept;
        });
        Map<String, EstimatorScores> scores = new LinkedHashMap<>();
        for (EstimatorTrial t : EstimatorTrial.ALL) {
            scores.put(t.id(), EstimatorScores.of((Map<?, ?>) java.util.Objects.requireNonNull(o.get(t.id()))));
        }
        return new EstimatorWorkload.Run(scores, Json.toDouble(o.get("ceiling")));
    }

    private static List<String> notes(Set<String> ofWorkloads, boolean pictures) {
        List<String> out = new ArrayList<>();
        out.add(EstimatorTrial.note());
        out.add(
                "Equal evaluations: as many base points for the sum over all K components as with equal draws, as many more for"
                        + " the others as ask for the target equally often. Standard errors (\u00b1) are over seeds.");
        out.addAll(ofWorkloads);
        out.add(
                "Variance is the sum over parameters, in nats\u00b2; products are relative to RB, path. Bias is the length of the"
                        + " difference from the mean of many gradients without bias, shown where it exceeds what noise alone gives by"
                        + " three standard deviations (\u201cseen from\u201d). Length: of that mean, less noise.");
        out.add(
                "Seconds are of this machine and of what else it did meanwhile. Besides the target they contain log q, whose cost"
                        + " grows with the number of points too.");
        if (!pictures) {
            out.add(
                    "The auto-encoder was left out: it takes an IDX file of images, such as those of Fashion-MNIST, in the folder"
                            + " fashion_mnist of the source.");
        }
        return out;
    }
}
