package org.cwm.variational;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cwm.base.StandardNormal;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * A Rao-Blackwellised expectation, E[h(X)] = E_Z[sum_k w_k(Z) h(T_k^{-1}(Z))] (arXiv 2501.02989, Eq. 19): the component is
 * summed over, only the base point is drawn.
 *
 * @param value estimate of E[h(X)]
 * @param standardError of it
 * @param draws number of base points; h is evaluated up to K times at each
 */
public record Expectation(double value, double standardError, int draws) {

    private static final int BLOCK = 1024;
    private static final int SCRAMBLINGS = 16;

    /**
     * By 16 scramblings of 1,024 Sobol points, with a fixed seed, on one thread.
     *
     * @param model over the standard normal base
     * @param h a function of D coordinates
     * @return the expectation
     */
    public static Expectation of(ClassifierWeightedMixture model, ToDoubleFunction<double[]> h) {
        return sobol(model, h, BLOCK, SCRAMBLINGS, RandomStream.of(1), 1);
    }

    /**
     * By independent base points; the standard error is that of their mean.
     *
     * @param model over the standard normal base
     * @param h a function of D coordinates, called by many threads
     * @param draws number of base points, at least 2
     * @param random not advanced
     * @param threads number of threads; the result does not depend on it
     * @return the expectation
     * @throws IllegalArgumentException if the base is another, or h is NaN somewhere
     */
    public static Expectation monteCarlo(
            ClassifierWeightedMixture model,
            ToDoubleFunction<double[]> h,
            int draws,
            RandomStream random,
            int threads) {
        require(model);
        if (draws < 2) {
            throw new IllegalArgumentException("draws: " + draws + ", must be at least 2");
        }
        double[] values = new double[draws];
        BaseDraws base = BaseDraws.independent(model.dimension(), random);
        try (Workers workers = Workers.of(threads)) {
            workers.run((draws + BLOCK - 1) / BLOCK, (block, worker) -> {
                int from = block * BLOCK;
                int count = Math.min(BLOCK, draws - from);
                double[] z = new double[count * model.dimension()];
                base.block(block, count, z);
                fill(model, h, z, count, values, from);
            });
        }
        return of(values, draws);
    }

    /**
     * By scrambled Sobol points; the standard error comes from independent scramblings, each of which gives an unbiased
     * mean.
     *
     * @param model over the standard normal base
     * @param h a function of D coordinates, called by many threads
     * @param points Sobol points of each scrambling, best a power of 2
     * @param scramblings at least 2
     * @param random not advanced
     * @param threads number of threads; the result does not depend on it
     * @return the expectation
     * @throws IllegalArgumentException if the base is another, or h is NaN somewhere
     */
    public static Expectation sobol(
            ClassifierWeightedMixture model,
            ToDoubleFunction<double[]> h,
            int points,
            int scramblings,
            RandomStream random,
            int threads) {
        require(model);
        if (points < 1 || scramblings < 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "points %d, scramblings %d: at least 1 and 2", points, scramblings));
        }
        double[] means = new double[scramblings];
        BaseDraws base = BaseDraws.sobol(model.dimension(), points, random);
        try (Workers workers = Workers.of(threads)) {
            workers.run(scramblings, (s, worker) -> {
                double[] z = new double[points * model.dimension()];
                double[] values = new double[points];
                base.block(s, points, z);
                fill(model, h, z, points, values, 0);
                for (double v : values) {
                    means[s] += v / points;
                }
            });
        }
        return of(means, points * scramblings);
    }

    private static Expectation of(double[] values, int draws) {
        double mean = 0;
        for (double v : values) {
            mean += v / values.length;
        }
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return new Expectation(mean, Math.sqrt(squares / (values.length - 1.0) / values.length), draws);
    }

    private static void require(ClassifierWeightedMixture model) {
        if (!(model.base() instanceof StandardNormal)) {
            throw new IllegalArgumentException(
                    "model: its base is " + model.base().id() + ", must be " + StandardNormal.ID);
        }
    }

    /** sum_k w_k(z) h(T_k^{-1}(z)) of each base point. */
    private static void fill(
            ClassifierWeightedMixture model,
            ToDoubleFunction<double[]> h,
            double[] z,
            int n,
            double[] values,
            int offset) {
        int d = model.dimension();
        double[] logWeights = new double[model.components()];
        double[] x = new double[d];
        for (int i = 0; i < n; i++) {
            model.classifier().logWeights(z, i * d, logWeights);
            double sum = 0;
            for (int k = 0; k < logWeights.length; k++) {
                double w = Math.exp(logWeights[k]);
                if (w > 0) {
                    model.maps().toData(k, z, i * d, x, 0);
                    double value = h.applyAsDouble(x);
                    if (Double.isNaN(value)) {
                        throw new IllegalArgumentException("h: NaN at " + Arrays.toString(x));
                    }
                    sum += w * value;
                }
            }
            values[offset + i] = sum;
        }
    }
}
