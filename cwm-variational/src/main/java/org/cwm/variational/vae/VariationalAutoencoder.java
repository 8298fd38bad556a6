package org.cwm.variational.vae;

import java.util.function.Consumer;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;

/**
 * A variational auto-encoder (Kingma and Welling, 2014): decoder p(x given z), prior N(0, I), encoder q(z given x), all with
 * the parameters of one flat vector. Immutable. Images are float matrices, one row an image, values in [0, 1].
 */
public final class VariationalAutoencoder {

    private final VaeArchitecture architecture;
    private final float[] parameters;

    private VariationalAutoencoder(VaeArchitecture architecture, float[] parameters) {
        this.architecture = architecture;
        this.parameters = architecture.layout().checkedCopy(parameters);
    }

    /**
     * An auto-encoder with given parameters.
     *
     * @param architecture sizes
     * @param parameters in the order of {@link VaeArchitecture#layout}; copied
     * @return the auto-encoder
     */
    public static VariationalAutoencoder of(VaeArchitecture architecture, float[] parameters) {
        return new VariationalAutoencoder(architecture, parameters);
    }

    /**
     * What is known after a pass over the images.
     *
     * @param epoch from 1
     * @param elbo mean of the steps' estimates, in nats an image
     * @param seconds since the start
     */
    public record Progress(int epoch, double elbo, double seconds) {}

    /**
     * Trains encoder and decoder together: ascent of the ELBO by Adam, warm-up and cosine.
     *
     * @param architecture sizes
     * @param images n x pixels values in [0, 1], row-major, not modified
     * @param options how
     * @param listener told after each epoch
     * @return the auto-encoder after the last step
     * @throws IllegalArgumentException naming the image and the pixel, if a value is outside of [0, 1] or NaN
     * @throws IllegalStateException naming the step, if the ELBO is no longer finite
     */
    public static VariationalAutoencoder fit(
            VaeArchitecture architecture, float[] images, VaeOptions options, Consumer<Progress> listener) {
        int n = count(architecture, images);
        if (options.estimator().estimator().biased()) {
            throw new IllegalArgumentException(
                    "estimator: " + options.estimator().estimator() + " is biased");
        }
        VaeEngine.check(options.draws(), options.estimator(), architecture.components());
        float[] v = architecture.initial(
                mean(architecture, images, n), RandomStream.of(options.seed()).split(0));
        long start = System.nanoTime();
        double[] sum = new double[1];
        try (Workers workers = Workers.of(options.threads())) {
            Training training = new Training(new VaeEngine(architecture, workers), images, n, options);
            training.run(v, (step, elbo, count) -> {
                sum[0] += elbo * count;
                if (step % training.batches() == 0) {
                    double seconds = (System.nanoTime() - start) * 1e-9;
                    listener.accept(new Progress(step / training.batches(), sum[0] / n, seconds));
                    sum[0] = 0;
                }
            });
        }
        return new VariationalAutoencoder(architecture, v);
    }

    static int count(VaeArchitecture architecture, float[] images) {
        int pixels = architecture.pixels();
        if (images.length == 0 || images.length % pixels != 0) {
            throw new IllegalArgumentException(
                    "images: length " + images.length + ", must be a positive multiple of " + pixels + " pixels");
        }
        for (int i = 0; i < images.length; i++) {
            if (!(images[i] >= 0 && images[i] <= 1)) {
                throw new IllegalArgumentException("images: image " + i / pixels + ", pixel " + i % pixels + ": "
                        + images[i] + ", must be from 0 to 1");
            }
        }
        return images.length / pixels;
    }

    static double[] mean(VaeArchitecture architecture, float[] images, int n) {
        int pixels = architecture.pixels();
        double[] mean = new double[pixels];
        for (int i = 0; i < images.length; i++) {
            mean[i % pixels] += images[i] / (double) n;
        }
        return mean;
    }

    /**
     * Sizes.
     *
     * @return the architecture
     */
    public VaeArchitecture architecture() {
        return architecture;
    }

    /**
     * The flat vector.
     *
     * @return a copy
     */
    public float[] parameters() {
        return parameters.clone();
    }

    /** Something done with an engine that holds these parameters. */
    private interface Work {
        void run(VaeEngine engine);
    }

    private void with(int threads, Work work) {
        try (Workers workers = Workers.of(threads)) {
            VaeEngine engine = new VaeEngine(architecture, workers);
            engine.load(parameters);
            work.run(engine);
        }
    }

    /**
     * ELBO and importance-weighted bound, see {@link VaeEngine#bounds}.
     *
     * @param images at least two, not modified
     * @param samples draws an image, at least 1
     * @param seed of the draws
     * @param threads workers
     * @return means over images with standard errors
     */
    public VaeScore score(float[] images, int samples, long seed, int threads) {
        int n = count(architecture, images);
        if (samples < 1 || n < 2) {
            throw new IllegalArgumentException(
                    "samples " + samples + ", must be at least 1; images " + n + ", must be at least 2");
        }
        double[] bounds = new double[n];
        double[] elbos = new double[n];
        with(threads, engine -> engine.bounds(images, n, samples, RandomStream.of(seed), bounds, elbos));
        return new VaeScore(elbos, bounds, samples);
    }

    /**
     * Each image's pixel probabilities at one draw z of q(z given x).
     *
     * @param images not modified
     * @param seed of the draws
     * @param threads workers
     * @return as many images
     */
    public float[] reconstruct(float[] images, long seed, int threads) {
        int n = count(architecture, images);
        float[] out = new float[images.length];
        with(threads, engine -> engine.reconstruct(images, n, RandomStream.of(seed), out));
        return out;
    }

    /**
     * Pixel probabilities of draws z of the prior.
     *
     * @param n number of images
     * @param seed of the draws
     * @param threads workers
     * @return n x pixels probabilities
     */
    public float[] sample(int n, long seed, int threads) {
        float[] out = new float[n * architecture.pixels()];
        with(threads, engine -> engine.sample(n, RandomStream.of(seed), out));
        return out;
    }
}
