package org.cwm.variational;

import java.util.ArrayList;
import java.util.List;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Looks for modes of a target that q does not cover: climbs from opposite points far beyond q, and keeps ends at which
 * log(t / q) - log Z is large and whose Laplace approximation holds mass that counts.
 */
final class ModeSearch {

    /** Spread of the starts, in standard deviations of q. */
    private static final double[] SPREADS = {2, 4, 8, 16, 64, 256};

    private static final int STARTS = 120;
    private static final int ITERATIONS = 80;
    private static final int MOST_MODES = 12;
    /** Modes below this share of Z do not count. */
    private static final double LEAST_SHARE = 1e-3;
    /** Two modes closer than this, in standard deviations of the first, are one. */
    private static final double SAME = 1.5;
    /** Curvatures are taken as at least this, in units of 1 / variance of q. */
    private static final double LEAST_CURVATURE = 0.25;

    /**
     * A mode that q does not cover.
     *
     * @param x where
     * @param covariance D x D, of its Laplace approximation
     * @param logMass log of the approximation's integral
     */
    record Mode(double[] x, double[] covariance, double logMass) {}

    private final GuardedTarget target;
    private final ClassifierWeightedMixture q;
    private final double[] centre;
    private final double[] factor;
    private final double logEvidence;

    /**
     * A search.
     *
     * @param target to climb
     * @param q the approximation
     * @param centre mean of q
     * @param factor Cholesky factor of q's covariance
     * @param logEvidence log Z as far as q tells
     */
    ModeSearch(
            GuardedTarget target, ClassifierWeightedMixture q, double[] centre, double[] factor, double logEvidence) {
        this.target = target;
        this.q = q;
        this.centre = centre;
        this.factor = factor;
        this.logEvidence = logEvidence;
    }

    /**
     * Climbs.
     *
     * @param random not advanced
     * @param threads number of threads; the result does not depend on it
     * @return modes that q does not cover, the greatest mass first
     */
    List<Mode> find(RandomStream random, int threads) {
        @Nullable Mode[] ends = new @Nullable Mode[STARTS];
        try (Workers workers = Workers.of(threads)) {
            workers.run(STARTS, (start, worker) -> ends[start] = climb(start, random.split(start / 2)));
        }
        List<Mode> modes = new ArrayList<>();
        for (@Nullable Mode m : ends) {
            if (m != null && modes.stream().noneMatch(other -> same(other, m))) {
                modes.add(m);
            }
        }
        modes.sort((a, b) -> Double.compare(b.logMass(), a.logMass()));
        return List.copyOf(modes.subList(0, Math.min(MOST_MODES, modes.size())));
    }

    private @Nullable Mode climb(int start, RandomStream random) {
        int d = centre.length;
        double[] y = new double[d];
        for (int i = 0; i < d; i++) {
            y[i] = SPREADS[start / 2 % SPREADS.length] * (start % 2 == 0 ? 1 : -1) * random.nextGaussian();
        }
        Climb climb = new Climb(target, centre, factor);
        double value = climb.climb(y, ITERATIONS);
        if (value == Double.NEGATIVE_INFINITY) {
            return null;
        }
        double[] x = new double[d];
        climb.toX(y, x);
        for (double v : x) {
            if (!Double.isFinite(v)) {
                return null;
            }
        }
        if (!(value - logEvidence - q.logDensity(x) > Verdict.UNCOVERED)) {
            return null;
        }
        return laplace(climb, y, x, value);
    }

    /** The Laplace approximation at y, or null if it holds no mass that counts. */
    private @Nullable Mode laplace(Climb climb, double[] y, double[] x, double value) {
        int d = y.length;
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(curvature(climb, y));
        RealMatrix l = new Array2DRowRealMatrix(d, d);
        double logDet = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                l.setEntry(i, j, factor[i * d + j]);
            }
            logDet += Math.log(factor[i * d + i]);
        }
        double logMass = value + logDet + 0.5 * d * Math.log(2 * Math.PI);
        RealMatrix spread = new Array2DRowRealMatrix(d, d);
        for (int i = 0; i < d; i++) {
            double c = Math.max(eigen.getEigenvalue(i), LEAST_CURVATURE);
            logMass -= 0.5 * Math.log(c);
            spread = spread.add(eigen.getEigenvector(i)
                    .outerProduct(eigen.getEigenvector(i))
                    .scalarMultiply(1 / c));
        }
        if (!(logMass > logEvidence + Math.log(LEAST_SHARE))) {
            return null;
        }
        RealMatrix covariance = l.multiply(spread).multiplyTransposed(l);
        double[] flat = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                flat[i * d + j] = 0.5 * (covariance.getEntry(i, j) + covariance.getEntry(j, i));
            }
        }
        return new Mode(x, flat, logMass);
    }

    /** Minus the Hessian by y, from central differences of the gradient. */
    private static RealMatrix curvature(Climb climb, double[] y) {
        int d = y.length;
        double[][] h = new double[d][d];
        double[] up = new double[d];
        double[] down = new double[d];
        for (int i = 0; i < d; i++) {
            double at = y[i];
            double step = 1e-4;
            y[i] = at + step;
            boolean inside = climb.evaluate(y, up) > Double.NEGATIVE_INFINITY;
            y[i] = at - step;
            inside &= climb.evaluate(y, down) > Double.NEGATIVE_INFINITY;
            y[i] = at;
            for (int j = 0; j < d; j++) {
                // at an edge of the support the difference tells nothing: as wide as q there
                h[i][j] = inside ? (down[j] - up[j]) / (2 * step) : i == j ? 1 : 0;
            }
        }
        double[][] symmetric = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                symmetric[i][j] = 0.5 * (h[i][j] + h[j][i]);
            }
        }
        return new Array2DRowRealMatrix(symmetric, false);
    }

    /** Whether a point lies near a mode already known. */
    private static boolean same(Mode known, Mode other) {
        int d = known.x().length;
        for (int i = 0; i < d; i++) {
            double e = known.x()[i] - other.x()[i];
            if (e * e > SAME * SAME * known.covariance()[i * d + i]) {
                return false;
            }
        }
        return true;
    }
}
