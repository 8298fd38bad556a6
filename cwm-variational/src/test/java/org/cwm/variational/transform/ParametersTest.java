package org.cwm.variational.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.cwm.random.RandomStream;
import org.cwm.variational.FormulaTarget;
import org.cwm.variational.GradientCheck;
import org.cwm.variational.TargetDensity;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
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
            java.util.Arrays.fill(y, far);
            double[] gradient = new double[y.length];
            double value = target.logDensity(y, gradient);
            assertThat(value).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
            if (value > Double.NEGATIVE_INFINITY) {
                assertThat(gradient).doesNotContain(Double.NaN);
            }
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
