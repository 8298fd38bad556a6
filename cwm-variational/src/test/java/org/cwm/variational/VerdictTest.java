package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.cwm.variational.zoo.Funnel;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

    private static final VerdictOptions OPTIONS = VerdictOptions.defaults().withDraws(10_000, 10_000);

    /** t = Z q of a mixture with a network for a classifier; the gradient by central differences. */
    private record Scaled(ClassifierWeightedMixture q, double logZ) implements TargetDensity {
        @Override
        public int dimension() {
            return q.dimension();
        }

        @Override
        public double logDensity(double[] x) {
            return q.logDensity(x) + logZ;
        }

        @Override
        public double logDensity(double[] x, double[] gradient) {
            double h = 1e-3;
            double[] y = x.clone();
            for (int i = 0; i < x.length; i++) {
                y[i] = x[i] + h;
                double up = q.logDensity(y);
                y[i] = x[i] - h;
                gradient[i] = (up - q.logDensity(y)) / (2 * h);
                y[i] = x[i];
            }
            return logDensity(x);
        }
    }

    private static ClassifierWeightedMixture network(int k, int d, long seed) {
        RandomStream random = RandomStream.of(seed);
        float[] maps = new float[2 * k * d];
        for (int i = 0; i < maps.length; i++) {
            maps[i] = (float) (i < k * d ? 3 * random.nextGaussian() : 0.3 * random.nextGaussian());
        }
        Mlp.Architecture a = new Mlp.Architecture(d, new int[] {16}, Activation.TANH, k);
        float[] weights = new float[a.layout().size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.7 * random.nextGaussian());
        }
        return ClassifierWeightedMixture.of(LocationScale.of(k, d, maps), Mlp.of(a, weights));
    }

    private static TargetDensity gaussian(double sd, double logZ, int d) {
        return new TargetDensity() {
            @Override
            public int dimension() {
                return d;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                double s = logZ - d * Math.log(sd) - 0.5 * d * Math.log(2 * Math.PI);
                for (int i = 0; i < d; i++) {
                    gradient[i] = -x[i] / (sd * sd);
                    s -= 0.5 * x[i] * x[i] / (sd * sd);
                }
                return s;
            }
        };
    }

    /** An exact fit is trusted, its ELBO is log Z, whatever the classifier does. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void exactFitsAreTrusted(int d) {
        ClassifierWeightedMixture q = network(6, d, d);
        Verdict v = Verdict.of(q, new Scaled(q, 3.7), OPTIONS, RandomStream.of(2));
        assertThat(v.reasons()).isEmpty();
        assertThat(v.trusted()).isTrue();
        assertThat(v.elbo()).isCloseTo(3.7, within(1e-5));
        assertThat(v.logEvidence()).isCloseTo(3.7, within(4 * v.logEvidenceStandardError() + 1e-5));
        assertThat(v.uncoveredMass()).isZero();
        assertThat(v.advice()).contains(Verdict.UNDETECTABLE);
    }

    /** The same mixture with one class switched off: its mass is gone or has moved to the others. Never trusted. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void withoutOneComponent(int lost) {
        int k = 6;
        ClassifierWeightedMixture q = network(k, 2, 21);
        int draws = 4000;
        int[] top = new int[draws];
        q.logDensity(q.sample(draws, RandomStream.of(3), 1), new double[draws], top, 1);
        long used = Arrays.stream(top).filter(c -> c == lost).count();
        float[] p = q.parameters();
        // the last layer's biases are the last K parameters
        p[p.length - k + lost] -= 60;
        Verdict v = Verdict.of(q.withParameters(p), new Scaled(q, 0), OPTIONS, RandomStream.of(2));
        if (used > 0.01 * draws) {
            assertThat(v.trusted()).isFalse();
        }
        assertThat(v.logEvidence()).isCloseTo(0, within(4 * v.logEvidenceStandardError() + 1e-5));
    }

    /** ELBO and evidence against the closed form of two Gaussians, in many repetitions. */
    @Test
    void closedFormOfGaussians() {
        int d = 3;
        double ratio = 1.1;
        ClassifierWeightedMixture q = Models.gaussian(new double[d], Models.filled(d, 1));
        // log Z - D/2 (r^-2 - 1) - D log r with the target's standard deviation r
        double elbo = 5 - 0.5 * d * (1 / (ratio * ratio) - 1) - d * Math.log(ratio);
        double evidenceScore = 0;
        double elboScore = 0;
        int runs = 60;
        for (int run = 0; run < runs; run++) {
            Verdict v = Verdict.of(
                    q,
                    gaussian(ratio, 5, d),
                    VerdictOptions.defaults().withDraws(2000, 2000),
                    RandomStream.of(100 + run));
            evidenceScore += Math.pow((v.logEvidence() - 5) / v.logEvidenceStandardError(), 2) / runs;
            elboScore += Math.pow((v.elbo() - elbo) / v.elboStandardError(), 2) / runs;
        }
        // the mean of 60 squared scores has standard deviation sqrt(2 / 60) = 0.18 around 1 if the errors are honest
        assertThat(elboScore).isBetween(0.4, 1.8);
        // strata make the true error at most what is stated
        assertThat(evidenceScore).isLessThan(1.8);
    }

    /** Heavier tails than any Gaussian's: log Z of Student's t with 5 degrees of freedom is 0. */
    @Test
    void evidenceUnderHeavyTails() {
        TargetDensity t = new TargetDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                gradient[0] = -6 * x[0] / (5 + x[0] * x[0]);
                return Math.log(8 / (3 * Math.PI * Math.sqrt(5))) - 3 * Math.log1p(x[0] * x[0] / 5);
            }
        };
        Verdict v = Verdict.of(Models.gaussian(new double[1], new double[] {1.2}), t, OPTIONS, RandomStream.of(4));
        assertThat(v.logEvidence()).isCloseTo(0, within(4 * v.logEvidenceStandardError()));
        assertThat(v.marginals().get(0).standardDeviation()).isCloseTo(Math.sqrt(5 / 3.0), within(0.1));
    }

    /** Weighted means, standard deviations and quantiles of a target that q only roughly fits. */
    @Test
    void expectationsOfTheTarget() {
        TargetDensity t =
                MixtureOfGaussians.of(new double[] {1}, new double[][] {{1, -2}}, new double[][] {{1, 0.6, 0.6, 1}});
        Verdict v = Verdict.of(
                Models.gaussian(new double[] {0.8, -1.7}, new double[] {1.3, 1.3}), t, OPTIONS, RandomStream.of(4));
        double[] mean = {1, -2};
        for (int i = 0; i < 2; i++) {
            MarginalSummary m = v.marginals().get(i);
            assertThat(m.mean()).isCloseTo(mean[i], within(4 * m.meanStandardError()));
            assertThat(m.standardDeviation()).isCloseTo(1, within(0.05));
            assertThat(m.lower()).isCloseTo(mean[i] - 1.645, within(0.1));
            assertThat(m.median()).isCloseTo(mean[i], within(0.06));
            assertThat(m.upper()).isCloseTo(mean[i] + 1.645, within(0.1));
        }
        assertThat(v.trusted()).isFalse();
    }

    @Test
    void threadsDoNotMatter() {
        ClassifierWeightedMixture q = network(4, 2, 9);
        TargetDensity t = gaussian(2, 0, 2);
        VerdictOptions few = OPTIONS.withDraws(3000, 3000);
        Verdict one = Verdict.of(q, t, few, RandomStream.of(5));
        Verdict three = Verdict.of(q, t, few.withThreads(3), RandomStream.of(5));
        assertThat(three.logEvidence()).isEqualTo(one.logEvidence());
        assertThat(three.elbo()).isEqualTo(one.elbo());
        assertThat(three.reasons()).isEqualTo(one.reasons());
        assertThat(three.weighted().weights()).isEqualTo(one.weighted().weights());
        assertThat(three.targetEvaluations()).isEqualTo(one.targetEvaluations());
    }

    /** A q that is too narrow, too wide, shifted: never trusted. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1.25, 2})
    void wrongScalesAreSeen(double sd) {
        Verdict v = Verdict.of(
                Models.gaussian(new double[4], Models.filled(4, sd)), gaussian(1, 0, 4), OPTIONS, RandomStream.of(6));
        assertThat(v.trusted()).isFalse();
    }

    /** A target without an integral is never trusted, however wide q is. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 100, 1e4})
    void improperTargetsAreNotTrusted(double sd) {
        TargetDensity flatAlongOne = new TargetDensity() {
            @Override
            public int dimension() {
                return 3;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                gradient[0] = -x[0];
                gradient[1] = -x[1];
                gradient[2] = 0;
                return -0.5 * (x[0] * x[0] + x[1] * x[1]);
            }
        };
        Verdict v = Verdict.of(
                Models.gaussian(new double[3], new double[] {1, 1, sd}), flatAlongOne, OPTIONS, RandomStream.of(6));
        assertThat(v.trusted()).isFalse();
    }

    /** Half the mass lies far away, where no draw of q or of the proposal comes: climbs meet it. */
    @ParameterizedTest
    @ValueSource(doubles = {30, 100, 300})
    void halfTheMassFarAwayIsMissed(double distance) {
        for (int d : new int[] {2, 12}) {
            double[] other = new double[d];
            other[0] = distance;
            double[] unit = new double[d * d];
            for (int i = 0; i < d; i++) {
                unit[i * d + i] = 1;
            }
            TargetDensity two = MixtureOfGaussians.of(
                    new double[] {0.5, 0.5}, new double[][] {new double[d], other}, new double[][] {unit, unit});
            for (int seed = 0; seed < 2; seed++) {
                Verdict v = Verdict.of(
                        Models.gaussian(new double[d], Models.filled(d, 1)), two, OPTIONS, RandomStream.of(seed));
                assertThat(v.trusted()).isFalse();
                assertThat(v.lostModes()).isPositive();
                // found by its Laplace approximation, which is exact here
                assertThat(v.uncoveredMass()).isCloseTo(0.5, within(0.05));
            }
        }
    }

    /** Weighted draws serve if q has half of the mass; if it has a tenth, what else was missed is anybody's guess. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.1})
    void weightedDrawsServeIfLittleIsUncovered(double share) {
        double[] unit = {1, 0, 0, 1};
        TargetDensity two = MixtureOfGaussians.of(
                new double[] {share, 1 - share}, new double[][] {{0, 0}, {30, 0}}, new double[][] {unit, unit});
        Verdict v = Verdict.of(Models.gaussian(new double[2], new double[] {1, 1}), two, OPTIONS, RandomStream.of(3));
        assertThat(v.trusted()).isFalse();
        assertThat(v.uncoveredMass()).isCloseTo(1 - share, within(0.05));
        assertThat(v.advice().toString().contains("weighted expectations and log Z are usable"))
                .isEqualTo(share == 0.5);
    }

    /** Neal's funnel under single Gaussians of any width, and under Gaussians of the right moments. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 3, 9.5})
    void gaussiansAreNoFunnels(double sd) {
        double[] widths = Models.filled(10, sd);
        widths[0] = 3;
        Verdict v = Verdict.of(Models.gaussian(new double[10], widths), Funnel.standard(), OPTIONS, RandomStream.of(8));
        assertThat(v.trusted()).isFalse();
    }

    /** A banana under the Gaussian of its own mean and covariance: moments alone would not tell. */
    @Test
    void rightMomentsAreNotEnough() {
        TargetDensity banana = new TargetDensity() {
            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                double e = x[1] - x[0] * x[0] + 1;
                gradient[0] = -x[0] + 8 * x[0] * e;
                gradient[1] = -4 * e;
                return -0.5 * x[0] * x[0] - 2 * e * e;
            }
        };
        // x ~ N(0, 1), y | x ~ N(x^2 - 1, 1/4): means 0, variances 1 and 2.25
        Verdict v =
                Verdict.of(Models.gaussian(new double[2], new double[] {1, 1.5}), banana, OPTIONS, RandomStream.of(9));
        assertThat(v.trusted()).isFalse();
        assertThat(v.logEvidence()).isCloseTo(Math.log(Math.PI), within(4 * v.logEvidenceStandardError()));
    }

    /**
     * Total variation of N(0, 1) and N(0, s^2) against its closed form: they cross at a, a^2 = 2 log s / (1 - s^-2), and the
     * distance is 2 [Phi(a) - Phi(a / s)].
     */
    @ParameterizedTest
    @ValueSource(doubles = {1.05, 1.3, 2})
    void totalVariationOfGaussians(double s) {
        double a = Math.sqrt(2 * Math.log(s) / (1 - 1 / (s * s)));
        double exact = org.hipparchus.special.Erf.erf(a / Math.sqrt(2))
                - org.hipparchus.special.Erf.erf(a / (s * Math.sqrt(2)));
        Verdict v = Verdict.of(
                Models.gaussian(new double[1], new double[] {1}), gaussian(s, 2, 1), OPTIONS, RandomStream.of(11));
        // |t - q| / 2 r has a standard deviation below 0.5 at 20,000 draws
        assertThat(v.totalVariation()).isCloseTo(exact, within(4 * 0.5 / Math.sqrt(20_000)));
        assertThat(v.trusted()).isEqualTo(s < 1.1);
    }

    /** Means and standard deviations right, a gap of 0.14 nats: probabilities are off by a fifth, and it is not trusted. */
    @Test
    void rightMomentsAndWrongProbabilitiesAreNotTrusted() {
        double e = 0.8;
        TargetDensity two = MixtureOfGaussians.of(
                new double[] {0.5, 0.5}, new double[][] {{-e}, {e}}, new double[][] {{1 - e * e}, {1 - e * e}});
        Verdict v = Verdict.of(Models.gaussian(new double[1], new double[] {1}), two, OPTIONS, RandomStream.of(12));
        MarginalSummary m = v.marginals().get(0);
        assertThat(m.modelMean()).isCloseTo(m.mean(), within(0.05));
        assertThat(m.modelStandardDeviation()).isCloseTo(m.standardDeviation(), within(0.05));
        assertThat(v.logEvidence() - v.elbo()).isLessThan(0.2);
        assertThat(v.totalVariation()).isGreaterThan(0.1);
        // Pinsker's inequality
        assertThat(v.totalVariation()).isLessThan(Math.sqrt(0.5 * (v.logEvidence() - v.elbo())) + 0.01);
        assertThat(v.trusted()).isFalse();
        assertThat(v.reasons()).anyMatch(r -> r.contains("probabilities"));
    }

    /** The moments of an exact fit with heavy tails in a coordinate: what q and the target have in common leaves no noise. */
    @Test
    void momentsAreComparedOnTheSameDraws() {
        ClassifierWeightedMixture q = network(6, 3, 5);
        Verdict v = Verdict.of(q, new Scaled(q, 0), OPTIONS, RandomStream.of(2));
        // cubes of coordinates: their spread over 20,000 draws alone would be known to a percent or two
        MarginalSummary m = v.weighted().summary("cube", x -> x[0] * x[0] * x[0]);
        assertThat(m.modelMean()).isCloseTo(m.mean(), within(1e-4 * m.standardDeviation()));
        assertThat(m.modelStandardDeviation()).isCloseTo(m.standardDeviation(), within(1e-3 * m.standardDeviation()));
        assertThat(m.meanErrorNoise()).isLessThan(1e-4 * m.standardDeviation());
    }

    @Test
    void drawsOutsideOfTheSupport() {
        TargetDensity half = new TargetDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                gradient[0] = x[0] < 0 ? Double.NaN : -x[0];
                return x[0] < 0 ? Double.NEGATIVE_INFINITY : -0.5 * x[0] * x[0];
            }
        };
        Verdict v = Verdict.of(Models.gaussian(new double[1], new double[] {1}), half, OPTIONS, RandomStream.of(7));
        assertThat(v.trusted()).isFalse();
        assertThat(v.elbo()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(v.outsideShare()).isCloseTo(0.5, within(0.03));
        assertThat(v.logEvidence()).isCloseTo(0.5 * Math.log(Math.PI / 2), within(4 * v.logEvidenceStandardError()));
    }

    @Test
    void wrongDimension() {
        ClassifierWeightedMixture q = Models.gaussian(new double[2], Models.filled(2, 1));
        assertThatThrownBy(() -> Verdict.of(q, gaussian(1, 0, 3), OPTIONS, RandomStream.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dimension 3");
    }

    @Test
    void nothingInTheSupport() {
        TargetDensity none = new TargetDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                Arrays.fill(gradient, 0);
                return Double.NEGATIVE_INFINITY;
            }
        };
        ClassifierWeightedMixture q = Models.gaussian(new double[1], new double[] {1});
        assertThatThrownBy(() -> Verdict.of(q, none, OPTIONS, RandomStream.of(1)))
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.reason()).isEqualTo(TargetException.Cause.NO_SUPPORT));
    }
}
