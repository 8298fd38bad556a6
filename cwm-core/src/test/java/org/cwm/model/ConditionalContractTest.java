package org.cwm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.cwm.engine.GradientOptions;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws that every conditional model obeys. */
final class ConditionalContractTest {

    /** As for models without conditions, and as much again for the maps' network, which is float32 too. */
    private static final double ENGINE_TOLERANCE = 4e-5;

    static List<NamedModels.Named> models() {
        return ConditionalModels.all();
    }

    /** The formula, written plainly. */
    private static double reference(ClassifierWeightedMixture m, double[] x) {
        int d = m.dimension();
        double[] input = x.clone();
        for (int c = d; c < x.length; c++) {
            input[c] = Math.max(-16, Math.min(16, x[c]));
        }
        double[] w = new double[m.components()];
        double[] z = new double[d];
        double max = Double.NEGATIVE_INFINITY;
        double[] joint = new double[w.length];
        for (int k = 0; k < w.length; k++) {
            double logDet = m.maps().toBase(k, x, 0, z, 0);
            System.arraycopy(z, 0, input, 0, d);
            m.classifier().logWeights(input, 0, w);
            double q = 0;
            for (double v : z) {
                q += v * v;
            }
            joint[k] = w[k] + m.base().logDensity(q, d) + logDet;
            max = Math.max(max, joint[k]);
        }
        double sum = 0;
        for (double j : joint) {
            sum += Math.exp(j - max);
        }
        return max + Math.log(sum);
    }

    @ParameterizedTest
    @MethodSource("models")
    void mapsAreInvertible(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        RandomStream random = RandomStream.of(1);
        for (int k = 0; k < m.components(); k++) {
            double[] x = new double[m.dimension() + m.conditions()];
            Arrays.setAll(x, i -> 2 * random.nextGaussian());
            double[] z = new double[m.dimension()];
            double there = m.maps().toBase(k, x, 0, z, 0);
            double[] back = x.clone();
            Arrays.fill(back, 0, m.dimension(), Double.NaN);
            assertThat(there + m.maps().toData(k, z, 0, back, 0)).isCloseTo(0, within(1e-12));
            for (int i = 0; i < x.length; i++) {
                assertThat(back[i]).isCloseTo(x[i], within(1e-10));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void engineAgreesWithTheFormula(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        Points x = ConditionalModels.draws(m, 150, 3);
        double[] out = new double[150];
        double[] three = new double[150];
        m.logDensity(x, out, 1);
        m.logDensity(x, three, 3);
        assertThat(three).isEqualTo(out);
        for (int i = 0; i < 150; i++) {
            double expected = reference(m, x.row(i));
            assertThat(out[i]).isCloseTo(expected, within(ENGINE_TOLERANCE * (1 + Math.abs(expected))));
            assertThat(m.logDensity(x.row(i))).isEqualTo(out[i]);
            double[] terms = m.logTerms(x.row(i));
            double[] shares = m.responsibilities(x.row(i));
            for (int k = 0; k < terms.length; k++) {
                assertThat(shares[k]).isCloseTo(Math.exp(terms[k] - expected), within(1e-9));
            }
        }
    }

    /** Every y-density integrates to one, whatever the conditions, far ones included. */
    @ParameterizedTest
    @MethodSource("models")
    void integratesToOneAtAnyConditions(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        int columns = d + m.conditions();
        if (d > 2) {
            return;
        }
        for (double scale : new double[] {0.5, 1.5, 1e30}) {
            RandomStream random = RandomStream.of(4);
            double[] x = new double[columns];
            Arrays.setAll(x, i -> scale * random.nextGaussian());
            double[][] box = box(m, x);
            int n = d == 1 ? 6000 : 500;
            int points = d == 1 ? n : n * n;
            double[] v = new double[points * columns];
            double cell = 1;
            for (int j = 0; j < d; j++) {
                cell *= (box[j][1] - box[j][0]) / n;
            }
            for (int i = 0; i < points; i++) {
                System.arraycopy(x, 0, v, i * columns, columns);
                for (int j = 0; j < d; j++) {
                    int at = j == 0 ? i % n : i / n;
                    v[i * columns + j] = box[j][0] + (box[j][1] - box[j][0]) * (at + 0.5) / n;
                }
            }
            double[] out = new double[points];
            m.logDensity(Points.of(points, columns, v), out, 2);
            double sum = 0;
            for (double l : out) {
                sum += Math.exp(l);
            }
            // the grid's own error: narrow components in a box that holds wide ones
            assertThat(sum * cell).as("conditions of size " + scale).isCloseTo(1, within(scale > 2 ? 2e-2 : 1e-3));
        }
    }

    /** Seven standard deviations around every component. */
    private static double[][] box(ClassifierWeightedMixture m, double[] x) {
        int d = m.dimension();
        double[][] box = new double[d][];
        for (int j = 0; j < d; j++) {
            box[j] = new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        }
        for (int k = 0; k < m.components(); k++) {
            for (int corner = 0; corner < 1 << d; corner++) {
                double[] z = new double[d];
                for (int j = 0; j < d; j++) {
                    z[j] = (corner >> j & 1) == 0 ? -7 : 7;
                }
                double[] y = x.clone();
                m.maps().toData(k, z, 0, y, 0);
                for (int j = 0; j < d; j++) {
                    box[j][0] = Math.min(box[j][0], y[j]);
                    box[j][1] = Math.max(box[j][1], y[j]);
                }
            }
        }
        return box;
    }

    /** Probability integral transform of the first target against the density, D = 1: uniform if draws follow it. */
    @ParameterizedTest
    @MethodSource("models")
    void samplesFollowTheDensity(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        int n = 20_000;
        double[] given = new double[n * m.conditions()];
        Arrays.setAll(given, i -> 0.3 + 0.4 * (i % m.conditions()));
        Points x = m.sample(Points.of(n, m.conditions(), given), RandomStream.of(5), 1);
        Points three = m.sample(Points.of(n, m.conditions(), given), RandomStream.of(5), 3);
        assertThat(three.values()).isEqualTo(x.values());
        if (d > 1) {
            // P(R = k | x) in two ways: E_Z[w_k(Z, x)], and the mean responsibility over draws of Y
            RandomStream random = RandomStream.of(6);
            double[] expected = new double[m.components()];
            double[] got = new double[m.components()];
            double[] w = new double[m.components()];
            double[] input = x.row(0);
            for (int i = 0; i < n; i++) {
                m.base().sample(random, input, 0, d);
                m.classifier().logWeights(input, 0, w);
                double[] r = m.responsibilities(x.row(i));
                for (int k = 0; k < w.length; k++) {
                    expected[k] += Math.exp(w[k]) / n;
                    got[k] += r[k] / n;
                }
            }
            for (int k = 0; k < w.length; k++) {
                double p = Math.max(expected[k], 1.0 / n);
                assertThat(got[k]).isCloseTo(expected[k], within(4.5 * Math.sqrt(2 * p / n)));
            }
            return;
        }
        int cells = 40;
        int fine = 400;
        double[][] box = box(m, x.row(0));
        double width = (box[0][1] - box[0][0]) / cells;
        double[] rows = new double[cells * fine * (1 + m.conditions())];
        for (int i = 0; i < cells * fine; i++) {
            System.arraycopy(x.row(0), 0, rows, i * (1 + m.conditions()), 1 + m.conditions());
            rows[i * (1 + m.conditions())] = box[0][0] + width * (i + 0.5) / fine;
        }
        double[] log = new double[cells * fine];
        m.logDensity(Points.of(log.length, 1 + m.conditions(), rows), log, 1);
        double[] probability = new double[cells];
        for (int i = 0; i < log.length; i++) {
            probability[i / fine] += Math.exp(log[i]) * width / fine;
        }
        double[] counts = new double[cells];
        for (int i = 0; i < n; i++) {
            counts[(int) Math.max(0, Math.min(cells - 1, (x.get(i, 0) - box[0][0]) / width))]++;
        }
        double statistic = 0;
        int degrees = -1;
        for (int i = 0; i < cells; i++) {
            double e = n * probability[i];
            if (e >= 5) {
                statistic += (counts[i] - e) * (counts[i] - e) / e;
                degrees++;
            }
        }
        assertThat(statistic).isLessThan(degrees + 4.5 * Math.sqrt(2.0 * degrees) + 8);
    }

    /** Central differences of the plain formula in double against the engine's float32 gradient. */
    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreRightAndEveryParameterMoves(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        Points x = ConditionalModels.draws(m, 70, 8);
        float[] parameters = m.parameters();
        float[] gradient = gradient(m, x, 1);
        assertThat(gradient(m, x, 3)).isEqualTo(gradient);
        for (Slice slice : m.layout().slices()) {
            double size = 0;
            for (int i = slice.offset(); i < slice.end(); i++) {
                size = Math.max(size, Math.abs(gradient[i]));
                assertThat(gradient[i])
                        .as(slice.name() + " element " + (i - slice.offset()))
                        .isNotZero();
            }
            int step = Math.max(1, slice.size() / 10) | 1;
            for (int i = slice.offset(); i < slice.end(); i += step) {
                float[] plus = parameters.clone();
                float[] minus = parameters.clone();
                plus[i] += 1e-3f;
                minus[i] -= 1e-3f;
                double expected = (sum(m.withParameters(plus), x) - sum(m.withParameters(minus), x))
                        / ((double) plus[i] - minus[i]);
                // rounding: 70 rows of order 1 in float32; truncation: h^2 f''' / 6 with h = 1e-3
                assertThat((double) gradient[i])
                        .as(slice.name() + "[" + (i - slice.offset()) + "]")
                        .isCloseTo(expected, within(2e-3 + 3e-4 * Math.abs(expected) + 2e-4 * size));
            }
        }
    }

    private static double sum(ClassifierWeightedMixture m, Points x) {
        double s = 0;
        for (int i = 0; i < x.rows(); i++) {
            s += reference(m, x.row(i));
        }
        return s;
    }

    private static float[] gradient(ClassifierWeightedMixture m, Points x, int threads) {
        MixtureProgram program = new MixtureProgram(
                m.base(), m.maps(), m.classifier(), Backend.get().kernels());
        float[] parameters = m.parameters();
        program.load(parameters);
        float[] raw = new float[program.rawGradientSize()];
        float[] gradient = new float[parameters.length];
        int[] rows = new int[x.rows()];
        Arrays.setAll(rows, i -> i);
        try (Workers workers = Workers.of(threads)) {
            new MixtureEngine(program, workers)
                    .gradient(
                            x.values(),
                            rows,
                            0,
                            rows.length,
                            GradientOptions.EXACT,
                            MixtureEngine.Perturbation.NONE,
                            RandomStream.of(9),
                            raw);
        }
        program.finish(raw, parameters, gradient);
        return gradient;
    }

    /** Relative coordinates: their origin gives the maps, and their gradient is the chain rule. */
    @ParameterizedTest
    @MethodSource("models")
    void relativeCoordinates(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        float[] reference = m.maps().parameters();
        float[] relative = m.maps().origin();
        float[] out = new float[reference.length];
        m.maps().compose(reference, relative, out);
        assertThat(out).isEqualTo(reference);
        // d (c . compose(r)) / d r_i by differences, against the transposed derivative applied to c
        RandomStream random = RandomStream.of(12);
        float[] c = new float[out.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (float) random.nextGaussian();
        }
        float[] gradient = c.clone();
        m.maps().toRelative(reference, gradient, 0);
        for (int i = 0; i < relative.length; i++) {
            float[] moved = relative.clone();
            moved[i] += 0.5f;
            float[] there = new float[out.length];
            m.maps().compose(reference, moved, there);
            double difference = 0;
            for (int j = 0; j < there.length; j++) {
                difference += (double) c[j] * ((double) there[j] - out[j]);
            }
            assertThat((double) gradient[i]).isCloseTo(difference / 0.5, within(1e-4 * (1 + Math.abs(difference))));
        }
        float[] zero = new float[out.length];
        m.maps().compose(zero, reference, out);
        assertThat(out).isEqualTo(reference);
    }

    @Test
    void drawsNeedConditions() {
        ClassifierWeightedMixture m = ConditionalModels.all().get(0).model();
        assertThatThrownBy(() -> m.sample(3, RandomStream.of(0), 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> m.logDensity(new double[m.dimension()]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conditions");
        assertThatThrownBy(() -> m.sample(
                        Points.of(1, m.conditions() + 1, new double[m.conditions() + 1]), RandomStream.of(0), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
