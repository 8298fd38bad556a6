package org.cwm.bench.jmh;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.cwm.fit.CovarianceType;
import org.cwm.kernel.GaussianKernels;
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

/** The inner loops of EM in double: {@value #LANES} rows of {@value #DIMENSION} columns, one component. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GaussianKernel {
    static final int LANES = 256;
    static final int DIMENSION = 10;

    @Param({"vector", "scalar"})
    String backend = "";

    @Param({"FULL", "DIAGONAL"})
    CovarianceType covariance = CovarianceType.FULL;

    private GaussianKernels kernels = Backends.of("scalar").gaussian();
    private final double[][] x = new double[DIMENSION][LANES];
    private final double[] a = new double[GaussianKernels.rowStart(DIMENSION)];
    private final double[] b = new double[DIMENSION];
    private final double[] squares = new double[LANES];
    private final double[] logarithms = new double[LANES];
    private final double[] exponentials = new double[LANES];
    private final double[] top = new double[LANES];
    private final double[] sum = new double[LANES];
    private final double[] factor = new double[LANES];
    private final int[] groups = new int[LANES / GaussianKernels.GROUP];
    private final double[] weights = new double[LANES];
    private double[] moments = {};
    private GaussianKernels.@Nullable Moments kernel;

    /** Makes rows and weights; no group of lanes is left out. */
    @Setup
    public void setUp() {
        kernels = Backends.of(backend).gaussian();
        RandomStream random = RandomStream.of(81);
        for (double[] column : x) {
            for (int i = 0; i < LANES; i++) {
                column[i] = random.nextGaussian();
            }
        }
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextGaussian();
        }
        for (int i = 0; i < LANES; i++) {
            logarithms[i] = -10 * random.nextDouble();
            weights[i] = random.nextDouble();
            factor[i] = 1;
        }
        for (int g = 0; g < groups.length; g++) {
            groups[g] = g * GaussianKernels.GROUP;
        }
        boolean full = covariance == CovarianceType.FULL;
        GaussianKernels.Moments m = kernels.moments(full, DIMENSION);
        m.rows(x, LANES);
        kernel = m;
        moments = new double[m.parts() * (full ? (DIMENSION + 1) * (DIMENSION + 2) / 2 : 2 * DIMENSION + 1)];
    }

    /**
     * Squared norms.
     *
     * @return one a row, added up
     */
    @Benchmark
    public double[] squares() {
        if (covariance == CovarianceType.FULL) {
            kernels.addTriangularSquares(x, a, b, 0, DIMENSION, squares, LANES);
        } else {
            kernels.addDiagonalSquares(x, a, b, 0, DIMENSION, squares, LANES);
        }
        return squares;
    }

    /**
     * Exponentials; their arguments are copied into place first.
     *
     * @return how many groups were kept
     */
    @Benchmark
    public int exponentials() {
        System.arraycopy(logarithms, 0, exponentials, 0, LANES);
        return kernels.exponentials(exponentials, top, -40, sum, groups, LANES);
    }

    /**
     * Weighted moments; the weights are copied into place first.
     *
     * @return sums
     */
    @Benchmark
    public double[] moments() {
        System.arraycopy(weights, 0, exponentials, 0, LANES);
        Objects.requireNonNull(kernel).add(exponentials, factor, groups, groups.length, moments);
        return moments;
    }
}
