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
        // not from the model, where the gradient would be small
        double[] values = new double[2 * POINTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5 + 1.5 * random.nextGaussian();
        }
        Points x = Points.of(POINTS, 2, values);
        MixtureProgram program = new MixtureProgram(
                new StandardNormal(), m.maps(), m.classifier(), Backend.get().kernels());
        program.load(m.parameters());
        int size = m.layout().size();
        try (Workers workers = Workers.of(1)) {
            MixtureEngine engine = new MixtureEngine(program, workers);
            float[] exact = gradient(engine, program, m, x, GradientOptions.EXACT, 0);
            GradientOptions roulette = new GradientOptions(threshold, 0);
            double length = Math.sqrt(dot(asDoubles(exact), exact));
            int directions = 20;
            double[][] along = new double[directions][size];
            double[] expected = new double[directions];
            for (int j = 0; j < directions; j++) {
                for (int i = 0; i < size; i++) {
                    // the gradient's own direction, then random ones
                    along[j][i] = j == 0 ? exact[i] / length : random.nextGaussian() / Math.sqrt(size);
                }
                expected[j] = dot(along[j], exact);
            }
            int draws = 500;
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
            for (int j = 0; j < directions; j++) {
                double standardError = Math.sqrt(Math.max(0, squares[j] - sum[j] * sum[j]) / draws);
                // it does leave rows out, and the mean is known to within a percent
                assertThat(standardError).isBetween(1e-6 * length, 6e-3 * length);
                // while training, rows below e^-12 of a point's density never come: at most 9 e^-12 = 6e-5 of it; the
                // engine works in float32
                assertThat(sum[j])
                        .as("direction " + j)
                        .isCloseTo(expected[j], within(4 * standardError + 2e-4 * length));
            }
        }
    }

    private static double[] asDoubles(float[] x) {
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i];
        }
        return out;
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
