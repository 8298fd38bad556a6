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
