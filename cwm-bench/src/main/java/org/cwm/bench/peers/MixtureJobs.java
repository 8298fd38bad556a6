package org.cwm.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.cwm.base.StandardNormal;
import org.cwm.classifier.Mlp;
import org.cwm.engine.GradientOptions;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Backend;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** What is timed of a classifier weighted mixture with diagonal maps and a tanh classifier. */
final class MixtureJobs implements AutoCloseable {
    /** Points a step of an epoch. */
    private static final int EPOCH_BATCH = 1000;
    /** Below this responsibility rows of an epoch are kept by chance. */
    private static final double ROULETTE = 0.1;

    private static final double LEARNING_RATE = 1e-3;

    private final ClassifierWeightedMixture mixture;
    private final Points points;
    private final int threads;
    private final Workers workers;
    private final MixtureProgram program;
    private final MixtureEngine engine;
    private final float[] parameters;
    private final float[] raw;
    private final float[] gradient;
    private final int[] rows;
    private RandomStream random = RandomStream.of(1);

    MixtureJobs(ProblemFolder problem, int threads) throws IOException {
        int k = problem.integer("components");
        int d = problem.integer("dimension");
        parameters = problem.floats("parameters");
        int maps = LocationScale.layout(k, d).size();
        var architecture = new Mlp.Architecture(d, problem.integers("hidden"), Activation.TANH, k);
        mixture = ClassifierWeightedMixture.of(
                LocationScale.of(k, d, Arrays.copyOf(parameters, maps)),
                Mlp.of(architecture, Arrays.copyOfRange(parameters, maps, parameters.length)));
        points = Points.of(problem.integer("rows"), d, problem.doubles("points"));
        this.threads = threads;
        workers = Workers.of(threads);
        program = new MixtureProgram(
                new StandardNormal(),
                mixture.maps(),
                mixture.classifier(),
                Backend.get().kernels());
        engine = new MixtureEngine(program, workers);
        raw = new float[program.rawGradientSize()];
        gradient = new float[parameters.length];
        rows = new int[points.rows()];
        Arrays.setAll(rows, i -> i);
    }

    /** Log densities of all points. */
    double[] score() {
        double[] out = new double[points.rows()];
        mixture.logDensity(points, out, threads);
        return out;
    }

    /** Draws, in data coordinates. */
    Points sample(int draws) {
        random = random.split(0);
        return mixture.sample(draws, random, threads);
    }

    /** Mean log density of all points and, in {@link #gradient()}, its gradient by all parameters; every row counts. */
    double step() {
        return step(parameters, rows, 0, rows.length, GradientOptions.EXACT);
    }

    /** The gradient of the last step. */
    float[] gradient() {
        return gradient;
    }

    /** Gradient ascent on shuffled batches of all points. Rows of little responsibility are kept by chance if wanted. */
    void epoch(boolean roulette) {
        GradientOptions options = roulette ? new GradientOptions(ROULETTE, 0) : GradientOptions.EXACT;
        random = random.split(0);
        float[] theta = parameters.clone();
        int[] order = random.permutation(points.rows());
        for (int from = 0; from < order.length; from += EPOCH_BATCH) {
            step(theta, order, from, Math.min(order.length, from + EPOCH_BATCH), options);
            for (int i = 0; i < theta.length; i++) {
                theta[i] += (float) LEARNING_RATE * gradient[i];
            }
        }
    }

    private double step(float[] theta, int[] order, int from, int to, GradientOptions options) {
        program.load(theta);
        double value =
                engine.gradient(points.values(), order, from, to, options, Perturbation.NONE, random.split(from), raw);
        program.finish(raw, theta, gradient);
        float scale = 1f / (to - from);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
        return value;
    }

    /** Writes the log densities and the gradient. */
    void writeParity(Path folder) throws IOException {
        ProblemFolder.write(folder, "logDensity", score());
        step();
        double[] g = new double[gradient.length];
        Arrays.setAll(g, i -> gradient[i]);
        ProblemFolder.write(folder, "gradient", g);
    }

    @Override
    public void close() {
        workers.close();
    }
}
