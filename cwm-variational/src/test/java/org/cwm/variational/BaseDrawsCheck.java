package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gaps of fits with scrambled Sobol points for base draws beside independent ones, after equal numbers of steps, paired by
 * seed. Needs -Dcwm.data=FOLDER ({@code -Dcwm.seeds}, {@code -Dcwm.steps}, {@code -Dcwm.draws}); not part of the build.
 */
final class BaseDrawsCheck {

    private static final int SEEDS = Integer.getInteger("cwm.seeds", 8);
    private static final int STEPS = Integer.getInteger("cwm.steps", 400);
    private static final int DRAWS = Integer.getInteger("cwm.draws", 64);

    @ParameterizedTest
    @CsvSource({
        "ring, 20, 2.533672, SUBSAMPLED_PATH",
        "ring, 20, 2.533672, RAO_BLACKWELL_PATH",
        "mixture, 20, 0, SUBSAMPLED_PATH",
        "mixture, 20, 0, RAO_BLACKWELL_PATH",
        "german, 8, -585.0988, SUBSAMPLED_PATH",
        "german, 8, -585.0988, RAO_BLACKWELL_PATH"
    })
    void sobolBesideIndependent(String name, int components, double logEvidence, Estimator estimator)
            throws IOException {
        double[] mean = new double[2];
        double[] seconds = new double[2];
        double difference = 0;
        double squares = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            double[] gap = new double[2];
            for (int kind = 0; kind < 2; kind++) {
                // the side that begins alternates
                int sobol = (kind + seed) % 2;
                Posterior p = VariationalFit.fit(
                        FitsCheck.target(name),
                        VariationalOptions.defaults()
                                .withComponents(components)
                                .withEstimator(EstimatorOptions.of(estimator))
                                .withSobol(sobol == 1)
                                .withSteps(STEPS)
                                .withDraws(DRAWS)
                                .withRepairs(0)
                                .withSeed(seed)
                                .withThreads(1),
                        VariationalProgress.Listener.NONE);
                gap[sobol] = logEvidence - p.verdict().elbo();
                mean[sobol] += gap[sobol] / SEEDS;
                seconds[sobol] += p.seconds() / SEEDS;
            }
            double d = gap[0] - gap[1];
            squares += seed == 1 ? 0 : (d - difference) * (d - difference) * (seed - 1) / seed;
            difference += (d - difference) / seed;
        }
        System.out.printf(
                Locale.ROOT,
                "%-8s K %2d %-18s independent %.5f (%.1f s), Sobol %.5f (%.1f s); Sobol nearer by %+.5f (%.5f)%n",
                name,
                components,
                estimator,
                mean[0],
                seconds[0],
                mean[1],
                seconds[1],
                difference,
                Math.sqrt(squares / (SEEDS - 1.0) / SEEDS));
        assertThat(difference).isFinite();
    }
}
