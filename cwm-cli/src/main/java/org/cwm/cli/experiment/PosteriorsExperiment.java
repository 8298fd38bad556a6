package org.cwm.cli.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.FitProgress;
import org.cwm.variational.TargetException;
import org.cwm.variational.VariationalOptions;
import org.cwm.variational.VariationalProgress;

/** Posteriors with known answers: how near fits come, and whether the verdict knows. */
final class PosteriorsExperiment implements Experiment {

    private static final int SEEDS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration QUICK_LIMIT = Duration.ofSeconds(12);

    @Override
    public String name() {
        return "posteriors";
    }

    @Override
    public String title() {
        return "Posteriors with known answers";
    }

    @Override
    public Source source() {
        return Source.folder("a folder with posteriordb, vi_logreg or vi_synthetic", false);
    }

    @Override
    public Outcome run(Lab lab) throws IOException {
        Duration limit = lab.settings().timeLimit();
        Duration each = limit != null ? limit : lab.quick() ? QUICK_LIMIT : LIMIT;
        int seeds = lab.quick() ? 1 : SEEDS;
        List<PosteriorTarget> targets = PosteriorTarget.all(lab.source()).stream()
                .filter(t -> t.quick() || !lab.quick())
                .toList();
        PosteriorTables tables = new PosteriorTables();
        int done = 0;
        for (PosteriorTarget t : targets) {
            Map<PosteriorMethod, List<PosteriorScores>> byMethod = new EnumMap<>(PosteriorMethod.class);
            for (PosteriorMethod m : PosteriorMethod.values()) {
                List<PosteriorScores> scores = new ArrayList<>();
                for (int s = 0; s < seeds; s++) {
                    double share = (double) done++ / (targets.size() * PosteriorMethod.values().length * seeds);
                    scores.add(cell(lab, t, m, lab.seed() + 1 + s, each, share));
                }
                byMethod.put(m, scores);
            }
            tables.add(t, byMethod);
        }
        lab.picture("gaps.png", tables.gaps());
        return new Outcome(
                "How near do a classifier weighted mixture, a Gaussian mixture of as many components and one Gaussian come to"
                        + " posteriors whose answers are known, and does the verdict know how near?",
                String.format(
                        Locale.ROOT,
                        "%d targets, %d %s, at most %.0f s a fit on %d %s.",
                        targets.size(),
                        seeds,
                        seeds == 1 ? "seed" : "seeds",
                        1e-3 * each.toMillis(),
                        lab.threads(),
                        lab.threads() == 1 ? "thread" : "threads"),
                tables.conclusions(),
                tables.table(),
                List.of(new Outcome.Section("errors", "How far off, and at what cost", tables.errorsAndCost())),
                List.of(
                        new Figure(
                                "gaps.png",
                                "Gap to log Z of each kind of fit by target",
                                "Gap to log Z in nats, mean over seeds. Hollow: the verdict does not trust every one of the fits.")),
                List.of(
                        "Mean and standard deviation: greatest error of any coordinate on the real line and any seed, in units"
                                + " of the reference standard deviation and relative to it. Reference: from the formula, from"
                                + " the 10,000 reference draws of posteriordb, or else (weights) from the importance-weighted"
                                + " draws of the fit to the same target with the most effective ones.",
                        "Gap: log Z less the ELBO, mean over seeds, with the standard error of its draws; log Z off by: distance of the importance-weighted log Z from the"
                                + " known one, greatest over seeds. Where log Z is not known, the gap is to the"
                                + " importance-weighted log Z of that same fit.",
                        "k-hat is that of the fit's own draws, uncovered mass the share of the target where the fit has less"
                                + " than a twentieth of it. Wrong and trusted: a mean off by more than 0.05 or a standard"
                                + " deviation by more than 10%, beyond three standard errors of 10,000 reference draws and"
                                + " 20,000 of the fit."));
    }

    private static PosteriorScores cell(
            Lab lab, PosteriorTarget t, PosteriorMethod method, long seed, Duration limit, double share)
            throws IOException {
        VariationalOptions options = VariationalOptions.defaults()
                .withComponents(t.components())
                .withTimeLimit(limit)
                .withSeed(seed);
        String fingerprint = method + " " + Targets.fingerprint(t.target()) + " " + options;
        return PosteriorScores.of(lab.cells().keep(t.id() + "-" + method.id() + "-" + seed, fingerprint, () -> {
            VariationalProgress.Listener news = p -> lab.cells()
                    .listener()
                    .progress(new FitProgress(
                            t.id() + ", " + method.label() + ", seed " + seed, share, Double.NaN, p.phase()));
            news.progress(new VariationalProgress("start", 0, Double.NaN));
            try {
                return PosteriorScores.of(method.fit(t.target(), options.withThreads(lab.threads()), news))
                        .json();
            } catch (TargetException | IllegalStateException e) {
                return PosteriorScores.failed(e).json();
            }
        }));
    }
}
