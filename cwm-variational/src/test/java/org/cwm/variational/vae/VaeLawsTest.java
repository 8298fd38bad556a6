package org.cwm.variational.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an auto-encoder promises, against the plain formulas in double. */
class VaeLawsTest {

    private static final int PIXELS = 9;
    private static final int IMAGES = 40;

    private static VaeArchitecture architecture(int components, int latent) {
        return new VaeArchitecture(
                PIXELS, latent, components, components == 1 ? 0 : 3, new int[] {7}, new int[] {5}, new int[] {6});
    }

    /** Parameters with every part at work, classifier and log scales included. */
    private static float[] parameters(VaeArchitecture a, long seed) {
        RandomStream random = RandomStream.of(seed);
        float[] v = new float[a.layout().size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (0.4 * random.nextGaussian());
        }
        return v;
    }

    /** Four patterns with every twentieth pixel flipped. */
    private static float[] images(int n, long seed) {
        int[] patterns = {0b111000111, 0b101010101, 0b000111000, 0b100100100};
        RandomStream random = RandomStream.of(seed);
        float[] x = new float[n * PIXELS];
        for (int i = 0; i < n; i++) {
            int pattern = patterns[random.nextInt(4)];
            for (int p = 0; p < PIXELS; p++) {
                int bit = pattern >> p & 1;
                x[i * PIXELS + p] = random.nextDouble() < 0.05 ? 1 - bit : bit;
            }
        }
        return x;
    }

    private static int[] rows(int n) {
        int[] r = new int[n];
        Arrays.setAll(r, i -> i);
        return r;
    }

    private static double[] toDouble(float[] v) {
        double[] d = new double[v.length];
        Arrays.setAll(d, i -> v[i]);
        return d;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void objectiveAndGradientFollowTheFormula(int components) {
        VaeArchitecture a = architecture(components, 2);
        PlainVae plain = new PlainVae(a);
        float[] v = parameters(a, 3);
        float[] x = images(IMAGES, 4);
        RandomStream random = RandomStream.of(5);
        int draws = 3;
        double[] base = plain.base(random, IMAGES, draws);
        float[] gradient = new float[v.length];
        double elbo;
        try (Workers workers = Workers.of(1)) {
            VaeEngine engine = new VaeEngine(a, workers);
            engine.load(v);
            EstimatorOptions options = EstimatorOptions.of(Estimator.RAO_BLACKWELL);
            elbo = engine.gradient(x, rows(IMAGES), 0, IMAGES, draws, options, random, gradient);
        }
        double[] w = toDouble(v);
        // float32 networks: a few roundings of 6e-8 a pixel, of logits of size one
        assertThat(elbo).isCloseTo(plain.elbo(w, x, IMAGES, draws, base), within(2e-6 * PIXELS));
        for (Slice slice : a.layout().slices()) {
            double largest = 0;
            for (int i = slice.offset(); i < slice.end(); i++) {
                double expected = centralDifference(plain, w, i, x, draws, base);
                largest = Math.max(largest, Math.abs(expected));
                // the difference's own error is 1e-9; sums of 120 terms of size one in float32
                assertThat((double) gradient[i])
                        .as("%s, element %s", slice.name(), i - slice.offset())
                        .isCloseTo(expected, within(1e-5));
            }
            assertThat(largest)
                    .as(slice.name())
                    .matches(g -> slice.name().equals("classifier.logits") || g > 1e-3 || components == 1 && g == 0);
        }
    }

    private static double centralDifference(PlainVae plain, double[] w, int i, float[] x, int draws, double[] base) {
        double h = 1e-5;
        double old = w[i];
        w[i] = old + h;
        double up = plain.elbo(w, x, IMAGES, draws, base);
        w[i] = old - h;
        double down = plain.elbo(w, x, IMAGES, draws, base);
        w[i] = old;
        return (up - down) / (2 * h);
    }

    /** Components that coincide are one Gaussian, whatever the classifier says. */
    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"RAO_BLACKWELL", "RAO_BLACKWELL_PATH"})
    void mixtureOfEqualComponentsIsTheGaussian(Estimator estimator) {
        VaeArchitecture one = architecture(1, 2);
        VaeArchitecture three = architecture(3, 2);
        float[] v = parameters(one, 6);
        float[] w = parameters(three, 7);
        copyEncoder(one, v, three, w);
        System.arraycopy(v, one.decoderAt(), w, three.decoderAt(), v.length - one.decoderAt());
        float[] x = images(IMAGES, 8);
        float[] g = new float[v.length];
        float[] h = new float[w.length];
        double gaussian = gradient(one, v, x, estimator, g);
        assertThat(gradient(three, w, x, estimator, h)).isCloseTo(gaussian, within(2e-6 * PIXELS));
        for (int i = one.decoderAt(), j = three.decoderAt(); i < v.length; i++, j++) {
            assertThat(h[j]).isCloseTo(g[i], within(1e-5f));
        }
        int hidden = 7 * (PIXELS + 1);
        for (int i = 0; i < hidden; i++) {
            assertThat(h[i]).isCloseTo(g[i], within(1e-5f));
        }
    }

    /** The same hidden layer, and the Gaussian's outputs once a component. */
    private static void copyEncoder(VaeArchitecture one, float[] v, VaeArchitecture three, float[] w) {
        int at = one.layout().slice("encoder.1.weight").offset();
        System.arraycopy(v, 0, w, 0, at);
        int bias = one.layout().slice("encoder.1.bias").offset();
        int otherBias = three.layout().slice("encoder.1.bias").offset();
        for (int part = 0; part < 2; part++) {
            for (int k = 0; k < 3; k++) {
                System.arraycopy(v, at + part * 14, w, at + (part * 3 + k) * 14, 14);
                System.arraycopy(v, bias + part * 2, w, otherBias + (part * 3 + k) * 2, 2);
            }
        }
    }

    private static double gradient(VaeArchitecture a, float[] v, float[] x, Estimator estimator, float[] out) {
        try (Workers workers = Workers.of(1)) {
            VaeEngine engine = new VaeEngine(a, workers);
            engine.load(v);
            RandomStream random = RandomStream.of(11);
            return engine.gradient(x, rows(IMAGES), 0, IMAGES, 2, EstimatorOptions.of(estimator), random, out);
        }
    }

    /** Along a random direction, and paired by base points, the means agree with the Rao-Blackwellised gradient's. */
    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"RAO_BLACKWELL_PATH", "SUBSAMPLED_PATH", "REINFORCE", "REINFORCE_PATH"})
    void estimatorsAgreeInExpectation(Estimator estimator) {
        VaeArchitecture a = architecture(4, 2);
        float[] v = parameters(a, 12);
        float[] x = images(IMAGES, 13);
        float[] direction = parameters(a, 14);
        EstimatorOptions options = new EstimatorOptions(estimator, 2, 1);
        EstimatorOptions exact = EstimatorOptions.of(Estimator.RAO_BLACKWELL);
        float[] g = new float[v.length];
        int repeats = 1500;
        double sum = 0;
        double squares = 0;
        try (Workers workers = Workers.of(1)) {
            VaeEngine engine = new VaeEngine(a, workers);
            engine.load(v);
            for (int r = 0; r < repeats; r++) {
                RandomStream random = RandomStream.of(100 + r);
                engine.gradient(x, rows(IMAGES), 0, IMAGES, 2, options, random, g);
                double difference = product(g, direction);
                engine.gradient(x, rows(IMAGES), 0, IMAGES, 2, exact, random, g);
                difference -= product(g, direction);
                sum += difference;
                squares += difference * difference;
            }
        }
        double mean = sum / repeats;
        double error = Math.sqrt((squares / repeats - mean * mean) / (repeats - 1));
        assertThat(mean).as("standard error %s", error).isCloseTo(0, within(4 * error));
        assertThat(error).isBetween(1e-5, 0.1);
    }

    private static double product(float[] g, float[] h) {
        double sum = 0;
        for (int i = 0; i < g.length; i++) {
            sum += (double) g[i] * h[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void importanceWeightsAreUnbiasedForTheLikelihood(int components) {
        VaeArchitecture a = architecture(components, 1);
        float[] v = parameters(a, 21);
        widen(a, v);
        float[] x = images(5, 22);
        double[] truth = likelihoods(a, v, x, 5);
        int repeats = 200;
        double[] bound = new double[5];
        double[] elbo = new double[5];
        double[] sum = new double[5];
        double[] squares = new double[5];
        try (Workers workers = Workers.of(1)) {
            VaeEngine engine = new VaeEngine(a, workers);
            engine.load(v);
            for (int r = 0; r < repeats; r++) {
                engine.bounds(x, 5, 150, RandomStream.of(r), bound, elbo);
                for (int i = 0; i < 5; i++) {
                    double ratio = Math.exp(bound[i] - truth[i]);
                    sum[i] += ratio;
                    squares[i] += ratio * ratio;
                }
            }
        }
        for (int i = 0; i < 5; i++) {
            double mean = sum[i] / repeats;
            double error = Math.sqrt((squares[i] / repeats - mean * mean) / (repeats - 1));
            assertThat(mean).as("image %s", i).isCloseTo(1, within(3 * error));
            assertThat(error).isLessThan(0.02);
        }
    }

    /** Scales of 1.65 for all images, wider than the prior: weights are bounded and their sample variance means something. */
    private static void widen(VaeArchitecture a, float[] v) {
        Slice weight = a.layout().slice("encoder.1.weight");
        Slice bias = a.layout().slice("encoder.1.bias");
        int k = a.components();
        Arrays.fill(v, weight.offset() + k * 7, weight.offset() + 2 * k * 7, 0f);
        Arrays.fill(v, bias.offset() + k, bias.offset() + 2 * k, 0.5f);
    }

    /** log p(x) by the trapezoidal rule, whose error vanishes faster than any power for such integrands. */
    private static double[] likelihoods(VaeArchitecture a, float[] v, float[] x, int n) {
        PlainVae plain = new PlainVae(a);
        double[] w = toDouble(v);
        double[] log = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int t = -500; t <= 500; t++) {
                sum += 0.02 * Math.exp(plain.logJoint(w, x, i, new double[] {0.02 * t}));
            }
            log[i] = Math.log(sum);
        }
        return log;
    }

    @Test
    void boundsRiseWithTheNumberOfDraws() {
        VaeArchitecture a = architecture(3, 2);
        VariationalAutoencoder vae = VariationalAutoencoder.of(a, parameters(a, 31));
        float[] x = images(400, 32);
        VaeScore few = vae.score(x, 4, 1, 1);
        VaeScore some = vae.score(x, 20, 1, 1);
        VaeScore many = vae.score(x, 100, 1, 1);
        assertThat(few.gap()).isGreaterThan(3 * few.gapError());
        assertThat(some.bound()).isGreaterThan(few.bound());
        assertThat(many.bound()).isGreaterThan(some.bound());
        assertThat(many.elbo()).isCloseTo(few.elbo(), within(4 * few.elboError()));
        assertThat(many.samples()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void trainingNearsTheEntropyOfTheImagesWithTheSameBitsOnAnyNumberOfThreads(int components) {
        VaeArchitecture a = new VaeArchitecture(
                PIXELS, 2, components, components == 1 ? 0 : 3, new int[] {24}, new int[] {8}, new int[] {24});
        float[] x = images(600, 41);
        VaeOptions options = VaeOptions.defaults()
                .withEstimator(EstimatorOptions.of(Estimator.SUBSAMPLED_PATH), 2)
                .withEpochs(60)
                .withBatch(100)
                .withRate(0.01);
        List<Double> one = new ArrayList<>();
        List<Double> two = new ArrayList<>();
        VariationalAutoencoder vae = VariationalAutoencoder.fit(a, x, options, p -> one.add(p.elbo()));
        VariationalAutoencoder same = VariationalAutoencoder.fit(a, x, options.withThreads(2), p -> two.add(p.elbo()));
        assertThat(same.parameters()).isEqualTo(vae.parameters());
        assertThat(two).isEqualTo(one).hasSize(60);
        float[] fresh = images(1000, 42);
        VaeScore score = vae.score(fresh, 100, 1, 1);
        assertThat(vae.score(fresh, 100, 1, 2).bounds()).isEqualTo(score.bounds());
        assertThat(vae.reconstruct(fresh, 1, 2)).isEqualTo(vae.reconstruct(fresh, 1, 1));
        assertThat(vae.sample(50, 1, 2)).isEqualTo(vae.sample(50, 1, 1));
        // ln 4 and nine times the entropy of a flip, less what patterns that are alike share
        double entropy = Math.log(4) + PIXELS * (-0.05 * Math.log(0.05) - 0.95 * Math.log(0.95));
        assertThat(score.bound()).isBetween(-entropy - 0.35, -entropy + 0.35);
    }

    @Test
    void likelihoodOfPixelsFollowsTheFormula() {
        for (int pixels : new int[] {1, 2, 513, 1025}) {
            RandomStream random = RandomStream.of(pixels);
            float[] logits = new float[pixels + 3];
            float[] x = new float[pixels];
            double expected = 0;
            for (int i = 0; i < pixels; i++) {
                logits[3 + i] = (float) ((i % 7 == 0 ? 40 : 3) * random.nextGaussian());
                x[i] = i % 3 / 2f;
                double t = logits[3 + i];
                expected += x[i] * t - Math.max(t, 0) - Math.log1p(Math.exp(-Math.abs(t)));
            }
            Bernoulli b = new Bernoulli(Backend.get().kernels(), pixels);
            // tanh is good to 3e-7
            assertThat(b.logLikelihood(x, 0, logits, 3)).isCloseTo(expected, within(3e-7 * pixels));
            float[] g = new float[pixels];
            b.gradient(x, 0, 2, g, 0);
            for (int i = 0; i < pixels; i++) {
                double sigma = 1 / (1 + Math.exp(-logits[3 + i]));
                assertThat((double) g[i]).isCloseTo(2 * (x[i] - sigma), within(1e-6));
            }
        }
    }

    @Test
    void badInputIsNamed() {
        VaeArchitecture a = architecture(3, 2);
        float[] x = images(10, 1);
        x[2 * PIXELS + 4] = Float.NaN;
        assertThatThrownBy(() -> VariationalAutoencoder.fit(a, x, VaeOptions.defaults(), p -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image 2, pixel 4: NaN");
        VaeOptions biased = VaeOptions.defaults().withEstimator(EstimatorOptions.of(Estimator.GUMBEL_SOFTMAX), 2);
        assertThatThrownBy(() -> VariationalAutoencoder.fit(a, images(10, 1), biased, p -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("biased");
        VaeOptions single = VaeOptions.defaults().withEstimator(EstimatorOptions.of(Estimator.REINFORCE), 1);
        assertThatThrownBy(() -> VariationalAutoencoder.fit(a, images(10, 1), single, p -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("draws: 1, must be from 2");
        assertThatThrownBy(() -> VariationalAutoencoder.fit(a, new float[10], VaeOptions.defaults(), p -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 9 pixels");
        VariationalAutoencoder vae = VariationalAutoencoder.of(a, parameters(a, 1));
        assertThatThrownBy(() -> vae.score(images(4, 1), 0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("samples 0");
        assertThatThrownBy(() -> VaeArchitecture.gaussian(0, 2, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
