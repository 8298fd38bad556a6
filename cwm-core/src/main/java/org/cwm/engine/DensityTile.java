package org.cwm.engine;

import java.util.Arrays;
import org.cwm.classifier.WeightTile;
import org.cwm.map.ConditionalMaps;
import org.cwm.map.MapProgram;
import org.cwm.map.MapTile;

/**
 * Log densities of up to {@link MapProgram#LANES} points at a time. A <em>row</em> is a pair (point, component); rows
 * whose bound (see {@link CandidateSearch}) is negligible against what other rows have already shown never reach the
 * classifier: each would add at most exp(-21) / K of the density. Which rows these are is decided in double by their
 * point alone, so a point's log density does not depend on the points beside it, to the last bit; only where a component is
 * so narrow and so far from 0 that float32 can't place a point in it may rows of shares around exp(-21) / K differ. For one
 * thread.
 */
final class DensityTile {

    private static final int LANES = MapProgram.LANES;
    /** Rows this close to a point's best bound go first. */
    private static final double FIRST_CUT = 14;
    /** A row left out adds at most exp(-CUT) / K of the density. */
    private static final double CUT = 21;
    /** Errors of the float32 bounds: a constant and a share of the bound. */
    private static final double ABSOLUTE_MARGIN = 0.01;

    private static final double RELATIVE_MARGIN = 1e-5;
    /** Where no component has a greater bound than this, float32 is of no use. */
    private static final double LEAST_BOUND = -1e4;
    /** The classifier's inputs are kept within this: further out a float may overflow on its way through the layers. */
    private static final double FAR = 1e18;

    private static final int CAPACITY = WeightTile.LANES;

    private final MixtureProgram program;
    private final int components;
    private final int dimension;
    private final int conditions;
    private final int baseStride;
    private final double cut;
    private final WeightTile weights;
    private final MapTile maps;
    private final CandidateSearch search;
    private final double[] terms;
    private final double[] bases;

    /** The points' conditions as the classifier sees them. */
    private final float[] given;

    private int rows;
    private final int[] point;
    private final int[] component;
    private final double[] logTerm;

    private final double[] first = new double[LANES];
    private final double[] least = new double[LANES];
    private final float[] leastBound = new float[LANES];
    private final double[] peak = new double[LANES];
    private final double[] sum = new double[LANES];
    private final double[] topShare = new double[LANES];
    private final int[] top = new int[LANES];

    DensityTile(MixtureProgram program) {
        this.program = program;
        components = program.components;
        dimension = program.dimension;
        conditions = program.conditions;
        baseStride = program.maps.baseStride();
        cut = CUT + Math.log(components);
        weights = program.classifier.newWeightTile();
        maps = program.maps.newTile();
        search = new CandidateSearch(program, maps);
        given = new float[LANES * conditions];
        terms = new double[components];
        bases = new double[components * baseStride];
        point = new int[CAPACITY];
        component = new int[CAPACITY];
        logTerm = new double[CAPACITY];
    }

    /**
     * Log densities of a block of points.
     *
     * @param x row-major values, not modified
     * @param offset of the first value
     * @param count number of points, at most {@link MapProgram#LANES}
     * @param out receives log densities in nats
     * @param outOffset of the first
     */
    void logDensity(double[] x, int offset, int count, double[] out, int outOffset) {
        clear(count);
        limit(x, offset, count);
        together(x, offset, count);
        for (int p = 0; p < count; p++) {
            out[outOffset + p] = partial(p);
        }
    }

    /**
     * Log density of one point.
     *
     * @param x values, not modified
     * @return log density in nats
     */
    double logDensity(double[] x) {
        clear(1);
        limit(x, 0, 1);
        maps.load(x, 0, 1);
        single(0);
        return partial(0);
    }

    private void limit(double[] x, int offset, int count) {
        for (int p = 0; p < count; p++) {
            for (int c = 0; c < conditions; c++) {
                double v = x[offset + p * program.pointStride() + dimension + c];
                given[p * conditions + c] = (float) ConditionalMaps.limited(v);
            }
        }
    }

    private void clear(int count) {
        Arrays.fill(peak, 0, count, Double.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, count, 0);
        Arrays.fill(topShare, 0, count, 0);
        Arrays.fill(top, 0, count, -1);
    }

    /** Loaded point p by itself, with the terms of all components in double. */
    private void single(int p) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < components; k++) {
            terms[k] = term(k, p, k * baseStride);
            greatest = Math.max(greatest, terms[k]);
        }
        append(p, greatest - FIRST_CUT, Double.POSITIVE_INFINITY);
        flush();
        append(p, partial(p) - cut, greatest - FIRST_CUT);
        flush();
    }

    /** Component after component, so that each one's parameters are read once. */
    private void together(double[] x, int offset, int count) {
        search.bound(x, offset, count);
        greatestTerms(count);
        for (int p = 0; p < count; p++) {
            first[p] -= FIRST_CUT;
            least[p] = first[p];
        }
        pass(count);
        for (int p = 0; p < count; p++) {
            least[p] = alone(p) ? Double.POSITIVE_INFINITY : partial(p) - cut;
        }
        pass(count);
        for (int p = 0; p < count; p++) {
            if (alone(p)) {
                single(p);
            }
        }
    }

    /** Whether float32 is of no use at point p. */
    private boolean alone(int p) {
        return !(search.best(p) > LEAST_BOUND);
    }

    /** The greatest term of each point, in double: that of a component whose bound comes close to the best. */
    private void greatestTerms(int count) {
        for (int p = 0; p < count; p++) {
            double best = search.best(p);
            first[p] = alone(p) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            leastBound[p] = alone(p) ? Float.POSITIVE_INFINITY : (float) (best - 2 * margin(best));
        }
        float[] bounds = search.bounds();
        for (int k = 0; k < components; k++) {
            for (int p = 0; p < count; p++) {
                if (bounds[k * LANES + p] >= leastBound[p]) {
                    first[p] = Math.max(first[p], term(k, p, 0));
                }
            }
        }
    }

    private static double margin(double bound) {
        return ABSOLUTE_MARGIN + RELATIVE_MARGIN * Math.abs(bound);
    }

    /** Rows whose term is at least {@code least} of their point and that are not there yet. */
    private void pass(int count) {
        for (int p = 0; p < count; p++) {
            leastBound[p] = (float) (least[p] - margin(least[p]));
        }
        float[] bounds = search.bounds();
        for (int k = 0; k < components; k++) {
            for (int p = 0; p < count; p++) {
                if (bounds[k * LANES + p] >= leastBound[p]) {
                    consider(k, p);
                }
            }
        }
        flush();
    }

    /** A row that is taken is not met again by the next pass, whatever its bound is worth. */
    private void consider(int k, int p) {
        double t = term(k, p, 0);
        if (t >= least[p]) {
            search.bounds()[k * LANES + p] = Float.NaN;
            append(p, k, t, 0);
        }
    }

    /**
     * The component with the greatest responsibility of a point of the last block.
     *
     * @param p number of the point in its block
     * @return a component, from 0
     */
    int topComponent(int p) {
        return top[p];
    }

    /** log p of point p by the rows so far. */
    private double partial(int p) {
        return peak[p] + Math.log(sum[p]);
    }

    /** log p0(T_k(x)) + log |det J_k|; the base point goes to {@code bases}. */
    private double term(int k, int p, int baseOffset) {
        double logDet = maps.toBase(k, p, bases, baseOffset);
        double squaredNorm = 0;
        for (int d = baseOffset; d < baseOffset + dimension; d++) {
            squaredNorm += bases[d] * bases[d];
        }
        return program.base().logDensity(squaredNorm, dimension) + logDet;
    }

    /** Rows of the components whose term is in [above, under). */
    private void append(int p, double above, double under) {
        for (int k = 0; k < components; k++) {
            if (terms[k] >= above && terms[k] < under) {
                append(p, k, terms[k], k * baseStride);
            }
        }
    }

    private void append(int p, int k, double term, int baseOffset) {
        float[] input = weights.input();
        if (input.length > 0) {
            for (int d = 0; d < dimension; d++) {
                input[d * CAPACITY + rows] = (float) bases[baseOffset + d];
            }
            if (!(term > -FAR)) {
                for (int d = 0; d < dimension; d++) {
                    input[d * CAPACITY + rows] = (float) Math.max(-FAR, Math.min(FAR, bases[baseOffset + d]));
                }
            }
        }
        for (int c = 0; c < conditions && input.length > 0; c++) {
            input[(dimension + c) * CAPACITY + rows] = given[p * conditions + c];
        }
        logTerm[rows] = term;
        point[rows] = p;
        component[rows] = k;
        rows++;
        if (rows == CAPACITY) {
            flush();
        }
    }

    /** Evaluates the rows and adds each to its point. */
    private void flush() {
        weights.evaluate(rows);
        for (int r = 0; r < rows; r++) {
            add(point[r], component[r], logTerm[r] + weights.shiftedLogit(r, component[r]), weights.total(r));
        }
        rows = 0;
    }

    /** Adds exp(logJoint) / total to point p. */
    private void add(int p, int k, double logJoint, double total) {
        double share;
        if (logJoint > peak[p]) {
            double shrink = Math.exp(peak[p] - logJoint);
            sum[p] *= shrink;
            topShare[p] *= shrink;
            peak[p] = logJoint;
            share = 1 / total;
        } else if (logJoint == Double.NEGATIVE_INFINITY) {
            share = 0;
        } else {
            share = Math.exp(logJoint - peak[p]) / total;
        }
        sum[p] += share;
        if (share > topShare[p] || top[p] < 0) {
            topShare[p] = share;
            top[p] = k;
        }
    }
}
