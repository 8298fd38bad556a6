package org.cwm.bench.jmh;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.Shape;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
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

/** Log densities of many rows at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ScoreBatch {
    static final int ROWS = 10_000;

    @Param
    Shape shape = Shape.PICTURE;

    @Param({"2", "1"})
    int threads;

    private @Nullable ClassifierWeightedMixture model;
    private @Nullable Points points;
    private final double[] out = new double[ROWS];

    /** Makes model and rows. */
    @Setup
    public void setUp() {
        model = shape.model();
        points = shape.points(ROWS);
    }

    /**
     * {@value #ROWS} log densities.
     *
     * @return them
     */
    @Benchmark
    public double[] score() {
        Objects.requireNonNull(model).logDensity(Objects.requireNonNull(points), out, threads);
        return out;
    }
}
