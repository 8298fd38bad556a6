package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.cwm.random.RandomStream;
import org.cwm.variational.TargetException.Cause;
import org.cwm.variational.zoo.Funnel;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.cwm.variational.zoo.Ring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetCheckTest {

    private static TargetDensity target(int d, ToDoubleBiFunction<double[], double[]> f) {
        return new TargetDensity() {
            @Override
            public int dimension() {
                return d;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                return f.applyAsDouble(x, gradient);
            }
        };
    }

    private static double normal(double[] x, double[] g) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            g[i] = -x[i];
            s -= 0.5 * x[i] * x[i];
        }
        return s;
    }

    private static void refused(Cause cause, TargetDensity target, String... words) {
        assertThatThrownBy(() -> TargetCheck.require(target, RandomStream.of(1)))
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.reason()).isEqualTo(cause))
                .hasMessageContainingAll(words);
    }

    @Test
    void goodTargetsPass() {
        for (TargetDensity t : List.of(
                Ring.standard(),
                Funnel.standard(),
                target(3, TargetCheckTest::normal),
                MixtureOfGaussians.of(new double[] {0.5, 0.5}, new double[][] {{-3, 0}, {3, 1}}, new double[][] {
                    {1, 0, 0, 1}, {2, 0.5, 0.5, 1}
                }))) {
            assertThat(TargetCheck.require(t, RandomStream.of(1)).evaluations()).isPositive();
        }
    }

    /** Student's t with one degree of freedom is proper, but only just. */
    @Test
    void heavyTailsPass() {
        TargetCheck.require(
                target(1, (x, g) -> {
                    g[0] = -2 * x[0] / (1 + x[0] * x[0]);
                    return -Math.log1p(x[0] * x[0]);
                }),
                RandomStream.of(1));
    }

    @Test
    void dimensionZero() {
        refused(Cause.DIMENSION, target(0, TargetCheckTest::normal), "dimension 0");
    }

    @Test
    void notANumber() {
        refused(Cause.VALUE_NOT_A_NUMBER, target(2, (x, g) -> Math.sqrt(-1 - x[0] * x[0])), "NaN at x1 = ", "x2 = ");
        refused(Cause.VALUE_INFINITE, target(2, (x, g) -> 1 / 0.0), "+Infinity");
        refused(
                Cause.GRADIENT_NOT_FINITE,
                target(2, (x, g) -> {
                    double v = normal(x, g);
                    g[1] = Double.NaN;
                    return v;
                }),
                "by x2 is NaN");
    }

    @Test
    void exceptionInTheTarget() {
        refused(
                Cause.EXCEPTION,
                target(2, (x, g) -> {
                    throw new IllegalStateException("out of tea");
                }),
                "out of tea",
                "x1 = ");
    }

    /** In a batch the point at fault is named; values that are not numbers too. */
    @Test
    void batches() {
        double[] x = {1, 2, 3, 4, 5, 6};
        GuardedTarget throwing = GuardedTarget.of(target(2, (v, g) -> {
            if (v[0] == 3) {
                throw new ArithmeticException("three");
            }
            return normal(v, g);
        }));
        assertThatThrownBy(() -> throwing.logDensities(x, 3, new double[3], new double[6]))
                .isInstanceOf(TargetException.class)
                .hasMessageContainingAll("three", "x1 = 3", "x2 = 4");
        GuardedTarget nan = GuardedTarget.of(target(2, (v, g) -> v[0] == 5 ? Double.NaN : normal(v, g)));
        assertThatThrownBy(() -> nan.logDensities(x, 3, new double[3], new double[0]))
                .isInstanceOf(TargetException.class)
                .hasMessageContainingAll("NaN", "x1 = 5");
        double[] gradients = new double[6];
        GuardedTarget half = GuardedTarget.of(target(2, (v, g) -> {
            g[0] = g[1] = Double.NaN;
            return Double.NEGATIVE_INFINITY;
        }));
        half.logDensities(x, 3, new double[3], gradients);
        assertThat(gradients).containsOnly(0);
        assertThat(half.evaluations()).isEqualTo(3);
    }

    @Test
    void noSupport() {
        refused(Cause.NO_SUPPORT, target(2, (x, g) -> Double.NEGATIVE_INFINITY), "-Infinity at all");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.99, 1.001, 2})
    void wrongGradient(double factor) {
        refused(
                Cause.GRADIENT_WRONG,
                target(3, (x, g) -> {
                    double v = normal(x, g);
                    g[1] *= factor;
                    return v;
                }),
                "gradient is wrong",
                "by x2");
    }

    @Test
    void improper() {
        refused(Cause.IMPROPER, target(2, (x, g) -> g[0] = g[1] = 0), "improper");
        refused(
                Cause.IMPROPER,
                target(2, (x, g) -> {
                    g[1] = 0;
                    g[0] = -x[0];
                    return -0.5 * x[0] * x[0];
                }),
                "x2");
        // 1 / (1 + |x|^2) falls along every line, but not fast enough for three dimensions
        refused(
                Cause.IMPROPER,
                target(3, (x, g) -> {
                    double s = 1 + x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
                    for (int i = 0; i < 3; i++) {
                        g[i] = -2 * x[i] / s;
                    }
                    return -Math.log(s);
                }),
                "random directions");
    }

    private static TargetDensity gaussian(int d, double at, double scale) {
        return target(d, (x, g) -> {
            double s = 0;
            for (int i = 0; i < d; i++) {
                double u = (x[i] - at) / scale;
                g[i] = -u / scale;
                s -= 0.5 * u * u;
            }
            return s;
        });
    }

    /** A density far from the origin, narrow or wide, is as proper as one around it. */
    @Test
    void farAndWideTargetsAreProper() {
        for (double at : new double[] {0, 1500, 1e4, -1e6}) {
            for (double scale : new double[] {0.01, 1, 2000, 1e5}) {
                for (int d : new int[] {1, 2, 12}) {
                    assertThat(TargetCheck.require(gaussian(d, at, scale), RandomStream.of(1))
                                    .evaluations())
                            .isPositive();
                }
            }
        }
        // a likelihood that goes on rising, and a wide prior
        TargetDensity separable = target(1, (x, g) -> {
            g[0] = 1 / (1 + Math.exp(x[0])) - x[0] / 4e6;
            return -Math.log1p(Math.exp(-x[0])) - x[0] * x[0] / 8e6;
        });
        assertThat(TargetCheck.require(separable, RandomStream.of(1)).evaluations())
                .isPositive();
    }

    /** Flat along a line that is no axis: only the difference, or the sum, of the coordinates is known. */
    @ParameterizedTest
    @ValueSource(doubles = {-1, 1, 0.3, 1000})
    void ridgesAreImproper(double slope) {
        for (int d : new int[] {2, 4}) {
            refused(
                    Cause.IMPROPER,
                    target(d, (x, g) -> {
                        double v = normal(x, g);
                        double u = x[0] - slope * x[1];
                        v += 0.5 * (x[0] * x[0] + x[1] * x[1]) - 0.5 * u * u;
                        g[0] = -u;
                        g[1] = slope * u;
                        return v;
                    }),
                    "improper",
                    slope == 1000 ? "x1" : "x2");
        }
    }

    /** A gradient that forgets the prior, or is wrong where the mass lies only: seen beside the mode. */
    @Test
    void wrongGradientAwayFromTheOrigin() {
        refused(
                Cause.GRADIENT_WRONG,
                target(2, (x, g) -> {
                    double s = 0;
                    for (int i = 0; i < 2; i++) {
                        g[i] = -4000 * (x[i] - 5);
                        s -= 2000 * (x[i] - 5) * (x[i] - 5) + 0.5 * x[i] * x[i];
                    }
                    return s;
                }),
                "gradient is wrong");
        refused(
                Cause.GRADIENT_WRONG,
                target(2, (x, g) -> {
                    double s = 0;
                    for (int i = 0; i < 2; i++) {
                        g[i] = -(x[i] - 5) * (x[i] > 2 ? 1.7 : 1);
                        s -= 0.5 * (x[i] - 5) * (x[i] - 5);
                    }
                    return s;
                }),
                "gradient is wrong");
    }

    /** Modes on kinks and at the edge of a support are no errors of the gradient. */
    @Test
    void kinksAndEdgesAreNotAccused() {
        TargetDensity laplace = target(3, (x, g) -> {
            double s = 0;
            for (int i = 0; i < 3; i++) {
                g[i] = -Math.signum(x[i] - 1);
                s -= Math.abs(x[i] - 1);
            }
            return s;
        });
        TargetDensity half = target(2, (x, g) -> x[0] < 0 ? Double.NEGATIVE_INFINITY : normal(x, g));
        for (int seed = 0; seed < 20; seed++) {
            assertThat(TargetCheck.require(laplace, RandomStream.of(seed)).evaluations())
                    .isPositive();
            assertThat(TargetCheck.require(half, RandomStream.of(seed)).evaluations())
                    .isPositive();
        }
    }

    /** A gradient that is added to what is there is the gradient, one point at a time or many. */
    @Test
    void gradientsMayBeAddedUp() {
        GuardedTarget adding = GuardedTarget.of(target(2, (x, g) -> {
            g[0] += -x[0];
            g[1] += -x[1];
            return -0.5 * (x[0] * x[0] + x[1] * x[1]);
        }));
        double[] gradients = {7, 7, 7, 7, 7, 7};
        adding.logDensities(new double[] {1, 2, 1, 2, 1, 2}, 3, new double[3], gradients);
        assertThat(gradients).containsExactly(-1, -2, -1, -2, -1, -2);
        double[] one = {7, 7};
        adding.logDensity(new double[] {1, 2}, one);
        assertThat(one).containsExactly(-1, -2);
    }

    @Test
    void errorsOfTheTargetAreNamedToo() {
        for (Error thrown : new Error[] {new AssertionError("never"), new StackOverflowError()}) {
            GuardedTarget bad = GuardedTarget.of(target(1, (x, g) -> {
                throw thrown;
            }));
            assertThatThrownBy(() -> bad.logDensity(new double[] {3}, new double[1]))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("x1 = 3")
                    .hasCause(thrown);
        }
    }

    /** The report names each derivative, what it should be, and whether it is right. */
    @Test
    void readableReport() {
        GradientCheck check = GradientCheck.of(
                target(2, (x, g) -> {
                    double v = normal(x, g);
                    g[1] = 3;
                    return v;
                }),
                new double[] {0.5, 1});
        assertThat(check.agrees()).isFalse();
        assertThat(check.toString().lines().toList().get(1)).contains("x1", "-0.5", "ok");
        assertThat(check.toString().lines().toList().get(2)).contains("x2", "3.0", "-1.0", "WRONG");
    }

    /** Sharp targets far from zero: differences must not accuse them. */
    @Test
    void sharpTargetsAreNotAccused() {
        double[] at = {1e3 + 1e-3, -2e3};
        assertThat(GradientCheck.of(
                                target(2, (x, g) -> {
                                    double u = (x[0] - 1e3) * 1e3;
                                    double w = (x[1] + 2e3) * 1e2;
                                    g[0] = -u * 1e3;
                                    g[1] = -w * 1e2;
                                    return -0.5 * (u * u + w * w) - 600;
                                }),
                                at)
                        .agrees())
                .isTrue();
    }
}
