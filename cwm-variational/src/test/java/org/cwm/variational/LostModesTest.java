package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.cwm.variational.zoo.Ring;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Good fits are trusted; the same fits without some of their modes never are, although their own draws look perfect. */
class LostModesTest {

    private static final VerdictOptions OPTIONS =
            VerdictOptions.defaults().withDraws(4000, 8000).withThreads(2);

    /** A target, components that fit it, and which of them stay. */
    private record Case(String name, TargetDensity target, Models.Component[] fit, IntPredicate kept, double logZ) {
        static Case of(String name, Models.Component[] components, IntPredicate kept) {
            MixtureOfGaussians target = MixtureOfGaussians.of(
                    Arrays.stream(components)
                            .mapToDouble(Models.Component::weight)
                            .toArray(),
                    Arrays.stream(components).map(Models.Component::mean).toArray(double[][]::new),
                    Arrays.stream(components).map(Models.Component::covariance).toArray(double[][]::new));
            return new Case(name, target, components, kept, 0);
        }
    }

    private static Models.Component[] components(double[] weights, double[][] means, double sd) {
        Models.Component[] c = new Models.Component[weights.length];
        for (int k = 0; k < c.length; k++) {
            c[k] = new Models.Component(weights[k], means[k], Models.isotropic(means[k].length, sd));
        }
        return c;
    }

    private static double[] at(int d, double... first) {
        return Arrays.copyOf(first, d);
    }

    /** Gaussians side by side along a ring, each as narrow as the ring: a fit with a gap of a few hundredths. */
    private static Models.Component[] alongRing(Ring ring, int k) {
        Models.Component[] c = new Models.Component[k];
        double along = 0.6 * 2 * Math.PI * ring.radius() / k;
        for (int i = 0; i < k; i++) {
            double a = 2 * Math.PI * i / k;
            double cos = Math.cos(a);
            double sin = Math.sin(a);
            double r2 = ring.width() * ring.width();
            double t2 = along * along;
            double across = r2 * cos * cos + t2 * sin * sin;
            c[i] = new Models.Component(
                    1.0 / k,
                    new double[] {ring.x() + ring.radius() * cos, ring.y() + ring.radius() * sin},
                    new double[] {across, (r2 - t2) * cos * sin, (r2 - t2) * cos * sin, r2 * sin * sin + t2 * cos * cos
                    });
        }
        return c;
    }

    private static Stream<Case> cases() {
        Ring ring = Ring.standard();
        double[] twenty = Models.filled(20, 0.05);
        double[][] spread = new double[20][];
        RandomStream random = RandomStream.of(5);
        for (int k = 0; k < 20; k++) {
            spread[k] = new double[] {12 * random.nextDouble() - 6, 12 * random.nextDouble() - 6};
        }
        double[] half = {0.5, 0.5};
        return Stream.of(
                Case.of(
                        "one of four clusters",
                        components(Models.filled(4, 0.25), new double[][] {{-5, -5}, {-5, 5}, {5, -5}, {5, 5}}, 1),
                        k -> k != 2),
                Case.of(
                        "a small mode on the line",
                        components(new double[] {0.95, 0.05}, new double[][] {{0}, {9}}, 1),
                        k -> k == 0),
                Case.of("two of twenty", components(twenty, spread, 0.4), k -> k > 1),
                new Case("a third of a ring", ring, alongRing(ring, 80), k -> k > 26, ring.logEvidence()),
                Case.of(
                        "half in ten dimensions",
                        components(half, new double[][] {at(10, 4, 4), at(10, -4, -4)}, 1),
                        k -> k == 1),
                Case.of(
                        "one of three in twenty dimensions",
                        components(
                                new double[] {0.4, 0.4, 0.2},
                                new double[][] {at(20), at(20, 0, 0, 15), at(20, 10, 0, 0, 10)},
                                1),
                        k -> k != 2));
    }

    @TestFactory
    Stream<DynamicTest> goodFitsAreTrusted() {
        return cases().map(c -> DynamicTest.dynamicTest(c.name, () -> {
            Verdict v = Verdict.of(Models.of(c.fit), c.target, OPTIONS, RandomStream.of(1));
            assertThat(v.reasons()).isEmpty();
            assertThat(v.trusted()).isTrue();
            assertThat(v.uncoveredMass()).isLessThan(1e-3);
            assertThat(v.logEvidence())
                    .isCloseTo(c.logZ, org.assertj.core.data.Offset.offset(4 * v.logEvidenceStandardError() + 1e-5));
        }));
    }

    @TestFactory
    Stream<DynamicTest> lostModesAreSeen() {
        return cases().flatMap(c -> java.util.stream.IntStream.range(1, 4)
                .mapToObj(seed -> DynamicTest.dynamicTest(c.name + ", seed " + seed, () -> {
                    ClassifierWeightedMixture q = Models.of(c.fit, c.kept);
                    Verdict v = Verdict.of(q, c.target, OPTIONS, RandomStream.of(seed));
                    assertThat(v.trusted()).isFalse();
                    assertThat(v.uncoveredMass()).isGreaterThan(0.02);
                })));
    }
}
