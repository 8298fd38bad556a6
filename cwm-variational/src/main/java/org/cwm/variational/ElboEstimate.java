package org.cwm.variational;

import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * An estimate of the ELBO, E_q[log t - log q].
 *
 * @param value in nats
 * @param standardError of it
 * @param draws log t - log q of each draw
 */
record ElboEstimate(double value, double standardError, double[] draws) {

    private static final int BLOCK = 1024;

    /** From independent draws; the same stream gives the same base points to any mixture. */
    static ElboEstimate of(
            ClassifierWeightedMixture q, TargetDensity target, int n, RandomStream random, Workers workers) {
        ElboGradient elbo = new ElboGradient(q, target, workers);
        BaseDraws base = BaseDraws.independent(q.dimension(), random.split(0));
        double[] z = new double[BLOCK * q.dimension()];
        double[] all = new double[n];
        double[] some = new double[BLOCK];
        for (int from = 0; from < n; from += BLOCK) {
            int count = Math.min(BLOCK, n - from);
            base.block(from, count, z);
            elbo.draws(z, count, random.split(1).split(from), some);
            System.arraycopy(some, 0, all, from, count);
        }
        return of(all);
    }

    private static ElboEstimate of(double[] draws) {
        double mean = 0;
        for (double v : draws) {
            mean += v / draws.length;
        }
        double squares = 0;
        for (double v : draws) {
            squares += (v - mean) * (v - mean);
        }
        return new ElboEstimate(mean, Math.sqrt(squares / (draws.length - 1.0) / draws.length), draws);
    }

    /** Mean and standard error of this minus another estimate on the same base points. */
    ElboEstimate minus(ElboEstimate other) {
        double[] difference = new double[draws.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = draws[i] - other.draws[i];
        }
        return of(difference);
    }
}
