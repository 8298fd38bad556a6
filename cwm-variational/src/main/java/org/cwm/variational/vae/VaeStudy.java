package org.cwm.variational.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;
import org.cwm.variational.EstimatorOptions;
import org.cwm.variational.EstimatorStudy.Gradient;
import org.cwm.variational.EstimatorStudy.Look;
import org.cwm.variational.GradientMoments;

/**
 * Measures estimators of the gradient by an encoder's parameters: mean, variance and cost at a place, and the training of
 * encoder and decoder under watch. What other studies call an evaluation of the target is one point z through the decoder.
 */
public final class VaeStudy {

    private final VaeArchitecture architecture;
    private final float[] images;
    private final int n;
    private final Workers workers;

    /**
     * A study of one architecture.
     *
     * @param architecture sizes
     * @param images to train with, n x pixels values in [0, 1], row-major, not modified
     * @param workers who does it; not closed here
     */
    public VaeStudy(VaeArchitecture architecture, float[] images, Workers workers) {
        this.architecture = architecture;
        this.images = images;
        this.workers = workers;
        n = VariationalAutoencoder.count(architecture, images);
    }

    /**
     * Where fits start: locations by a random network, scales of 1, equal weights, a decoder of the mean image.
     *
     * @param random advanced
     * @return parameters in the order of {@link VaeArchitecture#layout}
     */
    public float[] start(RandomStream random) {
        return architecture.initial(VariationalAutoencoder.mean(architecture, images, n), random);
    }

    /**
     * Many independent gradients of the mean ELBO of the first images, by the parameters of the encoder: its network's and
     * its classifier's, not the decoder's.
     *
     * @param parameters the place, in the order of {@link VaeArchitecture#layout}, not modified
     * @param count number of images, all if there are fewer
     * @param options which estimator
     * @param draws base points an image of one gradient, from 1 to 32; at least 2 for estimators with a baseline
     * @param repeats number of gradients, at least 4
     * @param random not advanced
     * @return their mean, variance and cost
     */
    public Gradient gradient(
            float[] parameters, int count, EstimatorOptions options, int draws, int repeats, RandomStream random) {
        int some = Math.min(count, n);
        int[] rows = new int[some];
        Arrays.setAll(rows, i -> i);
        VaeEngine engine = new VaeEngine(architecture, workers);
        engine.load(parameters);
        float[] gradient = new float[parameters.length];
        GradientMoments moments = new GradientMoments(architecture.decoderAt());
        long nanos = 0;
        for (int r = 0; r < repeats; r++) {
            long from = System.nanoTime();
            engine.gradient(images, rows, 0, some, draws, options, random.split(r), gradient);
            nanos += System.nanoTime() - from;
            moments.add(gradient);
        }
        return moments.gradient(engine.evaluations(), 1e-9 * nanos);
    }

    /**
     * Held-out images and how often they are looked at.
     *
     * @param images n x pixels values in [0, 1], row-major, not modified
     * @param samples draws of q for each image at each look
     * @param looks number of looks, evenly over the steps
     */
    public record Watched(float[] images, int samples, int looks) {}

    /**
     * Training as {@link VariationalAutoencoder#fit} does it, but with any estimator and from anywhere.
     *
     * @param parameters the start; replaced by what the last step leaves
     * @param options how; its threads are not used
     * @param watched for the ELBO, on the same draws at every look
     * @return the start and the iterates; from where the ELBO is no longer finite on, looks with an ELBO of minus infinity
     */
    public List<Look> ascent(float[] parameters, VaeOptions options, Watched watched) {
        VaeEngine engine = new VaeEngine(architecture, workers);
        VaeEngine judge = new VaeEngine(architecture, workers);
        Training training = new Training(engine, images, n, options);
        int steps = training.steps();
        List<Look> out = new ArrayList<>();
        out.add(new Look(0, 0, 0, elbo(judge, parameters, watched)));
        long[] from = {System.nanoTime()};
        try {
            training.run(parameters, (step, elbo, count) -> {
                if (looks(step, watched, steps)) {
                    long now = System.nanoTime();
                    double seconds = 1e-9 * (now - from[0]);
                    out.add(new Look(step, engine.evaluations(), seconds, elbo(judge, parameters, watched)));
                    // looks cost no time
                    from[0] += System.nanoTime() - now;
                }
            });
        } catch (DivergedException diverged) {
            double seconds = 1e-9 * (System.nanoTime() - from[0]);
            for (int step = out.get(out.size() - 1).step() + 1; step <= steps; step++) {
                if (looks(step, watched, steps)) {
                    out.add(new Look(step, engine.evaluations(), seconds, Double.NEGATIVE_INFINITY));
                }
            }
        }
        return out;
    }

    private static boolean looks(int step, Watched watched, int steps) {
        return (long) step * watched.looks() / steps != (step - 1L) * watched.looks() / steps;
    }

    private double elbo(VaeEngine judge, float[] parameters, Watched watched) {
        int number = VariationalAutoencoder.count(architecture, watched.images());
        double[] bounds = new double[number];
        double[] elbos = new double[number];
        judge.load(parameters);
        judge.bounds(watched.images(), number, watched.samples(), RandomStream.of(0), bounds, elbos);
        double mean = Arrays.stream(elbos).average().orElseThrow();
        return Double.isFinite(mean) ? mean : Double.NEGATIVE_INFINITY;
    }
}
