package org.cwm.variational;

import java.util.Arrays;
import org.cwm.base.StandardNormal;
import org.cwm.engine.LatentEngine;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * The ELBO of a mixture against a target, and its gradient by any {@link Estimator}. Work is cut by base points and paths,
 * so that results do not depend on the number of threads. For one caller.
 */
public final class ElboGradient {

    private static final int BLOCK = 32;

    private final ClassifierWeightedMixture architecture;
    private final TargetDensity target;
    private final Workers workers;
    private final MixtureProgram program;
    private final LatentEngine latent;
    private final MixtureEngine engine;
    private final PathChoice choice;
    private final SoftChoice soft;
    private final int components;
    private final int dimension;
    private final float[] raw;
    private final float[] more;
    private double[] logWeights = new double[0];
    private double[] logWeightGradient = new double[0];
    private double[] x = new double[0];
    private double[] logTarget = new double[0];
    private double[] targetGradient = new double[0];
    private double[] logModel = new double[0];
    private double[] score = new double[0];
    private double[] explicit = new double[0];
    private double[] perDraw = new double[0];

    /**
     * A gradient of one architecture.
     *
     * @param architecture base (standard normal), maps and classifier; its parameters are loaded
     * @param target what to approximate
     * @param workers who does it; not closed here
     */
    public ElboGradient(ClassifierWeightedMixture architecture, TargetDensity target, Workers workers) {
        if (!(architecture.base() instanceof StandardNormal)) {
            throw new IllegalArgumentException(
                    "architecture: base " + architecture.base().id() + ", must be " + StandardNormal.ID);
        }
        if (architecture.dimension() != target.dimension()) {
            throw new IllegalArgumentException(
                    "target: dimension " + target.dimension() + ", the mixture has " + architecture.dimension());
        }
        this.architecture = architecture;
        this.target = target;
        this.workers = workers;
        components = architecture.components();
        dimension = architecture.dimension();
        program = new MixtureProgram(
                architecture.base(),
                architecture.maps(),
                architecture.classifier(),
                Backend.get().kernels());
        latent = new LatentEngine(program, workers);
        engine = new MixtureEngine(program, workers);
        choice = new PathChoice(components);
        soft = new SoftChoice(components, dimension);
        raw = new float[program.rawGradientSize()];
        more = new float[raw.length];
        program.load(architecture.parameters());
    }

    /**
     * Takes over parameters.
     *
     * @param parameters flat vector in the order of {@link ClassifierWeightedMixture#layout}, not kept
     */
    public void load(float[] parameters) {
        program.load(parameters);
    }

    /**
     * The gradient of the mean over base points.
     *
     * @param z n x D draws of N(0, I), row-major, not modified
     * @param n number of draws, at least 2 for estimators with a baseline
     * @param options which estimator
     * @param random stream of this step, advanced by drawn components
     * @param relative the maps' relative coordinates at their place among the parameters (absolute parameters for the
     *     absolute gradient), see {@link MixtureProgram#finish}
     * @param gradient receives, in the order of the parameters, nats per unit
     * @return estimate of the ELBO in nats, unbiased unless the estimator is biased; {@code -Infinity} if a point with
     *     weight lies outside of the target's support
     */
    public double gradient(
            double[] z, int n, EstimatorOptions options, RandomStream random, float[] relative, float[] gradient) {
        reserve(n);
        latent.logWeights(z, n, logWeights);
        double elbo = options.estimator().biased() ? relaxed(z, n, options, random) : chosen(z, n, options, random);
        if (!options.estimator().path()) {
            int points = options.estimator().biased() ? n : choice.paths;
            engine.gradient(x, points, explicit, logModel, more);
            for (int i = 0; i < raw.length; i++) {
                raw[i] += more[i];
            }
        }
        float f = 1f / n;
        for (int i = 0; i < raw.length; i++) {
            raw[i] *= f;
        }
        program.finish(raw, relative, gradient);
        return elbo;
    }

    /** Sums over all or some components. */
    private double chosen(double[] z, int n, EstimatorOptions options, RandomStream random) {
        Estimator estimator = options.estimator();
        boolean whole = estimator == Estimator.RAO_BLACKWELL || estimator == Estimator.RAO_BLACKWELL_PATH;
        int size = estimator == Estimator.SUBSAMPLED_PATH ? options.components() : 1;
        whole |= size >= components;
        if (whole) {
            choice.all(logWeights, n);
        } else {
            choice.some(logWeights, n, size, random, workers);
        }
        double elbo = evaluate(z, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += perDraw[i];
        }
        Arrays.fill(logWeightGradient, 0, n * components, 0);
        for (int p = 0; p < choice.paths; p++) {
            int i = choice.draw[p];
            // for the whole sum any baseline is without effect but for rounding: its own value serves
            double baseline = whole || n < 2 ? perDraw[i] : (sum - perDraw[i]) / (n - 1);
            double c = choice.coefficient[p];
            logWeightGradient[i * components + choice.component[p]] = c * (logTarget[p] - logModel[p] - baseline);
            explicit[p] = -c;
            for (int d = p * dimension; d < (p + 1) * dimension; d++) {
                score[d] = c * (targetGradient[d] - score[d]);
            }
        }
        latent.gradient(z, n, logWeightGradient, choice.draw, choice.component, choice.paths, x, score, raw);
        return elbo;
    }

    /**
     * Points, targets, densities and scores of the chosen paths, and each draw's estimate. Outside of the support, log t is
     * taken to lie 100 nats below the least value inside, so that the weights learn to avoid it; the ELBO is -Infinity.
     */
    private double evaluate(double[] z, int n) {
        int paths = choice.paths;
        reservePaths(paths);
        latent.toData(z, choice.draw, choice.component, paths, x);
        targets(paths);
        engine.score(x, paths, logModel, score);
        boolean outside = fillOutside(paths);
        Arrays.fill(perDraw, 0, n, 0);
        double sum = 0;
        for (int p = 0; p < paths; p++) {
            double l = choice.coefficient[p] * (logTarget[p] - logModel[p]);
            perDraw[choice.draw[p]] += l;
            sum += l;
        }
        return outside ? Double.NEGATIVE_INFINITY : sum / n;
    }

    private boolean fillOutside(int points) {
        double least = Double.POSITIVE_INFINITY;
        boolean outside = false;
        for (int p = 0; p < points; p++) {
            if (logTarget[p] == Double.NEGATIVE_INFINITY) {
                outside = true;
            } else {
                least = Math.min(least, logTarget[p]);
            }
        }
        for (int p = 0; outside && p < points; p++) {
            if (logTarget[p] == Double.NEGATIVE_INFINITY) {
                logTarget[p] = least == Double.POSITIVE_INFINITY ? -100 : least - 100;
                Arrays.fill(targetGradient, p * dimension, (p + 1) * dimension, 0);
            }
        }
        return outside;
    }

    private void targets(int points) {
        evaluate(target, x, points, logTarget, targetGradient, workers);
    }

    /** log t and gradients of many points by many threads. */
    static void evaluate(
            TargetDensity target, double[] x, int points, double[] out, double[] gradients, Workers workers) {
        int d = target.dimension();
        boolean wanted = gradients.length > 0;
        workers.run((points + BLOCK - 1) / BLOCK, (block, worker) -> {
            int from = block * BLOCK;
            int count = Math.min(BLOCK, points - from);
            double[] some = Arrays.copyOfRange(x, from * d, (from + count) * d);
            double[] values = new double[count];
            double[] g = new double[wanted ? count * d : 0];
            target.logDensities(some, count, values, g);
            System.arraycopy(values, 0, out, from, count);
            System.arraycopy(g, 0, gradients, from * d * (wanted ? 1 : 0), g.length);
        });
    }

    /** One softened component a draw: x = sum_k y_k T_k^{-1}(z), or the hard draw with the softened one's gradient. */
    private double relaxed(double[] z, int n, EstimatorOptions options, RandomStream random) {
        int kd = components * dimension;
        choice.each(n);
        reservePaths(n * components);
        double[] all = new double[n * kd];
        latent.toData(z, choice.draw, choice.component, choice.paths, all);
        soft.draw(logWeights, n, options.temperature(), options.estimator() == Estimator.STRAIGHT_THROUGH, random);
        soft.mix(all, x);
        targets(n);
        engine.score(x, n, logModel, score);
        boolean outside = fillOutside(n);
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += logTarget[i] - logModel[i];
            explicit[i] = -1;
            for (int d = i * dimension; d < (i + 1) * dimension; d++) {
                score[d] = targetGradient[d] - score[d];
            }
        }
        double[] pathGradient = new double[n * kd];
        soft.backward(all, score, pathGradient, logWeightGradient);
        latent.gradient(z, n, logWeightGradient, choice.draw, choice.component, choice.paths, all, pathGradient, raw);
        return outside ? Double.NEGATIVE_INFINITY : total / n;
    }

    /**
     * One draw of log t - log q for each base point, its component drawn by systematic sampling: their mean is an unbiased
     * estimate of the ELBO.
     *
     * @param z n x D draws of N(0, I), not modified
     * @param n number of draws
     * @param random advanced
     * @param out receives n values in nats, {@code -Infinity} outside of the support
     */
    public void draws(double[] z, int n, RandomStream random, double[] out) {
        reserve(n);
        latent.logWeights(z, n, logWeights);
        choice.some(logWeights, n, 1, random, workers);
        reservePaths(choice.paths);
        latent.toData(z, choice.draw, choice.component, choice.paths, x);
        evaluate(target, x, choice.paths, logTarget, new double[0], workers);
        engine.logDensity(x, choice.paths, logModel, new int[0]);
        for (int p = 0; p < choice.paths; p++) {
            out[choice.draw[p]] = choice.coefficient[p] * (logTarget[p] - logModel[p]);
        }
    }

    private void reserve(int n) {
        if (perDraw.length < n) {
            perDraw = new double[n];
            logWeights = new double[n * components];
            logWeightGradient = new double[n * components];
        }
    }

    private void reservePaths(int paths) {
        if (logTarget.length < paths) {
            int size = paths + paths / 4;
            logTarget = new double[size];
            logModel = new double[size];
            explicit = new double[size];
            x = new double[size * dimension];
            targetGradient = new double[size * dimension];
            score = new double[size * dimension];
        }
    }

    /**
     * The mixture with the given parameters.
     *
     * @param parameters flat vector
     * @return a mixture of this architecture
     */
    public ClassifierWeightedMixture mixture(float[] parameters) {
        return architecture.withParameters(parameters);
    }
}
