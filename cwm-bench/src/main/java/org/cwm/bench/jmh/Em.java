package org.cwm.bench.jmh;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.EmJob;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.EmReport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** {@value #ITERATIONS} EM iterations on {@value #ROWS} rows, the final score included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Em {
    static final int ITERATIONS = 5;
    static final int ROWS = 200_000;
    static final int DIMENSION = 10;
    static final int COMPONENTS = 50;

    @Param({"DIAGONAL", "FULL"})
    CovarianceType covariance = CovarianceType.FULL;

    @Param({"2", "1"})
    int threads;

    private @Nullable EmJob job;

    /** Draws the rows. */
    @Setup
    public void setUp() {
        job = new EmJob(ROWS, DIMENSION, COMPONENTS, covariance, ITERATIONS, threads);
    }

    /**
     * Time of one iteration.
     *
     * @return how they went
     */
    @Benchmark
    @OperationsPerInvocation(ITERATIONS)
    public EmReport iteration() {
        return Objects.requireNonNull(job).run();
    }
}
