package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.variational.zoo.Funnel;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.cwm.variational.zoo.OpenTargets;
import org.cwm.variational.zoo.PosteriorDatabase;
import org.cwm.variational.zoo.Ring;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole fits: what is trusted is right, and what has lost modes is not trusted. Needs -Dcwm.data=FOLDER; minutes, not part of
 * the build.
 */
final class PosteriorsCheck {

    private static final int THREADS = Integer.getInteger("cwm.threads", 2);

    private static final VariationalOptions OPTIONS = VariationalOptions.defaults()
            .withSeed(Long.getLong("cwm.seed", 1))
            .withTimeLimit(Duration.ofSeconds(Long.getLong("cwm.seconds", 20)))
            .withThreads(THREADS);

    private static Path folder() {
        String folder = System.getProperty("cwm.data", "");
        if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
            throw new IllegalStateException("give the folder of the data sets with -Dcwm.data=FOLDER");
        }
        return Path.of(folder);
    }

    static Stream<String> posteriors() {
        return PosteriorDatabase.names().stream();
    }

    /** Every mean within 0.05 reference standard deviations and every standard deviation within 10%, or no trust. */
    @ParameterizedTest
    @MethodSource("posteriors")
    void whatIsTrustedIsRight(String name) throws IOException {
        PosteriorDatabase.Posterior p = new PosteriorDatabase(folder().resolve("posteriordb")).read(name);
        Posterior fit = VariationalFit.fit(p.target(), OPTIONS, VariationalProgress.Listener.NONE);
        Verdict v = fit.verdict();
        Moments reference = Moments.of(p.referenceFree());
        int d = reference.mean().length;
        double mean = 0;
        double deviation = 0;
        for (int j = 0; j < d; j++) {
            double variance = 0;
            for (int i = 0; i <= j; i++) {
                variance += reference.factor()[j * d + i] * reference.factor()[j * d + i];
            }
            MarginalSummary m = v.marginals().get(j);
            mean = Math.max(mean, Math.abs(m.modelMean() - reference.mean()[j]) / Math.sqrt(variance));
            deviation = Math.max(deviation, Math.abs(m.modelStandardDeviation() / Math.sqrt(variance) - 1));
        }
        System.out.printf(
                Locale.ROOT,
                "%-40s D %2d K %2d: trusted %-5s mean off %.3f sd, sd off %.1f%%, gap %.4f, log Z %.4f (%.4f), k %.2f"
                        + " / %.2f, uncovered %.4f, %d evaluations, %.0f s %s%n",
                name,
                d,
                fit.q().components(),
                v.trusted(),
                mean,
                100 * deviation,
                v.logEvidence() - v.elbo(),
                v.logEvidence(),
                v.logEvidenceStandardError(),
                v.paretoK(),
                v.defensiveParetoK(),
                v.uncoveredMass(),
                fit.targetEvaluations(),
                fit.seconds(),
                v.reasons());
        if (v.trusted()) {
            // three standard errors of what 10,000 reference and 20,000 model draws know
            double noise = 3 * Math.sqrt(1e-4 + 5e-5);
            assertThat(mean).isLessThan(0.05 + noise);
            assertThat(deviation).isLessThan(0.1 + noise);
        }
    }

    private static TargetDensity target(String name) throws IOException {
        return switch (name) {
            case "ring" -> Ring.standard();
            case "funnel" -> Funnel.standard();
            case "twenty" ->
                OpenTargets.twentyComponents(folder().resolve("vi_synthetic").resolve("svbmc_gmm20.csv"));
            case "four" ->
                MixtureOfGaussians.inThePlane(
                        new double[][] {{-5, -5, 1, 0.5, 1}, {-5, 5, 1, 0, 1}, {5, -5, 1, 0, 2}, {5, 5, 1, -0.5, 1}});
            default ->
                new PosteriorDatabase(folder().resolve("posteriordb"))
                        .read(name)
                        .target();
        };
    }

    /** Fits without the components nearest to the one most used, and those alone: neither is trusted. */
    @ParameterizedTest
    @ValueSource(strings = {"ring", "twenty", "four", "funnel", "low_dim_gauss_mix-low_dim_gauss_mix", "garch-garch11"})
    void lostComponentsAreSeen(String name) throws IOException {
        TargetDensity target = target(name);
        Posterior fit = VariationalFit.fit(target, OPTIONS, VariationalProgress.Listener.NONE);
        ClassifierWeightedMixture q = fit.q();
        int k = q.components();
        int n = 4000;
        Points draws = q.sample(n, RandomStream.of(4), THREADS);
        int[] top = new int[n];
        q.logDensity(draws, new double[n], top, THREADS);
        boolean[] lost = nearest(q, draws, top);
        float[] p = q.parameters();
        // a classifier's last K parameters are its classes' biases
        for (int c = 0; c < k; c++) {
            p[p.length - k + c] -= lost[c] ? 60 : 0;
        }
        long share = Arrays.stream(top).filter(c -> lost[c]).count();
        Verdict v = Verdict.of(
                q.withParameters(p), target, VerdictOptions.defaults().withThreads(THREADS), RandomStream.of(5));
        System.out.printf(
                Locale.ROOT,
                "%-36s fit: trusted %-5s gap %.4f uncovered %.4f; without %.0f%%: trusted %-5s gap %.2f uncovered %.4f"
                        + " %s%n",
                name,
                fit.verdict().trusted(),
                fit.verdict().logEvidence() - fit.verdict().elbo(),
                fit.verdict().uncoveredMass(),
                100.0 * share / n,
                v.trusted(),
                v.logEvidence() - v.elbo(),
                v.uncoveredMass(),
                v.reasons());
        assertThat(v.trusted()).isFalse();
    }

    /** The components whose mean draw lies nearest to that of the one most used, up to a quarter of all draws. */
    private static boolean[] nearest(ClassifierWeightedMixture q, Points draws, int[] top) {
        int k = q.components();
        int d = q.dimension();
        double[][] mean = new double[k][d];
        int[] count = new int[k];
        for (int i = 0; i < top.length; i++) {
            count[top[i]]++;
            for (int j = 0; j < d; j++) {
                mean[top[i]][j] += draws.get(i, j);
            }
        }
        int most = 0;
        for (int c = 0; c < k; c++) {
            most = count[c] > count[most] ? c : most;
            for (int j = 0; j < d; j++) {
                mean[c][j] /= Math.max(1, count[c]);
            }
        }
        double[] distance = new double[k];
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < d; j++) {
                distance[c] += Math.pow(mean[c][j] - mean[most][j], 2);
            }
        }
        boolean[] lost = new boolean[k];
        int sum = 0;
        Integer[] order = new Integer[k];
        Arrays.setAll(order, c -> c);
        Arrays.sort(order, (a, b) -> Double.compare(distance[a], distance[b]));
        for (int c : order) {
            if (c == most || sum + count[c] <= top.length / 4) {
                lost[c] = true;
                sum += count[c];
            }
        }
        return lost;
    }
}
