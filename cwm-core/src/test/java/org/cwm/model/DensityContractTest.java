package org.cwm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.cwm.engine.GradientOptions;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws that every model obeys, whatever its maps and classifier. */
final class DensityContractTest {

    /** float32 has 24 bits; a classifier adds up about a hundred rounded terms a layer. */
    private static final double ENGINE_TOLERANCE = 2e-5;
    /**
     * A flow sends a row through the float32 networks of several layers before the classifier. Each network's outputs are
     * rounded to about 3e-7, each layer's derivative (up to about 3) passes on what came before, and a steep spline turns
     * 1e-6 of a base point into ten times that of its log derivative.
     */
    private static final double FLOW_TOLERANCE = 1e-4;

    private static double tolerance(NamedModels.Named named) {
        return named.flow() ? FLOW_TOLERANCE : ENGINE_TOLERANCE;
    }

    static List<NamedModels.Named> models() {
        return NamedModels.all();
    }

    static List<NamedModels.Named> modelsAndWideOnes() {
        return Stream.concat(NamedModels.all().stream(), NamedModels.wide().stream())
                .toList();
    }

    private static Points draws(ClassifierWeightedMixture m, int n, long seed) {
        return m.sample(n, RandomStream.of(seed), 1);
    }

    @ParameterizedTest
    @MethodSource("modelsAndWideOnes")
    void mapsAreInvertible(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        RandomStream random = RandomStream.of(1);
        double[] x = new double[d];
        double[] z = new double[d];
        double[] back = new double[d];
        for (int k = 0; k < m.components(); k++) {
            for (int i = 0; i < d; i++) {
                x[i] = 3 * random.nextGaussian();
            }
            double there = m.maps().toBase(k, x, 0, z, 0);
            double andBack = m.maps().toData(k, z, 0, back, 0);
            assertThat(there + andBack).isCloseTo(0, within(1e-12));
            for (int i = 0; i < d; i++) {
                assertThat(back[i]).isCloseTo(x[i], within(1e-10));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndWideOnes")
    void logDetIsThatOfTheNumericJacobian(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        RandomStream random = RandomStream.of(2);
        for (int k = 0; k < m.components(); k++) {
            double[] x = new double[d];
            for (int i = 0; i < d; i++) {
                x[i] = 2 * random.nextGaussian();
            }
            double[][] jacobian = new double[d][d];
            // of a flow so small that few differences straddle a knot, where the second derivative jumps
            double h = named.flow() ? 1e-5 : 1e-4;
            for (int j = 0; j < d; j++) {
                double[] plus = x.clone();
                double[] minus = x.clone();
                plus[j] += h;
                minus[j] -= h;
                double[] zPlus = new double[d];
                double[] zMinus = new double[d];
                m.maps().toBase(k, plus, 0, zPlus, 0);
                m.maps().toBase(k, minus, 0, zMinus, 0);
                for (int i = 0; i < d; i++) {
                    jacobian[i][j] = (zPlus[i] - zMinus[i]) / (2 * h);
                }
            }
            double expected = Math.log(Math.abs(determinant(jacobian)));
            // entries of a flow's Jacobian reach a hundred and cancel: their rounding, 1e-10, grows by as much and more
            assertThat(m.maps().toBase(k, x, 0, new double[d], 0))
                    // the differences' own error, a trace of d terms
                    .isCloseTo(expected, within((named.flow() ? 1e-6 : 1e-7) * Math.max(1, d / 4.0)));
        }
    }

    /** By elimination with pivots, in place. */
    private static double determinant(double[][] a) {
        double product = 1;
        for (int c = 0; c < a.length; c++) {
            int pivot = c;
            for (int r = c + 1; r < a.length; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[c];
            a[c] = row;
            product *= pivot == c ? row[c] : -row[c];
            for (int r = c + 1; r < a.length; r++) {
                double f = a[r][c] / row[c];
                for (int j = c; j < a.length; j++) {
                    a[r][j] -= f * row[j];
                }
            }
        }
        return product;
    }

    @ParameterizedTest
    @MethodSource("modelsAndWideOnes")
    void engineAgreesWithTheFormula(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        Points x = draws(m, 150, 3);
        double[] out = new double[150];
        m.logDensity(x, out, 1);
        for (int i = 0; i < 150; i++) {
            double expected = ReferenceDensity.logDensity(m, x.row(i));
            assertThat(out[i]).isCloseTo(expected, within(tolerance(named)));
            assertThat(m.logDensity(x.row(i))).isEqualTo(out[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void farPointsAreHandled(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        for (double far : new double[] {30, 1e4, 1e12, 1e20, 1e37, 1e60, 1e149}) {
            double[] x = new double[m.dimension()];
            java.util.Arrays.fill(x, far);
            double expected = ReferenceDensity.logDensity(m, x);
            // a float32 input of the classifier is rounded to 6e-8 of itself, so far out its logits (and phases of
            // a sine) move by some tenths of a nat beside a log density of order -far^2 / 2; a flow is affine there,
            // with
            // scales from float32 networks: 3e-7 and more a layer, twice in the square
            double relative = named.flow() ? 5e-6 : 1e-6;
            assertThat(m.logDensity(x)).isCloseTo(expected, within(1e-4 + relative * Math.abs(expected)));
        }
        // where squares overflow the density is zero, whatever the other coordinates and rows
        for (double far : new double[] {1e151, 1e200, 1.7e308}) {
            double[][] x = new double[3][m.dimension()];
            x[1][0] = far;
            java.util.Arrays.fill(x[2], -far);
            double[] out = new double[3];
            m.logDensity(Points.of(x), out, 1);
            assertThat(out[0]).isEqualTo(m.logDensity(x[0])).isFinite();
            assertThat(out[1]).isEqualTo(m.logDensity(x[1])).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(out[2]).isEqualTo(m.logDensity(x[2])).isEqualTo(Double.NEGATIVE_INFINITY);
        }
    }

    /**
     * Trapezoidal rule in 1-D and 2-D: exponentially accurate for smooth functions that vanish at the ends. A flow's density
     * has kinks (knots of splines, clamped inputs of networks), where the rule errs by a twelfth of h^2 times the jump of
     * the slope, here below 1; hence smaller steps and a tolerance of h^2.
     */
    @ParameterizedTest
    @MethodSource("models")
    void integratesToOne(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        if (d <= 2) {
            int n = named.flow() ? (d == 1 ? 20_000 : 600) : d == 1 ? 2000 : 240;
            double half = named.flow() && d == 1 ? 40 : 12;
            double h = 2 * half / n;
            int points = d == 1 ? n : n * n;
            double[] v = new double[points * d];
            for (int i = 0; i < points; i++) {
                v[i * d] = -half + h * (i % n);
                if (d == 2) {
                    v[i * d + 1] = -half + h * (i / n);
                }
            }
            double[] out = new double[points];
            m.logDensity(Points.of(points, d, v), out, 2);
            double sum = 0;
            for (double l : out) {
                sum += Math.exp(l);
            }
            // float32 classifier: relative error of each density up to about 2e-5
            double kinks = named.flow() ? h * h : 0;
            assertThat(sum * Math.pow(h, d)).isCloseTo(1, within(tolerance(named) + kinks));
        } else {
            int n = named.flow() ? 20_000 : 40_000;
            double[] v = new double[n * d];
            double[] log = new double[n];
            if (named.flow()) {
                smoothedDraws(draws(m, 1000, 7), v, log);
            } else {
                normals(2.2, v, log);
            }
            double[] out = new double[n];
            m.logDensity(Points.of(n, d, v), out, 2);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double w = Math.exp(out[i] - log[i]);
                sum += w;
                squares += w * w;
            }
            double mean = sum / n;
            double standardError = Math.sqrt((squares / n - mean * mean) / n);
            assertThat(standardError).isLessThan(named.flow() ? 0.1 : 0.05);
            assertThat(mean).isCloseTo(1, within(4 * standardError));
        }
    }

    /** A normal proposal: draws and their log densities. */
    private static void normals(double scale, double[] v, double[] log) {
        RandomStream random = RandomStream.of(4);
        int d = v.length / log.length;
        for (int i = 0; i < v.length; i++) {
            double u = random.nextGaussian();
            v[i] = scale * u;
            log[i / d] += -0.5 * u * u - 0.5 * Math.log(2 * Math.PI) - Math.log(scale);
        }
    }

    /** A proposal that follows any shape: a kernel estimate from draws of the model, wide enough to reach its tails. */
    private static void smoothedDraws(Points centres, double[] v, double[] log) {
        RandomStream random = RandomStream.of(4);
        int d = centres.columns();
        double[] width = new double[d];
        double[] c = centres.values();
        for (int i = 0; i < c.length; i++) {
            width[i % d] += c[i] * c[i] / centres.rows();
        }
        double constant = -Math.log(centres.rows()) - 0.5 * d * Math.log(2 * Math.PI);
        for (int j = 0; j < d; j++) {
            width[j] = 0.4 * Math.sqrt(width[j]);
            constant -= Math.log(width[j]);
        }
        for (int i = 0; i < log.length; i++) {
            int from = random.nextInt(centres.rows());
            for (int j = 0; j < d; j++) {
                v[i * d + j] = c[from * d + j] + width[j] * random.nextGaussian();
            }
            double sum = 0;
            for (int r = 0; r < centres.rows(); r++) {
                double q = 0;
                for (int j = 0; j < d; j++) {
                    double e = (v[i * d + j] - c[r * d + j]) / width[j];
                    q += e * e;
                }
                sum += Math.exp(-0.5 * q);
            }
            log[i] = constant + Math.log(sum);
        }
    }

    /** Chi-square over cells whose probabilities come from the density by quadrature; D = 1 and 2. */
    @ParameterizedTest
    @MethodSource("models")
    void samplesFollowTheDensity(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        int d = m.dimension();
        int n = d > 2 ? 4000 : m.components() > 10 ? 6000 : 20_000;
        Points x = draws(m, n, 5);
        if (d > 2) {
            // P(R = k) in two ways: E_Z[w_k(Z)], and the mean responsibility over draws of X
            double[] expected = new double[m.components()];
            double[] got = new double[m.components()];
            double[] w = new double[m.components()];
            double[] z = new double[d];
            RandomStream random = RandomStream.of(6);
            for (int i = 0; i < n; i++) {
                m.base().sample(random, z, 0, d);
                m.classifier().logWeights(z, 0, w);
                double[] r = m.responsibilities(x.row(i));
                for (int k = 0; k < w.length; k++) {
                    expected[k] += Math.exp(w[k]) / n;
                    got[k] += r[k] / n;
                }
            }
            for (int k = 0; k < w.length; k++) {
                // both are means of n numbers in [0, 1]: standard error of the difference at most sqrt(p(1-p) 2/n)
                double p = Math.max(expected[k], 1.0 / n);
                assertThat(got[k]).isCloseTo(expected[k], within(4.5 * Math.sqrt(2 * p / n)));
            }
            return;
        }
        int cells = d == 1 ? 40 : 20;
        double half = 4;
        int fine = d == 1 ? 40 : 8;
        double h = 2 * half / (cells * fine);
        int total = d == 1 ? cells : cells * cells;
        double[] probability = new double[total + 1];
        int points = d == 1 ? cells * fine : cells * fine * cells * fine;
        double[] v = new double[points * d];
        for (int i = 0; i < points; i++) {
            v[i * d] = -half + h * (i % (cells * fine) + 0.5);
            if (d == 2) {
                v[i * d + 1] = -half + h * (i / (cells * fine) + 0.5);
            }
        }
        double[] out = new double[points];
        m.logDensity(Points.of(points, d, v), out, 2);
        double inside = 0;
        for (int i = 0; i < points; i++) {
            double p = Math.exp(out[i]) * Math.pow(h, d);
            probability[cell(v, i * d, d, half, cells)] += p;
            inside += p;
        }
        probability[total] = Math.max(0, 1 - inside);
        double[] counts = new double[total + 1];
        for (int i = 0; i < n; i++) {
            counts[cell(x.values(), i * d, d, half, cells)]++;
        }
        double statistic = 0;
        double pooledCount = 0;
        double pooledProbability = 0;
        int degrees = 0;
        for (int c = 0; c <= total; c++) {
            if (n * probability[c] < 8) {
                pooledCount += counts[c];
                pooledProbability += probability[c];
            } else {
                statistic += Math.pow(counts[c] - n * probability[c], 2) / (n * probability[c]);
                degrees++;
            }
        }
        if (n * pooledProbability >= 8) {
            statistic += Math.pow(pooledCount - n * pooledProbability, 2) / (n * pooledProbability);
            degrees++;
        }
        // chi-square with f degrees of freedom: mean f, variance 2f; 4.5 sigma and the skew's share
        double f = degrees - 1;
        assertThat(statistic).isLessThan(f + 4.5 * Math.sqrt(2 * f) + 8);
    }

    private static int cell(double[] x, int offset, int d, double half, int cells) {
        int index = 0;
        for (int j = d - 1; j >= 0; j--) {
            double c = Math.floor((x[offset + j] + half) / (2 * half) * cells);
            if (c < 0 || c >= cells) {
                return d == 1 ? cells : cells * cells;
            }
            index = index * cells + (int) c;
        }
        return index;
    }

    /** Central differences of the plain formula in double against the engine's float32 gradient. */
    @ParameterizedTest
    @MethodSource("modelsAndWideOnes")
    void gradientsAreRightAndEveryParameterMoves(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        // two tiles
        int n = 70;
        Points x = draws(m, n, 8);
        // each difference costs 2 n K passes of the oracle through a classifier with K outputs
        int checks = m.components() > 10 || named.flow() ? 4 : 10;
        // a spline's log derivative has a kink where a knot meets a point: the smaller the difference, the fewer are
        // met
        float h = named.flow() ? 1e-5f : 2e-3f;
        float[] parameters = m.parameters();
        float[] gradient = gradient(m, x, 1);
        for (Slice slice : m.layout().slices()) {
            double size = 0;
            for (int i = slice.offset(); i < slice.end(); i++) {
                size = Math.max(size, Math.abs(gradient[i]));
            }
            // an odd stride over a row-major tensor visits rows and columns alike
            int step = Math.max(1, slice.size() / checks) | 1;
            for (int i = slice.offset(); i < slice.end(); i += step) {
                float[] plus = parameters.clone();
                float[] minus = parameters.clone();
                plus[i] += h;
                minus[i] -= h;
                double expected = (sum(m.withParameters(plus), x) - sum(m.withParameters(minus), x))
                        / ((double) plus[i] - minus[i]);
                // rounding: 70 rows of order 1 in float32; truncation: h^2 f''' / 6
                assertThat((double) gradient[i])
                        .as(slice.name() + "[" + (i - slice.offset()) + "]")
                        .isCloseTo(expected, within(2e-3 + 3e-4 * Math.abs(expected) + 1e-4 * size));
            }
            boolean free = m.components() > 1 || slice.name().startsWith("maps");
            if (free) {
                for (int i = slice.offset(); i < slice.end(); i++) {
                    assertThat(gradient[i])
                            .as(slice.name() + " element " + (i - slice.offset()))
                            .isNotZero();
                }
            }
        }
    }

    private static double sum(ClassifierWeightedMixture m, Points x) {
        double s = 0;
        for (int i = 0; i < x.rows(); i++) {
            s += ReferenceDensity.logDensity(m, x.row(i));
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
        java.util.Arrays.setAll(rows, i -> i);
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

    @ParameterizedTest
    @MethodSource("modelsAndWideOnes")
    void threadsDoNotChangeAnyBit(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        Points x = draws(m, 200, 10);
        assertThat(m.sample(200, RandomStream.of(10), 3).values()).isEqualTo(x.values());
        double[] one = new double[200];
        double[] three = new double[200];
        m.logDensity(x, one, 1);
        m.logDensity(x, three, 3);
        assertThat(three).isEqualTo(one);
        assertThat(gradient(m, x, 3)).isEqualTo(gradient(m, x, 1));
    }

    @ParameterizedTest
    @MethodSource("modelsAndWideOnes")
    void parametersRoundTrip(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        assertThat(m.withParameters(m.parameters()).parameters()).isEqualTo(m.parameters());
        assertThat(m.parameters()).hasSize(m.layout().size());
    }

    @ParameterizedTest
    @MethodSource("models")
    void responsibilitiesAreTheSharesOfTheDensity(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        Points x = draws(m, 20, 11);
        double[] w = new double[m.components()];
        double[] z = new double[m.dimension()];
        for (int i = 0; i < 20; i++) {
            double[] row = x.row(i);
            double[] r = m.responsibilities(row);
            double logP = ReferenceDensity.logDensity(m, row);
            double total = 0;
            for (int k = 0; k < r.length; k++) {
                double logDet = m.maps().toBase(k, row, 0, z, 0);
                m.classifier().logWeights(z, 0, w);
                double q = 0;
                for (double c : z) {
                    q += c * c;
                }
                assertThat(r[k])
                        .isCloseTo(Math.exp(w[k] + m.base().logDensity(q, z.length) + logDet - logP), within(1e-9));
                total += r[k];
            }
            assertThat(total).isCloseTo(1, within(1e-12));
        }
    }
}
