package org.cwm.variational;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.SoftAssertions;
import org.cwm.variational.zoo.Funnel;
import org.cwm.variational.zoo.OpenTargets;
import org.cwm.variational.zoo.Ring;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gaps log Z - ELBO of fits in three minutes on two threads ({@code -Dcwm.seconds}, {@code -Dcwm.threads}; {@code -Dcwm.seeds}
 * for the number of seeds, {@code -Dcwm.targets=ring,german} for some targets). Needs -Dcwm.data=FOLDER; not part of the build.
 */
final class FitsCheck {

    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("cwm.seconds", 180));
    private static final int THREADS = Integer.getInteger("cwm.threads", 2);
    private static final long SEEDS = Long.getLong("cwm.seeds", 3);
    private static final List<String> TARGETS =
            List.of(System.getProperty("cwm.targets", "ring,mixture,german,ionosphere,funnel")
                    .split(","));

    static TargetDensity target(String name) throws IOException {
        String folder = System.getProperty("cwm.data", "");
        return switch (name) {
            case "ring" -> Ring.standard();
            case "funnel" -> Funnel.standard();
            case "mixture" -> OpenTargets.twentyComponents(Path.of(folder, "vi_synthetic", "svbmc_gmm20.csv"));
            case "german" -> OpenTargets.germanCredit(Path.of(folder, "vi_logreg", "german.data-numeric"));
            default -> OpenTargets.ionosphere(Path.of(folder, "vi_logreg", "ionosphere.csv"));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ring,       20, 2.533672, 0.001",
        "ring,       50, 2.533672, 0.0002",
        "mixture,     0, 0,       0.001",
        "funnel,      0, 0,       0.09",
        "german,      0, -585.0988, 0.003",
        "ionosphere,  0, -111.611, 0.25"
    })
    void gapsAreSmall(String name, int components, double logEvidence, double allowed) throws IOException {
        assumeTrue(TARGETS.contains(name), "not asked for");
        SoftAssertions all = new SoftAssertions();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Posterior p = VariationalFit.fit(
                    target(name),
                    VariationalOptions.defaults()
                            .withComponents(components)
                            .withSeed(seed)
                            .withThreads(THREADS)
                            .withTimeLimit(LIMIT),
                    VariationalProgress.Listener.NONE);
            Verdict v = p.verdict();
            System.out.printf(
                    Locale.ROOT,
                    "%-10s K %2d seed %d: gap %.5f (%.5f), mixture's %.5f; evidence off by %.4f (%.4f), trusted %s, %d"
                            + " repairs, %,d evaluations, %.0f s %s%n",
                    name,
                    p.q().components(),
                    seed,
                    logEvidence - v.elbo(),
                    v.elboStandardError(),
                    logEvidence - p.mixtureElbo(),
                    v.logEvidence() - logEvidence,
                    v.logEvidenceStandardError(),
                    v.trusted(),
                    p.repairs(),
                    p.targetEvaluations(),
                    p.seconds(),
                    v.reasons());
            all.assertThat(logEvidence - v.elbo()).isLessThan(allowed + 3 * v.elboStandardError());
            all.assertThat(Math.abs(v.logEvidence() - logEvidence)).isLessThan(0.02);
        }
        all.assertAll();
    }
}
