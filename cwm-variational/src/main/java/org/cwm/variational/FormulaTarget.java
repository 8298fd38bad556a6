package org.cwm.variational;

import java.util.List;
import org.hipparchus.analysis.differentiation.Gradient;

/**
 * A target of which only the value is written, in Hipparchus' {@link Gradient} arithmetic, which carries the derivatives
 * along (forward mode: an evaluation costs about D times as much as with plain numbers).
 *
 * <pre>{@code
 * TargetDensity normal = FormulaTarget.of(2, x -> x[0].square().add(x[1].square()).multiply(-0.5));
 * }</pre>
 *
 * @param names of the coordinates
 * @param formula log t
 */
public record FormulaTarget(List<String> names, Formula formula) implements TargetDensity {

    /** log t in arithmetic that carries derivatives. Constants come by {@code x[0].newInstance(value)}. */
    @FunctionalInterface
    public interface Formula {
        /**
         * log t.
         *
         * @param x D coordinates
         * @return log t(x) with its derivatives
         */
        Gradient logDensity(Gradient[] x);
    }

    /** Copies the names. */
    public FormulaTarget {
        names = List.copyOf(names);
    }

    /**
     * A target with coordinates {@code x1, x2, ...}.
     *
     * @param dimension D, at least 1
     * @param formula log t
     * @return the target
     */
    public static FormulaTarget of(int dimension, Formula formula) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: " + dimension + ", must be at least 1");
        }
        return new FormulaTarget(
                java.util.stream.IntStream.rangeClosed(1, dimension)
                        .mapToObj(i -> "x" + i)
                        .toList(),
                formula);
    }

    @Override
    public int dimension() {
        return names.size();
    }

    @Override
    public double logDensity(double[] x, double[] gradient) {
        int d = x.length;
        Gradient[] variables = new Gradient[d];
        for (int i = 0; i < d; i++) {
            variables[i] = Gradient.variable(d, i, x[i]);
        }
        Gradient value = formula.logDensity(variables);
        for (int i = 0; i < d; i++) {
            gradient[i] = value.getPartialDerivative(i);
        }
        return value.getValue();
    }
}
