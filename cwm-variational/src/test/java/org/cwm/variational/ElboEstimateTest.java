package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.junit.jupiter.api.Test;

/** What common draws tell of which of two mixtures is nearer to a target. */
class ElboEstimateTest {

    private static final double[] UNIT = {1, 0, 0, 1};

    private static ElboEstimate of(ClassifierWeightedMixture q, TargetDensity target) {
        try (Workers workers = Workers.of(1)) {
            return ElboEstimate.of(q, target, 20_000, RandomStream.of(5), workers);
        }
    }

    private static ClassifierWeightedMixture at(double mean) {
        return Models.gaussian(new double[] {mean, 0}, new double[] {1, 1});
    }

    /** KL(N(e, 1) | N(0, 1)) = e^2 / 2: far below the plain difference's noise of e / sqrt(n), and still measured. */
    @Test
    void smallGainsAreMeasured() {
        TargetDensity target = MixtureOfGaussians.of(new double[] {1}, new double[][] {{0, 0}}, new double[][] {UNIT});
        ElboEstimate near = of(at(0.01), target);
        ElboEstimate far = of(at(0.02), target);
        double truth = (0.02 * 0.02 - 0.01 * 0.01) / 2;
        ElboEstimate plain = near.minus(far);
        assertThat(2 * plain.standardError())
                .as("what plain differences leave open")
                .isGreaterThan(truth / 2);
        ElboEstimate gain = near.gainOver(far);
        assertThat(gain.standardError()).isLessThan(plain.standardError() / 10);
        // 1e-7: rounding of the float32 parts
        assertThat(gain.value()).isCloseTo(truth, within(4 * gain.standardError() + 1e-7));
        assertThat(far.gainOver(near).value()).isCloseTo(-truth, within(4 * gain.standardError() + 1e-7));
    }

    /** A q that has lost a mode has perfect weights; it loses all the same, by what the mode's mass makes of the ELBO. */
    @Test
    void aLostModeIsNotAGain() {
        double mass = 0.02;
        TargetDensity target = MixtureOfGaussians.of(
                new double[] {1 - mass, mass}, new double[][] {{0, 0}, {20, 0}}, new double[][] {UNIT, UNIT});
        ElboEstimate whole = of(
                Models.of(
                        new Models.Component(1 - mass, new double[] {0.05, 0}, UNIT),
                        new Models.Component(mass, new double[] {20.05, 0}, UNIT)),
                target);
        ElboEstimate lost = of(at(0), target);
        double truth = -0.05 * 0.05 / 2 - Math.log(1 - mass);
        ElboEstimate gain = whole.gainOver(lost);
        assertThat(gain.value()).isCloseTo(truth, within(4 * gain.standardError()));
        assertThat(gain.value()).isPositive();
        assertThat(lost.gainOver(whole).value()).isNegative();
    }

    /** Whatever lies outside of the support is no gain. */
    @Test
    void outsideOfTheSupportIsNoGain() {
        TargetDensity half = new TargetDensity() {
            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                gradient[0] = -x[0];
                gradient[1] = -x[1];
                return x[0] < 0 ? Double.NEGATIVE_INFINITY : -0.5 * (x[0] * x[0] + x[1] * x[1]);
            }
        };
        ElboEstimate outside = of(at(0), half);
        ElboEstimate inside = of(at(10), half);
        assertThat(outside.gainOver(inside).value() > 0).isFalse();
        assertThat(inside.gainOver(outside).value() > 0).isTrue();
    }
}
