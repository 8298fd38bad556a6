package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GaussianMixtureTest {

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void densityAgreesWithEliminationTermByTerm(CovarianceType type) {
        RandomStream random = RandomStream.of(1);
        for (int d : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 13, 24, 64}) {
            for (int k : new int[] {1, 2, 7}) {
                GaussianMixture g = EmTestData.mixture(type, k, d, 2, d > 13 ? 0.3 : 1, random);
                Points x = EmTestData.points(g, 150, 0, random);
                double[] out = new double[150];
                g.logDensity(x, out, 1);
                for (int i = 0; i < 150; i += 7) {
                    double expected = EmTestData.naiveLogDensity(g, x.row(i));
                    assertThat(out[i]).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
                    assertThat(g.logDensity(x.row(i)))
                            .isCloseTo(out[i], within(1e-12 * Math.max(1, Math.abs(expected))));
                }
            }
        }
    }

    @Test
    void standardNormalHasItsKnownDensity() {
        GaussianMixture g =
                GaussianMixture.of(CovarianceType.DIAGONAL, 1, new double[] {1}, new double[] {0}, new double[] {1});
        assertThat(g.logDensity(new double[] {0})).isCloseTo(-0.5 * Math.log(2 * Math.PI), within(1e-15));
        assertThat(g.logDensity(new double[] {40})).isCloseTo(-0.5 * Math.log(2 * Math.PI) - 800, within(1e-12));
        assertThat(g.logDensity(new double[] {1e150})).isCloseTo(-0.5e300, within(1e285));
        assertThat(g.logDensity(new double[] {1e300})).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void integratesToOneOnAGrid(CovarianceType type) {
        GaussianMixture g = EmTestData.mixture(type, 3, 2, 1, 0.5, RandomStream.of(2));
        int side = 400;
        double half = 12;
        double step = 2 * half / side;
        double[] v = new double[side * side * 2];
        for (int i = 0; i < side * side; i++) {
            v[2 * i] = -half + (i / side + 0.5) * step;
            v[2 * i + 1] = -half + (i % side + 0.5) * step;
        }
        double[] out = new double[side * side];
        g.logDensity(Points.of(side * side, 2, v), out, 2);
        double sum = 0;
        for (double l : out) {
            sum += Math.exp(l) * step * step;
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void batchesDoNotDependOnThreads(CovarianceType type) {
        RandomStream random = RandomStream.of(3);
        GaussianMixture g = EmTestData.mixture(type, 4, 3, 2, 1, random);
        Points one = g.sample(3001, RandomStream.of(7), 1);
        Points two = g.sample(3001, RandomStream.of(7), 2);
        assertThat(two.values()).isEqualTo(one.values());
        double[] a = new double[3001];
        double[] b = new double[3001];
        g.logDensity(one, a, 1);
        g.logDensity(one, b, 3);
        assertThat(b).isEqualTo(a);
        g.logDensity(Points.of(0, 3, new double[0]), a, 2);
        assertThat(g.sample(0, random, 2).rows()).isZero();
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void drawsHaveItsMoments(CovarianceType type) {
        int n = 200_000;
        int d = 3;
        GaussianMixture g = EmTestData.mixture(type, 3, d, 1, 1, RandomStream.of(4));
        double[] v = g.sample(n, RandomStream.of(5), 2).values();
        double[] mean = new double[d];
        double[] second = new double[d * d];
        for (int k = 0; k < 3; k++) {
            for (int a = 0; a < d; a++) {
                double ma = g.means()[k * d + a];
                mean[a] += g.weights()[k] * ma;
                for (int b = 0; b < d; b++) {
                    second[a * d + b] += g.weights()[k] * (g.covariance(k)[a * d + b] + ma * g.means()[k * d + b]);
                }
            }
        }
        for (int a = 0; a < d; a++) {
            double s = 0;
            for (int i = 0; i < n; i++) {
                s += v[i * d + a] / n;
            }
            assertThat(s).isCloseTo(mean[a], within(5 * Math.sqrt(second[a * d + a] / n)));
            for (int b = 0; b < d; b++) {
                double p = 0;
                double q = 0;
                for (int i = 0; i < n; i++) {
                    double t = v[i * d + a] * v[i * d + b];
                    p += t / n;
                    q += t * t / n;
                }
                assertThat(p).isCloseTo(second[a * d + b], within(5 * Math.sqrt(q / n)));
            }
        }
    }

    @Test
    void factorsAndCovariancesAreTheSame() {
        RandomStream random = RandomStream.of(6);
        for (CovarianceType type : CovarianceType.values()) {
            GaussianMixture g = EmTestData.mixture(type, 2, 3, 1, 1, random);
            int each = type == CovarianceType.FULL ? 9 : 3;
            double[] c = new double[2 * each];
            for (int k = 0; k < 2; k++) {
                double[] full = g.covariance(k);
                for (int i = 0; i < each; i++) {
                    c[k * each + i] = type == CovarianceType.FULL ? full[i] : full[i * 4];
                }
            }
            GaussianMixture h = GaussianMixture.ofCovariances(type, 3, g.weights(), g.means(), c);
            for (int i = 0; i < c.length; i++) {
                assertThat(h.factors()[i]).isCloseTo(g.factors()[i], within(1e-14));
            }
        }
    }

    @Test
    void refusesBadInput() {
        double[] one = {1};
        assertThatThrownBy(() -> GaussianMixture.of(CovarianceType.FULL, 1, new double[] {0.5}, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights: their sum is 0.5, must be 1");
        assertThatThrownBy(() -> GaussianMixture.of(CovarianceType.FULL, 1, one, one, new double[] {0}))
                .hasMessageContaining("must be above 0");
        assertThatThrownBy(
                        () -> GaussianMixture.of(CovarianceType.FULL, 2, one, new double[2], new double[] {1, 1, 0, 1}))
                .hasMessageContaining("lower triangular");
        assertThatThrownBy(() -> GaussianMixture.of(CovarianceType.FULL, 1, one, new double[] {Double.NaN}, one))
                .hasMessage("means: element 0 is NaN, must be finite");
        assertThatThrownBy(() -> GaussianMixture.of(CovarianceType.FULL, 2, one, one, one))
                .hasMessage("means, factors: lengths 1, 1, must be 2, 4");
        assertThatThrownBy(() -> GaussianMixture.ofCovariances(
                        CovarianceType.FULL, 2, one, new double[2], new double[] {1, 1, 1, 1}))
                .hasMessage("covariances: that of component 0 is not positive definite");
        GaussianMixture g = GaussianMixture.of(CovarianceType.DIAGONAL, 1, one, one, one);
        assertThatThrownBy(() -> g.logDensity(new double[2])).hasMessage("x: length 2, must be 1");
        assertThatThrownBy(() -> g.logDensity(new double[] {Double.NaN}))
                .hasMessage("x: element 0 is NaN, must be finite");
        Points bad = Points.of(new double[] {1}, new double[] {Double.POSITIVE_INFINITY});
        assertThatThrownBy(() -> g.logDensity(bad, new double[2], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("points: row 1, column 0 is Infinity, must be finite");
        assertThatThrownBy(() -> g.logDensity(bad, new double[1], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> g.logDensity(bad, new double[2], 0)).hasMessageContaining("threads: 0");
    }
}
