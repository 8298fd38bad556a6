package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cwm.base.StandardNormal;
import org.cwm.kernel.Activation;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A conditional fit starts exactly at the conditional of the joint Gaussian mixture. */
final class ConditionalStartTest {

    private static final int D = 2;
    private static final int C = 3;
    private static final int K = 4;

    /** The marginal of the last coordinates. */
    private static GaussianMixture marginal(GaussianMixture joint) {
        int n = D + C;
        double[] means = new double[K * C];
        double[] factors = new double[joint.covarianceType() == CovarianceType.FULL ? K * C * C : K * C];
        for (int k = 0; k < K; k++) {
            System.arraycopy(joint.means(), k * n + D, means, k * C, C);
            double[] sigma = joint.covariance(k);
            double[] part = new double[C * C];
            for (int i = 0; i < C; i++) {
                System.arraycopy(sigma, (i + D) * n + D, part, i * C, C);
            }
            double[] l = new double[C * C];
            assertThat(SmallMatrix.cholesky(part, l, C)).isTrue();
            for (int i = 0; i < C; i++) {
                if (joint.covarianceType() == CovarianceType.FULL) {
                    System.arraycopy(l, i * C, factors, (k * C + i) * C, C);
                } else {
                    factors[k * C + i] = l[i * C + i];
                }
            }
        }
        return GaussianMixture.of(joint.covarianceType(), C, joint.weights(), means, factors);
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void jointMinusMarginal(CovarianceType type) {
        RandomStream random = RandomStream.of(3);
        int n = D + C;
        double[] means = new double[K * n];
        Arrays.setAll(means, i -> random.nextGaussian());
        boolean full = type == CovarianceType.FULL;
        double[] factors = new double[full ? K * n * n : K * n];
        for (int k = 0; k < K; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i && full; j++) {
                    factors[(k * n + i) * n + j] = 0.4 * random.nextGaussian();
                }
                factors[full ? (k * n + i) * n + i : k * n + i] = 0.4 + 0.6 * random.nextDouble();
            }
        }
        GaussianMixture joint = GaussianMixture.of(type, n, new double[] {0.1, 0.2, 0.3, 0.4}, means, factors);
        GaussianMixture marginal = marginal(joint);
        ConditionalStart start = ConditionalStart.of(joint, C);
        ClassifierWeightedMixture plain = start.mixture();
        ClassifierWeightedMixture networks = start.mixture(
                new StandardNormal(),
                new MapSpec.Conditional(type, new int[] {8, 8}, Activation.SILU, 1),
                ClassifierSpec.mlp(Activation.SINE, 0.5, 16),
                RandomStream.of(4));
        Points x = joint.sample(200, RandomStream.of(5), 1);
        double[] a = new double[200];
        double[] b = new double[200];
        plain.logDensity(x, a, 1);
        networks.logDensity(x, b, 1);
        for (int i = 0; i < 200; i++) {
            double expected = joint.logDensity(x.row(i)) - marginal.logDensity(Arrays.copyOfRange(x.row(i), D, n));
            // the gate's terms cancel: float32 of numbers of order 50
            assertThat(a[i]).isCloseTo(expected, within(3e-5));
            assertThat(b[i]).isCloseTo(expected, within(3e-5));
        }
    }
}
