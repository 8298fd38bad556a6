package org.cwm.variational;

import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.cwm.engine.Workers;
import org.cwm.fit.Adam;
import org.cwm.map.ComponentMaps;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * Stochastic gradient ascent on the ELBO: Adam at a rate that falls to zero along a half cosine, the maps in relative
 * coordinates, so that steps are in units of the components; the iterates of the last 30% are averaged.
 */
final class Ascent {

    private static final double AVERAGED = 0.3;
    private static final double WARM_UP = 0.02;
    private static final int LOOKS = 20;
    /**
     * At an optimum the path's gradient vanishes with its noise; the large epsilon keeps Adam from blowing up what is left,
     * rounding, to steps of full size.
     */
    private static final Adam ADAM = new Adam(0.9, 0.99, 1e-4);

    /** Greatest norm of a gradient. */
    private static final double CLIP = 100;

    private final ClassifierWeightedMixture start;
    private final ComponentMaps maps;
    private final ElboGradient elbo;
    private final BaseDraws base;
    private final RandomStream random;
    private final float[] reference;
    private final float[] relative;
    private final float[] composed;
    private final float[] absolute;

    Ascent(
            ClassifierWeightedMixture start,
            TargetDensity target,
            BaseDraws base,
            RandomStream random,
            Workers workers) {
        this.start = start;
        this.base = base;
        this.random = random;
        maps = start.maps();
        elbo = new ElboGradient(start, target, workers);
        reference = maps.parameters();
        relative = new float[reference.length];
        composed = new float[reference.length];
        absolute = start.parameters();
    }

    /** What an ascent is to do. */
    record Plan(String phase, EstimatorOptions estimator, int draws, int steps, double rate) {}

    /** Sees every iterate, for studies. */
    @FunctionalInterface
    interface Watch {
        /** Sees nothing. */
        Watch NONE = (step, iterate) -> {};

        /**
         * After a step.
         *
         * @param step number of steps taken so far
         * @param iterate gives the mixture as it is now
         */
        void stepped(int step, Supplier<ClassifierWeightedMixture> iterate);
    }

    private ClassifierWeightedMixture mixture(float[] theta) {
        return start.withParameters(absolute(theta).clone());
    }

    private float[] absolute(float[] theta) {
        System.arraycopy(theta, 0, absolute, 0, theta.length);
        System.arraycopy(theta, 0, relative, 0, relative.length);
        maps.compose(reference, relative, composed);
        System.arraycopy(composed, 0, absolute, 0, composed.length);
        return absolute;
    }

    /**
     * Runs.
     *
     * @param plan what to do
     * @param time share of the time that has passed; at 1 the ascent ends
     * @param listener hears of progress
     * @return the averaged iterate
     */
    ClassifierWeightedMixture run(Plan plan, DoubleSupplier time, VariationalProgress.Listener listener) {
        return run(plan, time, listener, Watch.NONE);
    }

    /** The same while somebody watches. */
    ClassifierWeightedMixture run(Plan plan, DoubleSupplier time, VariationalProgress.Listener listener, Watch watch) {
        float[] theta = start.parameters();
        System.arraycopy(maps.origin(), 0, theta, 0, reference.length);
        int size = theta.length;
        float[] gradient = new float[size];
        float[] mean = new float[size];
        float[] square = new float[size];
        float[] none = new float[size];
        double[] average = new double[size];
        long averaged = 0;
        double[] z = new double[plan.draws() * start.dimension()];
        double running = Double.NaN;
        int looks = 0;
        int broken = 0;
        for (int step = 0; step < plan.steps(); step++) {
            double progress = Math.max((double) step / plan.steps(), time.getAsDouble());
            if (progress >= 1) {
                break;
            }
            base.block(step, plan.draws(), z);
            elbo.load(absolute(theta));
            double value = elbo.gradient(z, plan.draws(), plan.estimator(), random.split(step), theta, gradient);
            double norm = norm(gradient);
            if (!Double.isFinite(norm) || Double.isNaN(value)) {
                // one wild draw may break a step; ten in a row are a breakdown
                if (++broken == 10) {
                    throw new IllegalStateException(String.format(
                            Locale.ROOT, "step %d: the ELBO was %s and the gradient's norm %s", step, value, norm));
                }
                continue;
            }
            broken = 0;
            if (norm > CLIP) {
                float f = (float) (CLIP / norm);
                for (int i = 0; i < size; i++) {
                    gradient[i] *= f;
                }
            }
            double rate = plan.rate() * Math.min(1, progress / WARM_UP) * 0.5 * (1 + Math.cos(Math.PI * progress));
            ADAM.step(theta, gradient, mean, square, step + 1, rate, none);
            watch.stepped(step + 1, () -> mixture(theta));
            if (progress >= 1 - AVERAGED) {
                averaged++;
                for (int i = 0; i < size; i++) {
                    average[i] += (theta[i] - average[i]) / averaged;
                }
            }
            running = Double.isNaN(running) || Double.isInfinite(running) ? value : running + 0.05 * (value - running);
            if ((int) (progress * LOOKS) > looks) {
                looks = (int) (progress * LOOKS);
                listener.progress(new VariationalProgress(plan.phase(), progress, running));
            }
        }
        if (averaged > 0) {
            for (int i = 0; i < size; i++) {
                theta[i] = (float) average[i];
            }
        }
        return mixture(theta);
    }

    private static double norm(float[] v) {
        double sum = 0;
        for (float f : v) {
            sum += (double) f * f;
        }
        return Math.sqrt(sum);
    }
}
