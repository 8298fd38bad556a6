package org.cwm.variational;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.cwm.engine.Workers;

/** A Gaussian mixture by EM on importance draws, for a fit that has missed something. */
final class Refit {

    private static final int ROUNDS = 30;
    private static final double RIDGE = 1e-4;

    private Refit() {}

    /**
     * The old components and new ones where the weights exceed the old mixture most, moved by EM on the weighted draws.
     *
     * @param old the mixture that has missed something
     * @param draws of a proposal that reaches what was missed
     * @param more number of new components
     * @param time share of the time that has passed; at 1 EM ends
     * @param workers who does it
     * @return the mixture
     */
    static FullMixture of(FullMixture old, WeightedDraws draws, int more, DoubleSupplier time, Workers workers) {
        int d = old.dimension;
        int n = draws.points().rows();
        double[] x = draws.points().values();
        double[] weight = draws.weights();
        FullMixture q = new FullMixture(old.components + more, d);
        System.arraycopy(old.mean, 0, q.mean, 0, old.mean.length);
        System.arraycopy(old.factor, 0, q.factor, 0, old.factor.length);
        System.arraycopy(old.logWeight, 0, q.logWeight, 0, old.components);
        Arrays.fill(q.logWeight, old.components, q.components, Double.NEGATIVE_INFINITY);
        double[] log = new double[n];
        double[] shares = new double[n * q.components];
        // mass that each draw stands for and the mixture so far does not have, in units of what it has on an average
        // draw
        old.logDensities(x, n, log, new double[0], workers);
        for (int k = old.components; k < q.components; k++) {
            int best = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                double missing = draws.logTarget()[i] - log[i];
                if (weight[i] > 0 && missing > most) {
                    most = missing;
                    best = i;
                }
            }
            double share = add(q, k, x, best, weight, n);
            q.addTerm(k, Math.log1p(-share), x, n, log, workers);
        }
        for (int round = 0; round < ROUNDS && time.getAsDouble() < 1; round++) {
            q.logDensities(x, n, log, shares, workers);
            q.maximise(x, weight, n, shares, RIDGE, workers);
        }
        return q;
    }

    /** Component k at a draw, with the shape of the component nearest to it by shares and its part of the weight, returned. */
    private static double add(FullMixture q, int k, double[] x, int at, double[] weight, int n) {
        int d = q.dimension;
        int from = 0;
        for (int j = 1; j < k; j++) {
            from = q.logWeight[j] > q.logWeight[from] ? j : from;
        }
        System.arraycopy(x, at * d, q.mean, k * d, d);
        System.arraycopy(q.factor, from * d * d, q.factor, k * d * d, d * d);
        double share = Math.max(0.01, Math.min(0.5, weight[at] * n / (n + 1.0)));
        for (int j = 0; j < k; j++) {
            q.logWeight[j] += Math.log1p(-share);
        }
        q.logWeight[k] = Math.log(share);
        return share;
    }
}
