package org.cwm.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.KernelShape;
import org.cwm.kernel.Kernels;
import org.cwm.random.RandomStream;
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

/** Log-sum-exp and softmax of {@value KernelShape#ROWS} rows, a call for all as in the engine. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SoftmaxKernels {
    private static final float LOG_SUM_EXP = 4;
    private static final float SCALE = -0.5f;

    @Param({"vector", "scalar"})
    String backend = "";

    @Param({"50", "10"})
    int components;

    private Kernels kernels = Backends.of("scalar");
    private int stride;
    private float[] logits = {};
    private final float[] results = new float[KernelShape.ROWS];
    private final float[] sums = new float[KernelShape.ROWS];
    private final float[] scales = new float[KernelShape.ROWS];

    /** Makes standard normal logits. */
    @Setup
    public void setUp() {
        kernels = Backends.of(backend);
        stride = (components + Kernels.BLOCK - 1) / Kernels.BLOCK * Kernels.BLOCK;
        Arrays.fill(sums, LOG_SUM_EXP);
        Arrays.fill(scales, SCALE);
        RandomStream random = RandomStream.of(51);
        logits = new float[KernelShape.ROWS * stride];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian();
        }
    }

    /**
     * log sum exp of every row.
     *
     * @return one number a row
     */
    @Benchmark
    public float[] logSumExp() {
        kernels.logSumExp(logits, 0, stride, KernelShape.ROWS, components, results, 0);
        return results;
    }

    /**
     * Scaled softmax. The weights are the next call's logits: they stay between -1 and 3 and never get denormal.
     *
     * @return the weights
     */
    @Benchmark
    public float[] scaledSoftmax() {
        kernels.scaledSoftmax(logits, 0, stride, KernelShape.ROWS, components, sums, scales, 0);
        return logits;
    }
}
