package org.cwm.bench.jobs;

import java.util.Arrays;
import org.cwm.engine.GradientOptions;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * A training step: parameters in, log-likelihood and gradient of a batch out. The optimiser's own arithmetic, a
 * thousandth of this, is left out.
 */
public final class StepJob implements AutoCloseable {
    private final Shape shape;
    private final Points points;
    private final float[] parameters;
    private final int[] rows;
    private final GradientOptions options;
    private final Workers workers;
    private final MixtureProgram program;
    private final MixtureEngine engine;
    private final float[] raw;
    private final float[] gradient;
    private int step;

    /**
     * A job.
     *
     * @param shape of the model
     * @param batch points of a step
     * @param roulette threshold of the backward roulette, 0 for the exact gradient
     * @param threads number of threads
     */
    public StepJob(Shape shape, int batch, double roulette, int threads) {
        this.shape = shape;
        ClassifierWeightedMixture model = shape.model();
        points = shape.points(batch);
        parameters = model.parameters();
        rows = new int[batch];
        Arrays.setAll(rows, i -> i);
        options = new GradientOptions(roulette, 0);
        workers = Workers.of(threads);
        program = new MixtureProgram(
                model.base(), model.maps(), model.classifier(), Backend.get().kernels());
        engine = new MixtureEngine(program, workers);
        raw = new float[program.rawGradientSize()];
        gradient = new float[parameters.length];
    }

    /**
     * One step.
     *
     * @return mean log density of the batch
     */
    public double run() {
        program.load(parameters);
        double mean = engine.gradient(
                points.values(),
                rows,
                0,
                rows.length,
                options,
                MixtureEngine.Perturbation.NONE,
                RandomStream.of(13).split(step++),
                raw);
        program.finish(raw, parameters, gradient);
        return mean;
    }

    /**
     * The gradient of the last step.
     *
     * @return by the parameters of {@link Shape#model()}, of the sum over the batch; the array itself
     */
    public float[] gradient() {
        return gradient;
    }

    /**
     * The work of a step in which every component of every point counts: three times the classifier's way there.
     *
     * @return float32 operations
     */
    public double operations() {
        return 3 * shape.forwardOperations() * points.rows() * shape.components();
    }

    @Override
    public void close() {
        workers.close();
    }
}
