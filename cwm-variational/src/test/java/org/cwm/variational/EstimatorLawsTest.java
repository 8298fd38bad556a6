package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.classifier.Mlp;
import org.cwm.engine.Workers;
import org.cwm.kernel.Activation;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every estimator of the ELBO's gradient promises, against quadrature of the plain formula in one dimension. */
class EstimatorLawsTest {

    private static final int COMPONENTS = 4;

    /** Two bumps and a slope: -x^2 / 8 + sin(2 x). */
    private static final TargetDensity TARGET = new TargetDensity() {
        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public double logDensity(double[] x, double[] gradient) {
            gradient[0] = -x[0] / 4 + 2 * Math.cos(2 * x[0]);
            return -x[0] * x[0] / 8 + Math.sin(2 * x[0]);
        }
    };

    private static ClassifierWeightedMixture model() {
        RandomStream random = RandomStream.of(5);
        float[] maps = new float[2 * COMPONENTS];
        for (int k = 0; k < COMPONENTS; k++) {
            maps[k] = (float) (1.5 * random.nextGaussian());
            maps[COMPONENTS + k] = (float) (0.3 * random.nextGaussian() - 0.5);
        }
        Mlp.Architecture a = new Mlp.Architecture(1, new int[] {3}, Activation.TANH, COMPONENTS);
        float[] classifier = new float[a.layout().size()];
        for (int i = 0; i < classifier.length; i++) {
            classifier[i] = (float) random.nextGaussian();
        }
        return ClassifierWeightedMixture.of(LowerTriangular.of(COMPONENTS, 1, maps), Mlp.of(a, classifier));
    }

    private static double logDensity(ClassifierWeightedMixture q, double[] x) {
        double[] z = new double[1];
        double[] w = new double[COMPONENTS];
        double sum = 0;
        for (int k = 0; k < COMPONENTS; k++) {
            double logDet = q.maps().toBase(k, x, 0, z, 0);
            q.classifier().logWeights(z, 0, w);
            sum += Math.exp(w[k] - 0.5 * z[0] * z[0] - 0.5 * Math.log(2 * Math.PI) + logDet);
        }
        return Math.log(sum);
    }

    /** E_Z sum_k w_k [log t - log q] by the trapezoidal rule, which for smooth integrands is exact to rounding here. */
    private static double elbo(ClassifierWeightedMixture q) {
        double step = 0.05;
        double[] w = new double[COMPONENTS];
        double[] x = new double[1];
        double sum = 0;
        for (int i = -160; i <= 160; i++) {
            double[] z = {i * step};
            q.classifier().logWeights(z, 0, w);
            double density = step * Math.exp(-0.5 * z[0] * z[0]) / Math.sqrt(2 * Math.PI);
            for (int k = 0; k < COMPONENTS; k++) {
                q.maps().toData(k, z, 0, x, 0);
                sum += density * Math.exp(w[k]) * (TARGET.logDensity(x) - logDensity(q, x));
            }
        }
        return sum;
    }

    private static double[] exact(ClassifierWeightedMixture q) {
        float[] parameters = q.parameters();
        double[] gradient = new double[parameters.length];
        for (int i = 0; i < gradient.length; i++) {
            float[] plus = parameters.clone();
            float[] minus = parameters.clone();
            plus[i] += 1e-3f;
            minus[i] -= 1e-3f;
            gradient[i] =
                    (elbo(q.withParameters(plus)) - elbo(q.withParameters(minus))) / ((double) plus[i] - minus[i]);
        }
        return gradient;
    }

    /** Means and variances over independent steps. */
    private record Repeats(double[] mean, double[] variance, double elbo, double elboVariance, int n) {
        static Repeats of(ClassifierWeightedMixture q, EstimatorOptions options, int draws, int repeats, int threads) {
            float[] parameters = q.parameters();
            float[] gradient = new float[parameters.length];
            double[] sum = new double[gradient.length];
            double[] squares = new double[gradient.length];
            double value = 0;
            double valueSquares = 0;
            double[] z = new double[draws];
            BaseDraws base = BaseDraws.independent(1, RandomStream.of(8));
            try (Workers workers = Workers.of(threads)) {
                ElboGradient elbo = new ElboGradient(q, TARGET, workers);
                for (int r = 0; r < repeats; r++) {
                    base.block(r, draws, z);
                    double v = elbo.gradient(z, draws, options, RandomStream.of(100 + r), parameters, gradient);
                    value += v;
                    valueSquares += v * v;
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += gradient[i];
                        squares[i] += (double) gradient[i] * gradient[i];
                    }
                }
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= repeats;
                squares[i] = squares[i] / repeats - sum[i] * sum[i];
            }
            value /= repeats;
            return new Repeats(sum, squares, value, valueSquares / repeats - value * value, repeats);
        }

        /** Greatest distance to g in standard errors, up to a bias of float32 and differences. */
        double distance(double[] g) {
            double greatest = 0;
            for (int i = 0; i < g.length; i++) {
                double d = Math.abs(mean[i] - g[i]) - 2e-4;
                greatest = Math.max(greatest, d / Math.sqrt(variance[i] / n + 1e-12));
            }
            return greatest;
        }
    }

    /** 23 parameters: a distance above 4.5 standard errors has probability 1.6e-4. */
    @ParameterizedTest
    @EnumSource(Estimator.class)
    void unbiasedEstimatorsAgreeWithQuadratureAndBiasedOnesDoNot(Estimator estimator) {
        ClassifierWeightedMixture q = model();
        EstimatorOptions options = new EstimatorOptions(estimator, 2, 0.5);
        Repeats r = Repeats.of(q, options, 16, 2000, 1);
        double distance = r.distance(exact(q));
        if (estimator.biased()) {
            assertThat(distance).isGreaterThan(10);
        } else {
            assertThat(distance).isLessThan(4.5);
            assertThat(r.elbo()).isCloseTo(elbo(q), within(4.5 * Math.sqrt(r.elboVariance() / 2000) + 1e-5));
        }
    }

    @Test
    void summingOverComponentsNeverHasMoreVarianceThanDrawingOne() {
        ClassifierWeightedMixture q = model();
        Repeats sum = Repeats.of(q, EstimatorOptions.of(Estimator.RAO_BLACKWELL_PATH), 16, 1000, 1);
        Repeats some = Repeats.of(q, EstimatorOptions.of(Estimator.SUBSAMPLED_PATH), 16, 1000, 1);
        Repeats one = Repeats.of(q, EstimatorOptions.of(Estimator.REINFORCE_PATH), 16, 1000, 1);
        Repeats plain = Repeats.of(q, EstimatorOptions.of(Estimator.RAO_BLACKWELL), 16, 1000, 1);
        Repeats plainOne = Repeats.of(q, EstimatorOptions.of(Estimator.REINFORCE), 16, 1000, 1);
        for (int i = 0; i < sum.variance().length; i++) {
            // an estimated variance of 1,000 draws is off by 5% (one standard deviation), more with heavy tails
            assertThat(sum.variance()[i]).isLessThan(1.2 * some.variance()[i] + 1e-9);
            assertThat(some.variance()[i]).isLessThan(1.2 * one.variance()[i] + 1e-9);
            assertThat(plain.variance()[i]).isLessThan(1.2 * plainOne.variance()[i] + 1e-9);
        }
    }

    @ParameterizedTest
    @EnumSource(Estimator.class)
    void threadsDoNotChangeAnyBit(Estimator estimator) {
        ClassifierWeightedMixture q = model();
        EstimatorOptions options = EstimatorOptions.of(estimator);
        Repeats one = Repeats.of(q, options, 300, 2, 1);
        Repeats three = Repeats.of(q, options, 300, 2, 3);
        assertThat(three.mean()).isEqualTo(one.mean());
        assertThat(three.elbo()).isEqualTo(one.elbo());
    }
}
