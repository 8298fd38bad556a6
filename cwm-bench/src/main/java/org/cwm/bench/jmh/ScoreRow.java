package org.cwm.bench.jmh;

import java.util.Arrays;
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

/** The log density of one row a call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ScoreRow {
    static final int ROWS = 1024;

    @Param({"TABLE", "PICTURE"})
    Shape shape = Shape.TABLE;

    private @Nullable ClassifierWeightedMixture model;
    private double[][] rows = {};
    private int next;

    /** Makes model and rows. */
    @Setup
    public void setUp() {
        model = shape.model();
        Points points = shape.points(ROWS);
        rows = new double[ROWS][];
        Arrays.setAll(rows, points::row);
    }

    /**
     * One log density.
     *
     * @return in nats
     */
    @Benchmark
    public double score() {
        next = (next + 1) % ROWS;
        return Objects.requireNonNull(model).logDensity(rows[next]);
    }
}
