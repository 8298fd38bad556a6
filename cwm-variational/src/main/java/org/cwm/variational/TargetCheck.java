package org.cwm.variational;

import org.cwm.random.RandomStream;
import org.cwm.variational.TargetException.Cause;

/**
 * What can be known of a target before a fit: that it has support, that its gradient is the derivative of its values,
 * and that it falls off. A target may pass and still be improper; nothing short of the integral tells for sure.
 */
public final class TargetCheck {

    private static final int POINTS = 4;
    private static final int TRIES = 400;
    private static final int DIRECTIONS = 40;
    /** Distances, in units of the scale, between which the fall of log t along a line is measured. */
    private static final double NEAR = 300;

    private static final double FAR = 3000;

    private TargetCheck() {}

    /**
     * Checks a target around the origin and stops if it can't be worked with.
     *
     * @param target any
     * @param random not advanced
     * @return the guarded target, its evaluations counted
     * @throws TargetException naming what is wrong
     */
    public static GuardedTarget require(TargetDensity target, RandomStream random) {
        GuardedTarget guarded = GuardedTarget.of(target);
        double[][] inside = support(guarded, random.split(0));
        for (double[] x : inside) {
            GradientCheck.of(guarded, x).require();
        }
        requireFall(guarded, inside, random.split(1));
        return guarded;
    }

    /** Points inside of the support, tried at growing distance from the origin. */
    private static double[][] support(GuardedTarget target, RandomStream random) {
        int d = target.dimension();
        double[][] found = new double[POINTS][];
        int n = 0;
        double[] gradient = new double[d];
        for (int i = 0; i < TRIES && n < POINTS; i++) {
            double spread = Math.pow(10, -1 + 3.0 * i / TRIES);
            double[] x = new double[d];
            for (int j = 0; j < d; j++) {
                x[j] = spread * random.nextGaussian();
            }
            if (target.logDensity(x, gradient) > Double.NEGATIVE_INFINITY) {
                found[n++] = x;
            }
        }
        if (n == 0) {
            throw new TargetException(
                    Cause.NO_SUPPORT,
                    "the target's log density is -Infinity at all " + TRIES
                            + " points tried, up to 100 from the origin");
        }
        return java.util.Arrays.copyOf(found, n);
    }

    /**
     * Along a line log t must fall faster than -log r, or the integral over a tube around the line does not exist; on a
     * whole cone of directions faster than -D log r. Looked at between 300 and 3000 from the origin: along every axis
     * through all points, and along random directions.
     */
    private static void requireFall(GuardedTarget target, double[][] inside, RandomStream random) {
        int d = target.dimension();
        for (int axis = 0; axis < d; axis++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                double[] direction = new double[d];
                direction[axis] = sign;
                boolean flat = true;
                for (double[] x : inside) {
                    flat &= slope(target, x, direction) >= -1;
                }
                if (flat) {
                    throw improper((sign > 0 ? "growing " : "falling ")
                            + target.names().get(axis));
                }
            }
        }
        int flat = 0;
        for (int i = 0; i < DIRECTIONS; i++) {
            double[] direction = new double[d];
            double norm = 0;
            for (int j = 0; j < d; j++) {
                direction[j] = random.nextGaussian();
                norm += direction[j] * direction[j];
            }
            for (int j = 0; j < d; j++) {
                direction[j] /= Math.sqrt(norm);
            }
            double slope = slope(target, inside[i % inside.length], direction);
            flat += slope >= -d ? 1 : 0;
        }
        // a cone that holds a tenth of all directions
        if (flat > DIRECTIONS / 10) {
            throw improper(flat + " of " + DIRECTIONS + " random directions");
        }
    }

    private static TargetException improper(String where) {
        return new TargetException(
                Cause.IMPROPER,
                "the target is improper: its log density does not fall off towards " + where
                        + ", so that its integral does not exist; give it a prior");
    }

    /** d log t / d log r between NEAR and FAR; -Infinity where the support or the target's arithmetic ends before. */
    private static double slope(GuardedTarget target, double[] x, double[] direction) {
        double near = value(target, x, direction, NEAR);
        double far = value(target, x, direction, FAR);
        return near == Double.NEGATIVE_INFINITY ? near : (far - near) / Math.log(FAR / NEAR);
    }

    /** log t; -Infinity if the target can't say: that far out its numbers may overflow without harm. */
    private static double value(GuardedTarget target, double[] x, double[] direction, double r) {
        double[] y = x.clone();
        for (int j = 0; j < y.length; j++) {
            y[j] += r * direction[j];
        }
        try {
            return target.logDensity(y);
        } catch (TargetException e) {
            return Double.NEGATIVE_INFINITY;
        }
    }
}
