package org.cwm.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.classifier.Classifier;
import org.cwm.engine.GradientOptions;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.model.ReferenceDensity;
import org.cwm.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Relative coordinates: T = B^{-1} (L0^{-1} (x - m0) - a), with (a, B) the identity at zero. */
final class RelativeCoordinatesTest {

    private static final int K = 4;

    private static ComponentMaps maps(String family, int d, RandomStream random) {
        return NamedModels.maps(family, K, d, random);
    }

    private static float[] relative(ComponentMaps maps, double size, RandomStream random) {
        float[] v = new float[maps.layout().size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (size * random.nextGaussian());
        }
        return v;
    }

    private static float[] compose(ComponentMaps maps, float[] relative) {
        float[] out = new float[relative.length];
        maps.compose(maps.parameters(), relative, out);
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "triangular"})
    void zeroIsTheReferenceToTheBit(String family) {
        for (int d : new int[] {1, 2, 5}) {
            ComponentMaps maps = maps(family, d, RandomStream.of(d));
            assertThat(compose(maps, new float[maps.layout().size()])).isEqualTo(maps.parameters());
        }
    }

    /** With the identity map as reference, relative coordinates are absolute parameters. */
    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "triangular"})
    void relativeToTheIdentityIsAbsolute(String family) {
        RandomStream random = RandomStream.of(1);
        ComponentMaps maps = maps(family, 3, random);
        ComponentMaps identity = maps.withParameters(new float[maps.layout().size()]);
        assertThat(compose(identity, maps.parameters())).isEqualTo(maps.parameters());
    }

    /** The composed map is the relative one after the reference. */
    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "triangular"})
    void composedMapsAreMapsInARow(String family) {
        RandomStream random = RandomStream.of(2);
        for (int d : new int[] {1, 2, 5}) {
            ComponentMaps reference = maps(family, d, random);
            float[] relative = relative(reference, 0.4, random);
            ComponentMaps second = reference.withParameters(relative);
            ComponentMaps both = reference.withParameters(compose(reference, relative));
            double[] x = new double[d];
            double[] u = new double[d];
            double[] z = new double[d];
            double[] direct = new double[d];
            for (int k = 0; k < K; k++) {
                for (int i = 0; i < d; i++) {
                    x[i] = 2 * random.nextGaussian();
                }
                double logDet = reference.toBase(k, x, 0, u, 0) + second.toBase(k, u, 0, z, 0);
                assertThat(both.toBase(k, x, 0, direct, 0)).isCloseTo(logDet, within(1e-5));
                for (int i = 0; i < d; i++) {
                    // composed parameters are rounded to float32: 6e-8 relative, times condition and size, some 100
                    assertThat(direct[i]).isCloseTo(z[i], within(1e-5 * (1 + Math.abs(z[i]))));
                }
            }
        }
    }

    /** The gradient that training follows, at a point away from zero, against differences of the plain formula. */
    @ParameterizedTest
    @CsvSource({
        "diagonal, 1, constant",
        "diagonal, 3, tanh",
        "triangular, 1, sine",
        "triangular, 2, silu",
        "triangular, 4, tanh",
        "triangular, 3, constant"
    })
    void gradientInRelativeCoordinates(String family, int d, String kind) {
        RandomStream random = RandomStream.of(31 * d + kind.hashCode());
        ComponentMaps maps = maps(family, d, random);
        Classifier classifier = NamedModels.classifier(kind, K, d, random);
        float[] relative = relative(maps, 0.3, random);
        int n = 70;
        Points x = ClassifierWeightedMixture.of(maps.withParameters(compose(maps, relative)), classifier)
                .sample(n, random, 1);

        MixtureProgram program = new MixtureProgram(
                new org.cwm.base.StandardNormal(),
                maps,
                classifier,
                Backend.get().kernels());
        float[] map = compose(maps, relative);
        float[] absolute =
                java.util.Arrays.copyOf(map, map.length + classifier.layout().size());
        System.arraycopy(classifier.parameters(), 0, absolute, map.length, absolute.length - map.length);
        program.load(absolute);
        float[] raw = new float[program.rawGradientSize()];
        int[] rows = new int[n];
        java.util.Arrays.setAll(rows, i -> i);
        try (Workers workers = Workers.of(1)) {
            new MixtureEngine(program, workers)
                    .gradient(
                            x.values(),
                            rows,
                            0,
                            n,
                            GradientOptions.EXACT,
                            MixtureEngine.Perturbation.NONE,
                            RandomStream.of(1),
                            raw);
        }
        float[] theta = java.util.Arrays.copyOf(relative, absolute.length);
        System.arraycopy(absolute, map.length, theta, map.length, absolute.length - map.length);
        float[] gradient = new float[absolute.length];
        program.finish(raw, theta, gradient);

        double size = 0;
        for (int i = 0; i < relative.length; i++) {
            size = Math.max(size, Math.abs(gradient[i]));
        }
        for (int i = 0; i < relative.length; i++) {
            float[] plus = relative.clone();
            float[] minus = relative.clone();
            plus[i] += 4e-3f;
            minus[i] -= 4e-3f;
            double expected =
                    (sum(maps, plus, classifier, x) - sum(maps, minus, classifier, x)) / ((double) plus[i] - minus[i]);
            // truncation: h^2 / 6 = 3e-6 times a third derivative of some tens a row, 70 rows; composed parameters are
            // rounded to float32: 1e-7 / 8e-3 of the gradient of some tens; the engine works in float32
            assertThat((double) gradient[i])
                    .as(family + " " + kind + " " + i)
                    .isCloseTo(expected, within(5e-3 + 1e-3 * Math.abs(expected) + 2e-4 * size));
        }
        assertThat(size).isGreaterThan(1);
    }

    private static double sum(ComponentMaps maps, float[] relative, Classifier classifier, Points x) {
        ClassifierWeightedMixture m =
                ClassifierWeightedMixture.of(maps.withParameters(compose(maps, relative)), classifier);
        double s = 0;
        for (int i = 0; i < x.rows(); i++) {
            s += ReferenceDensity.logDensity(m, x.row(i));
        }
        return s;
    }

    /** Scales end up at or above both floors, unless they began lower; what is wide enough stays to the bit. */
    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "triangular"})
    void clampedScalesKeepTheirFloors(String family) {
        RandomStream random = RandomStream.of(3);
        for (int d : new int[] {1, 3}) {
            for (double least : new double[] {0, 0.5, 0.8, 1}) {
                ComponentMaps maps = maps(family, d, random);
                float[] reference = maps.parameters();
                double[] floors = new double[d];
                for (int j = 0; j < d; j++) {
                    // scales of the reference lie between 0.4 and 1.2: some begin below the floor
                    floors[j] = 0.3 + 0.3 * j;
                }
                float[] before = relative(maps, 1.5, random);
                float[] relative = before.clone();
                maps.clampScales(reference, relative, floors, least);
                float[] after = compose(maps, relative);
                boolean moved = false;
                for (int i = 0; i < relative.length; i++) {
                    if (i < K * d || i >= 2 * K * d) {
                        assertThat(relative[i]).isEqualTo(before[i]);
                        continue;
                    }
                    double began = Math.exp(reference[i]);
                    double scale = Math.exp(after[i]);
                    double floor = Math.max(Math.min(floors[i % d], began), least * began);
                    // log scales of order 1 in float32
                    assertThat(scale).isGreaterThanOrEqualTo(floor * (1 - 1e-6));
                    double free = Math.exp(reference[i] + (double) before[i]);
                    if (free > floor * (1 + 1e-6)) {
                        assertThat(relative[i]).isEqualTo(before[i]);
                    } else {
                        moved = true;
                        assertThat(scale).isCloseTo(floor, within(1e-6));
                    }
                }
                assertThat(moved).isTrue();
                float[] again = relative.clone();
                maps.clampScales(reference, again, floors, least);
                assertThat(again).isEqualTo(relative);
            }
        }
    }
}
