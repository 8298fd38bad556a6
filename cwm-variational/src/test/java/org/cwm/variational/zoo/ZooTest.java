package org.cwm.variational.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.cwm.random.RandomStream;
import org.cwm.variational.FormulaTarget;
import org.cwm.variational.GradientCheck;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.zoo.Design.Standardise;
import org.cwm.variational.zoo.NormalRegression.Sigma;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ZooTest {

    private static double[] draws(int n, double scale, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = scale * random.nextGaussian();
        }
        return v;
    }

    private static Design design(int n, int q) {
        return Design.of(
                java.util.stream.IntStream.range(0, q).mapToObj(i -> "c" + i).toList(),
                n,
                draws(n * q, 2, 3),
                Standardise.ZSCORE,
                true);
    }

    private static double[] labels(int n) {
        double[] y = draws(n, 1, 4);
        for (int i = 0; i < n; i++) {
            y[i] = y[i] > 0.2 ? 1 : 0;
        }
        return y;
    }

    private static double[] counts(int n) {
        double[] y = draws(n, 2, 5);
        for (int i = 0; i < n; i++) {
            y[i] = Math.floor(Math.abs(y[i]));
        }
        return y;
    }

    private record Named(String name, TargetDensity target, double spread) {}

    private static Stream<Named> all() {
        double[] y = draws(40, 3, 6);
        GaussianPair pair = new GaussianPair(y);
        Garch garch = new Garch(y, 0.5);
        EightSchools schools = new EightSchools(
                new double[] {28, 8, -3, 7, -1, 1, 18, 12}, new double[] {15, 10, 16, 11, 9, 11, 10, 18});
        GaussianProcess process =
                new GaussianProcess(new double[] {-4, -2, 0, 2, 4}, new double[] {1, 0.3, -0.5, 0.4, 1.2});
        return Stream.of(
                new Named("ring", Ring.standard(), 5),
                new Named("funnel", Funnel.standard(), 1.5),
                new Named(
                        "mixture",
                        MixtureOfGaussians.of(
                                new double[] {0.3, 0.7},
                                new double[][] {{-1, 2, 0}, {1, 0, 1}},
                                new double[][] {{1, 0.2, 0, 0.2, 2, 0.1, 0, 0.1, 1}, {1, 0, 0, 0, 1, 0, 0, 0, 1}}),
                        2),
                new Named("logistic", new LogisticRegression(design(700, 3), labels(700), 10), 1),
                new Named("poisson", new PoissonRegression(design(60, 3), counts(60), 3), 0.5),
                new Named("normal, flat", regression(Double.POSITIVE_INFINITY, Sigma.FLAT), 1),
                new Named("normal, half-normal", regression(10, Sigma.HALF_NORMAL), 1),
                new Named("normal, half-Cauchy", regression(10, Sigma.HALF_CAUCHY), 1),
                new Named("pair", pair.parameters().target(pair), 1),
                new Named("garch", garch.parameters().target(garch), 1),
                new Named("schools", schools.parameters().target(schools), 1),
                new Named("process", process.parameters().target(process), 0.5));
    }

    private static TargetDensity regression(double betaScale, Sigma prior) {
        return new NormalRegression(design(50, 3), draws(50, 4, 7), betaScale, prior, 2.5).target();
    }

    @TestFactory
    Stream<DynamicTest> gradientsAgreeWithDifferences() {
        return all().map(t -> DynamicTest.dynamicTest(t.name, () -> {
            for (int run = 0; run < 10; run++) {
                double[] x = draws(t.target.dimension(), t.spread, 100 + run);
                GradientCheck check = GradientCheck.of(t.target, x);
                assertThat(check.agrees()).as(check.toString()).isTrue();
                assertThat(t.target.logDensity(x)).isEqualTo(t.target.logDensity(x, new double[x.length]));
            }
            assertThat(t.target.names()).hasSize(t.target.dimension());
        }));
    }

    /** Far out there are no NaN, so that a fit that strays is brought back. */
    @TestFactory
    Stream<DynamicTest> farOutThereAreNumbers() {
        return all().map(t -> DynamicTest.dynamicTest(t.name, () -> {
            for (int run = 0; run < 40; run++) {
                double[] x = draws(t.target.dimension(), Math.pow(10, run % 4), 200 + run);
                double[] gradient = new double[x.length];
                double value = t.target.logDensity(x, gradient);
                assertThat(value).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
                if (value > Double.NEGATIVE_INFINITY) {
                    for (double g : gradient) {
                        assertThat(g).isFinite();
                    }
                }
            }
        }));
    }

    /** The likelihoods, written once more as plain formulas in other arithmetic. */
    @Test
    void regressionsAgreeWithFormulas() {
        Design d = design(30, 2);
        double[] ones = labels(30);
        double[] y = counts(30);
        double[] real = draws(30, 2, 8);
        double normal = 0.5 * Math.log(2 * Math.PI);
        TargetDensity logistic = FormulaTarget.of(3, b -> {
            Gradient sum = prior(b, 10);
            for (int i = 0; i < 30; i++) {
                Gradient eta = eta(d, i, b);
                sum = sum.subtract(eta.multiply(ones[i] == 1 ? -1 : 1).exp().log1p());
            }
            return sum;
        });
        TargetDensity poisson = FormulaTarget.of(3, b -> {
            Gradient sum = prior(b, 2);
            for (int i = 0; i < 30; i++) {
                Gradient eta = eta(d, i, b);
                sum = sum.add(eta.multiply(y[i])).subtract(eta.exp()).subtract(Gamma.logGamma(y[i] + 1));
            }
            return sum;
        });
        TargetDensity linear = FormulaTarget.of(4, v -> {
            Gradient sigma = v[3].exp();
            // log sigma's own Jacobian, half-normal of scale 2.5
            Gradient sum = prior(java.util.Arrays.copyOf(v, 3), 10)
                    .add(v[3])
                    .subtract(sigma.divide(2.5).square().multiply(0.5))
                    .add(Math.log(2 / 2.5) - normal);
            for (int i = 0; i < 30; i++) {
                sum = sum.subtract(eta(d, i, v)
                                .subtract(real[i])
                                .divide(sigma)
                                .square()
                                .multiply(0.5))
                        .subtract(v[3])
                        .subtract(normal);
            }
            return sum;
        });
        same(logistic, new LogisticRegression(d, ones, 10), 3);
        same(poisson, new PoissonRegression(d, y, 2), 3);
        same(linear, new NormalRegression(d, real, 10, Sigma.HALF_NORMAL, 2.5).target(), 4);
    }

    private static Gradient eta(Design d, int row, Gradient[] b) {
        Gradient s = b[0].multiply(d.x()[row * 3]);
        for (int j = 1; j < 3; j++) {
            s = s.add(b[j].multiply(d.x()[row * 3 + j]));
        }
        return s;
    }

    private static Gradient prior(Gradient[] b, double scale) {
        Gradient s = b[0].newInstance(0);
        for (Gradient v : b) {
            s = s.subtract(v.divide(scale).square().multiply(0.5))
                    .subtract(Math.log(scale) + 0.5 * Math.log(2 * Math.PI));
        }
        return s;
    }

    private static void same(TargetDensity a, TargetDensity b, int d) {
        for (int run = 0; run < 20; run++) {
            double[] x = draws(d, 0.8, 300 + run);
            double[] ga = new double[d];
            double[] gb = new double[d];
            double va = a.logDensity(x, ga);
            assertThat(b.logDensity(x, gb)).isCloseTo(va, within(1e-10 * (1 + Math.abs(va))));
            for (int i = 0; i < d; i++) {
                assertThat(gb[i]).isCloseTo(ga[i], within(1e-9 * (1 + Math.abs(ga[i]))));
            }
        }
    }

    /** Ring, mixture: the integral by a fine grid. */
    @Test
    void integrals() {
        assertThat(grid(Ring.standard(), -8, 10, -11, 7, 0.02))
                .isCloseTo(Ring.standard().logEvidence(), within(1e-8));
        TargetDensity m = MixtureOfGaussians.inThePlane(new double[][] {{1, 2, 1, 0.5, 2}, {-2, 0, 0.5, 0, 0.5}});
        assertThat(grid(m, -12, 12, -12, 14, 0.05)).isCloseTo(0, within(1e-8));
    }

    private static double grid(TargetDensity t, double x0, double x1, double y0, double y1, double h) {
        double sum = 0;
        for (double x = x0; x <= x1; x += h) {
            for (double y = y0; y <= y1; y += h) {
                sum += Math.exp(t.logDensity(new double[] {x, y}));
            }
        }
        return Math.log(sum * h * h);
    }

    @Test
    void standardisedDesigns() {
        double[] v = {1, 5, 2, 5, 6, 5};
        Design z = Design.of(List.of("a", "b"), 3, v, Standardise.ZSCORE, false);
        double sd = Math.sqrt(14.0 / 3);
        assertThat(z.x()).containsExactly(new double[] {-2 / sd, 0, -1 / sd, 0, 3 / sd, 0}, within(1e-12));
        Design s = Design.of(List.of("a", "b"), 3, v, Standardise.STD, true);
        assertThat(s.names()).containsExactly("intercept", "a", "b");
        assertThat(s.x()).containsExactly(new double[] {1, 1 / sd, 5, 1, 2 / sd, 5, 1, 6 / sd, 5}, within(1e-12));
    }

    @Test
    void constantColumnsAreNotDivided() {
        // the mean of 0.1s is not 0.1
        double[] v = new double[60];
        for (int i = 0; i < 30; i++) {
            v[2 * i] = i % 2 == 0 ? 0.1 : 0.3 - 0.2;
            v[2 * i + 1] = i % 2 == 0 ? 3e-200 : 1e-200;
        }
        for (boolean intercept : new boolean[] {false, true}) {
            int p = intercept ? 3 : 2;
            Design z = Design.of(List.of("a", "b"), 30, v, Standardise.ZSCORE, intercept);
            Design s = Design.of(List.of("a", "b"), 30, v, Standardise.STD, intercept);
            for (int i = 0; i < 30; i++) {
                assertThat(z.x()[i * p + p - 2]).isZero();
                assertThat(s.x()[i * p + p - 2]).isEqualTo(v[2 * i]);
                assertThat(z.x()[i * p + p - 1]).isCloseTo(i % 2 == 0 ? 1 : -1, within(1e-12));
            }
            assertThat(z.scalings().get(p - 2)).isEqualTo(new Design.Scaling(0.3 - 0.2, 1, true));
            assertThat(z.scalings().get(p - 1).constant()).isFalse();
            assertThat(z.scalings().get(p - 1).scale()).isCloseTo(1e-200, within(1e-210));
            assertThat(z.scalings()).hasSize(p);
        }
        assertThat(Design.of(List.of("a", "b"), 30, v, Standardise.NONE, false).x())
                .containsExactly(v);
    }

    @Test
    void wrongLabels() {
        Design d = design(3, 1);
        assertThatThrownBy(() -> new LogisticRegression(d, new double[] {0, 1, 2}, 1))
                .hasMessageContaining("row 3 is 2.0, must be 0 or 1");
        assertThatThrownBy(() -> new PoissonRegression(d, new double[] {0, 1.5, 2}, 1))
                .hasMessageContaining("row 2 is 1.5");
        assertThatThrownBy(() -> new LogisticRegression(d, new double[] {0, 1, 1}, 0))
                .hasMessageContaining("priorScale");
    }
}
