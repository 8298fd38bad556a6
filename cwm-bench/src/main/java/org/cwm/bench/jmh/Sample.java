package org.cwm.bench.jmh;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.Shape;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
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
import org.openjdk.jmh.annotations.Warmup;

/** Draws. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Sample {
    static final int DRAWS = 100_000;

    @Param
    Shape shape = Shape.PICTURE;

    @Param({"2", "1"})
    int threads;

    private @Nullable ClassifierWeightedMixture model;
    private final RandomStream random = RandomStream.of(61);

    /** Makes the model. */
    @Setup
    public void setUp() {
        model = shape.model();
    }

    /**
     * {@value #DRAWS} draws.
     *
     * @return them
     */
    @Benchmark
    public Points sample() {
        return Objects.requireNonNull(model).sample(DRAWS, random, threads);
    }
}
