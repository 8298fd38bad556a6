package org.cwm.variational;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.cwm.classifier.Constant;
import org.cwm.engine.Workers;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * The mean-field approximation, one Gaussian with independent coordinates, on the engine of {@link VariationalFit}: what
 * other approximations are compared with. One Gaussian with a full covariance is a fit of one component without classifier.
 */
public final class GaussianFit {

    private static final int DRAWS = 64;
    private static final int STEPS = 2000;
    private static final double RATE = 0.02;
    private static final int LOOK_DRAWS = 4000;
    private static final int CHECK = 1000;

    private GaussianFit() {}

    /**
     * Fits, from N(0, I) and from the Laplace approximation, and keeps the better.
     *
     * @param target what to approximate
     * @param options seed, threads and time limit count, the rest does not
     * @param listener hears of progress
     * @return the posterior
     * @throws TargetException if the target cannot be worked with
     */
    public static Posterior meanField(
            TargetDensity target, VariationalOptions options, VariationalProgress.Listener listener) {
        long began = System.nanoTime();
        RandomStream random = RandomStream.of(options.seed());
        GuardedTarget guarded = TargetCheck.require(target, random.split(CHECK));
        long before = guarded.evaluations();
        double limit = 1e-3 * options.timeLimit().toMillis();
        DoubleSupplier time = () -> 1e-9 * (System.nanoTime() - began) / limit;
        try (Workers workers = Workers.of(options.threads())) {
            int d = guarded.dimension();
            ClassifierWeightedMixture q =
                    ascend(gaussian(new double[d], ones(d)), guarded, random.split(0), time, 2, listener, workers);
            Laplace.Approximation peak = new Laplace(guarded).maximum(new double[d], Laplace.identity(d), d);
            if (peak != null) {
                ClassifierWeightedMixture other = ascend(
                        gaussian(peak.mean(), conditionalScales(peak.factor(), d)),
                        guarded,
                        random.split(1),
                        time,
                        1,
                        listener,
                        workers);
                q = elbo(other, guarded, random, workers) > elbo(q, guarded, random, workers) ? other : q;
            }
            listener.progress(new VariationalProgress("verdict", 0, Double.NaN));
            Verdict verdict =
                    Verdict.of(q, guarded, VerdictOptions.defaults().withThreads(options.threads()), random.split(3));
            return new Posterior(
                    q,
                    verdict,
                    q,
                    verdict.elbo(),
                    0,
                    guarded.evaluations() - before,
                    1e-9 * (System.nanoTime() - began));
        }
    }

    private static double elbo(
            ClassifierWeightedMixture q, TargetDensity target, RandomStream random, Workers workers) {
        return ElboEstimate.of(q, target, LOOK_DRAWS, random.split(2), workers).value();
    }

    /** Ends when its part, one over {@code parts}, of the time limit has passed. */
    private static ClassifierWeightedMixture ascend(
            ClassifierWeightedMixture start,
            TargetDensity target,
            RandomStream random,
            DoubleSupplier time,
            int parts,
            VariationalProgress.Listener listener,
            Workers workers) {
        BaseDraws base = BaseDraws.independent(start.dimension(), random.split(0));
        Ascent.Plan plan =
                new Ascent.Plan("gaussian", EstimatorOptions.of(Estimator.RAO_BLACKWELL_PATH), DRAWS, STEPS, RATE);
        return new Ascent(start, target, base, random.split(1), workers)
                .run(plan, () -> parts * time.getAsDouble(), listener);
    }

    private static ClassifierWeightedMixture gaussian(double[] mean, double[] scale) {
        int d = mean.length;
        float[] v = new float[2 * d];
        for (int i = 0; i < d; i++) {
            v[i] = (float) mean[i];
            v[d + i] = (float) Math.log(scale[i]);
        }
        return ClassifierWeightedMixture.of(LocationScale.of(1, d, v), Constant.of(new float[1]));
    }

    private static double[] ones(int d) {
        double[] v = new double[d];
        Arrays.fill(v, 1);
        return v;
    }

    /**
     * What minimises the divergence from a Gaussian: 1 / sqrt of the precision's diagonal. With covariance L L^T the precision
     * is L^-T L^-1, its diagonal the square length of L^-1's columns.
     */
    private static double[] conditionalScales(double[] l, int d) {
        double[] scale = new double[d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            double squares = 0;
            for (int i = j; i < d; i++) {
                double v = i == j ? 1 : 0;
                for (int c = j; c < i; c++) {
                    v -= l[i * d + c] * column[c];
                }
                column[i] = v / l[i * d + i];
                squares += column[i] * column[i];
            }
            scale[j] = 1 / Math.sqrt(squares);
        }
        return scale;
    }
}
