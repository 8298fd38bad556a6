package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cwm.kernel.Activation;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;

/** Fits that can't go well: out of time, or with settings that break the training. */
final class FitLimitsTest {

    private static final Table TRAIN = FitData.ring(2000, 1);
    private static final Table VALIDATION = FitData.ring(400, 2);

    @Test
    void aTimeLimitStillGivesAModel() {
        for (long millis : new long[] {0, 1, 30}) {
            FitOptions o = FitData.QUICK
                    .withComponents(8)
                    .withEpochs(10_000.0)
                    .withEmIterations(10_000)
                    .withTimeLimit(Duration.ofMillis(millis));
            long from = System.nanoTime();
            FitReport r = FitData.fit(TRAIN, VALIDATION, o);
            FitData.assertFinite(r, VALIDATION);
            assertOutOfTime(r);
            FitReport cross = FitData.fit(FitData.ring(400, 3), o);
            assertThat(cross.plan().folds()).isGreaterThan(1);
            FitData.assertFinite(cross, VALIDATION);
            assertOutOfTime(cross);
            // what runs past the limit: one step of EM, one of training, the scores; generous for a busy machine
            assertThat((System.nanoTime() - from) * 1e-9).isLessThan(15);
        }
    }

    /** Looks go by the time, so that patience may end a fit a little before the limit does. */
    private static void assertOutOfTime(FitReport r) {
        assertThat(r.stopReason()).containsAnyOf("time limit reached", "no better held-out score");
    }

    /** The learning rate falls to its end by the time limit, whatever number of steps that allows. */
    @Test
    void trainingUsesItsTime() {
        FitReport r = FitData.fit(
                TRAIN,
                VALIDATION,
                FitData.QUICK.withEpochs(1e6).withLearningRate(1e-2).withTimeLimit(Duration.ofMillis(1500)));
        FitData.assertFinite(r, VALIDATION);
        List<HistoryPoint> h = r.history();
        assertOutOfTime(r);
        if (r.stopReason().contains("time limit")) {
            assertThat(h.get(h.size() - 1).learningRate()).isLessThan(0.02 * 1e-2);
        }
        assertThat(r.seconds().get("train")).isGreaterThan(0.2);
        assertThat(r.accepted()).isTrue();
        assertThat(r.validation().gain()).isGreaterThan(0.02);
        // looks go by the time too: not only the very last iterate was scored
        assertThat(h).hasSizeGreaterThan(10);
    }

    private static void assertHonest(FitReport r, String what) {
        FitData.assertFinite(r, VALIDATION);
        assertThat(r.validation().gain()).as(what).isNotNegative();
        if (r.accepted()) {
            return;
        }
        assertThat(r.model().mixture().parameters())
                .isEqualTo(r.gaussianMixture().mixture().parameters());
        boolean told = !r.converged()
                || r.stopReason().contains("kept")
                || r.stopReason().contains("no better held-out score");
        assertThat(told).as(what + ": " + r.stopReason()).isTrue();
    }

    @Test
    void absurdLearningRatesNeverGiveNaN() {
        for (Activation a : Activation.values()) {
            for (double rate : new double[] {10, 1e6, 1e30, 1e38, 1e300}) {
                for (CovarianceType type : CovarianceType.values()) {
                    FitOptions o = FitData.QUICK
                            .withClassifier(ClassifierSpec.mlp(a, 1, 8))
                            .withCovariance(type)
                            .withLearningRate(rate)
                            .withWeightDecay(a == Activation.SILU ? 0.1 : 0.0);
                    assertHonest(FitData.fit(TRAIN, VALIDATION, o), a + " " + rate + " " + type);
                }
            }
        }
    }

    @Test
    void absurdLearningRatesInCrossValidation() {
        Table few = FitData.ring(300, 4);
        for (double rate : new double[] {1e6, 1e30, 1e300}) {
            FitOptions o = FitData.QUICK.withLearningRate(rate).withWeightDecay(1.0);
            FitReport r = FitData.fit(few, o);
            assertHonest(r, "rate " + rate);
            assertThat(r.accepted()).isFalse();
        }
    }

    /** A training that breaks down says so: step and numbers in the reason, a warning first of all. */
    @Test
    void aBreakdownIsTold() {
        FitOptions o = FitData.QUICK.withLearningRate(1e300).withWeightDecay(1.0);
        FitReport r = FitData.fit(TRAIN, VALIDATION, o);
        assertThat(r.converged()).isFalse();
        assertThat(r.accepted()).isFalse();
        assertThat(r.stopReason()).contains("stopped at step");
        assertThat(r.warnings().get(0)).contains("broke down");
    }

    /** The folds promise a gain, then the fit to all rows breaks down: the promise is taken back. */
    @Test
    void aBreakdownOfTheFinalFitIsTold() {
        Table data = FitData.ring(400, 5);
        FitOptions o =
                FitData.QUICK.withThreads(1).withEpochs(40.0).withBatchSize(64).withLearningRate(2e-2);
        FitReport good = FitData.fit(data, o);
        assertThat(good.accepted()).isTrue();
        String last = "unit" + good.plan().folds() + ".parameters";
        FitData.Memory memory = new FitData.Memory() {
            @Override
            public void save(FitState s) {
                if (s.floats().containsKey(last)) {
                    state = copy(s);
                    throw new FitData.Interrupted();
                }
            }
        };
        assertThatThrownBy(() -> Fit.fit(data, o, FitListener.SILENT, memory)).isInstanceOf(FitData.Interrupted.class);
        FitState state = Objects.requireNonNull(memory.state);
        Objects.requireNonNull(state.floats().get(last))[0] = Float.NaN;
        FitReport r = Fit.fit(data, o, FitListener.SILENT, FitData.Memory.of(state, Integer.MAX_VALUE));
        FitData.assertFinite(r, data);
        assertThat(r.accepted()).isFalse();
        assertThat(r.converged()).isFalse();
        assertThat(r.validation().gain()).isZero();
        assertThat(r.model().mixture().parameters())
                .isEqualTo(good.gaussianMixture().mixture().parameters());
        assertThat(r.stopReason()).contains("stopped at step").contains("kept");
        assertThat(r.warnings().get(0)).contains("broke down");
    }

    @Test
    void progressIsTold() {
        List<FitProgress> heard = new ArrayList<>();
        FitReport r = Fit.fit(TRAIN, VALIDATION, FitData.QUICK, heard::add, Checkpoints.NONE);
        assertThat(heard).extracting(FitProgress::stage).contains("em", "train");
        for (FitProgress p : heard) {
            assertThat(p.fraction()).isBetween(0.0, 1.0);
            assertThat(p.text()).isNotBlank();
        }
        FitProgress last = heard.get(heard.size() - 1);
        // told to its end, unless patience ended it before
        assertThat(last.fraction() == 1 || r.stopReason().contains("no better held-out score"))
                .isTrue();
        HistoryPoint end = r.history().get(r.history().size() - 1);
        assertThat(last.validation()).isEqualTo(end.validation());
        assertThat(r.seconds().keySet()).contains("em", "train", "score");
        for (double s : r.seconds().values()) {
            assertThat(s).isNotNegative();
        }
    }
}
