package org.cwm.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.cwm.bench.jobs.KernelShape;
import org.cwm.kernel.Activation;
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

/** Activations, derivatives and sums over the rows of a block of {@value KernelShape#ROWS} rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ElementKernels {
    /** A gradient is multiplied so often before it is made anew; no factor is below 0.07, so it never gets denormal. */
    private static final int ROUNDS = 16;

    @Param({"vector", "scalar"})
    String backend = "";

    @Param
    Activation activation = Activation.TANH;

    @Param({"128", "64"})
    int width;

    private Kernels kernels = Backends.of("scalar");
    private float[] pre = {};
    private float[] post = {};
    private float[] fresh = {};
    private float[] gradient = {};
    private float[] sums = {};
    private int round;

    /** Makes inputs within 1.3 of 0. */
    @Setup
    public void setUp() {
        kernels = Backends.of(backend);
        int n = KernelShape.ROWS * width;
        RandomStream random = RandomStream.of(41);
        pre = new float[n];
        fresh = new float[n];
        for (int i = 0; i < n; i++) {
            pre[i] = (float) (2.6 * random.nextDouble() - 1.3);
            fresh[i] = (float) random.nextGaussian();
        }
        post = new float[n];
        gradient = fresh.clone();
        sums = new float[width];
        kernels.activate(activation, pre, post, 0, n);
    }

    /**
     * act(pre).
     *
     * @return the outputs
     */
    @Benchmark
    public float[] activate() {
        kernels.activate(activation, pre, post, 0, pre.length);
        return post;
    }

    /**
     * gradient *= act'(pre).
     *
     * @return the gradient
     */
    @Benchmark
    public float[] multiplyByDerivative() {
        if (++round == ROUNDS) {
            round = 0;
            System.arraycopy(fresh, 0, gradient, 0, fresh.length);
        }
        kernels.multiplyByDerivative(activation, pre, post, gradient, 0, pre.length);
        return gradient;
    }

    /**
     * Sums over the rows.
     *
     * @return one number a column
     */
    @Benchmark
    public float[] addColumnSums() {
        kernels.addColumnSums(pre, 0, width, KernelShape.ROWS, width, sums, 0);
        return sums;
    }
}
