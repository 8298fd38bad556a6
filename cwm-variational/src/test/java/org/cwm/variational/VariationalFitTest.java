package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.LongAdder;
import org.cwm.variational.zoo.Funnel;
import org.cwm.variational.zoo.Ring;
import org.junit.jupiter.api.Test;

/** Fits to targets whose integral is known. */
class VariationalFitTest {

    private static TargetDensity gaussian(int d) {
        return new TargetDensity() {
            @Override
            public int dimension() {
                return d;
            }

            /** N(3, s_j^2) in each coordinate, s_j from 0.1 up, and a constant 2. */
            @Override
            public double logDensity(double[] x, double[] gradient) {
                double log = 2;
                for (int j = 0; j < d; j++) {
                    double s = 0.1 * (j + 1);
                    double u = (x[j] - 3) / s;
                    gradient[j] = -u / s;
                    log += -0.5 * u * u - Math.log(s) - 0.5 * Math.log(2 * Math.PI);
                }
                return log;
            }
        };
    }

    @Test
    void aGaussianIsFoundInAnyDimension() {
        for (int d : new int[] {1, 5, 12}) {
            Posterior p = VariationalFit.fit(
                    gaussian(d),
                    VariationalOptions.defaults().withComponents(1).withSteps(600),
                    VariationalProgress.Listener.NONE);
            // noise of float32 and of the last steps' rate
            assertThat(p.verdict().elbo()).isCloseTo(2, within(4 * p.verdict().elboStandardError() + 1e-3));
            assertThat(p.verdict().trusted()).isTrue();
        }
    }

    /** Overflow where nothing has mass, 20 standard deviations away, is no reason to give up; climbs of the verdict go there. */
    @Test
    void aGradientThatIsNoNumberFarAwayDoesNotEndAFit() {
        for (int d : new int[] {2, 12}) {
            LongAdder met = new LongAdder();
            TargetDensity target = new TargetDensity() {
                @Override
                public int dimension() {
                    return d;
                }

                @Override
                public double logDensity(double[] x, double[] gradient) {
                    double square = 0;
                    for (int j = 0; j < d; j++) {
                        gradient[j] = -x[j];
                        square += x[j] * x[j];
                    }
                    if (square > 20 * 20) {
                        met.increment();
                        gradient[0] = Double.NaN;
                    }
                    return -0.5 * square - 0.5 * d * Math.log(2 * Math.PI);
                }
            };
            Posterior p = VariationalFit.fit(
                    target,
                    VariationalOptions.defaults().withComponents(1).withSteps(300),
                    VariationalProgress.Listener.NONE);
            assertThat(met.sum()).isPositive();
            assertThat(p.verdict().elbo()).isCloseTo(0, within(4 * p.verdict().elboStandardError() + 1e-3));
            assertThat(p.verdict().trusted()).isTrue();
        }
    }

    /** Where there is mass it ends the fit, whatever climbs make of it. */
    @Test
    void aGradientThatIsNoNumberAtTheModeIsNamed() {
        for (int d : new int[] {2, 12}) {
            TargetDensity target = new TargetDensity() {
                @Override
                public int dimension() {
                    return d;
                }

                @Override
                public double logDensity(double[] x, double[] gradient) {
                    double log = 0;
                    for (int j = 0; j < d; j++) {
                        gradient[j] = x[0] > 4.5 ? Double.NaN : 5 - x[j];
                        log -= 0.5 * (x[j] - 5) * (x[j] - 5);
                    }
                    return log;
                }
            };
            assertThatThrownBy(() -> VariationalFit.fit(
                            target,
                            VariationalOptions.defaults().withComponents(2).withSteps(300),
                            VariationalProgress.Listener.NONE))
                    .isInstanceOfSatisfying(TargetException.class, e -> assertThat(e.reason())
                            .isEqualTo(TargetException.Cause.GRADIENT_NOT_FINITE))
                    .hasMessageContaining("x1 = ");
        }
    }

    @Test
    void theClassifierGainsOnARingAndThreadsDoNotChangeAnyBit() {
        VariationalOptions options = VariationalOptions.defaults()
                .withComponents(12)
                .withSteps(400)
                .withDraws(128)
                .withRepairs(0);
        Ring ring = new Ring(1, -2, 8, 0.1);
        Posterior one = VariationalFit.fit(ring, options, VariationalProgress.Listener.NONE);
        Posterior two = VariationalFit.fit(ring, options.withThreads(2), VariationalProgress.Listener.NONE);
        assertThat(two.q().parameters()).isEqualTo(one.q().parameters());
        assertThat(one.verdict().elbo()).isGreaterThan(one.mixtureElbo() + 0.1);
        // the ELBO is below log Z
        assertThat(one.verdict().elbo()).isLessThan(2.534 + 4.5 * one.verdict().elboStandardError());
    }

    @Test
    void slicesFindTheFunnelsAxis() {
        FullMixture gaussian = new FullMixture(1, 6);
        gaussian.setRound(0, new double[6], 0, 1);
        Funnel funnel = new Funnel(6, 3);
        try (org.cwm.engine.Workers workers = org.cwm.engine.Workers.of(1)) {
            Slices slices = new Slices(funnel, workers);
            double[] e = slices.direction(gaussian, org.cwm.random.RandomStream.of(1));
            assertThat(Math.abs(e[0])).isGreaterThan(0.95);
            assertThat(new Slices(gaussian(6), workers).direction(gaussian, org.cwm.random.RandomStream.of(1)))
                    .isEmpty();
        }
    }

    @Test
    void badTargetsAreNamed() {
        TargetDensity nowhere = new TargetDensity() {
            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                return Double.NEGATIVE_INFINITY;
            }
        };
        assertThatThrownBy(() ->
                        VariationalFit.fit(nowhere, VariationalOptions.defaults(), VariationalProgress.Listener.NONE))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("-Infinity");
        TargetDensity wrong = new TargetDensity() {
            @Override
            public int dimension() {
                return 2;
            }

            /** A normal density with a gradient of twice the size. */
            @Override
            public double logDensity(double[] x, double[] gradient) {
                gradient[0] = -2 * x[0];
                gradient[1] = -2 * x[1];
                return -0.5 * (x[0] * x[0] + x[1] * x[1]);
            }
        };
        assertThatThrownBy(() ->
                        VariationalFit.fit(wrong, VariationalOptions.defaults(), VariationalProgress.Listener.NONE))
                .isInstanceOfSatisfying(TargetException.class, e -> assertThat(e.reason())
                        .isEqualTo(TargetException.Cause.GRADIENT_WRONG));
        assertThatThrownBy(() -> VariationalOptions.defaults().withDraws(1)).hasMessageContaining("draws: 1");
    }
}
