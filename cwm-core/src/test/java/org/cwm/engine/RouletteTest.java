package org.cwm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.base.StandardNormal;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows left out at random and reweighted change the gradient's noise, not its mean. */
final class RouletteTest {

    private static final int POINTS = 150;

    private final int[] rows = new int[POINTS];

    private RouletteTest() {
        java.util.Arrays.setAll(rows, i -> i);
    }

    @ParameterizedTest
    @CsvSource({"diagonal, tanh, 0.1", "triangular, sine, 0.1", "triangular, silu, 0.7", "diagonal, constant, 1"})
    void isUnbiased(String family, String kind, double threshold) {
        int k = 9;
        RandomStream random = RandomStream.of(5 + kind.hashCode());
        ClassifierWeightedMixture m = ClassifierWeightedMixture.of(
                NamedModels.maps(family, k, 2, random), NamedModels.classifier(kind, k, 2, random));
        Points x = m.sample(POINTS, random, 1);
        MixtureProgram program = new MixtureProgram(
                new StandardNormal(), m.maps(), m.classifier(), Backend.get().kernels());
        program.load(m.parameters());
        int size = m.layout().size();
        try (Workers workers = Workers.of(1)) {
            MixtureEngine engine = new MixtureEngine(program, workers);
            float[] exact = gradient(engine, program, m, x, GradientOptions.EXACT, 0);
            GradientOptions roulette = new GradientOptions(threshold, 0);
            int directions = 25;
            double[][] along = new double[directions][size];
            double[] expected = new double[directions];
            for (int j = 0; j < directions; j++) {
                for (int i = 0; i < size; i++) {
                    along[j][i] = random.nextGaussian() / Math.sqrt(size);
                }
                expected[j] = dot(along[j], exact);
            }
            int draws = 600;
            double[] sum = new double[directions];
            double[] squares = new double[directions];
            for (int t = 0; t < draws; t++) {
                float[] g = gradient(engine, program, m, x, roulette, 1 + t);
                for (int j = 0; j < directions; j++) {
                    double p = dot(along[j], g);
                    sum[j] += p / draws;
                    squares[j] += p * p / draws;
                }
            }
            double length = 0;
            for (float v : exact) {
                length += (double) v * v;
            }
            for (int j = 0; j < directions; j++) {
                double standardError = Math.sqrt(Math.max(0, squares[j] - sum[j] * sum[j]) / draws);
                // it does leave rows out, and the mean is known well: a projection is of order length / sqrt(size)
                assertThat(standardError).isBetween(1e-6, 0.1 * Math.sqrt(length));
                // while training, rows below e^-12 of a point's density never come: at most 9 e^-12 = 6e-5 of it, with
                // gradients of order 10 a row and 150 rows; the engine works in float32
                double bias = 2e-4 * Math.sqrt(length / size) * 10;
                assertThat(sum[j]).as("direction " + j).isCloseTo(expected[j], within(4 * standardError + bias));
            }
        }
    }

    private float[] gradient(
            MixtureEngine engine,
            MixtureProgram program,
            ClassifierWeightedMixture m,
            Points x,
            GradientOptions options,
            long stream) {
        float[] raw = new float[program.rawGradientSize()];
        engine.gradient(
                x.values(),
                rows,
                0,
                rows.length,
                options,
                MixtureEngine.Perturbation.NONE,
                RandomStream.of(7).split(stream),
                raw);
        float[] gradient = new float[m.layout().size()];
        program.finish(raw, m.parameters(), gradient);
        return gradient;
    }

    private static double dot(double[] a, float[] b) {
        double s = 0;
        for (int i = 0; i < b.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }
}
