package org.cwm.bench.jmh;

import org.cwm.bench.jobs.EmJob;
import org.cwm.bench.jobs.KernelShape;
import org.cwm.bench.jobs.Shape;
import org.cwm.fit.CovarianceType;
import org.cwm.kernel.Activation;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What one operation of a benchmark does.
 *
 * @param operations floating-point operations
 * @param items what a user counts
 * @param item its name
 * @param doubles whether the arithmetic is float64, whose peak is half of float32's
 * @param threads number of threads at work
 */
record Work(double operations, double items, String item, boolean doubles, int threads) {

    /**
     * The work of a benchmark.
     *
     * @param p its name and parameters
     * @return the work of one operation
     * @throws IllegalArgumentException if the benchmark is unknown
     */
    static Work of(BenchmarkParams p) {
        String name = p.getBenchmark();
        String benchmark = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        return switch (benchmark) {
            case "MatrixKernels.multiplyAdd" ->
                kernel(KernelShape.valueOf(p.getParam("shape")).operations(), KernelShape.ROWS, "row");
            case "ElementKernels.activate" -> elements(p, ofActivation(Activation.valueOf(p.getParam("activation"))));
            case "ElementKernels.multiplyByDerivative" ->
                elements(p, ofDerivative(Activation.valueOf(p.getParam("activation"))));
            case "ElementKernels.addColumnSums" -> elements(p, 1);
            case "GaussianKernel.squares" ->
                gaussian(triangle(p) ? DIMENSION * (DIMENSION + 1.0) + 3 * DIMENSION : 4 * DIMENSION);
            case "GaussianKernel.exponentials" -> gaussian(27);
            case "GaussianKernel.moments" ->
                gaussian(2 * (triangle(p) ? (DIMENSION + 1) * (DIMENSION + 2) / 2 : 2 * DIMENSION + 1));
            case "SoftmaxKernels.logSumExp" -> softmax(p, EXPONENTIAL + 3);
            case "SoftmaxKernels.scaledSoftmax" -> softmax(p, EXPONENTIAL + 7);
            case "Step.step" -> job(p, 3 * Step.BATCH * Double.valueOf(shape(p).components()), Step.BATCH, "point");
            case "ScoreBatch.score" ->
                job(p, ScoreBatch.ROWS * Double.valueOf(shape(p).components()), ScoreBatch.ROWS, "row");
            case "ScoreRow.score" -> job(p, shape(p).components(), 1, "row");
            case "Sample.sample" -> job(p, Sample.DRAWS, Sample.DRAWS, "draw");
            case "Em.iteration" -> em(p);
            default -> throw new IllegalArgumentException("no count of the work of " + name);
        };
    }

    private static final int DIMENSION = GaussianKernel.DIMENSION;

    /** exp as the kernels take it: range reduction 6, polynomial 14, scaling and cut 3. */
    private static final int EXPONENTIAL = 23;

    /** Arithmetic of an activation as the kernels take it: additions, products, comparisons, a division as one. */
    private static int ofActivation(Activation a) {
        return switch (a) {
            case TANH -> 23;
            case SILU -> EXPONENTIAL + 5;
            case SINE -> 19;
        };
    }

    private static int ofDerivative(Activation a) {
        return switch (a) {
            case TANH -> 3;
            case SILU -> EXPONENTIAL + 9;
            case SINE -> 23;
        };
    }

    private static Work kernel(double operations, double items, String item) {
        return new Work(operations, items, item, false, 1);
    }

    private static Work elements(BenchmarkParams p, int each) {
        double n = KernelShape.ROWS * Double.parseDouble(p.getParam("width"));
        return kernel(each * n, n, "element");
    }

    private static Work softmax(BenchmarkParams p, int each) {
        double n = KernelShape.ROWS * Double.parseDouble(p.getParam("components"));
        return kernel(each * n, n, "element");
    }

    private static Work gaussian(double each) {
        return new Work(each * GaussianKernel.LANES, GaussianKernel.LANES, "row", true, 1);
    }

    private static boolean triangle(BenchmarkParams p) {
        return CovarianceType.valueOf(p.getParam("covariance")) == CovarianceType.FULL;
    }

    private static Shape shape(BenchmarkParams p) {
        return Shape.valueOf(p.getParam("shape"));
    }

    private static int threads(BenchmarkParams p) {
        String own = p.getParam("threads");
        return own == null ? p.getThreads() : Integer.parseInt(own);
    }

    private static Work job(BenchmarkParams p, double passes, double items, String item) {
        return new Work(passes * shape(p).forwardOperations(), items, item, false, threads(p));
    }

    private static Work em(BenchmarkParams p) {
        double operations = EmJob.operations(
                Em.ROWS, Em.DIMENSION, Em.COMPONENTS, CovarianceType.valueOf(p.getParam("covariance")));
        return new Work(operations, Em.ROWS, "row", true, threads(p));
    }
}
