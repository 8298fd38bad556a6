package org.cwm.bench.jmh;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.Shape;
import org.cwm.bench.jobs.StepJob;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A training step on {@value #BATCH} points, exact and with the backward roulette. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Step {
    static final int BATCH = 5000;

    @Param({"PICTURE"})
    Shape shape = Shape.PICTURE;

    @Param({"0", "0.1"})
    double roulette;

    @Param({"2", "1"})
    int threads;

    private @Nullable StepJob job;

    /** Makes model and data. */
    @Setup
    public void setUp() {
        job = new StepJob(shape, BATCH, roulette, threads);
    }

    /** Ends the threads. */
    @TearDown
    public void tearDown() {
        Objects.requireNonNull(job).close();
    }

    /**
     * One step.
     *
     * @return mean log density
     */
    @Benchmark
    public double step() {
        return Objects.requireNonNull(job).run();
    }
}
