package org.cwm.fit;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cwm.base.Base;
import org.cwm.base.StandardNormal;
import org.cwm.random.RandomStream;

/**
 * Settings of {@link EmFit}.
 *
 * @param components number of components K, at least 1
 * @param covariance shape of the covariances
 * @param base base of the components: standard normal, or a scale mixture
 * @param learnsBase whether the weights of a scale mixture are learned too; if not, they stay as given
 * @param maxIterations greatest number of iterations over all rows, at least 0
 * @param tolerance EM has converged when an iteration raises the objective (nats per row) by no more than tolerance
 *     * max(1, |objective|), whatever the sign; at least 0
 * @param restarts number of starts tried by a short run, at least 1; the best goes on
 * @param varianceFloor least variance in any direction, relative to the variance of each column: Sigma_k - diag(f)
 *     is positive semi-definite with f_d = varianceFloor * var(x_d); in [0, 1), below 1e-10 taken as 1e-10
 * @param columnFloors absolute variance floors for columns of coarse resolution, one a column, at least 0: f_d is
 *     the greater of both floors; empty for none; copied
 * @param ridge added to the diagonal of every covariance in every M-step, at least 0; with a ridge above 0 no
 *     objective is exactly monotone
 * @param shrinkagePseudoRows number nu of pseudo-rows that shrink each covariance towards the pooled one of the
 *     start, at least 0
 * @param random source of the starts; it is only split, never advanced, so equal options give equal fits
 * @param threads number of threads, at least 1; the result does not depend on it
 * @param maxRowsForStart the start and the first iterations see this many rows at most, drawn at random, but never fewer
 *     than K; at least 1
 * @param stop asked before every iteration and every centre of a start; true ends EM with the mixture so far
 * @param listener told of every iteration over all rows, by the calling thread
 */
public record EmOptions(
        int components,
        CovarianceType covariance,
        Base base,
        boolean learnsBase,
        int maxIterations,
        double tolerance,
        int restarts,
        double varianceFloor,
        double[] columnFloors,
        double ridge,
        double shrinkagePseudoRows,
        RandomStream random,
        int threads,
        int maxRowsForStart,
        BooleanSupplier stop,
        Consumer<EmStep> listener) {

    /** Checks the ranges and copies the floors. */
    public EmOptions {
        require(components >= 1, "components", components, "at least 1");
        Objects.requireNonNull(covariance, "covariance");
        Objects.requireNonNull(base, "base");
        require(maxIterations >= 0, "maxIterations", maxIterations, "at least 0");
        require(tolerance >= 0, "tolerance", tolerance, "at least 0");
        require(restarts >= 1, "restarts", restarts, "at least 1");
        require(varianceFloor >= 0 && varianceFloor < 1, "varianceFloor", varianceFloor, "in [0, 1)");
        columnFloors = columnFloors.clone();
        for (double f : columnFloors) {
            require(f >= 0 && Double.isFinite(f), "columnFloors", f, "at least 0 and finite");
        }
        require(ridge >= 0 && Double.isFinite(ridge), "ridge", ridge, "at least 0 and finite");
        require(
                shrinkagePseudoRows >= 0 && Double.isFinite(shrinkagePseudoRows),
                "shrinkagePseudoRows",
                shrinkagePseudoRows,
                "at least 0 and finite");
        Objects.requireNonNull(random, "random");
        require(threads >= 1, "threads", threads, "at least 1");
        require(maxRowsForStart >= 1, "maxRowsForStart", maxRowsForStart, "at least 1");
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(listener, "listener");
    }

    private static void require(boolean ok, String name, Object value, String allowed) {
        if (!ok) {
            throw new IllegalArgumentException(name + ": " + value + ", must be " + allowed);
        }
    }

    /**
     * Ten components of full covariance, at most 200 iterations, tolerance 1e-5, four starts seen on at most 20,000
     * rows, variance floor 1e-4, no ridge, no pseudo-rows, seed 0, as many threads as processors.
     *
     * @return the defaults
     */
    public static EmOptions defaults() {
        return new Draft().build();
    }

    /** {@inheritDoc} */
    @Override
    public double[] columnFloors() {
        return columnFloors.clone();
    }

    /**
     * These options with another components.
     *
     * @param value number of components K, at least 1
     * @return new options
     */
    public EmOptions withComponents(int value) {
        return with(d -> d.components = value);
    }

    /**
     * These options with another covariance.
     *
     * @param value shape of the covariances
     * @return new options
     */
    public EmOptions withCovariance(CovarianceType value) {
        return with(d -> d.covariance = value);
    }

    /**
     * These options with another maxIterations.
     *
     * @param value greatest number of iterations over all rows, at least 0
     * @return new options
     */
    public EmOptions withMaxIterations(int value) {
        return with(d -> d.maxIterations = value);
    }

    /**
     * These options with another tolerance.
     *
     * @param value EM has converged when an iteration raises the objective (nats per row) by no more than
     *     tolerance * max(1, |objective|), whatever the sign; at least 0
     * @return new options
     */
    public EmOptions withTolerance(double value) {
        return with(d -> d.tolerance = value);
    }

    /**
     * These options with another restarts.
     *
     * @param value number of starts tried by a short run, at least 1; the best goes on
     * @return new options
     */
    public EmOptions withRestarts(int value) {
        return with(d -> d.restarts = value);
    }

    /**
     * These options with another varianceFloor.
     *
     * @param value least variance in any direction, relative to the variance of each column: Sigma_k - diag(f)
     *     is positive semi-definite with f_d = varianceFloor * var(x_d); in [0, 1), below 1e-10 taken as 1e-10
     * @return new options
     */
    public EmOptions withVarianceFloor(double value) {
        return with(d -> d.varianceFloor = value);
    }

    /**
     * These options with another columnFloors.
     *
     * @param value absolute variance floors for columns of coarse resolution, one a column, at least 0: f_d is
     *     the greater of both floors; empty for none; copied
     * @return new options
     */
    public EmOptions withColumnFloors(double[] value) {
        return with(d -> d.columnFloors = value);
    }

    /**
     * These options with another ridge.
     *
     * @param value added to the diagonal of every covariance in every M-step, at least 0; with a ridge above 0
     *     no objective is exactly monotone
     * @return new options
     */
    public EmOptions withRidge(double value) {
        return with(d -> d.ridge = value);
    }

    /**
     * These options with another shrinkagePseudoRows.
     *
     * @param value number nu of pseudo-rows that shrink each covariance towards the pooled one of the start, at
     *     least 0
     * @return new options
     */
    public EmOptions withShrinkagePseudoRows(double value) {
        return with(d -> d.shrinkagePseudoRows = value);
    }

    /**
     * These options with another random.
     *
     * @param value source of the starts; it is only split, never advanced, so equal options give equal fits
     * @return new options
     */
    public EmOptions withRandom(RandomStream value) {
        return with(d -> d.random = value);
    }

    /**
     * These options with another threads.
     *
     * @param value number of threads, at least 1; the result does not depend on it
     * @return new options
     */
    public EmOptions withThreads(int value) {
        return with(d -> d.threads = value);
    }

    /**
     * These options with another maxRowsForStart.
     *
     * @param value the start and the first iterations see this many rows at most, drawn at random, but never fewer
     *     than K; at least 1
     * @return new options
     */
    public EmOptions withMaxRowsForStart(int value) {
        return with(d -> d.maxRowsForStart = value);
    }

    /**
     * These options with another stop.
     *
     * @param value asked before every iteration; true ends EM with the mixture so far
     * @return new options
     */
    public EmOptions withStop(BooleanSupplier value) {
        return with(d -> d.stop = value);
    }

    /**
     * These options with another listener.
     *
     * @param value told of every iteration over all rows, by the calling thread
     * @return new options
     */
    public EmOptions withListener(Consumer<EmStep> value) {
        return with(d -> d.listener = value);
    }

    /**
     * These options with another base.
     *
     * @param value standard normal, or a scale mixture to start from
     * @return new options
     */
    public EmOptions withBase(Base value) {
        return with(d -> d.base = value);
    }

    /**
     * These options with the weights of a scale mixture learned or fixed.
     *
     * @param value whether EM learns them
     * @return new options
     */
    public EmOptions withLearnsBase(boolean value) {
        return with(d -> d.learnsBase = value);
    }

    private EmOptions with(Consumer<Draft> change) {
        Draft d = new Draft();
        d.components = components;
        d.covariance = covariance;
        d.base = base;
        d.learnsBase = learnsBase;
        d.maxIterations = maxIterations;
        d.tolerance = tolerance;
        d.restarts = restarts;
        d.varianceFloor = varianceFloor;
        d.columnFloors = columnFloors;
        d.ridge = ridge;
        d.shrinkagePseudoRows = shrinkagePseudoRows;
        d.random = random;
        d.threads = threads;
        d.maxRowsForStart = maxRowsForStart;
        d.stop = stop;
        d.listener = listener;
        change.accept(d);
        return d.build();
    }

    /** The settings while they change. */
    private static final class Draft {
        private int components = 10;
        private CovarianceType covariance = CovarianceType.FULL;
        private Base base = new StandardNormal();
        private boolean learnsBase = true;
        private int maxIterations = 200;
        private double tolerance = 1e-5;
        private int restarts = 4;
        private double varianceFloor = 1e-4;
        private double[] columnFloors = new double[0];
        private double ridge;
        private double shrinkagePseudoRows;
        private RandomStream random = RandomStream.of(0);
        private int threads = Runtime.getRuntime().availableProcessors();
        private int maxRowsForStart = 20_000;
        private BooleanSupplier stop = () -> false;
        private Consumer<EmStep> listener = step -> {};

        EmOptions build() {
            return new EmOptions(
                    components,
                    covariance,
                    base,
                    learnsBase,
                    maxIterations,
                    tolerance,
                    restarts,
                    varianceFloor,
                    columnFloors,
                    ridge,
                    shrinkagePseudoRows,
                    random,
                    threads,
                    maxRowsForStart,
                    stop,
                    listener);
        }
    }
}
