package org.cwm.variational.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoSmoothingTest {

    private static final int DRAWS = 40_000;
    private static final int RUNS = 40;

    /** Log weights with P(w > u) = u^(-1/k), or a bounded tail for k below 0. */
    private static double[] logWeights(double k, RandomStream random) {
        double[] log = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            double u = random.nextDouble();
            log[i] = k > 0 ? -k * Math.log(u) : Math.log(1 - Math.pow(u, -k));
        }
        return log;
    }

    /** The mean of k-hat over runs is k, drawn towards 1/2 by 10 observations, within four of its standard errors. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0.2, 0.5, 0.7, 1, 1.5})
    void recoversTailIndices(double k) {
        int tail = (int) (3 * Math.sqrt(DRAWS));
        double sum = 0;
        double squares = 0;
        for (int run = 0; run < RUNS; run++) {
            double hat = ParetoSmoothing.of(logWeights(k, RandomStream.of(7).split(run)))
                    .paretoK();
            sum += hat / RUNS;
            squares += hat * hat / RUNS;
        }
        double error = Math.sqrt((squares - sum * sum) / (RUNS - 1));
        double expected = (tail * k + 5) / (tail + 10);
        // the estimate's own bias is of order 1 / tail
        assertThat(sum).isCloseTo(expected, within(4 * error + 5.0 / tail));
        // asymptotic standard deviation of the shape's maximum likelihood estimate: (1 + k) / sqrt(tail)
        assertThat(error * Math.sqrt(RUNS)).isLessThan(2 * (1 + Math.abs(k)) / Math.sqrt(tail));
    }

    /** Exact quantiles of a generalised Pareto distribution give back shape and scale. */
    @Test
    void fitsItsOwnQuantiles() {
        GeneralizedPareto truth = new GeneralizedPareto(0.4, 2.5);
        int n = 5000;
        double[] x = new double[n];
        Arrays.setAll(x, i -> truth.quantile((i + 0.5) / n));
        GeneralizedPareto fit = GeneralizedPareto.fit(x);
        assertThat(fit.shape()).isCloseTo(0.4, within(0.01));
        assertThat(fit.scale()).isCloseTo(2.5, within(0.03));
    }

    /** Smoothing leaves order and sum, and weights are never above the greatest raw one. */
    @Test
    void keepsOrderAndSum() {
        double[] log = logWeights(0.6, RandomStream.of(3));
        double[] w = ParetoSmoothing.of(log).weights();
        Integer[] order = new Integer[DRAWS];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(log[a], log[b]));
        for (int i = 1; i < DRAWS; i++) {
            assertThat(w[order[i]]).isGreaterThanOrEqualTo(w[order[i - 1]]);
        }
        assertThat(Arrays.stream(w).sum()).isCloseTo(1, within(1e-12));
    }

    /** Smoothing lowers the error of an expectation under heavy tails: E w = 1 / (1 - k), k = 0.6. */
    @Test
    void lowersTheErrorOfAMean() {
        double raw = 0;
        double smooth = 0;
        int n = 500;
        for (int run = 0; run < 400; run++) {
            RandomStream random = RandomStream.of(11).split(run);
            double[] log = new double[n];
            double mean = 0;
            for (int i = 0; i < n; i++) {
                log[i] = -0.8 * Math.log(random.nextDouble());
                mean += Math.exp(log[i]) / n;
            }
            ParetoSmoothing s = ParetoSmoothing.of(log);
            // weights are known up to a factor: an untouched one gives it
            int least = 0;
            for (int i = 1; i < n; i++) {
                least = log[i] < log[least] ? i : least;
            }
            double smoothedMean = Math.exp(log[least]) / s.weights()[least] / n;
            raw += Math.pow(mean - 5, 2);
            smooth += Math.pow(smoothedMean - 5, 2);
        }
        assertThat(smooth).isLessThan(raw);
    }

    @Test
    void equalWeightsHaveNoTail() {
        ParetoSmoothing s = ParetoSmoothing.of(new double[1000]);
        assertThat(s.paretoK()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(s.effectiveSampleSize()).isCloseTo(1000, within(1e-9));
    }

    @Test
    void tooFewWeightsTellNothing() {
        double[] log = new double[1000];
        Arrays.fill(log, Double.NEGATIVE_INFINITY);
        Arrays.fill(log, 0, 10, 0);
        assertThat(ParetoSmoothing.of(log).paretoK()).isEqualTo(Double.POSITIVE_INFINITY);
        Arrays.fill(log, Double.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> ParetoSmoothing.of(log)).hasMessageContaining("every weight is zero");
        log[3] = Double.NaN;
        assertThatThrownBy(() -> ParetoSmoothing.of(log)).hasMessageContaining("element 3 is NaN");
    }
}
