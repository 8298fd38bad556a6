package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.cwm.model.Points;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;

/** What is still done once the time is up, by a clock that stands still and then leaps. */
final class TimeLimitTest {

    private static final Table DATA = FitData.ring(30_000, 21);
    private static final FitOptions OPTIONS =
            FitData.QUICK.withComponents(6).withValidationFraction(0.2).withEpochs(0.3);
    private static final int HELD_OUT = 6000;

    /** Stands still, and leaps by an hour when it is read for the n-th time. */
    private static final class LeapingClock implements LongSupplier {
        private final int leapAt;
        private int reads;

        LeapingClock(int leapAt) {
            this.leapAt = leapAt;
        }

        @Override
        public synchronized long getAsLong() {
            return ++reads >= leapAt ? 3_600_000_000_000L : 0;
        }

        synchronized boolean leapt() {
            return reads >= leapAt;
        }
    }

    /** Wherever the time runs out: at most the step under way is finished, and the fewest rows are scored. */
    @Test
    void littleIsDoneAfterTheLimit() {
        for (int leapAt : new int[] {2, 3, 5, 8, 12, 20, 50, 80, 110, 140, 170}) {
            LeapingClock clock = new LeapingClock(leapAt);
            AtomicInteger iterations = new AtomicInteger();
            AtomicInteger looks = new AtomicInteger();
            FitListener listener = p -> {
                if (clock.leapt() && p.stage().equals("train")) {
                    looks.incrementAndGet();
                } else if (clock.leapt() && p.text().contains("iterations")) {
                    iterations.incrementAndGet();
                }
            };
            Deadline deadline = Deadline.in(clock, 60);
            FitReport r = Fit.fit(DATA, OPTIONS, listener, Checkpoints.NONE, deadline);
            FitData.assertFinite(r, DATA);
            assertThat(clock.leapt()).as("%d", leapAt).isTrue();
            assertThat(iterations.get()).as("%d", leapAt).isLessThanOrEqualTo(1);
            assertThat(looks.get()).as("%d", leapAt).isLessThanOrEqualTo(1);
            if (r.stopReason().contains("time limit")) {
                assertThat(r.validation().rows()).isEqualTo(PairedScores.PIECE);
                assertThat(r.train().rows()).isEqualTo(PairedScores.PIECE);
                assertThat(r.warnings()).anyMatch(w -> w.contains("2,000 of the 6,000 held-out rows"));
            }
            if (leapAt < 20) {
                assertThat(r.stopReason()).contains("time limit reached before the first");
            }
        }
    }

    /** The steps told are those that were done. */
    @Test
    void theStepsDoneAreCounted() {
        int told = 0;
        for (int leapAt = 60; leapAt < 300; leapAt += 24) {
            FitReport r = Fit.fit(
                    DATA, OPTIONS, FitListener.SILENT, Checkpoints.NONE, Deadline.in(new LeapingClock(leapAt), 60));
            String reason = r.stopReason();
            int at = reason.indexOf("time limit reached after ");
            if (at >= 0) {
                HistoryPoint last = r.history().get(r.history().size() - 1);
                assertThat(reason).contains("after " + last.step() + " of ");
                assertThat(last.step()).isPositive();
                told++;
            }
        }
        assertThat(told).isPositive();
    }

    @Test
    void aLimitThatIsNotReachedChangesNothing() {
        FitReport none = FitData.fit(DATA, OPTIONS);
        FitReport hour = FitData.fit(DATA, OPTIONS.withTimeLimit(Duration.ofHours(1)));
        FitData.assertSameFit(none, hour);
        assertThat(hour.validation().rows()).isEqualTo(HELD_OUT);
    }

    /** What EM took is not training: the learning rate still rises to its peak and falls to its end. */
    @Test
    void theLearningRateFollowsTheTimeOfTraining() {
        AtomicLong now = new AtomicLong();
        FitListener slow = p -> {
            if (p.stage().equals("em") && p.text().contains("iterations")) {
                now.addAndGet(12_000_000_000L);
            }
        };
        FitReport r = Fit.fit(DATA, OPTIONS, slow, Checkpoints.NONE, Deadline.in(now::get, 60));
        double peak = r.plan().learningRate();
        double highest = r.history().stream()
                .mapToDouble(HistoryPoint::learningRate)
                .max()
                .orElseThrow();
        assertThat(now.get()).isGreaterThan(30_000_000_000L);
        assertThat(highest).isBetween(0.95 * peak, peak);
    }

    /** A mixture that nothing is trained from has the time that training would have had. */
    @Test
    void emAloneHasMostOfTheTime() {
        AtomicLong now = new AtomicLong();
        AtomicInteger iterations = new AtomicInteger();
        FitListener slow = p -> {
            if (p.stage().equals("em") && p.text().contains("iterations")) {
                now.addAndGet(11_000_000_000L);
                iterations.incrementAndGet();
            }
        };
        FitOptions mixture = OPTIONS.withClassifier(ClassifierSpec.ofConstant()).withEmIterations(100);
        Fit.fit(DATA, mixture, slow, Checkpoints.NONE, Deadline.in(now::get, 60));
        // 11 s each: with half of the 60 s there would be three
        assertThat(iterations.get()).isGreaterThan(3);
    }

    /** From the start's first centre on EM asks whether to stop, and then asks a few times more at most. */
    @Test
    void emStopsWhereverItIs() {
        Points x = DATA.points();
        int components = 20;
        EmOptions options = EmOptions.defaults()
                .withComponents(components)
                .withMaxRowsForStart(4000)
                .withThreads(2);
        for (int stopAt : new int[] {1, 2, 10, 21, 25, 35, 45, 80, 120, 200, 260}) {
            AtomicInteger asked = new AtomicInteger();
            EmReport report = EmFit.fit(x, options.withStop(() -> asked.incrementAndGet() >= stopAt));
            // the centres that are left, and once for each of the stages behind them
            assertThat(asked.get() - stopAt).as("%d", stopAt).isLessThanOrEqualTo(components + 8);
            assertThat(Arrays.stream(report.mixture().weights()).sum()).isCloseTo(1, within(1e-12));
            assertThat(report.mixture().meanLogLikelihood(x, 2)).isFinite();
            assertThat(report.meanLogLikelihood()).isFinite();
        }
    }
}
