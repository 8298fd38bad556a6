package org.cwm.variational;

/**
 * Climbs log t by limited-memory BFGS with backtracking, in coordinates y with x = centre + L y in which steps of one are
 * of the target's size.
 */
final class Climb {

    private static final int MEMORY = 8;
    private static final double SUFFICIENT = 1e-4;
    private static final double FLAT = 1e-5;

    private final TargetDensity target;
    private final double[] centre;
    private final double[] factor;
    private final int dimension;
    private final double[] x;
    private final double[] gradientX;

    /**
     * A climber.
     *
     * @param target to climb
     * @param centre D values, kept
     * @param factor L, D x D lower triangular, kept
     */
    Climb(TargetDensity target, double[] centre, double[] factor) {
        this.target = target;
        this.centre = centre;
        this.factor = factor;
        dimension = centre.length;
        x = new double[dimension];
        gradientX = new double[dimension];
    }

    /**
     * Climbs.
     *
     * @param y start, replaced by the end
     * @param iterations at most so many
     * @return log t at the end; {@code -Infinity} if the start is outside of the support or the target no number there
     */
    double climb(double[] y, int iterations) {
        int d = dimension;
        double[] g = new double[d];
        double value = evaluate(y, g);
        if (value == Double.NEGATIVE_INFINITY) {
            return value;
        }
        double[][] s = new double[MEMORY][d];
        double[][] r = new double[MEMORY][d];
        double[] rho = new double[MEMORY];
        double[] next = new double[d];
        double[] nextGradient = new double[d];
        int pairs = 0;
        for (int iteration = 0; iteration < iterations && norm(g) > FLAT; iteration++) {
            double[] direction = direction(g, s, r, rho, pairs);
            double slope = dot(direction, g);
            if (!(slope > 0)) {
                pairs = 0;
                direction = g.clone();
                slope = dot(g, g);
            }
            double step = pairs == 0 ? Math.min(1, 1 / norm(g)) : 1;
            double nextValue = Double.NEGATIVE_INFINITY;
            boolean found = false;
            for (int halvings = 0; halvings < 30 && !found; halvings++) {
                for (int i = 0; i < d; i++) {
                    next[i] = y[i] + step * direction[i];
                }
                nextValue = evaluate(next, nextGradient);
                found = nextValue >= value + SUFFICIENT * step * slope;
                step *= 0.5;
            }
            if (!found) {
                return value;
            }
            int slot = pairs % MEMORY;
            double curvature = 0;
            for (int i = 0; i < d; i++) {
                s[slot][i] = next[i] - y[i];
                r[slot][i] = g[i] - nextGradient[i];
                curvature += s[slot][i] * r[slot][i];
            }
            if (curvature > 1e-12 * dot(r[slot], r[slot])) {
                rho[slot] = 1 / curvature;
                pairs++;
            }
            boolean settled = nextValue - value < 1e-9 * (1 + Math.abs(value));
            value = nextValue;
            System.arraycopy(next, 0, y, 0, d);
            System.arraycopy(nextGradient, 0, g, 0, d);
            if (settled) {
                return value;
            }
        }
        return value;
    }

    /** The two-loop recursion (Nocedal, Math. Comp. 35, 1980) for the ascent direction. */
    private static double[] direction(double[] g, double[][] s, double[][] r, double[] rho, int pairs) {
        double[] q = g.clone();
        int used = Math.min(pairs, MEMORY);
        double[] alpha = new double[MEMORY];
        for (int t = pairs - 1; t >= pairs - used; t--) {
            int i = t % MEMORY;
            alpha[i] = rho[i] * dot(s[i], q);
            add(q, -alpha[i], r[i]);
        }
        if (used > 0) {
            int last = (pairs - 1) % MEMORY;
            double scale = 1 / (rho[last] * dot(r[last], r[last]));
            for (int i = 0; i < q.length; i++) {
                q[i] *= scale;
            }
        }
        for (int t = pairs - used; t < pairs; t++) {
            int i = t % MEMORY;
            add(q, alpha[i] - rho[i] * dot(r[i], q), s[i]);
        }
        return q;
    }

    /** log t and its gradient by y; minus infinity where the target is no number. */
    double evaluate(double[] y, double[] gradient) {
        toX(y, x);
        double value = Trial.logDensity(target, x, gradientX);
        int d = dimension;
        for (int j = 0; j < d; j++) {
            double sum = 0;
            for (int i = j; i < d; i++) {
                sum += factor[i * d + j] * gradientX[i];
            }
            gradient[j] = sum;
        }
        return value;
    }

    /** x = centre + L y. */
    void toX(double[] y, double[] out) {
        int d = dimension;
        for (int i = 0; i < d; i++) {
            double sum = centre[i];
            for (int j = 0; j <= i; j++) {
                sum += factor[i * d + j] * y[j];
            }
            out[i] = sum;
        }
    }

    private static void add(double[] to, double f, double[] v) {
        for (int i = 0; i < to.length; i++) {
            to[i] += f * v[i];
        }
    }

    static double dot(double[] a, double[] b) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
