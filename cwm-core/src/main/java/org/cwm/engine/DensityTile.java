package org.cwm.engine;

import java.util.Arrays;
import org.cwm.classifier.ClassifierTile;
import org.cwm.map.MapProgram;

/**
 * Log densities of up to {@link MapProgram#LANES} points at a time. A <em>row</em> is a pair (point, component); rows
 * whose bound (see {@link CandidateSearch}) is negligible against what other rows have already shown never reach the
 * classifier: each would add at most exp(-21) / K of the density. Which rows these are is decided in double by their
 * point alone, so a point's log density does not depend on the points beside it, to the last bit. For one thread.
 */
public final class DensityTile {

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

    private final MixtureProgram program;
    private final int components;
    private final int dimension;
    private final double cut;
    private final ClassifierTile classifier;
    private final int capacity;
    private final CandidateSearch search;
    private final int[] found;
    private final double[] terms;
    private final double[] bases;

    private int rows;
    private final int[] point;
    private final int[] component;
    private final double[] logTerm;

    private final double[] best = new double[LANES];
    private final double[] peak = new double[LANES];
    private final double[] sum = new double[LANES];
    private final int[] top = new int[LANES];

    DensityTile(MixtureProgram program) {
        this.program = program;
        components = program.components;
        dimension = program.dimension;
        cut = CUT + Math.log(components);
        capacity = MixtureProgram.BLOCK_ROWS;
        classifier = program.classifier.newTile(capacity);
        search = new CandidateSearch(program);
        found = new int[components];
        terms = new double[components];
        bases = new double[components * dimension];
        point = new int[capacity];
        component = new int[capacity];
        logTerm = new double[capacity];
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
    public void logDensity(double[] x, int offset, int count, double[] out, int outOffset) {
        Arrays.fill(peak, 0, count, Double.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, count, 0);
        Arrays.fill(top, 0, count, -1);
        if (count == 1) {
            allTerms(x, offset);
            best[0] = greatest(components);
            append(0, components, best[0] - FIRST_CUT, Double.POSITIVE_INFINITY);
            flush();
            append(0, components, partial(0) - cut, best[0] - FIRST_CUT);
            flush();
        } else {
            search.search(x, offset, count);
            for (int p = 0; p < count; p++) {
                double above = search.best(p) - FIRST_CUT;
                int n = find(x, offset, p, above, Double.POSITIVE_INFINITY);
                best[p] = greatest(n);
                append(p, n, best[p] - FIRST_CUT, Double.POSITIVE_INFINITY);
            }
            flush();
            for (int p = 0; p < count; p++) {
                double above = partial(p) - cut;
                double below = best[p] - FIRST_CUT;
                if (above < below) {
                    int n = find(x, offset, p, above, below);
                    append(p, n, above, below);
                }
            }
            flush();
        }
        for (int p = 0; p < count; p++) {
            out[outOffset + p] = partial(p);
        }
    }

    /**
     * The component with the greatest responsibility of a point of the last block.
     *
     * @param p number of the point in its block
     * @return a component, from 0
     */
    public int topComponent(int p) {
        return top[p];
    }

    /** log p of point p by the rows so far. */
    private double partial(int p) {
        return peak[p] + Math.log(sum[p]);
    }

    /** Terms and base points of the components whose term may be in [above, below), and perhaps some more. */
    private int find(double[] x, int offset, int p, double above, double below) {
        if (!(search.best(p) > LEAST_BOUND)) {
            allTerms(x, offset + p * dimension);
            return components;
        }
        double margin = ABSOLUTE_MARGIN + RELATIVE_MARGIN * Math.abs(above);
        int n = search.find(p, above - margin, below + margin, found);
        for (int i = 0; i < n; i++) {
            term(x, offset + p * dimension, i);
        }
        return n;
    }

    private void allTerms(double[] x, int offset) {
        for (int k = 0; k < components; k++) {
            found[k] = k;
            term(x, offset, k);
        }
    }

    /** log p0(T_k(x)) + log |det J_k| of the i-th component found. */
    private void term(double[] x, int offset, int i) {
        double logDet = program.maps.toBase(found[i], x, offset, bases, i * dimension);
        double squaredNorm = 0;
        for (int d = i * dimension; d < (i + 1) * dimension; d++) {
            squaredNorm += bases[d] * bases[d];
        }
        terms[i] = program.base.logDensity(squaredNorm, dimension) + logDet;
    }

    private double greatest(int n) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            greatest = Math.max(greatest, terms[i]);
        }
        return greatest;
    }

    /** Rows of those of the n components found whose term is in [above, below). */
    private void append(int p, int n, double above, double below) {
        float[] input = classifier.input();
        int stride = classifier.inputStride();
        for (int i = 0; i < n; i++) {
            if (!(terms[i] >= above && terms[i] < below)) {
                continue;
            }
            for (int d = 0; d < dimension && stride > 0; d++) {
                input[rows * stride + d] = (float) Math.max(-FAR, Math.min(FAR, bases[i * dimension + d]));
            }
            logTerm[rows] = terms[i];
            point[rows] = p;
            component[rows] = found[i];
            rows++;
            if (rows == capacity) {
                flush();
            }
        }
    }

    /** Evaluates the rows and adds each to its point. */
    private void flush() {
        classifier.forward(0, rows);
        for (int r = 0; r < rows; r++) {
            add(point[r], component[r], logTerm[r] + classifier.logWeight(r, component[r]));
        }
        rows = 0;
    }

    private void add(int p, int k, double logJoint) {
        if (top[p] < 0) {
            top[p] = k;
        }
        if (logJoint > peak[p]) {
            sum[p] = sum[p] * Math.exp(peak[p] - logJoint) + 1;
            peak[p] = logJoint;
            top[p] = k;
        } else if (logJoint != Double.NEGATIVE_INFINITY) {
            sum[p] += Math.exp(logJoint - peak[p]);
        }
    }
}
