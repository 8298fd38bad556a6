package org.cwm.variational.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.cwm.random.RandomStream;
import org.cwm.variational.FormulaTarget;
import org.cwm.variational.GradientCheck;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.VariationalFit;
import org.cwm.variational.VariationalOptions;
import org.cwm.variational.VariationalProgress;
import org.cwm.variational.Verdict;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParametersTest {

    static Stream<Parameters> all() {
        return Stream.of(
                Parameters.none().withReal("beta", 3),
                Parameters.none().withPositive("sigma", 2),
                Parameters.none().withInterval("rho", -1, 4),
                Parameters.none().withSimplex("p", 2),
                Parameters.none().withSimplex("p", 5),
                Parameters.none().withOrdered("cut", 4),
                Parameters.none()
                        .withReal("a", 1)
                        .withSimplex("p", 3)
                        .withPositive("s", 1)
                        .withOrdered("m", 2)
                        .withInterval("r", 0, 1));
    }

    private static double[] draw(int n, RandomStream random) {
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = 1.5 * random.nextGaussian();
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("all")
    void roundTrip(Parameters p) {
        RandomStream random = RandomStream.of(1);
        for (int run = 0; run < 50; run++) {
            double[] y = draw(p.free(), random);
            double[] v = new double[p.size()];
            p.toValues(y, v);
            assertThat(p.values(y)).isEqualTo(v);
            double[] back = p.toFree(v);
            for (int i = 0; i < y.length; i++) {
                assertThat(back[i]).isCloseTo(y[i], within(1e-9));
            }
        }
        assertThat(p.names()).hasSize(p.size()).doesNotHaveDuplicates();
        assertThat(p.freeNames()).hasSize(p.free()).doesNotHaveDuplicates();
    }

    /** log |J| is the log determinant of the numeric Jacobian; a simplex's last value is left out. */
    @ParameterizedTest
    @MethodSource("all")
    void jacobian(Parameters p) {
        RandomStream random = RandomStream.of(2);
        int m = p.free();
        boolean[] kept = new boolean[p.size()];
        int at = 0;
        for (Block b : p.blocks()) {
            for (int i = 0; i < b.size(); i++) {
                kept[at++] = i < b.free();
            }
        }
        for (int run = 0; run < 20; run++) {
            double[] y = draw(m, random);
            double[][] j = new double[m][m];
            double[] up = new double[p.size()];
            double[] down = new double[p.size()];
            double h = 1e-5;
            for (int c = 0; c < m; c++) {
                double was = y[c];
                y[c] = was + h;
                p.toValues(y, up);
                y[c] = was - h;
                p.toValues(y, down);
                y[c] = was;
                int row = 0;
                for (int i = 0; i < kept.length; i++) {
                    if (kept[i]) {
                        j[row++][c] = (up[i] - down[i]) / (2 * h);
                    }
                }
            }
            double numeric = Math.log(Math.abs(new LUDecomposition(new Array2DRowRealMatrix(j)).getDeterminant()));
            assertThat(p.toValues(y, up)).isCloseTo(numeric, within(1e-6));
        }
    }

    /** A density of the values with hand-made gradient becomes a target whose gradient agrees with its differences. */
    @ParameterizedTest
    @MethodSource("all")
    void pulledBackGradient(Parameters p) {
        TargetDensity density = FormulaTarget.of(p.size(), ParametersTest::wiggle);
        TargetDensity target = p.target(density);
        RandomStream random = RandomStream.of(3);
        for (int run = 0; run < 20; run++) {
            GradientCheck check = GradientCheck.of(target, draw(p.free(), random));
            assertThat(check.agrees()).as(check.toString()).isTrue();
        }
    }

    private static Gradient wiggle(Gradient[] v) {
        Gradient sum = v[0].newInstance(0);
        for (int i = 0; i < v.length; i++) {
            sum = sum.add(v[i].multiply(0.3 * i + 1).sin())
                    .subtract(v[i].square().multiply(0.1));
        }
        return sum.add(v[0].multiply(v[v.length - 1]));
    }

    /** Far out nothing overflows into NaN. */
    @ParameterizedTest
    @MethodSource("all")
    void farOut(Parameters p) {
        TargetDensity target = p.target(FormulaTarget.of(p.size(), v -> {
            Gradient s = v[0].newInstance(0);
            for (Gradient x : v) {
                s = s.subtract(x.abs());
            }
            return s;
        }));
        for (double far : new double[] {-900, -40, 40, 900}) {
            double[] y = new double[p.free()];
            Arrays.fill(y, far);
            double[] gradient = new double[y.length];
            double value = target.logDensity(y, gradient);
            assertThat(value).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
            if (value > Double.NEGATIVE_INFINITY) {
                assertThat(gradient).doesNotContain(Double.NaN);
            }
        }
    }

    /** log p^a (1 - p)^b: right on the open interval, not at its ends. */
    private record Coin(double a, double b) implements TargetDensity {
        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public double logDensity(double[] p, double[] gradient) {
            gradient[0] = a / p[0] - b / (1 - p[0]);
            return a * Math.log(p[0]) + b * Math.log(1 - p[0]);
        }
    }

    static Stream<Coin> coins() {
        return Stream.of(new Coin(7, 3), new Coin(10, 0), new Coin(-0.5, -0.5));
    }

    @ParameterizedTest
    @MethodSource("coins")
    void coinsAreFitted(Coin coin) {
        TargetDensity target = Parameters.none().withInterval("p", 0, 1).target(coin);
        double logZ = Gamma.logGamma(coin.a + 1) + Gamma.logGamma(coin.b + 1) - Gamma.logGamma(coin.a + coin.b + 2);
        for (long seed = 1; seed <= 3; seed++) {
            Verdict verdict = VariationalFit.fit(
                            target,
                            VariationalOptions.defaults()
                                    .withComponents(8)
                                    .withSteps(300)
                                    .withSeed(seed),
                            VariationalProgress.Listener.NONE)
                    .verdict();
            assertThat(verdict.reasons()).isEmpty();
            assertThat(verdict.trusted()).isTrue();
            assertThat(verdict.logEvidence()).isCloseTo(logZ, within(5 * verdict.logEvidenceStandardError() + 1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("coins")
    void nearTheEndsACoinHasAFiniteGradientOrNoMass(Coin coin) {
        TargetDensity target = Parameters.none().withInterval("p", 0, 1).target(coin);
        double[] gradient = new double[1];
        for (double y = -800; y <= 800; y += 0.5) {
            double value = target.logDensity(new double[] {y}, gradient);
            assertThat(value).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
            assertThat(gradient[0]).isFinite();
            assertThat(target.logDensity(new double[] {y})).isEqualTo(value);
            if (value == Double.NEGATIVE_INFINITY) {
                assertThat(gradient[0]).isZero();
                assertThat(y < -700 || y > 36).isTrue();
            } else {
                double logP = Math.min(0, y) - Math.log1p(Math.exp(-Math.abs(y)));
                double logQ = logP - y;
                // 1 - p is a multiple of 2^-53
                assertThat(value)
                        .isCloseTo(
                                (coin.a + 1) * logP + (coin.b + 1) * logQ,
                                within(1e-9 * Math.abs(y) + Math.abs(coin.b) * Math.exp(y) * 0x1.0p-52 + 1e-9));
            }
        }
        assertThat(target.logDensity(new double[] {40}, gradient)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(target.logDensity(new double[] {-40}, gradient)).isCloseTo(-40 * (coin.a + 1), within(1e-9));
        assertThat(gradient[0]).isCloseTo(coin.a + 1, within(1e-9));
        assertThat(target.logDensity(new double[] {-800})).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** A density that fails where a value is no inner one is asked only for inner ones. */
    @ParameterizedTest
    @MethodSource("all")
    void onlyInnerValuesAreAskedFor(Parameters p) {
        TargetDensity target = p.target(FormulaTarget.of(p.size(), v -> {
            double[] plain = Stream.of(v).mapToDouble(Gradient::getValue).toArray();
            p.toFree(plain);
            assertThat(plain).doesNotContain(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            return v[0].multiply(0);
        }));
        for (double far : new double[] {-1e308, -800, -745, -710, -40, -1, 1, 40, 709, 745, 800, 1e308}) {
            for (int only = -1; only < p.free(); only++) {
                double[] y = new double[p.free()];
                for (int i = 0; i < y.length; i++) {
                    y[i] = only < 0 || i == only ? far : 0.5;
                }
                assertThat(target.logDensity(y, new double[y.length]))
                        .isNotNaN()
                        .isLessThan(Double.POSITIVE_INFINITY);
            }
        }
    }

    /** A value that rounds to 1 is kept below, its complement exact. */
    @Test
    void theSimplexNearItsCorners() {
        Parameters p = Parameters.none().withSimplex("p", 2);
        double[] v = new double[2];
        for (double y : new double[] {-40, 40, -700, 700}) {
            p.toValues(new double[] {y}, v);
            assertThat(Math.max(v[0], v[1])).isEqualTo(Math.nextDown(1.0));
            assertThat(Math.log(Math.min(v[0], v[1]))).isCloseTo(-Math.abs(y), within(1e-9));
        }
        TargetDensity jeffreys =
                p.target(FormulaTarget.of(2, x -> x[0].log().add(x[1].log()).multiply(-0.5)));
        for (double y : new double[] {-40, 40}) {
            double[] gradient = new double[1];
            assertThat(jeffreys.logDensity(new double[] {y}, gradient)).isCloseTo(-20, within(1e-9));
            assertThat(gradient[0]).isCloseTo(-0.5 * Math.signum(y), within(1e-9));
        }
        assertThat(jeffreys.logDensity(new double[] {800})).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(jeffreys.logDensity(new double[] {-800})).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** Overflow far out is no mass; what is no number at ordinary points comes through. */
    @Test
    void overflowIsNoMistakeAndAMistakeIsNoOverflow() {
        Parameters p = Parameters.none().withPositive("sigma", 1);
        TargetDensity precise = p.target(new TargetDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double logDensity(double[] v, double[] gradient) {
                gradient[0] = 1 / (v[0] * v[0] * v[0]) - 3 / v[0];
                return -0.5 / (v[0] * v[0]) - 3 * Math.log(v[0]);
            }
        });
        double[] gradient = new double[1];
        for (double y : new double[] {-300, -240, 300, 700}) {
            double value = precise.logDensity(new double[] {y}, gradient);
            assertThat(value).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
            assertThat(gradient[0]).isFinite();
            assertThat(precise.logDensity(new double[] {y})).isEqualTo(value);
        }
        assertThat(precise.logDensity(new double[] {-240})).isEqualTo(Double.NEGATIVE_INFINITY);
        TargetDensity wrong = p.target(new TargetDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double logDensity(double[] v, double[] g) {
                g[0] = v[0] > 2 ? Double.NaN : -1;
                return v[0] > 3 ? Double.NaN : -v[0];
            }
        });
        assertThat(wrong.logDensity(new double[] {0.9}, gradient)).isFinite();
        assertThat(gradient[0]).isNaN();
        assertThat(wrong.logDensity(new double[] {1.2}, gradient)).isNaN();
        assertThat(wrong.logDensity(new double[] {1.2})).isNaN();
    }

    /** Overflow is met in a batch as at a point, with and without gradients. */
    @ParameterizedTest
    @MethodSource("coins")
    void manyPointsFarOut(Coin coin) {
        TargetDensity target = Parameters.none().withInterval("p", 0, 1).target(coin);
        double[] y = {-800, -725, -708, -700, -40, 0, 36, 37, 40, 800};
        double[] out = new double[y.length];
        double[] gradients = new double[y.length];
        double[] valuesOnly = new double[y.length];
        target.logDensities(y, y.length, out, gradients);
        target.logDensities(y, y.length, valuesOnly, new double[0]);
        assertThat(valuesOnly).isEqualTo(out);
        double[] gradient = new double[1];
        for (int i = 0; i < y.length; i++) {
            assertThat(out[i]).isEqualTo(target.logDensity(new double[] {y[i]}, gradient));
            assertThat(gradients[i]).isEqualTo(gradient[0]).isFinite();
        }
    }

    /** Many points are one call of the density, and give what they give one by one. */
    @ParameterizedTest
    @MethodSource("all")
    void manyPointsAtOnce(Parameters p) {
        AtomicInteger calls = new AtomicInteger();
        FormulaTarget one = FormulaTarget.of(p.size(), ParametersTest::wiggle);
        TargetDensity many = new TargetDensity() {
            @Override
            public int dimension() {
                return p.size();
            }

            @Override
            public double logDensity(double[] v, double[] gradient) {
                throw new AssertionError("one by one");
            }

            @Override
            public void logDensities(double[] v, int n, double[] out, double[] gradients) {
                calls.incrementAndGet();
                one.logDensities(v, n, out, gradients);
            }
        };
        int m = p.free();
        int n = 20;
        double[] y = draw(n * m, RandomStream.of(4));
        // outside, but not of the real line
        y[7 * m + m - 1] = 1e5;
        y[11 * m + m - 1] = -1e5;
        double[] out = new double[n];
        double[] gradients = new double[n * m];
        double[] valuesOnly = new double[n];
        p.target(many).logDensities(y, n, out, gradients);
        p.target(many).logDensities(y, n, valuesOnly, new double[0]);
        assertThat(calls.get()).isEqualTo(2);
        assertThat(valuesOnly).isEqualTo(out);
        TargetDensity target = p.target(one);
        double[] gradient = new double[m];
        for (int i = 0; i < n; i++) {
            double[] point = Arrays.copyOfRange(y, i * m, (i + 1) * m);
            assertThat(out[i]).isEqualTo(target.logDensity(point, gradient));
            assertThat(Arrays.copyOfRange(gradients, i * m, (i + 1) * m)).isEqualTo(gradient);
        }
    }

    @Test
    void names() {
        Parameters p =
                Parameters.none().withPositive("sigma", 1).withOrdered("mu", 2).withSimplex("w", 3);
        assertThat(p.names()).isEqualTo(List.of("sigma", "mu[1]", "mu[2]", "w[1]", "w[2]", "w[3]"));
        assertThat(p.freeNames())
                .isEqualTo(List.of("log(sigma)", "mu[1]", "log(mu[2]-mu[1])", "logit(w[1])", "logit(w[2])"));
        assertThatThrownBy(() -> p.toFree(new double[] {-1, 0, 1, 0.2, 0.3, 0.5}))
                .hasMessageContaining("sigma: -1.0, must be above 0");
    }
}
