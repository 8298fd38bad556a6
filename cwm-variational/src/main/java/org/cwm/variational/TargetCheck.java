package org.cwm.variational;

import java.util.Arrays;
import org.cwm.random.RandomStream;
import org.cwm.variational.TargetException.Cause;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * What can be known of a target before a fit: that it has support, that its gradient is the derivative of its values,
 * and that it falls off. A target may pass and still be improper; nothing short of the integral tells for sure.
 */
public final class TargetCheck {

    private static final int POINTS = 4;
    private static final int TRIES = 400;
    private static final int DIRECTIONS = 40;
    /** Where the fall of log t along a line begins to be measured. */
    private static final double NEAR = 300;
    /** Between one distance and the next; a line is flat if log t falls too slowly over all steps that can be measured. */
    private static final double STEP = 10;

    private static final int STEPS = 7;
    private static final int CLIMB = 200;
    /** In more dimensions the Hessian is not looked at. */
    private static final int MOST_FOR_HESSIAN = 200;
    /** So many directions of least curvature are looked along. */
    private static final int FLATTEST = 3;
    /** Of the curvature's scale, how far from a mode the gradient is checked: a mode may be a kink. */
    private static final double ASIDE = 0.5;

    private TargetCheck() {}

    /**
     * Checks a target around the origin and beside a mode that a climb from there finds, and stops if it can't be worked with.
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
        double[] mode = climbed(guarded, inside[0]);
        if (mode.length > 0 && mode.length <= MOST_FOR_HESSIAN) {
            requireAround(guarded, mode, random.split(2));
        }
        return guarded;
    }

    /** Where a climb from a point ends; empty if that is nowhere. */
    private static double[] climbed(GuardedTarget target, double[] start) {
        int d = start.length;
        double[] unit = new double[d * d];
        for (int i = 0; i < d; i++) {
            unit[i * d + i] = 1;
        }
        double[] y = new double[d];
        double value = new Climb(target, start, unit).climb(y, CLIMB);
        for (int i = 0; i < d; i++) {
            y[i] += start[i];
            if (!Double.isFinite(y[i])) {
                return new double[0];
            }
        }
        return Double.isFinite(value) ? y : new double[0];
    }

    /** The gradient beside a mode, where its parts are of another size than near the origin, and the fall along a ridge. */
    private static void requireAround(GuardedTarget target, double[] mode, RandomStream random) {
        int d = mode.length;
        RealMatrix curvature = curvature(target, mode);
        double[] aside = mode.clone();
        for (int i = 0; i < d; i++) {
            double c = Math.abs(curvature.getEntry(i, i));
            double scale = c == 0 ? 1 : 1 / Math.sqrt(Math.max(1e-6, c));
            aside[i] += ASIDE * scale * random.nextGaussian();
        }
        // here the target has mass: what is no number is an error
        if (target.logDensity(aside) > Double.NEGATIVE_INFINITY) {
            GradientCheck.of(target, aside).require();
        }
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(curvature);
        // eigenvalues fall
        for (int i = Math.max(0, d - FLATTEST); i < d; i++) {
            double[] direction = eigen.getEigenvector(i).toArray();
            for (int sign = -1; sign <= 1; sign += 2) {
                double[] along = direction.clone();
                for (int j = 0; j < d; j++) {
                    along[j] *= sign;
                }
                if (flat(target, mode, along, -1)) {
                    throw improper(direction(target, along));
                }
            }
        }
    }

    /** A direction in words: its largest parts. */
    private static String direction(GuardedTarget target, double[] u) {
        StringBuilder s = new StringBuilder();
        double most = Arrays.stream(u).map(Math::abs).max().orElseThrow();
        int told = 0;
        for (int j = 0; j < u.length && told < 4; j++) {
            if (Math.abs(u[j]) > 0.3 * most) {
                s.append(told == 0 ? "" : " with ").append(u[j] > 0 ? "growing " : "falling ");
                s.append(target.names().get(j));
                told++;
            }
        }
        return s.toString();
    }

    /** Minus the Hessian, from central differences of the gradient; zero where they can't be had. */
    private static RealMatrix curvature(GuardedTarget target, double[] x) {
        int d = x.length;
        double[][] h = new double[d][d];
        double[] up = new double[d];
        double[] down = new double[d];
        double[] at = x.clone();
        for (int j = 0; j < d; j++) {
            double step = 1e-4 * Math.max(1, Math.abs(x[j]));
            at[j] = x[j] + step;
            boolean inside = Trial.logDensity(target, at, up) > Double.NEGATIVE_INFINITY;
            at[j] = x[j] - step;
            inside &= Trial.logDensity(target, at, down) > Double.NEGATIVE_INFINITY;
            at[j] = x[j];
            for (int i = 0; i < d; i++) {
                double c = inside ? (down[i] - up[i]) / (4 * step) : 0;
                h[i][j] += c;
                h[j][i] += c;
            }
        }
        return new Array2DRowRealMatrix(h, false);
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
        return Arrays.copyOf(found, n);
    }

    /**
     * Along a line log t must fall faster than -log r, or the integral over a tube around the line does not exist; on a
     * whole cone of directions faster than -D log r. Looked at from 300 to 3e9 from the point, a decade at a time: along
     * every axis through all points, and along random directions. A density far from the origin or wide falls in a later
     * decade.
     */
    private static void requireFall(GuardedTarget target, double[][] inside, RandomStream random) {
        int d = target.dimension();
        for (int axis = 0; axis < d; axis++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                double[] direction = new double[d];
                direction[axis] = sign;
                boolean flat = true;
                for (double[] x : inside) {
                    flat &= flat(target, x, direction, -1);
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
            flat += flat(target, inside[i % inside.length], direction, -d) ? 1 : 0;
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

    /** Whether d log t / d log r stays at or above a slope as far as the support and the target's arithmetic go. */
    private static boolean flat(GuardedTarget target, double[] x, double[] direction, double least) {
        double near = value(target, x, direction, NEAR);
        int measured = 0;
        double r = NEAR;
        for (int step = 0; step < STEPS; step++) {
            r *= STEP;
            double far = value(target, x, direction, r);
            if (Double.isNaN(near) || Double.isNaN(far)) {
                break;
            }
            if (near == Double.NEGATIVE_INFINITY || !((far - near) / Math.log(STEP) >= least)) {
                return false;
            }
            measured++;
            near = far;
        }
        return measured > 0;
    }

    /** log t; NaN if the target can't say: that far out its numbers may overflow without harm. */
    private static double value(GuardedTarget target, double[] x, double[] direction, double r) {
        double[] y = x.clone();
        for (int j = 0; j < y.length; j++) {
            y[j] += r * direction[j];
        }
        try {
            return target.logDensity(y);
        } catch (TargetException e) {
            return Double.NaN;
        }
    }
}
