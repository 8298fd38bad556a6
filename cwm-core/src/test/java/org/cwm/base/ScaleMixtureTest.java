package org.cwm.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the scale mixture by itself; under maps and classifiers it obeys those of the contract suite. */
class ScaleMixtureTest {

    private static final double[] WEIGHTS = {0.05, 0.2, 0.3, 0.25, 0.15, 0.05};
    private static final double[] SCALES = {0.25, 0.5, 1, 2, 4, 8};

    private static ScaleMixture six() {
        return ScaleMixture.of(WEIGHTS, SCALES);
    }

    /** The formula term by term; parameters are kept as float32 logarithms. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 63})
    void logDensityIsThatOfTheFormula(int d) {
        for (double q : new double[] {0, 1e-6, 0.3, 1, 7, 63, 500, 3e3}) {
            double sum = 0;
            for (int j = 0; j < SCALES.length; j++) {
                double s = SCALES[j];
                sum += WEIGHTS[j] * Math.exp(-q / (2 * s * s)) / Math.pow(2 * Math.PI * s * s, d / 2.0);
            }
            // a float32 logarithm of a scale is off by up to 1.2e-7: D and q / sigma^2 times that
            double rounding = 2e-7 * (d + 1 + q);
            assertThat(six().logDensity(q, d)).isCloseTo(Math.log(sum), within(1e-12 + rounding));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 63})
    void slopeIsTheCentralDifference(int d) {
        for (double q = 0.01; q < 1e5; q *= 1.7) {
            double h = 1e-4 * q;
            double expected = (six().logDensity(q + h, d) - six().logDensity(q - h, d)) / (2 * h);
            // third derivative at most about (D / q)^3 / 8: truncation h^2 / 6 times that
            assertThat(six().slope(q, d)).isCloseTo(expected, within((1e-9 * d * d * d + 1e-8 * d) / q));
        }
    }

    @Test
    void farOutTheWidestScaleIsLeftAndNothingOverflows() {
        double widest = -0.5 / 64;
        for (double q : new double[] {1e6, 1e12, 1e100, 1e300}) {
            assertThat(six().slope(q, 63)).isCloseTo(widest, within(1e-6));
            assertThat(six().logDensity(q, 63)).isFinite().isNegative();
        }
        assertThat(six().logDensity(Double.POSITIVE_INFINITY, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(six().slope(Double.POSITIVE_INFINITY, 3)).isCloseTo(widest, within(1e-8));
        float[] out = new float[2];
        six().logDensities(new float[] {Float.POSITIVE_INFINITY, 0}, 2, 3, 0, out, 0);
        assertThat(out[0]).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(out[1]).isFinite();
    }

    /** What picks candidates is off by less than the engine's margins allow, whatever the scales. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 9, 21, 63, 784})
    void boundsAreCloseEnough(int d) {
        RandomStream random = RandomStream.of(d);
        for (int trial = 0; trial < 12; trial++) {
            ScaleMixture base = trial == 0 ? six() : random(random, 1 + trial % 7);
            float[] q = new float[2000];
            for (int i = 1; i < q.length; i++) {
                q[i] = (float) Math.exp(-30 + 60 * random.nextDouble());
            }
            float[] out = new float[q.length];
            base.logDensities(q, q.length, d, 1.5, out, 0);
            for (int i = 0; i < q.length; i++) {
                double expected = base.logDensity(q[i], d) + 1.5;
                // float32: two products and a sum of numbers as large as D log(sigma) + q slope
                double size = Math.abs(expected) + d * 5.0;
                assertThat(out[i] - expected)
                        .as("D = %d, %s at %s", d, base, q[i])
                        .isBetween(-4e-7 * size, 0.003 + 4e-7 * size);
            }
        }
    }

    private static ScaleMixture random(RandomStream random, int scales) {
        double[] w = new double[scales];
        double[] s = new double[scales];
        for (int j = 0; j < scales; j++) {
            w[j] = Math.exp(4 * random.nextGaussian());
            s[j] = Math.exp(2 * random.nextGaussian());
        }
        return ScaleMixture.of(w, s);
    }

    /** E q^m = sum of rho_j sigma_j^(2m) E chi^2m; four standard errors. */
    @Test
    void drawsHaveTheMomentsOfTheMixture() {
        int d = 3;
        int n = 40_000;
        RandomStream random = RandomStream.of(5);
        ScaleMixture base = ScaleMixture.of(new double[] {0.3, 0.5, 0.2}, new double[] {0.5, 1, 2});
        double[] z = new double[d];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            base.sample(random, z, 0, d);
            double q = z[0] * z[0] + z[1] * z[1] + z[2] * z[2];
            sum += q;
            squares += q * q;
        }
        double expected = d * (0.3 * 0.25 + 0.5 + 0.2 * 4);
        double expectedSquare = d * (d + 2) * (0.3 * 0.0625 + 0.5 + 0.2 * 16);
        double error = Math.sqrt((expectedSquare - expected * expected) / n);
        assertThat(sum / n).isCloseTo(expected, within(4 * error));
        assertThat(squares / n).isCloseTo(expectedSquare, within(0.08 * expectedSquare));
    }

    @Test
    void posteriorSharesAreThoseOfTheTerms() {
        double[] share = new double[6];
        six().posterior(20, 9, share);
        double sum = 0;
        double u = 0;
        for (int j = 0; j < 6; j++) {
            sum += share[j];
            u += share[j] / (SCALES[j] * SCALES[j]);
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
        assertThat(-2 * six().slope(20, 9)).isCloseTo(u, within(1e-6 * u));
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> ScaleMixture.of(new double[] {1}, new double[] {1, 2}))
                .hasMessageContaining("scales");
        assertThatThrownBy(() -> ScaleMixture.of(new double[] {1, -1}, new double[] {1, 2}))
                .hasMessageContaining("element 1");
        assertThatThrownBy(() -> ScaleMixture.of(0, new float[0])).hasMessageContaining("scales: 0");
        assertThatThrownBy(() -> ScaleMixture.of(1, new float[] {0, Float.NaN})).hasMessageContaining("base.logScale");
    }
}
