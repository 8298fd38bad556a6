package org.cwm.fit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import org.cwm.kernel.Activation;
import org.cwm.schema.Domain;
import org.cwm.schema.Table;

/** Chooses every setting that the user left open, from rows, columns and the kind of data. */
final class Defaults {

    /** Below this many rows a single split decides too much by chance. */
    static final int FEW_ROWS = 5000;

    static final int FOLDS = 5;
    private static final int MANY_ROWS = 20_000;
    /** From so many columns on, with many rows, tails are taken to be heavy. */
    private static final int MANY_COLUMNS = 32;

    /** Enough to see gains of a hundredth of a nat: what is held out is missed in the model. */
    static final int HELD_OUT_ROWS = 10_000;

    /** Shorter time limits ask for smaller models of pictures. */
    private static final Duration HURRIED = Duration.ofSeconds(10);

    /** Not on tables that are split once and have few rows: they train within seconds, and some ended worse by it. */
    private static final double ROULETTE = 0.1;

    /** Flows are deeper than classifiers: at 1e-2 a spline flow lost 0.035 nats on the picture against this. */
    private static final double FLOW_RATE = 3e-3;

    /** On the picture flows still gain 0.003 (spline) and 0.01 nats (affine) from 3,000 steps to this. */
    private static final double FLOW_STEPS = 8000;

    private Defaults() {}

    /** A plane of two columns is learned like a picture: many fine features, few dimensions. */
    static boolean plane(Table data) {
        return data.columns().size() <= 2;
    }

    /** All columns bounded, as in pictures. */
    static boolean bounded(Table data) {
        return data.columns().stream().allMatch(c -> c.domain() instanceof Domain.Bounded);
    }

    static FitPlan resolve(Table data, FitOptions o, boolean heldOutGiven) {
        if (!o.given().isEmpty()) {
            return ConditionalDefaults.resolve(data, o, heldOutGiven);
        }
        int n = data.points().rows();
        int d = data.columns().size();
        double validation =
                o.validationFraction() != null ? o.validationFraction() : Math.min(0.1, (double) HELD_OUT_ROWS / n);
        int folds = o.validationFraction() != null || heldOutGiven || n >= FEW_ROWS ? 1 : FOLDS;
        int rows = heldOutGiven ? n : (int) Math.max(1, Math.round(n * (folds > 1 ? 1 - 1.0 / FOLDS : 1 - validation)));
        boolean plane = plane(data) && n >= 5000;
        boolean large = rows >= MANY_ROWS;
        boolean bounded = bounded(data);
        int batch = o.batchSize() != null ? o.batchSize() : plane ? 1024 : large ? 512 : 256;
        batch = Math.min(batch, rows);
        MapSpec maps = o.maps() != null ? o.maps() : new MapSpec.Affine(CovarianceType.FULL);
        boolean flow = maps instanceof MapSpec.Flow;
        double steps = plane && !bounded ? 3000 : plane || large ? 4000 : rows >= 5000 ? 1500 : 600;
        steps = flow && plane && large ? FLOW_STEPS : steps;
        double epochs = o.epochs() != null ? o.epochs() : steps * batch / rows;
        boolean one = flow && (o.components() == null || o.components() == 1);
        ClassifierSpec classifier = o.classifier() != null
                ? o.classifier()
                : one
                        ? ClassifierSpec.ofConstant()
                        : plane
                                ? bounded && large
                                        ? ClassifierSpec.mlp(Activation.SINE, 2, 48, 48)
                                        : ClassifierSpec.mlp(Activation.SINE, bounded ? 2 : 0.5, 64, 64, 64)
                                : ClassifierSpec.mlp(Activation.SINE, 0.3, 64, 64);
        double rate = o.learningRate() != null ? o.learningRate() : flow ? FLOW_RATE : large && !plane ? 2e-2 : 1e-2;
        double jitter = o.jitter() != null ? o.jitter() : jitter(rows, d, plane, bounded);
        double noise = o.classifierNoise() != null ? o.classifierNoise() : !plane && rows < FEW_ROWS ? 0.2 : 0;
        return new FitPlan(
                o.given(),
                one ? new int[] {1} : components(o, n, rows, d, plane, bounded),
                o.base() != null ? o.base() : large && d >= MANY_COLUMNS ? BaseSpec.scaleMixture() : BaseSpec.normal(),
                maps,
                classifier,
                folds,
                validation,
                epochs,
                o.timeLimit() != null ? o.timeLimit() : ChronoUnit.FOREVER.getDuration(),
                batch,
                rate,
                o.weightDecay() != null ? o.weightDecay() : plane ? 1e-3 : 0,
                jitter,
                noise,
                o.roulette() != null ? o.roulette() : folds == 1 && !large && !plane ? 0 : ROULETTE,
                rows < FEW_ROWS ? 0.8 : 0,
                o.emIterations() != null ? o.emIterations() : 100,
                o.seed(),
                o.threads());
    }

    private static double jitter(int rows, int d, boolean plane, boolean bounded) {
        if (bounded) {
            return d == 2 ? 0.007 : 0.004;
        }
        return plane ? 0.1 : rows < FEW_ROWS ? 0.45 : 0;
    }

    private static int[] components(FitOptions o, int n, int rows, int d, boolean plane, boolean bounded) {
        if (o.components() != null) {
            return new int[] {o.components()};
        }
        if (plane) {
            if (bounded) {
                // within seconds fewer components get further
                boolean hurried = o.timeLimit() != null && o.timeLimit().compareTo(HURRIED) < 0;
                return new int[] {hurried ? 50 : Math.max(50, Math.min(200, n / 1000))};
            }
            return new int[] {rows < MANY_ROWS ? 50 : 100};
        }
        if (rows >= MANY_ROWS) {
            return new int[] {100};
        }
        double[] per = {3, 6, 10};
        return IntStream.range(0, per.length)
                .map(i -> (int) Math.max(1, Math.min(100, Math.round(n / 1000.0 * per[i]))))
                .map(k -> Math.max(1, Math.min(k, rows / (2 * d + 2))))
                .distinct()
                .toArray();
    }
}
