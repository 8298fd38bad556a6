package org.cwm.variational;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;

/**
 * Tempered adaptive importance sampling (Cappe et al., 2008): draws from a mixture q, weighted by t^beta w^(1 - beta) / q,
 * move the mixture by EM; beta rises to 1 as the effective sample size allows. It starts from w, wide components at
 * several scales. The bridge from w, rather than from a constant, keeps q from widening without bound while beta is small.
 */
final class AdaptiveSampling {

    private static final double[] SCALES = {0.3, 1, 3, 10, 30, 100};
    /** Effective sample size wanted, as a share of the draws. */
    private static final double SHARE = 0.25;

    private final TargetDensity target;
    private final int components;
    private final int dimension;
    private final int draws;
    private final RandomStream random;
    private final Workers workers;
    private final double[] x;
    private final double[] logTarget;
    private final double[] logProposal;
    private final double[] logWide;
    private final FullMixture wide;
    private final double[] weight;

    AdaptiveSampling(TargetDensity target, int components, int draws, RandomStream random, Workers workers) {
        this.target = target;
        this.components = components;
        this.draws = draws;
        this.random = random;
        this.workers = workers;
        dimension = target.dimension();
        x = new double[draws * dimension];
        logTarget = new double[draws];
        logProposal = new double[draws];
        logWide = new double[draws];
        wide = new FullMixture(SCALES.length, dimension);
        for (int s = 0; s < SCALES.length; s++) {
            wide.setRound(s, new double[dimension], 0, SCALES[s]);
        }
        weight = new double[draws];
    }

    /**
     * Runs.
     *
     * @param rounds after beta has reached 1, and at most three times as many in all
     * @param out says when to stop early
     */
    FullMixture run(int rounds, BooleanSupplier out) {
        wide.sample(draws, random.split(0), x);
        evaluate(wide);
        double beta = temper(0);
        FullMixture q = start(random.split(1));
        double[] shares = new double[draws * components];
        int cold = 0;
        for (int round = 2; round < 3 * rounds && cold < rounds && !out.getAsBoolean(); round++) {
            q.sample(draws, random.split(round), x);
            evaluate(q);
            beta = temper(beta);
            cold += beta == 1 ? 1 : 0;
            for (int step = 0; step < 2; step++) {
                q.logDensities(x, draws, new double[draws], shares, workers);
                q.maximise(x, weight, draws, shares, 1e-4, workers);
            }
            if (cold < rounds * 2 / 3) {
                revive(q, random.split(10_000 + round));
            }
        }
        return q;
    }

    private void evaluate(FullMixture q) {
        ElboGradient.evaluate(target, x, draws, logTarget, new double[0], workers);
        q.logDensities(x, draws, logProposal, new double[0], workers);
        wide.logDensities(x, draws, logWide, new double[0], workers);
        boolean some = false;
        for (double l : logTarget) {
            some |= l > Double.NEGATIVE_INFINITY;
        }
        if (!some) {
            throw new TargetException(
                    TargetException.Cause.NO_SUPPORT, "log t is -Infinity at all of " + draws + " draws");
        }
    }

    /** The greatest beta with the effective sample size wanted, at least the last one; sets the weights. */
    private double temper(double last) {
        double wanted = SHARE * draws / 2;
        if (effective(1) >= wanted) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < 40; i++) {
            double middle = 0.5 * (low + high);
            if (effective(middle) >= wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double beta = Math.max(low, Math.max(1e-6, last));
        effective(beta);
        return beta;
    }

    /** Sets normalised weights t^beta w^(1 - beta) / q and returns their effective number. */
    private double effective(double beta) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < draws; i++) {
            // 0 * infinity stands for nothing
            weight[i] = (beta == 0 ? 0 : beta * logTarget[i]) + (1 - beta) * logWide[i] - logProposal[i];
            max = Math.max(max, weight[i]);
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            weight[i] = Math.exp(weight[i] - max);
            sum += weight[i];
            squares += weight[i] * weight[i];
        }
        for (int i = 0; i < draws; i++) {
            weight[i] /= sum;
        }
        return sum * sum / squares;
    }

    /** Components at weighted draws, as wide as these are apart. */
    private FullMixture start(RandomStream stream) {
        FullMixture q = new FullMixture(components, dimension);
        double[] variance = new double[dimension];
        for (int d = 0; d < dimension; d++) {
            double m = 0;
            for (int i = 0; i < draws; i++) {
                m += weight[i] * x[i * dimension + d];
            }
            for (int i = 0; i < draws; i++) {
                double v = x[i * dimension + d] - m;
                variance[d] += weight[i] * v * v;
            }
        }
        double u = stream.nextDouble();
        double sum = 0;
        int k = 0;
        double shrink = Math.pow(components, -1.0 / dimension);
        for (int i = 0; i < draws && k < components; i++) {
            sum += weight[i] * components;
            while (k < components && sum > k + u) {
                q.setRound(k, x, i * dimension, 1);
                for (int d = 0; d < dimension; d++) {
                    q.factor[(k * dimension + d) * dimension + d] = Math.sqrt(variance[d]) * shrink + 1e-9;
                }
                k++;
            }
        }
        for (; k < components; k++) {
            q.setRound(k, q.mean, 0, Math.sqrt(Arrays.stream(variance).max().orElse(1)));
        }
        return q;
    }

    /** Components with almost no weight go where the target exceeds the mixture most. */
    private void revive(FullMixture q, RandomStream stream) {
        double[] now = new double[draws];
        q.logDensities(x, draws, now, new double[0], workers);
        double least = -Math.log(components) - 4;
        for (int k = 0; k < components; k++) {
            if (q.logWeight[k] < least) {
                int best = stream.nextInt(draws);
                for (int i = 0; i < 200; i++) {
                    int j = stream.nextInt(draws);
                    if (logTarget[j] - now[j] > logTarget[best] - now[best] && weight[j] > 0) {
                        best = j;
                    }
                }
                int heaviest = 0;
                for (int j = 1; j < components; j++) {
                    heaviest = q.logWeight[j] > q.logWeight[heaviest] ? j : heaviest;
                }
                System.arraycopy(x, best * dimension, q.mean, k * dimension, dimension);
                int dd = dimension * dimension;
                System.arraycopy(q.factor, heaviest * dd, q.factor, k * dd, dd);
                // half of the heaviest component's weight each
                q.logWeight[heaviest] -= Math.log(2);
                q.logWeight[k] = q.logWeight[heaviest];
            }
        }
    }
}
