package org.cwm.variational.transform;

import java.util.ArrayList;
import java.util.Arrays;
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
        return toValues(y, 0, v, 0);
    }

    /**
     * Values from free coordinates, for summaries of draws.
     *
     * @param y free coordinates, not modified
     * @return the values, as many as {@link #size()}
     */
    public double[] values(double[] y) {
        double[] v = new double[size()];
        toValues(y, v);
        return v;
    }

    private double toValues(double[] y, int firstFree, double[] v, int firstValue) {
        double logDet = 0;
        int from = firstFree;
        int to = firstValue;
        for (Block b : blocks) {
            logDet += b.toValues(y, from, v, to);
            from += b.free();
            to += b.size();
        }
        return logDet;
    }

    /** The least of the blocks; 0 if a value is not finite. */
    private double margin(double[] y, int firstFree, double[] v, int firstValue) {
        double margin = 1;
        int from = firstFree;
        int to = firstValue;
        for (Block b : blocks) {
            margin = Math.min(margin, b.margin(y, from, v, to));
            from += b.free();
            to += b.size();
        }
        for (int i = firstValue; i < to; i++) {
            margin = Double.isFinite(v[i]) ? margin : 0;
        }
        return margin;
    }

    private void pullBack(double[] y, double[] v, double[] g, int firstFree, int firstValue, double[] out) {
        int free = firstFree;
        int value = firstValue;
        for (Block b : blocks) {
            b.pullBack(y, v, g, free, value, out);
            free += b.free();
            value += b.size();
        }
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
     * A density of the values as a target on the real line: log t(y) = log f(v(y)) + log |det dv / dy|. The density is asked
     * only for values strictly inside of their ranges: where one rounds to an end, underflows or overflows, the target is
     * {@code -Infinity}, and so it is where a value is within 1e-75 of an end, or above 1e75, and the gradient overflows; no
     * mass is there. Many points at once are one call of the density for many points.
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
        /** Margin below which a gradient that is not finite is overflow and no mistake. */
        private static final double FAR = 1e-75;

        private static final double[] NONE = new double[0];

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
            double[] out = new double[1];
            evaluate(y, 1, out, NONE, true);
            return out[0];
        }

        @Override
        public double logDensity(double[] y, double[] gradient) {
            double[] out = new double[1];
            evaluate(y, 1, out, gradient, true);
            return out[0];
        }

        @Override
        public void logDensities(double[] y, int n, double[] out, double[] gradients) {
            evaluate(y, n, out, gradients, false);
        }

        /** All points inside go to the density at once, or to its form for one point. */
        private void evaluate(double[] y, int n, double[] out, double[] gradients, boolean single) {
            int free = parameters.free();
            int size = parameters.size();
            boolean wanted = gradients.length > 0;
            double[] all = new double[n * size];
            double[] logDet = new double[n];
            double[] margin = new double[n];
            int[] rows = new int[n];
            int inside = 0;
            for (int i = 0; i < n; i++) {
                int to = inside * size;
                logDet[inside] = parameters.toValues(y, i * free, all, to);
                margin[inside] = parameters.margin(y, i * free, all, to);
                if (margin[inside] > 0 && Double.isFinite(logDet[inside])) {
                    rows[inside++] = i;
                } else {
                    outside(i, out, gradients);
                }
            }
            if (inside == 0) {
                return;
            }
            double[] v = Arrays.copyOf(all, inside * size);
            double[] value = new double[inside];
            double[] g = new double[wanted ? inside * size : 0];
            if (!single) {
                density.logDensities(v, inside, value, g);
            } else {
                value[0] = wanted ? density.logDensity(v, g) : density.logDensity(v);
            }
            for (int j = 0; j < inside; j++) {
                int i = rows[j];
                boolean far = margin[j] < FAR && Double.isFinite(value[j]);
                if (far && !finiteGradient(y, i * free, v, j * size, g)) {
                    outside(i, out, gradients);
                    continue;
                }
                out[i] = value[j] + logDet[j];
                if (wanted) {
                    parameters.pullBack(y, v, g, i * free, j * size, gradients);
                }
            }
        }

        /** Whether the gradient at a point is finite; the density is asked for it unless g has it. */
        private boolean finiteGradient(double[] y, int fromFree, double[] v, int fromValue, double[] g) {
            int size = parameters.size();
            double[] point = Arrays.copyOfRange(v, fromValue, fromValue + size);
            double[] by = g.length > 0 ? Arrays.copyOfRange(g, fromValue, fromValue + size) : new double[size];
            if (g.length == 0) {
                density.logDensity(point, by);
            }
            double[] at = Arrays.copyOfRange(y, fromFree, fromFree + parameters.free());
            double[] pulled = new double[at.length];
            parameters.pullBack(at, point, by, 0, 0, pulled);
            return Arrays.stream(pulled).allMatch(Double::isFinite);
        }

        private void outside(int i, double[] out, double[] gradients) {
            out[i] = Double.NEGATIVE_INFINITY;
            if (gradients.length > 0) {
                Arrays.fill(gradients, i * parameters.free(), (i + 1) * parameters.free(), 0);
            }
        }
    }
}
