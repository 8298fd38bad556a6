package org.cwm.variational;

import java.util.Arrays;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;

/**
 * The least that an estimator of a discrete choice can be tried on: the derivative of E[(b - t)^2], b ~ Bernoulli(p), by the
 * logit of p. Everything about it is known exactly. (t = 0.499 is the example of Tucker et al., 2017.)
 *
 * @param p probability of b = 1, in (0, 1)
 * @param t what b is compared with
 */
public record BernoulliToy(double p, double t) {

    /** Checks the range. */
    public BernoulliToy {
        if (!(p > 0 && p < 1) || !Double.isFinite(t)) {
            throw new IllegalArgumentException("p " + p + ", must be in (0, 1); t " + t + ", must be finite");
        }
    }

    private double value(double b) {
        return (b - t) * (b - t);
    }

    /**
     * The derivative, p (1 - p) (f(1) - f(0)).
     *
     * @return its exact value
     */
    public double derivative() {
        return p * (1 - p) * (value(1) - value(0));
    }

    /**
     * Variance of REINFORCE from one draw without a baseline, of f(b) (b - p).
     *
     * @return its exact value
     */
    public double plainReinforceVariance() {
        double first = (1 - p) * Math.pow(value(0) * p, 2);
        double second = p * Math.pow(value(1) * (1 - p), 2);
        return first + second - derivative() * derivative();
    }

    /**
     * Independent estimates of the derivative, by the same choice of components that fits use. The path forms have nothing to
     * leave out here and equal the others.
     *
     * @param options which estimator
     * @param draws of one estimate; with one there is no baseline
     * @param estimates how many
     * @param random not advanced
     * @return the estimates
     */
    public double[] estimates(EstimatorOptions options, int draws, int estimates, RandomStream random) {
        return options.estimator().biased()
                ? relaxed(options, draws, estimates, random)
                : chosen(options, draws, estimates, random);
    }

    private double[] chosen(EstimatorOptions options, int draws, int estimates, RandomStream random) {
        int n = draws * estimates;
        double[] logWeights = new double[2 * n];
        for (int i = 0; i < n; i++) {
            logWeights[2 * i] = Math.log1p(-p);
            logWeights[2 * i + 1] = Math.log(p);
        }
        PathChoice choice = new PathChoice(2);
        boolean whole = choose(choice, options, logWeights, n, random);
        double[] perDraw = new double[n];
        for (int c = 0; c < choice.paths; c++) {
            perDraw[choice.draw[c]] += choice.coefficient[c] * value(choice.component[c]);
        }
        double[] sum = new double[estimates];
        for (int i = 0; i < n; i++) {
            sum[i / draws] += perDraw[i];
        }
        double[] out = new double[estimates];
        for (int c = 0; c < choice.paths; c++) {
            int i = choice.draw[c];
            int k = choice.component[c];
            double others = draws > 1 ? (sum[i / draws] - perDraw[i]) / (draws - 1) : 0;
            double baseline = whole ? perDraw[i] : others;
            out[i / draws] += choice.coefficient[c] * (value(k) - baseline) * (k - p) / draws;
        }
        return out;
    }

    private static boolean choose(
            PathChoice choice, EstimatorOptions options, double[] logWeights, int n, RandomStream random) {
        int size =
                switch (options.estimator()) {
                    case RAO_BLACKWELL, RAO_BLACKWELL_PATH -> 2;
                    case SUBSAMPLED_PATH -> Math.min(2, options.components());
                    default -> 1;
                };
        if (size == 2) {
            choice.all(logWeights, n);
            return true;
        }
        try (Workers workers = Workers.of(1)) {
            choice.some(logWeights, n, size, random, workers);
        }
        return false;
    }

    /** y = softmax((log w + Gumbel) / temperature), of which the second component stands for b. */
    private double[] relaxed(EstimatorOptions options, int draws, int estimates, RandomStream random) {
        RandomStream stream = random.split(0);
        boolean hard = options.estimator() == Estimator.STRAIGHT_THROUGH;
        double logit = Math.log(p) - Math.log1p(-p);
        double[] out = new double[estimates];
        Arrays.setAll(out, e -> {
            double sum = 0;
            for (int i = 0; i < draws; i++) {
                double u = stream.nextDouble();
                // the difference of two Gumbel draws is logistic
                double y = 1 / (1 + Math.exp(-(logit + Math.log(u) - Math.log1p(-u)) / options.temperature()));
                double at = hard ? Math.rint(y) : y;
                sum += 2 * (at - t) * y * (1 - y) / options.temperature();
            }
            return sum / draws;
        });
        return out;
    }
}
