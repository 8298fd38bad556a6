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
    /** Standard errors beyond which the plain difference is believed against the sharpened one. */
    private static final double CONTRADICTS = 3;

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

    /**
     * Gain over another estimate on the same base points, with t / (q Z) as a control variate where that helps. Its mean is 1
     * for any q that covers the target, and near the target it takes away what log(t / q) varies by in first order: small gains are
     * seen that the plain difference drowns in noise. It is blind to mass that q has lost or found, which the plain difference
     * is not: if that is off zero by three standard errors, it counts.
     */
    ElboEstimate gainOver(ElboEstimate other) {
        ElboEstimate plain = minus(other);
        if (Math.abs(plain.value) > CONTRADICTS * plain.standardError) {
            return plain;
        }
        double logEvidence = other.logMeanRatio();
        ElboEstimate sharpened = sharpened(logEvidence).minus(other.sharpened(logEvidence));
        return sharpened.standardError < plain.standardError ? sharpened : plain;
    }

    /** log of the mean of t / q: log Z if q covers the target. */
    private double logMeanRatio() {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : draws) {
            max = Math.max(max, v);
        }
        double mean = 0;
        for (double v : draws) {
            mean += Math.exp(v - max) / draws.length;
        }
        return max + Math.log(mean);
    }

    private ElboEstimate sharpened(double logEvidence) {
        double[] less = new double[draws.length];
        for (int i = 0; i < less.length; i++) {
            less[i] = draws[i] - Math.exp(draws[i] - logEvidence);
        }
        return of(less);
    }
}
