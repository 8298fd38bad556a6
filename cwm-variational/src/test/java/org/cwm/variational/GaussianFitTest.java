package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.cwm.variational.zoo.MixtureOfGaussians;
import org.junit.jupiter.api.Test;

/** The mean-field approximation where its optimum is known. */
class GaussianFitTest {

    /** Precision P: the optimum has the target's mean, variances 1 / P_ii, and divergence (sum log P_ii - log det P) / 2. */
    @Test
    void optimumOfACorrelatedGaussian() {
        double v = 4;
        double c = 1.8;
        double w = 1;
        double det = v * w - c * c;
        TargetDensity target = MixtureOfGaussians.inThePlane(new double[][] {{3, -2, v, c, w}});
        Posterior p = GaussianFit.meanField(
                target, VariationalOptions.defaults().withSeed(2), VariationalProgress.Listener.NONE);
        double gap = 0.5 * (Math.log(w / det) + Math.log(v / det) + Math.log(det));
        // at the optimum an error of the parameters counts by its square
        assertThat(-p.verdict().elbo()).isCloseTo(gap, within(4.5 * p.verdict().elboStandardError() + 1e-4));
        double[] deviation = {Math.sqrt(det / w), Math.sqrt(det / v)};
        double[] mean = {3, -2};
        for (int d = 0; d < 2; d++) {
            MarginalSummary m = p.verdict().marginals().get(d);
            // 20,000 draws tell the mean to 0.7% and the deviation to 0.5% of the deviation
            assertThat(m.modelMean()).isCloseTo(mean[d], within(0.04 * deviation[d]));
            assertThat(m.modelStandardDeviation()).isCloseTo(deviation[d], within(0.03 * deviation[d]));
        }
        assertThat(p.verdict().trusted()).isFalse();
    }

    @Test
    void wrongGradientsStopIt() {
        TargetDensity wrong = new TargetDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                gradient[0] = x[0];
                return -0.5 * x[0] * x[0];
            }
        };
        assertThatThrownBy(() ->
                        GaussianFit.meanField(wrong, VariationalOptions.defaults(), VariationalProgress.Listener.NONE))
                .isInstanceOf(TargetException.class);
    }
}
