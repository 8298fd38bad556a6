package org.cwm.variational;

import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;

/**
 * Components as slices along a direction in which the target's width changes, as funnels have. The direction: at draws of a
 * Gaussian approximation, the logarithm of the mean curvature, -tr Hessian by random probes, is regressed on the point; the
 * slope is the direction. A slice: the target's Gaussian approximation in the hyperplane orthogonal to it.
 */
final class Slices {

    private static final int DRAWS = 800;
    private static final int PROBES = 3;
    private static final int SCAN = 200;
    /** Least change of the log curvature over one standard deviation that makes a direction. */
    private static final double LEAST_CHANGE = 0.3;
    /** Slices whose evidence lies this far below the best are not covered. */
    private static final double REACH = 10;

    private final TargetDensity target;
    private final int dimension;
    private final Workers workers;

    Slices(TargetDensity target, Workers workers) {
        this.target = target;
        this.workers = workers;
        dimension = target.dimension();
    }

    /** The direction, of length 1, or an empty array if the curvature hardly changes. */
    double[] direction(FullMixture gaussian, RandomStream random) {
        int d = dimension;
        double[] x = new double[DRAWS * d];
        gaussian.sample(DRAWS, random.split(0), x);
        double[] log = new double[DRAWS];
        workers.run(
                DRAWS,
                (i, worker) ->
                        log[i] = logCurvature(x, i, gaussian, random.split(1).split(i)));
        // least squares in whitened coordinates; points with a negative curvature are left out
        double[] a = new double[(d + 1) * (d + 1)];
        double[] b = new double[d + 1];
        double[] y = new double[d + 1];
        int used = 0;
        for (int i = 0; i < DRAWS; i++) {
            if (!Double.isFinite(log[i])) {
                continue;
            }
            used++;
            whiten(gaussian, x, i * d, y);
            y[d] = 1;
            for (int r = 0; r <= d; r++) {
                b[r] += y[r] * log[i];
                for (int c = 0; c <= r; c++) {
                    a[r * (d + 1) + c] += y[r] * y[c];
                }
            }
        }
        if (used < DRAWS / 2 || !FullMixture.cholesky(a, d + 1)) {
            return new double[0];
        }
        double[] slope = solve(a, b, d + 1);
        double change = 0;
        for (int j = 0; j < d; j++) {
            change += slope[j] * slope[j];
        }
        if (Math.sqrt(change) < LEAST_CHANGE) {
            return new double[0];
        }
        // d log curvature / dx = L^{-T} slope
        double[] e = new double[d];
        double norm = 0;
        for (int i = d - 1; i >= 0; i--) {
            double sum = slope[i];
            for (int j = i + 1; j < d; j++) {
                sum -= gaussian.factor[j * d + i] * e[j];
            }
            e[i] = sum / gaussian.factor[i * d + i];
            norm += e[i] * e[i];
        }
        for (int i = 0; i < d; i++) {
            e[i] /= Math.sqrt(norm);
        }
        return e;
    }

    private void whiten(FullMixture g, double[] x, int offset, double[] y) {
        int d = dimension;
        for (int i = 0; i < d; i++) {
            double sum = x[offset + i] - g.mean[i];
            for (int j = 0; j < i; j++) {
                sum -= g.factor[i * d + j] * y[j];
            }
            y[i] = sum / g.factor[i * d + i];
        }
    }

    private static double[] solve(double[] c, double[] b, int m) {
        double[] y = b.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                y[i] -= c[i * m + j] * y[j];
            }
            y[i] /= c[i * m + i];
        }
        for (int i = m - 1; i >= 0; i--) {
            for (int j = i + 1; j < m; j++) {
                y[i] -= c[j * m + i] * y[j];
            }
            y[i] /= c[i * m + i];
        }
        return y;
    }

    /** log of -u^T Hessian u, averaged over random probes u. */
    private double logCurvature(double[] x, int row, FullMixture g, RandomStream random) {
        int d = dimension;
        double[] u = new double[d];
        double[] at = new double[d];
        double[] up = new double[d];
        double[] down = new double[d];
        double sum = 0;
        for (int probe = 0; probe < PROBES; probe++) {
            for (int j = 0; j < d; j++) {
                u[j] = random.nextDouble() < 0.5 ? -1 : 1;
            }
            double h = 1e-3 * g.factor[0];
            for (int j = 0; j < d; j++) {
                at[j] = x[row * d + j] + h * u[j];
            }
            if (!Double.isFinite(target.logDensity(at, up))) {
                return Double.NaN;
            }
            for (int j = 0; j < d; j++) {
                at[j] = x[row * d + j] - h * u[j];
            }
            if (!Double.isFinite(target.logDensity(at, down))) {
                return Double.NaN;
            }
            for (int j = 0; j < d; j++) {
                sum += u[j] * (down[j] - up[j]) / (2 * h);
            }
        }
        return Math.log(sum / PROBES);
    }

    /**
     * K slices along a direction, evenly spread over where the slices' evidence is not negligible.
     *
     * @return the mixture; null if fewer than two slices have a Gaussian approximation
     */
    @org.jspecify.annotations.Nullable
    FullMixture along(double[] e, FullMixture gaussian, int components) {
        int d = dimension;
        double[] basis = Laplace.orthogonal(e);
        Laplace laplace = new Laplace(target);
        double variance = 0;
        for (int j = 0; j < d; j++) {
            double sum = 0;
            for (int i = j; i < d; i++) {
                sum += e[i] * gaussian.factor[i * d + j];
            }
            variance += sum * sum;
        }
        double sd = Math.sqrt(variance);
        // where the evidence of slices is not negligible
        double[] range = range(laplace, e, basis, gaussian, sd);
        double spacing = (range[1] - range[0]) / components;
        // Gaussians two standard deviations apart add up to a density that is even to 1.4%
        double thickness = 0.5 * spacing;
        FullMixture q = new FullMixture(components, d);
        int made = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < components; k++) {
            double shift = range[0] + (k + 0.5) * spacing;
            Laplace.Approximation slice = slice(laplace, e, basis, gaussian, shift);
            if (slice == null) {
                continue;
            }
            double[] c = new double[d * d];
            double[] rows = new double[d * (d - 1)];
            for (int i = 0; i < d; i++) {
                for (int t = 0; t < d - 1; t++) {
                    for (int j = t; j < d - 1; j++) {
                        rows[i * (d - 1) + t] += basis[i * (d - 1) + j] * slice.factor()[j * (d - 1) + t];
                    }
                }
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = thickness * thickness * e[i] * e[j];
                    for (int t = 0; t < d - 1; t++) {
                        sum += rows[i * (d - 1) + t] * rows[j * (d - 1) + t];
                    }
                    c[i * d + j] = sum;
                }
            }
            if (FullMixture.cholesky(c, d)) {
                System.arraycopy(c, 0, q.factor, made * d * d, d * d);
                System.arraycopy(slice.mean(), 0, q.mean, made * d, d);
                q.logWeight[made] = slice.logEvidence();
                max = Math.max(max, slice.logEvidence());
                made++;
            }
        }
        if (made < 2) {
            return null;
        }
        for (int k = made; k < components; k++) {
            int from = k % made;
            System.arraycopy(q.factor, from * d * d, q.factor, k * d * d, d * d);
            System.arraycopy(q.mean, from * d, q.mean, k * d, d);
            q.logWeight[k] = q.logWeight[from];
        }
        double sum = 0;
        for (int k = 0; k < components; k++) {
            sum += Math.exp(q.logWeight[k] - max);
        }
        for (int k = 0; k < components; k++) {
            q.logWeight[k] -= max + Math.log(sum);
        }
        return q;
    }

    private Laplace.@org.jspecify.annotations.Nullable Approximation slice(
            Laplace laplace, double[] e, double[] basis, FullMixture gaussian, double shift) {
        double[] at = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            at[i] = gaussian.mean[i] + shift * e[i];
        }
        return laplace.maximum(at, basis, dimension - 1);
    }

    /** From where to where along the direction, relative to the Gaussian's mean. */
    private double[] range(Laplace laplace, double[] e, double[] basis, FullMixture gaussian, double sd) {
        double[] log = new double[SCAN];
        double[] shift = new double[SCAN];
        double width = 10 * sd;
        workers.run(SCAN, (i, worker) -> {
            shift[i] = width * (2 * (i + 0.5) / SCAN - 1);
            Laplace.Approximation slice = slice(laplace, e, basis, gaussian, shift[i]);
            log[i] = slice == null ? Double.NEGATIVE_INFINITY : slice.logEvidence();
        });
        double max = Double.NEGATIVE_INFINITY;
        for (double l : log) {
            max = Math.max(max, l);
        }
        double from = width;
        double to = -width;
        for (int i = 0; i < SCAN; i++) {
            if (log[i] > max - REACH) {
                from = Math.min(from, shift[i]);
                to = Math.max(to, shift[i]);
            }
        }
        return to > from ? new double[] {from, to} : new double[] {-2 * sd, 2 * sd};
    }
}
