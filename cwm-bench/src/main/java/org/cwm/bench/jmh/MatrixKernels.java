package org.cwm.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.KernelShape;
import org.cwm.kernel.Kernels;
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

/** The matrix product in every shape that the engine gives it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class MatrixKernels {
    @Param({"vector", "scalar"})
    String backend = "";

    @Param
    KernelShape shape = KernelShape.FORWARD_128_128;

    private Kernels kernels = Backends.of("scalar");
    private KernelShape.Product product = shape.product();

    /** Makes the operands. */
    @Setup
    public void setUp() {
        kernels = Backends.of(backend);
        product = shape.product();
    }

    /**
     * C = start + A B.
     *
     * @return C
     */
    @Benchmark
    public float[] multiplyAdd() {
        return product.run(kernels);
    }
}
