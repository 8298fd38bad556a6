package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known exactly of estimators of one choice. */
class BernoulliToyTest {

    private static final int ESTIMATES = 200_000;

    private static double mean(double[] v) {
        return Arrays.stream(v).average().orElseThrow();
    }

    private static double variance(double[] v) {
        double m = mean(v);
        return Arrays.stream(v).map(x -> (x - m) * (x - m)).sum() / v.length;
    }

    /** Standard deviation of a sample's variance. */
    private static double varianceError(double[] v) {
        double m = mean(v);
        double fourth = Arrays.stream(v).map(x -> Math.pow(x - m, 4)).sum() / v.length;
        double variance = variance(v);
        return Math.sqrt(Math.max(0, fourth - variance * variance) / v.length);
    }

    private static double[] estimates(BernoulliToy toy, Estimator estimator, int components, int draws) {
        return toy.estimates(new EstimatorOptions(estimator, components, 0.5), draws, ESTIMATES, RandomStream.of(3));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1.5625e-2", "0.1, 5.661e-3", "0.01, 6.236e-4"})
    void varianceOfReinforceIsTheKnownOne(double p, double known) {
        BernoulliToy toy = new BernoulliToy(p, 0.499);
        // the known figures have four digits
        assertThat(toy.plainReinforceVariance()).isCloseTo(known, within(5e-4 * known));
        double[] g = estimates(toy, Estimator.REINFORCE, 1, 1);
        assertThat(mean(g)).isCloseTo(toy.derivative(), within(4.5 * Math.sqrt(variance(g) / ESTIMATES)));
        // at p = 1/2 both values of f (b - p) are almost opposite, and the sample's variance lacks its mean's square
        // error
        assertThat(variance(g))
                .isCloseTo(toy.plainReinforceVariance(), within(4.5 * varianceError(g) + 20 * known / ESTIMATES));
    }

    @ParameterizedTest
    @CsvSource({"0.5", "0.1", "0.01"})
    void sumsOverBothHaveNoVariance(double p) {
        BernoulliToy toy = new BernoulliToy(p, 0.499);
        for (double[] g : new double[][] {
            estimates(toy, Estimator.RAO_BLACKWELL, 1, 1),
            estimates(toy, Estimator.RAO_BLACKWELL_PATH, 1, 1),
            estimates(toy, Estimator.SUBSAMPLED_PATH, 2, 1)
        }) {
            assertThat(Arrays.stream(g).allMatch(v -> Math.abs(v - toy.derivative()) < 1e-15))
                    .isTrue();
        }
    }

    /** Two draws against each other: D / 2 if they differ, with probability q = 2 p (1 - p), else 0; D = f(1) - f(0). */
    @ParameterizedTest
    @CsvSource({"0.5", "0.1", "0.01"})
    void leaveOneOutOfTwoHasItsClosedForm(double p) {
        BernoulliToy toy = new BernoulliToy(p, 0.3);
        double difference = 0.7 * 0.7 - 0.3 * 0.3;
        double q = 2 * p * (1 - p);
        double expected = difference * difference / 4 * q * (1 - q);
        double[] g = estimates(toy, Estimator.REINFORCE, 1, 2);
        assertThat(Arrays.stream(g).allMatch(v -> Math.abs(v) < 1e-15 || Math.abs(v - difference / 2) < 1e-15))
                .isTrue();
        assertThat(mean(g)).isCloseTo(toy.derivative(), within(4.5 * Math.sqrt(expected / ESTIMATES)));
        assertThat(variance(g)).isCloseTo(expected, within(4.5 * varianceError(g) + 20 * expected / ESTIMATES));
    }

    /** The expectation of relaxed draws by quadrature over a uniform number; it is not the derivative. */
    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"GUMBEL_SOFTMAX", "STRAIGHT_THROUGH"})
    void relaxedDrawsHaveTheExpectationOfTheirRelaxation(Estimator estimator) {
        double p = 0.1;
        BernoulliToy toy = new BernoulliToy(p, 0.499);
        int n = 100_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            double y = 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + Math.log(u / (1 - u))) / 0.5));
            double at = estimator == Estimator.STRAIGHT_THROUGH ? Math.rint(y) : y;
            sum += 2 * (at - 0.499) * y * (1 - y) / 0.5 / n;
        }
        double[] g = estimates(toy, estimator, 1, 1);
        double error = Math.sqrt(variance(g) / ESTIMATES);
        assertThat(mean(g)).isCloseTo(sum, within(4.5 * error + 1e-5));
        assertThat(Math.abs(mean(g) - toy.derivative())).isGreaterThan(10 * error);
    }

    @Test
    void onlyProbabilities() {
        assertThatThrownBy(() -> new BernoulliToy(1, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("p 1.0");
    }
}
