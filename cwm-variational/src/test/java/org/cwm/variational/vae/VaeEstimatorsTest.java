package org.cwm.variational.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;
import org.cwm.variational.EstimatorStudy.Gradient;
import org.cwm.variational.EstimatorStudy.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Estimators of an encoder's gradient against the exact one and against each other. */
class VaeEstimatorsTest {

    private static final int PIXELS = 6;
    private static final int IMAGES = 12;
    private static final int COMPONENTS = 3;

    private static VaeArchitecture architecture(int components, int latent) {
        return new VaeArchitecture(
                PIXELS, latent, components, components == 1 ? 0 : 2, new int[] {4}, new int[] {4}, new int[] {5});
    }

    private static float[] parameters(VaeArchitecture a, double size) {
        RandomStream random = RandomStream.of(3);
        float[] v = new float[a.layout().size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (size * random.nextGaussian());
        }
        return v;
    }

    private static float[] images() {
        RandomStream random = RandomStream.of(4);
        float[] x = new float[IMAGES * PIXELS];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextDouble() < (i / PIXELS % 2 == i % 2 ? 0.9 : 0.2) ? 1 : 0;
        }
        return x;
    }

    private static double[] derivatives(float[] v, int size, ToDoubleFunction<double[]> elbo) {
        double[] w = new double[v.length];
        Arrays.setAll(w, i -> v[i]);
        double h = 1e-5;
        double[] g = new double[size];
        for (int i = 0; i < size; i++) {
            w[i] = v[i] + h;
            double up = elbo.applyAsDouble(w);
            w[i] = v[i] - h;
            g[i] = (up - elbo.applyAsDouble(w)) / (2 * h);
            w[i] = v[i];
        }
        return g;
    }

    /**
     * The exact gradient is an integral over one base point, here a sum. The square distance to it, in standard deviations
     * of what noise alone makes of it: within 4.5 for all without bias, twice that and more for the relaxations, at temperature 2.
     */
    @ParameterizedTest
    @EnumSource(Estimator.class)
    void onlyBiasedEstimatorsMissTheExactGradient(Estimator estimator) {
        VaeArchitecture a = architecture(COMPONENTS, 1);
        float[] v = parameters(a, 0.9);
        double[] derivatives = derivatives(v, a.decoderAt(), w -> new PlainVae(a).exactElbo(w, images(), IMAGES));
        Gradient exact = new Gradient(derivatives, new double[derivatives.length], 0, 1, 0, 0);
        try (Workers workers = Workers.of(1)) {
            Gradient g = new VaeStudy(a, images(), workers)
                    .gradient(v, IMAGES, new EstimatorOptions(estimator, 2, 2), 4, 2000, RandomStream.of(5));
            double inNoise = g.squareDistance(exact) / g.noise(exact);
            if (estimator.biased()) {
                assertThat(inNoise).isGreaterThan(9);
            } else {
                assertThat(inNoise).isBetween(-4.5, 4.5);
                // not because the noise is large
                assertThat(Math.sqrt(g.totalVariance() / 2000)).isLessThan(0.05 * Math.sqrt(exact.squareLength()));
            }
            int asked = estimator == Estimator.SUBSAMPLED_PATH ? 2 : estimator.ordinal() < 2 ? COMPONENTS : 1;
            assertThat(g.evaluations()).isEqualTo(4 * IMAGES * asked);
        }
    }

    /** The soft draw's gradient is the derivative of its own objective, for given noise. */
    @Test
    void relaxedGradientFollowsTheFormula() {
        VaeArchitecture a = architecture(COMPONENTS, 2);
        PlainVae plain = new PlainVae(a);
        float[] v = parameters(a, 0.6);
        RandomStream random = RandomStream.of(6);
        int draws = 3;
        double[] base = plain.base(random, IMAGES, draws);
        double[] gumbel = plain.gumbel(random, IMAGES, draws);
        double[] expected = derivatives(v, v.length, w -> plain.relaxed(w, images(), IMAGES, draws, base, gumbel, 0.7));
        float[] gradient = new float[v.length];
        gradient(a, v, new EstimatorOptions(Estimator.GUMBEL_SOFTMAX, 1, 0.7), draws, random, gradient);
        for (int i = 0; i < gradient.length; i++) {
            // the difference's own error is 1e-9; sums of 36 terms of size one in float32
            assertThat((double) gradient[i]).as("parameter %s", i).isCloseTo(expected[i], within(1e-5));
        }
    }

    private static double gradient(
            VaeArchitecture a, float[] v, EstimatorOptions options, int draws, RandomStream random, float[] out) {
        int[] rows = new int[IMAGES];
        Arrays.setAll(rows, i -> i);
        try (Workers workers = Workers.of(1)) {
            VaeEngine engine = new VaeEngine(a, workers);
            engine.load(v);
            return engine.gradient(images(), rows, 0, IMAGES, draws, options, random, out);
        }
    }

    /** With one component there is nothing to soften. */
    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"GUMBEL_SOFTMAX", "STRAIGHT_THROUGH"})
    void relaxationsOfOneComponentAreTheGaussian(Estimator estimator) {
        VaeArchitecture a = architecture(1, 2);
        float[] v = parameters(a, 0.6);
        float[] g = new float[v.length];
        float[] h = new float[v.length];
        RandomStream random = RandomStream.of(7);
        double elbo = gradient(a, v, EstimatorOptions.of(Estimator.RAO_BLACKWELL), 2, random, g);
        assertThat(gradient(a, v, EstimatorOptions.of(estimator), 2, random, h)).isEqualTo(elbo);
        assertThat(h).isEqualTo(g);
    }

    private static List<Look> ascent(Estimator estimator, int threads, float[] parameters) {
        VaeOptions options = VaeOptions.defaults()
                .withEstimator(EstimatorOptions.of(estimator), 2)
                .withEpochs(30)
                .withBatch(5)
                .withRate(0.02);
        try (Workers workers = Workers.of(threads)) {
            return new VaeStudy(architecture(COMPONENTS, 2), images(), workers)
                    .ascent(parameters, options, new VaeStudy.Watched(images(), 20, 3));
        }
    }

    @ParameterizedTest
    @EnumSource(Estimator.class)
    void trainingIsWatchedWithoutBeingChangedOrCharged(Estimator estimator) {
        float[] v = parameters(architecture(COMPONENTS, 2), 0.3);
        float[] w = v.clone();
        List<Look> looks = ascent(estimator, 1, v);
        // three batches an epoch, of 5, 5 and 2 images
        assertThat(looks).extracting(Look::step).containsExactly(0, 30, 60, 90);
        int asked = estimator == Estimator.SUBSAMPLED_PATH || estimator.ordinal() < 2 ? COMPONENTS : 1;
        assertThat(looks.get(3).evaluations()).isEqualTo(30L * IMAGES * 2 * asked);
        assertThat(looks.get(3).elbo()).isGreaterThan(looks.get(0).elbo() + 0.1);
        List<Look> again = ascent(estimator, 2, w);
        assertThat(again)
                .extracting(Look::elbo)
                .isEqualTo(looks.stream().map(Look::elbo).toList());
        assertThat(w).isEqualTo(v);
        if (!estimator.biased()) {
            VaeOptions options = VaeOptions.defaults()
                    .withEstimator(EstimatorOptions.of(estimator), 2)
                    .withEpochs(30)
                    .withBatch(5)
                    .withRate(0.02);
            VaeArchitecture a = architecture(COMPONENTS, 2);
            try (Workers workers = Workers.of(1)) {
                VaeStudy study = new VaeStudy(a, images(), workers);
                float[] start = study.start(RandomStream.of(options.seed()).split(0));
                study.ascent(start, options, new VaeStudy.Watched(images(), 1, 4));
                assertThat(VariationalAutoencoder.fit(a, images(), options, p -> {})
                                .parameters())
                        .isEqualTo(start);
            }
        }
    }

    @Test
    void anAscentThatDivergesKeepsItsLooks() {
        VaeArchitecture a = architecture(COMPONENTS, 2);
        VaeOptions options = VaeOptions.defaults().withEpochs(30).withBatch(5).withRate(1e30);
        try (Workers workers = Workers.of(1)) {
            List<Look> looks = new VaeStudy(a, images(), workers)
                    .ascent(parameters(a, 0.3), options, new VaeStudy.Watched(images(), 20, 3));
            assertThat(looks).extracting(Look::step).containsExactly(0, 30, 60, 90);
            assertThat(looks.get(0).elbo()).isFinite();
            assertThat(looks.get(3).elbo()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(looks.get(3).seconds())
                    .isFinite()
                    .isGreaterThanOrEqualTo(looks.get(2).seconds());
        }
    }
}
