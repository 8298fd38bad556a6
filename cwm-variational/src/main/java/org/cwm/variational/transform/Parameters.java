package org.cwm.variational.transform;

import java.util.ArrayList;
import java.util.List;
import org.cwm.variational.TargetDensity;

/**
 * Named parameters with constraints, in order, and the way between their values and free coordinates on the real line.
 * Immutable; each {@code with...} gives new parameters.
 *
 * @param blocks the groups
 */
public record Parameters(List<Block> blocks) {

    /** Copies the list. */
    public Parameters {
        blocks = List.copyOf(blocks);
    }

    /**
     * No parameters yet.
     *
     * @return empty parameters
     */
    public static Parameters none() {
        return new Parameters(List.of());
    }

    /**
     * These and another group.
     *
     * @param block to append
     * @return new parameters
     */
    public Parameters with(Block block) {
        List<Block> all = new ArrayList<>(blocks);
        all.add(block);
        return new Parameters(all);
    }

    /**
     * These and unconstrained values.
     *
     * @param name of the group
     * @param size number of values
     * @return new parameters
     */
    public Parameters withReal(String name, int size) {
        return with(new Block.Real(name, size));
    }

    /**
     * These and positive values.
     *
     * @param name of the group
     * @param size number of values
     * @return new parameters
     */
    public Parameters withPositive(String name, int size) {
        return with(new Block.Positive(name, size));
    }

    /**
     * These and a value in an interval.
     *
     * @param name of the value
     * @param lower end
     * @param upper end
     * @return new parameters
     */
    public Parameters withInterval(String name, double lower, double upper) {
        return with(new Block.Interval(name, 1, lower, upper));
    }

    /**
     * These and positive values of sum 1.
     *
     * @param name of the group
     * @param size number of values
     * @return new parameters
     */
    public Parameters withSimplex(String name, int size) {
        return with(new Block.Simplex(name, size));
    }

    /**
     * These and increasing values.
     *
     * @param name of the group
     * @param size number of values
     * @return new parameters
     */
    public Parameters withOrdered(String name, int size) {
        return with(new Block.Ordered(name, size));
    }

    /**
     * Number of values.
     *
     * @return the groups' sizes together
     */
    public int size() {
        return blocks.stream().mapToInt(Block::size).sum();
    }

    /**
     * Number of free coordinates.
     *
     * @return the dimension of the target on the real line
     */
    public int free() {
        return blocks.stream().mapToInt(Block::free).sum();
    }

    /**
     * Names of the values.
     *
     * @return one a value
     */
    public List<String> names() {
        return blocks.stream().flatMap(b -> b.names().stream()).toList();
    }

    /**
     * Names of the free coordinates.
     *
     * @return one a coordinate
     */
    public List<String> freeNames() {
        return blocks.stream().flatMap(b -> b.freeNames().stream()).toList();
    }

    /**
     * Values from free coordinates.
     *
     * @param y free coordinates, not modified
     * @param v receives the values
     * @return log |det dv / dy|
     */
    public double toValues(double[] y, double[] v) {
        double logDet = 0;
        int from = 0;
        int to = 0;
        for (Block b : blocks) {
            logDet += b.toValues(y, from, v, to);
            from += b.free();
            to += b.size();
        }
        return logDet;
    }

    /**
     * Free coordinates from values.
     *
     * @param v values that fulfil their constraints strictly, not modified
     * @return free coordinates
     */
    public double[] toFree(double[] v) {
        double[] y = new double[free()];
        int from = 0;
        int to = 0;
        for (Block b : blocks) {
            b.toFree(v, from, y, to);
            from += b.size();
            to += b.free();
        }
        return y;
    }

    /**
     * A density of the values as a target on the real line: log t(y) = log f(v(y)) + log |det dv / dy|.
     *
     * @param density log f and its gradient by the values; its dimension is {@link #size()}
     * @return the target, of dimension {@link #free()}
     */
    public TargetDensity target(TargetDensity density) {
        if (density.dimension() != size()) {
            throw new IllegalArgumentException(
                    "density: dimension " + density.dimension() + ", there are " + size() + " values");
        }
        return new Free(this, density);
    }

    private record Free(Parameters parameters, TargetDensity density) implements TargetDensity {
        @Override
        public int dimension() {
            return parameters.free();
        }

        @Override
        public List<String> names() {
            return parameters.freeNames();
        }

        @Override
        public double logDensity(double[] y) {
            double[] v = new double[parameters.size()];
            double logDet = parameters.toValues(y, v);
            return outside(v, logDet) ? Double.NEGATIVE_INFINITY : density.logDensity(v) + logDet;
        }

        @Override
        public double logDensity(double[] y, double[] gradient) {
            double[] v = new double[parameters.size()];
            double logDet = parameters.toValues(y, v);
            if (outside(v, logDet)) {
                java.util.Arrays.fill(gradient, 0);
                return Double.NEGATIVE_INFINITY;
            }
            double[] g = new double[v.length];
            double value = density.logDensity(v, g);
            int free = 0;
            int values = 0;
            for (Block b : parameters.blocks) {
                b.pullBack(y, v, g, free, values, gradient);
                free += b.free();
                values += b.size();
            }
            return value + logDet;
        }

        /** Where exp overflows there is no value to ask the density for. */
        private static boolean outside(double[] v, double logDet) {
            boolean finite = Double.isFinite(logDet);
            for (double x : v) {
                finite &= Double.isFinite(x);
            }
            return !finite;
        }
    }
}
