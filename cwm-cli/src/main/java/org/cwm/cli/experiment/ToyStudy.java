package org.cwm.cli.experiment;

import org.cwm.random.RandomStream;
import org.cwm.variational.BernoulliToy;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;

/**
 * Estimators of one Bernoulli choice.
 *
 * @param seed of the draws
 * @param quick whether a tenth of the draws will do
 */
record ToyStudy(long seed, boolean quick) {

    private static final double COMPARED_WITH = 0.499;
    private static final double[] PROBABILITIES = {0.5, 0.1, 0.01};
    private static final int ESTIMATES = 400_000;
    /** Draws of an estimate with a leave-one-out baseline. */
    private static final int DRAWS = 16;

    ResultTable table() {
        ResultTable table = new ResultTable();
        for (double p : PROBABILITIES) {
            BernoulliToy toy = new BernoulliToy(p, COMPARED_WITH);
            row(table, toy, "RB", EstimatorOptions.of(Estimator.RAO_BLACKWELL), 1, 0);
            row(
                    table,
                    toy,
                    "REINFORCE, no baseline",
                    EstimatorOptions.of(Estimator.REINFORCE),
                    1,
                    toy.plainReinforceVariance());
            row(table, toy, "REINFORCE", EstimatorOptions.of(Estimator.REINFORCE), DRAWS, Double.NaN);
            row(table, toy, "Gumbel-Softmax", EstimatorOptions.of(Estimator.GUMBEL_SOFTMAX), 1, Double.NaN);
            row(table, toy, "straight-through", EstimatorOptions.of(Estimator.STRAIGHT_THROUGH), 1, Double.NaN);
        }
        return table;
    }

    private void row(
            ResultTable table, BernoulliToy toy, String label, EstimatorOptions options, int draws, double exact) {
        int n = ESTIMATES / draws / (quick ? 10 : 1);
        double[] g = toy.estimates(options, draws, n, RandomStream.of(seed).split(Double.doubleToLongBits(toy.p())));
        double mean = Statistics.mean(g);
        double error = Statistics.standardError(g);
        table.add(new ResultTable.Row()
                .number("p", "p", toy.p(), "%s")
                .text("estimator", "estimator", label)
                .number("variance", "variance of a draw", error * error * n * draws, "%.4e")
                .number("exactVariance", "exact", exact, "%.4e")
                .number("bias", "bias", mean - toy.derivative(), "%+.1e")
                .number("biasError", "\u00b1", error, "%.1e")
                .number("derivative", "derivative", toy.derivative(), "%.3e"));
    }
}
