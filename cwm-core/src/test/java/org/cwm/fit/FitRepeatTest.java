package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cwm.io.FitCheckpoints;
import org.cwm.kernel.Activation;
import org.cwm.model.Points;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same fit again: with other threads, and after it was interrupted. */
final class FitRepeatTest {

    /** Enough rows that EM goes in pieces without shrinkage, and is stopped by its limit between two pieces. */
    private static final Table MANY = FitData.ring(12_000, 1);

    private static final FitOptions MANY_OPTIONS = FitData.QUICK
            .withThreads(1)
            .withComponents(6)
            .withEmIterations(25)
            .withEpochs(0.5)
            .withBatchSize(512)
            .withJitter(0.1)
            .withClassifierNoise(0.1)
            .withRoulette(0.1)
            .withWeightDecay(1e-3);

    /** Few rows: cross-validation over several numbers of components. */
    private static final Table FEW = FitData.gaussian(400, 3, 2);

    private static final FitOptions FEW_OPTIONS = FitOptions.defaults()
            .withThreads(1)
            .withClassifier(ClassifierSpec.mlp(Activation.SINE, 0.5, 6))
            .withEpochs(4.0)
            .withBatchSize(64)
            .withEmIterations(8);

    private static FitReport uninterrupted(Table data, FitOptions options) {
        return FitData.fit(data, options);
    }

    @Test
    void threadsDoNotChangeAnyBit() {
        FitReport many = uninterrupted(MANY, MANY_OPTIONS);
        FitData.assertSameFit(many, uninterrupted(MANY, MANY_OPTIONS.withThreads(2)));
        FitData.assertSameFit(many, uninterrupted(MANY, MANY_OPTIONS.withThreads(5)));
        FitReport few = uninterrupted(FEW, FEW_OPTIONS);
        assertThat(few.plan().folds()).isGreaterThan(1);
        assertThat(few.plan().components()).hasSizeGreaterThan(1);
        FitData.assertSameFit(few, uninterrupted(FEW, FEW_OPTIONS.withThreads(2)));
        FitData.assertSameFit(few, uninterrupted(FEW, FEW_OPTIONS.withThreads(3)));
        Table board = FitData.checkerboard(600, 3);
        FitReport bounded = uninterrupted(board, FitData.QUICK.withThreads(1));
        FitData.assertSameFit(bounded, uninterrupted(board, FitData.QUICK.withThreads(2)));
    }

    @Test
    void anotherSeedIsAnotherFit() {
        FitReport a = uninterrupted(FEW, FEW_OPTIONS.withComponents(3).withSeed(1));
        FitReport b = uninterrupted(FEW, FEW_OPTIONS.withComponents(3).withSeed(2));
        assertThat(b.validation()).isNotEqualTo(a.validation());
        assertThat(b.history()).isNotEqualTo(a.history());
        FitReport c = uninterrupted(MANY, MANY_OPTIONS.withSeed(1));
        FitReport d = uninterrupted(MANY, MANY_OPTIONS.withSeed(2));
        assertThat(d.model().mixture().parameters())
                .isNotEqualTo(c.model().mixture().parameters());
        assertThat(d.model().provenance().options()).containsEntry("seed", "2");
    }

    /**
     * Only a limit that was asked for may depend on the clock: without one, EM that takes long must not move the
     * schedule of the training that follows.
     */
    @Test
    void withoutATimeLimitTheClockPlaysNoRole() {
        Deadline none =
                Deadline.in(FitPlan.resolve(FEW, FEW_OPTIONS, false).timeLimit().toSeconds());
        assertThat(none.passed()).isFalse();
        assertThat(none.share()).isZero();
        assertThat(Deadline.in(none.secondsLeft() / 100).share()).isZero();
        Deadline minute = Deadline.in(60);
        assertThat(minute.passed()).isFalse();
        assertThat(minute.secondsLeft()).isBetween(30.0, 60.0);
        assertThat(minute.share()).isBetween(0.0, 0.5);
        assertThat(Deadline.in(0).passed()).isTrue();
        assertThat(Deadline.in(0).secondsLeft()).isZero();
    }

    /** Interrupts at a save, resumes from what was saved, over and over; returns the last, undisturbed run. */
    private static FitReport stopAndGo(Table data, FitOptions options, int... interruptAt) {
        FitState state = null;
        for (int at : interruptAt) {
            FitData.Memory memory = FitData.Memory.of(state, at);
            assertThatThrownBy(() -> Fit.fit(data, options, FitListener.SILENT, memory))
                    .isInstanceOf(FitData.Interrupted.class);
            state = memory.state;
        }
        return Fit.fit(data, options, FitListener.SILENT, FitData.Memory.of(state, Integer.MAX_VALUE));
    }

    private static int saves(Table data, FitOptions options, FitReport expected) {
        FitData.Memory memory = new FitData.Memory();
        FitData.assertSameFit(expected, Fit.fit(data, options, FitListener.SILENT, memory));
        return memory.saves;
    }

    @Test
    void resumesASingleSplitAtAnyMoment() {
        FitReport expected = uninterrupted(MANY, MANY_OPTIONS);
        int saves = saves(MANY, MANY_OPTIONS, expected);
        int steps = (int) Math.round(0.5 * 10_800 / 512);
        // every iteration of EM and its end, then the steps
        assertThat(saves).isEqualTo(25 + 1 + steps);
        for (int at : new int[] {1, 2, 24, 25, 26, 27, saves - 1, saves}) {
            FitData.assertSameFit(expected, stopAndGo(MANY, MANY_OPTIONS, at));
        }
        // again and again, and with other threads
        FitData.assertSameFit(expected, stopAndGo(MANY, MANY_OPTIONS.withThreads(2), 1, 10, 1, 14, 3, 1));
    }

    @Test
    void resumesCrossValidationAtAnyMoment() {
        FitReport expected = uninterrupted(FEW, FEW_OPTIONS);
        int saves = saves(FEW, FEW_OPTIONS, expected);
        assertThat(saves).isGreaterThan(100);
        for (int at : new int[] {1, 2, saves / 7, saves / 3, saves / 2, 2 * saves / 3, saves - 30, saves - 1, saves}) {
            FitData.assertSameFit(expected, stopAndGo(FEW, FEW_OPTIONS, at));
        }
        FitData.assertSameFit(expected, stopAndGo(FEW, FEW_OPTIONS, saves / 5, saves / 5, 1, saves / 5));
    }

    @Test
    void resumesAFitThatBrokeDown() {
        FitOptions absurd = MANY_OPTIONS.withLearningRate(1e30).withWeightDecay(1.0);
        FitReport expected = uninterrupted(MANY, absurd);
        FitData.assertSameFit(expected, stopAndGo(MANY, absurd, 27));
    }

    @Test
    void resumesFromAFile(@TempDir Path folder) throws IOException {
        FitOptions options = FEW_OPTIONS.withComponents(3).withEpochs(2.0);
        FitReport expected = uninterrupted(FEW, options);
        Path file = folder.resolve("fit.checkpoint");
        for (int at : new int[] {1, 20, 30}) {
            FitCheckpoints checkpoints = FitCheckpoints.at(file, Duration.ZERO, true);
            assertThatThrownBy(() -> Fit.fit(FEW, options, FitListener.SILENT, interrupting(checkpoints, at)))
                    .isInstanceOf(FitData.Interrupted.class);
            assertThat(file).exists();
        }
        FitCheckpoints checkpoints = FitCheckpoints.at(file, Duration.ofDays(1), true);
        FitData.assertSameFit(expected, Fit.fit(FEW, options, FitListener.SILENT, checkpoints));
        // not asked to resume: begins anew, whatever lies there
        Files.writeString(file, "something else");
        FitCheckpoints anew = FitCheckpoints.at(file, Duration.ofDays(1), false);
        FitData.assertSameFit(expected, Fit.fit(FEW, options, FitListener.SILENT, anew));
        assertThat(file).hasContent("something else");
    }

    private static Checkpoints interrupting(Checkpoints inner, int at) {
        return new Checkpoints() {
            private int saves;

            @Override
            public Duration interval() {
                return inner.interval();
            }

            @Override
            public void save(FitState state) {
                inner.save(state);
                if (++saves == at) {
                    throw new FitData.Interrupted();
                }
            }

            @Override
            public @Nullable FitState load() {
                return inner.load();
            }
        };
    }

    @Test
    void anIntervalLimitsTheSaves() {
        FitData.Memory memory = new FitData.Memory() {
            @Override
            public Duration interval() {
                return Duration.ofSeconds(Long.MAX_VALUE);
            }
        };
        Fit.fit(FEW, FEW_OPTIONS.withComponents(2), FitListener.SILENT, memory);
        assertThat(memory.saves).isZero();
    }

    /** A state is for the same data, columns, settings and library only; threads and time are not part of a fit. */
    @Test
    void refusesTheStateOfAnotherFit() {
        FitOptions options = FEW_OPTIONS.withComponents(3);
        FitData.Memory memory = FitData.Memory.of(null, 30);
        assertThatThrownBy(() -> Fit.fit(FEW, options, FitListener.SILENT, memory))
                .isInstanceOf(FitData.Interrupted.class);
        FitState state = memory.state;
        record Other(String what, Table data, FitOptions options) {}
        List<Other> others = new ArrayList<>(List.of(
                new Other("cell", FitData.with(FEW, 17, 1, 0.25), options),
                new Other("rows", FEW.select(FitData.range(0, 399)), options),
                new Other("seed", FEW, options.withSeed(1)),
                new Other("components", FEW, options.withComponents(4)),
                new Other("rate", FEW, options.withLearningRate(1e-3)),
                new Other("domain", FitData.bounded(FEW, -10, 10), options.withJitter(0.3)),
                new Other("bounds", FitData.bounded(FEW, -11, 10), options.withJitter(0.3)),
                new Other("names", Table.of(List.of("a", "b", "x"), FEW.points()), options)));
        for (Other o : others) {
            assertThatThrownBy(() ->
                            Fit.fit(o.data(), o.options(), FitListener.SILENT, FitData.Memory.of(state, 1_000_000)))
                    .as(o.what())
                    .isInstanceOf(UnusableDataException.class)
                    .hasMessageContaining("checkpoint");
        }
        FitOptions same = options.withThreads(2).withTimeLimit(Duration.ofHours(1));
        FitData.assertSameFit(
                uninterrupted(FEW, options),
                Fit.fit(FEW, same, FitListener.SILENT, FitData.Memory.of(state, Integer.MAX_VALUE)));
    }

    /** Right fingerprint, wrong contents: a damaged state is refused by name, never half used. */
    @Test
    void refusesAStateWithAPieceMissing() {
        FitData.Memory memory = FitData.Memory.of(null, 31);
        assertThatThrownBy(() -> Fit.fit(MANY, MANY_OPTIONS, FitListener.SILENT, memory))
                .isInstanceOf(FitData.Interrupted.class);
        FitState state = java.util.Objects.requireNonNull(memory.state);
        for (String name : state.floats().keySet()) {
            Map<String, float[]> floats = new HashMap<>(state.floats());
            floats.remove(name);
            FitState damaged = new FitState(state.fingerprint(), floats, state.doubles(), state.longs());
            assertThatThrownBy(() -> Fit.fit(
                            MANY, MANY_OPTIONS, FitListener.SILENT, FitData.Memory.of(damaged, Integer.MAX_VALUE)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    /** What is returned does not hang on the array that was handed in. */
    @Test
    void theDataAreNotChanged() {
        double[] before = FEW.points().values().clone();
        FitReport r = uninterrupted(FEW, FEW_OPTIONS.withComponents(2));
        assertThat(FEW.points().values()).isEqualTo(before);
        Points copy = Points.of(400, 3, before);
        assertThat(FitData.mean(r.model(), Table.of(FitData.names(3), copy))).isEqualTo(FitData.mean(r.model(), FEW));
    }
}
