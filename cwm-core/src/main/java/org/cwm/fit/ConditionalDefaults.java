package org.cwm.fit;

import java.time.temporal.ChronoUnit;
import org.cwm.kernel.Activation;
import org.cwm.schema.Table;

/** Chooses every setting of a fit with conditions that the user left open. */
final class ConditionalDefaults {

    private ConditionalDefaults() {}

    private static double p(String name, double value) {
        return Double.parseDouble(System.getProperty("x." + name, Double.toString(value)));
    }

    static FitPlan resolve(Table data, FitOptions o, boolean heldOutGiven) {
        int n = data.points().rows();
        double validation = o.validationFraction() != null
                ? o.validationFraction()
                : Math.min(0.1, (double) Defaults.HELD_OUT_ROWS / n);
        int folds = o.validationFraction() != null || heldOutGiven || n >= Defaults.FEW_ROWS ? 1 : Defaults.FOLDS;
        int rows = heldOutGiven
                ? n
                : (int) Math.max(1, Math.round(n * (folds > 1 ? 1 - 1.0 / Defaults.FOLDS : 1 - validation)));
        int batch = Math.min(o.batchSize() != null ? o.batchSize() : (int) p("batch", 256), rows);
        double steps = p("steps", 2000);
        int h = (int) p("hidden", 64);
        int ch = (int) p("chidden", 32);
        return new FitPlan(
                o.given(),
                new int[] {o.components() != null ? o.components() : (int) p("k", 3)},
                BaseSpec.normal(),
                o.maps() instanceof MapSpec.Conditional
                        ? o.maps()
                        : new MapSpec.Conditional(
                                o.maps() == null
                                        ? CovarianceType.FULL
                                        : o.maps().covariance(),
                                (int) p("depth", 2) == 1 ? new int[] {h} : new int[] {h, h},
                                Activation.of(System.getProperty("x.act", "silu")),
                                p("scale", 1)),
                o.classifier() != null ? o.classifier() : ClassifierSpec.mlp(Activation.SILU, 1, ch),
                folds,
                validation,
                o.epochs() != null ? o.epochs() : steps * batch / rows,
                o.timeLimit() != null ? o.timeLimit() : ChronoUnit.FOREVER.getDuration(),
                batch,
                o.learningRate() != null ? o.learningRate() : p("rate", 5e-3),
                o.weightDecay() != null ? o.weightDecay() : p("decay", 1e-2),
                o.jitter() != null ? o.jitter() : p("jitter", 0.2),
                o.classifierNoise() != null ? o.classifierNoise() : p("noise", 0.1),
                o.roulette() != null ? o.roulette() : 0.1,
                0,
                o.emIterations() != null ? o.emIterations() : 100,
                o.seed(),
                o.threads());
    }
}
