package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.junit.jupiter.api.Test;

/** When ascents end, and what a mixture loses when it grows. */
class RoundsTest {

    private static final TargetDensity TARGET =
            MixtureOfGaussians.of(new double[] {1}, new double[][] {{1, -1}}, new double[][] {{1, 0.3, 0.3, 0.5}});

    private static Rounds.Candidate run(ClassifierWeightedMixture start, GuardedTarget target, int steps) {
        try (Workers workers = Workers.of(1)) {
            Rounds rounds = new Rounds(target, 16, false, 1000, RandomStream.of(1), workers);
            return rounds.run(
                    "test",
                    rounds.look(start),
                    EstimatorOptions.of(Estimator.RAO_BLACKWELL_PATH),
                    steps,
                    0.02,
                    RandomStream.of(2),
                    () -> 0,
                    VariationalProgress.Listener.NONE);
        }
    }

    /** At the exact answer the gap is negligible: the first look suffices. */
    @Test
    void anExactAnswerTakesNoRound() {
        ClassifierWeightedMixture exact =
                Models.of(new Models.Component(1, new double[] {1, -1}, new double[] {1, 0.3, 0.3, 0.5}));
        GuardedTarget target = GuardedTarget.of(TARGET);
        Rounds.Candidate best = run(exact, target, 100_000);
        assertThat(best.elbo().value()).isCloseTo(0, within(1e-5));
        assertThat(target.evaluations()).isEqualTo(1000);
    }

    /** One Gaussian cannot be two: a gap stays, the rounds end all the same, and another run makes nothing worse. */
    @Test
    void theyEndWhereAGapHasToStay() {
        GuardedTarget target = GuardedTarget.of(MixtureOfGaussians.of(
                new double[] {0.5, 0.5}, new double[][] {{-1, 0}, {1, 0}}, new double[][] {{1, 0, 0, 1}, {1, 0, 0, 1}
                }));
        Rounds.Candidate first = run(Models.gaussian(new double[] {0, 0}, new double[] {1, 1}), target, 100_000);
        assertThat(first.gap()).isGreaterThan(1e-3);
        long before = target.evaluations();
        Rounds.Candidate second = run(first.q(), target, 100_000);
        long evaluations = target.evaluations() - before;
        try (Workers workers = Workers.of(1)) {
            // on draws that chose neither
            RandomStream fresh = RandomStream.of(3);
            ElboEstimate gain = ElboEstimate.of(second.q(), target, 20_000, fresh, workers)
                    .gainOver(ElboEstimate.of(first.q(), target, 20_000, fresh, workers));
            assertThat(gain.value()).isGreaterThan(-3 * gain.standardError());
        }
        // two rounds without a gain if it has found the best there is, one or two more if chance allows a little
        assertThat(evaluations).isBetween(1500L * 16, 8000L * 16);
    }

    /** From far off the exact answer is found, and the rounds end long before all steps are used. */
    @Test
    void theyGoOnWhileItPays() {
        GuardedTarget target = GuardedTarget.of(TARGET);
        Rounds.Candidate best = run(Models.gaussian(new double[] {4, 4}, new double[] {3, 0.2}), target, 100_000);
        assertThat(best.elbo().value()).isCloseTo(0, within(1e-3));
        assertThat(target.evaluations()).isBetween(1500L * 16, 32_000L * 16);
    }

    /** The halves of split components have their mean and covariance together. */
    @Test
    void splittingKeepsMoments() {
        FullMixture q = FullMixture.of(Models.of(
                new Models.Component(0.3, new double[] {1, 2, 3}, new double[] {1, 0.5, 0, 0.5, 2, 0, 0, 0, 0.1}),
                new Models.Component(0.7, new double[] {-1, 0, 3}, new double[] {4, 0, 1, 0, 2, 0, 1, 0, 1})));
        FullMixture two = MixtureStart.split(q, RandomStream.of(3));
        assertThat(two.components).isEqualTo(4);
        for (int k = 0; k < 2; k++) {
            assertThat(Math.exp(two.logWeight[2 * k]) + Math.exp(two.logWeight[2 * k + 1]))
                    .isCloseTo(Math.exp(q.logWeight[k]), within(1e-12));
            for (int i = 0; i < 3; i++) {
                double a = two.mean[2 * k * 3 + i];
                double b = two.mean[(2 * k + 1) * 3 + i];
                assertThat(0.5 * (a + b)).isCloseTo(q.mean[k * 3 + i], within(1e-12));
                for (int j = 0; j <= i; j++) {
                    double between = 0.25 * (a - b) * (two.mean[2 * k * 3 + j] - two.mean[(2 * k + 1) * 3 + j]);
                    assertThat(covariance(two, 2 * k, i, j) + between).isCloseTo(covariance(q, k, i, j), within(1e-9));
                }
            }
        }
    }

    private static double covariance(FullMixture q, int k, int i, int j) {
        double sum = 0;
        for (int t = 0; t < 3; t++) {
            sum += q.factor[(k * 3 + i) * 3 + t] * q.factor[(k * 3 + j) * 3 + t];
        }
        return sum;
    }
}
