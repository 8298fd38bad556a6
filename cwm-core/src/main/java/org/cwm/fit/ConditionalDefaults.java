package org.cwm.fit;

import java.time.temporal.ChronoUnit;
import org.cwm.kernel.Activation;
import org.cwm.schema.Table;

/** Chooses every setting of a fit with conditions that the user left open. */
final class ConditionalDefaults {

    private ConditionalDefaults() {}

    static FitPlan resolve(Table data, FitOptions o, boolean heldOutGiven) {
        int n = data.points().rows();
        double validation = o.validationFraction() != null
                ? o.validationFraction()
                : Math.min(0.1, (double) Defaults.HELD_OUT_ROWS / n);
        int folds = o.validationFraction() != null || heldOutGiven || n >= Defaults.FEW_ROWS ? 1 : Defaults.FOLDS;
        int rows = heldOutGiven
                ? n
                : (int) Math.max(1, Math.round(n * (folds > 1 ? 1 - 1.0 / Defaults.FOLDS : 1 - validation)));
        boolean few = rows < Defaults.FEW_ROWS;
        int batch = Math.min(o.batchSize() != null ? o.batchSize() : 256, rows);
        double steps = few ? 600 : 3000;
        return new FitPlan(
                o.given(),
                components(o, rows, few),
                // residuals have heavy tails: one row in a hundred would cost more than all others gain
                o.base() != null ? o.base() : new BaseSpec(3, 0.5, 2, true),
                maps(o),
                o.classifier() != null ? o.classifier() : ClassifierSpec.mlp(Activation.SILU, 1, 32),
                folds,
                validation,
                o.epochs() != null ? o.epochs() : steps * batch / rows,
                o.timeLimit() != null ? o.timeLimit() : ChronoUnit.FOREVER.getDuration(),
                batch,
                o.learningRate() != null ? o.learningRate() : few ? 4e-2 : 1.5e-2,
                o.weightDecay() != null ? o.weightDecay() : 1e-2,
                o.jitter() != null ? o.jitter() : few ? 0.07 : 0.02,
                o.classifierNoise() != null ? o.classifierNoise() : few ? 0.1 : 0,
                o.roulette() != null ? o.roulette() : 0.1,
                0,
                o.emIterations() != null ? o.emIterations() : 100,
                o.seed(),
                o.threads());
    }

    private static MapSpec maps(FitOptions o) {
        return o.maps() instanceof MapSpec.Conditional
                ? o.maps()
                : new MapSpec.Conditional(
                        o.maps() == null ? CovarianceType.FULL : o.maps().covariance(),
                        new int[] {64, 64},
                        Activation.SILU,
                        1);
    }

    private static int[] components(FitOptions o, int rows, boolean few) {
        if (o.components() != null) {
            return new int[] {o.components()};
        }
        return new int[] {few ? rows < 100 ? 1 : 3 : 10};
    }
}
