package org.cwm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.ReferenceDensity;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What variational inference needs of the engine, against plain formulas in double and central differences of them. */
class LatentSideTest {

    private static final int N = 70;

    static List<NamedModels.Named> models() {
        return NamedModels.all();
    }

    private static MixtureProgram program(ClassifierWeightedMixture m) {
        return new MixtureProgram(
                m.base(), m.maps(), m.classifier(), Backend.get().kernels());
    }

    private static double[] draws(ClassifierWeightedMixture m) {
        return m.sample(N, RandomStream.of(31), 1).values();
    }

    private static double[] normals(int n, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = random.nextGaussian();
        }
        return v;
    }

    /** log q has error terms of order 1e-7 in float32, so a step of 1e-4 in the plain formula leaves 1e-8 of its own. */
    @ParameterizedTest
    @MethodSource("models")
    void scoresAreDerivativesOfTheLogDensity(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        double[] x = draws(m);
        double[] log = new double[N];
        double[] score = score(m, x, log, 1);
        assertThat(score(m, x, new double[N], 3)).isEqualTo(score);
        double h = 1e-5;
        // many components cost the plain formula much
        int step = m.components() > 10 ? 10 : 3;
        for (int i = 0; i < N; i += step) {
            double[] row = java.util.Arrays.copyOfRange(x, i * d, (i + 1) * d);
            assertThat(log[i]).isCloseTo(ReferenceDensity.logDensity(m, row), within(2e-5));
            for (int j = 0; j < d; j++) {
                double at = row[j];
                row[j] = at + h;
                double plus = ReferenceDensity.logDensity(m, row);
                row[j] = at - h;
                double minus = ReferenceDensity.logDensity(m, row);
                row[j] = at;
                double expected = (plus - minus) / (2 * h);
                assertThat(score[i * d + j])
                        .as("point " + i + ", coordinate " + j)
                        .isCloseTo(expected, within(1e-4 + 1e-4 * Math.abs(expected)));
            }
        }
    }

    private static double[] score(ClassifierWeightedMixture m, double[] x, double[] log, int threads) {
        MixtureProgram program = program(m);
        program.load(m.parameters());
        double[] score = new double[x.length];
        try (Workers workers = Workers.of(threads)) {
            new MixtureEngine(program, workers).score(x, N, log, score);
        }
        return score;
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsOfWeightedSumsAreRight(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        double[] x = draws(m);
        double[] a = normals(N, 32);
        float[] gradient = weighted(m, x, a, 1);
        assertThat(weighted(m, x, a, 3)).isEqualTo(gradient);
        compare(m, named, gradient, q -> {
            double sum = 0;
            int d = m.dimension();
            for (int i = 0; i < N; i++) {
                sum += a[i] * ReferenceDensity.logDensity(q, java.util.Arrays.copyOfRange(x, i * d, (i + 1) * d));
            }
            return sum;
        });
    }

    private static float[] weighted(ClassifierWeightedMixture m, double[] x, double[] a, int threads) {
        MixtureProgram program = program(m);
        program.load(m.parameters());
        float[] raw = new float[program.rawGradientSize()];
        float[] gradient = new float[m.layout().size()];
        try (Workers workers = Workers.of(threads)) {
            new MixtureEngine(program, workers).gradient(x, N, a, new double[N], raw);
        }
        program.finish(raw, m.parameters(), gradient);
        return gradient;
    }

    @ParameterizedTest
    @MethodSource("models")
    void pathsAndLogWeightsAndTheirWayBackAreRight(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        int components = m.components();
        double[] z = normals(N * d, 33);
        int paths = 2 * N;
        int[] draw = new int[paths];
        int[] component = new int[paths];
        for (int i = 0; i < paths; i++) {
            draw[i] = i / 2;
            component[i] = (7 * i + i / 5) % components;
        }
        double[] g = normals(paths * d, 34);
        double[] logWeightGradient = normals(N * components, 35);
        double[] x = new double[paths * d];
        double[] logWeights = new double[N * components];
        float[] gradient = latent(m, z, draw, component, x, logWeights, g, logWeightGradient, 1);
        double[] otherX = new double[x.length];
        double[] otherW = new double[logWeights.length];
        assertThat(latent(m, z, draw, component, otherX, otherW, g, logWeightGradient, 3))
                .isEqualTo(gradient);
        assertThat(otherX).isEqualTo(x);
        assertThat(otherW).isEqualTo(logWeights);
        double[] point = new double[d];
        double[] w = new double[components];
        for (int i = 0; i < paths; i++) {
            m.maps().toData(component[i], z, draw[i] * d, point, 0);
            for (int j = 0; j < d; j++) {
                assertThat(x[i * d + j]).isCloseTo(point[j], within(2e-5 * (1 + Math.abs(point[j]))));
            }
            m.classifier().logWeights(z, draw[i] * d, w);
            for (int k = 0; k < components; k++) {
                assertThat(logWeights[draw[i] * components + k]).isCloseTo(w[k], within(2e-5));
            }
        }
        compare(m, named, gradient, q -> {
            double sum = 0;
            for (int i = 0; i < paths; i++) {
                q.maps().toData(component[i], z, draw[i] * d, point, 0);
                for (int j = 0; j < d; j++) {
                    sum += g[i * d + j] * point[j];
                }
            }
            for (int i = 0; i < N; i++) {
                q.classifier().logWeights(z, i * d, w);
                for (int k = 0; k < components; k++) {
                    sum += logWeightGradient[i * components + k] * w[k];
                }
            }
            return sum;
        });
    }

    private static float[] latent(
            ClassifierWeightedMixture m,
            double[] z,
            int[] draw,
            int[] component,
            double[] x,
            double[] logWeights,
            double[] g,
            double[] logWeightGradient,
            int threads) {
        MixtureProgram program = program(m);
        float[] raw = new float[program.rawGradientSize()];
        float[] gradient = new float[m.layout().size()];
        try (Workers workers = Workers.of(threads)) {
            LatentEngine engine = new LatentEngine(program, workers);
            program.load(m.parameters());
            engine.logWeights(z, N, logWeights);
            engine.toData(z, draw, component, draw.length, x);
            engine.gradient(z, N, logWeightGradient, draw, component, draw.length, x, g, raw);
        }
        program.finish(raw, m.parameters(), gradient);
        return gradient;
    }

    /** The objective of a mixture with other parameters. */
    private interface Objective {
        double of(ClassifierWeightedMixture q);
    }

    private static void compare(
            ClassifierWeightedMixture m, NamedModels.Named named, float[] gradient, Objective objective) {
        boolean flow = m.maps() instanceof org.cwm.map.CouplingFlow;
        int checks = m.components() > 10 || flow ? 4 : 10;
        float h = flow ? 1e-5f : 2e-3f;
        float[] parameters = m.parameters();
        for (Slice slice : m.layout().slices()) {
            double size = 0;
            for (int i = slice.offset(); i < slice.end(); i++) {
                size = Math.max(size, Math.abs(gradient[i]));
            }
            int step = Math.max(1, slice.size() / checks) | 1;
            for (int i = slice.offset(); i < slice.end(); i += step) {
                float[] plus = parameters.clone();
                float[] minus = parameters.clone();
                plus[i] += h;
                minus[i] -= h;
                double expected = (objective.of(m.withParameters(plus)) - objective.of(m.withParameters(minus)))
                        / ((double) plus[i] - minus[i]);
                // rounding: a hundred rows of order 1 in float32; truncation: h^2 f''' / 6
                assertThat((double) gradient[i])
                        .as(named + " " + slice.name() + "[" + (i - slice.offset()) + "]")
                        .isCloseTo(expected, within(2e-3 + 3e-4 * Math.abs(expected) + 1e-4 * size));
            }
        }
    }
}
