package org.cwm.engine;

import java.util.Arrays;
import org.cwm.classifier.ClassifierTile;
import org.cwm.map.ConditionalMaps;
import org.cwm.map.MapProgram;
import org.cwm.map.MapTile;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of the log density at up to {@link MapProgram#LANES} points at a time. A <em>row</em> is a pair (point,
 * component); rows whose bound (see {@link CandidateSearch}) is negligible against what other rows have already shown
 * never reach the classifier. For one thread.
 */
public final class MixtureTile {

    private static final int LANES = MapProgram.LANES;
    /** Rows this close to a point's best bound go first. */
    private static final double FIRST_CUT = 14;
    /** A row left out of a density adds at most exp(-SCORE_CUT) / K of it. */
    private static final double SCORE_CUT = 21;
    /** The same while training. */
    private static final double TRAIN_CUT = 12;
    /** Responsibilities below this are taken as zero: denormals would slow the way back. */
    private static final double LEAST_RESPONSIBILITY = 1e-10;

    private static final double FAR = 1e18;
    /** What is exact draws nothing. */
    private static final RandomStream NO_RANDOM = RandomStream.of(0);

    private final MixtureProgram program;
    private final int components;
    private final int dimension;
    private final int conditions;
    private final ClassifierTile classifier;
    private final int capacity;

    private final MapTile maps;
    private final CandidateSearch search;
    private final int[] found;
    private final double[] base;
    private final float[] scratch;

    private final int[] point;
    private final int[] component;
    private final double[] logTerm;
    private final double[] logJoint;
    private final float[] z;
    private final float[] slope;
    private final float[] weight;
    private final float[] inputGradient;
    private final double[] pointWeight = new double[LANES];
    private final double[] scores;
    private final double[] logDensity = new double[LANES];
    private final double[] partial = new double[LANES];
    private final double[] laneTotals = new double[LANES];

    MixtureTile(MixtureProgram program) {
        this.program = program;
        components = program.components;
        dimension = program.dimension;
        conditions = program.conditions;
        capacity = 2 * MixtureProgram.BLOCK_ROWS + components;
        classifier = program.classifier.newTile(capacity);
        maps = program.maps.newTile();
        search = new CandidateSearch(program, maps);
        found = new int[components];
        base = new double[program.maps.baseStride()];
        scratch = new float[dimension];
        point = new int[capacity];
        component = new int[capacity];
        logTerm = new double[capacity];
        logJoint = new double[capacity];
        z = new float[capacity * dimension];
        slope = new float[capacity];
        scores = new double[LANES * dimension];
        weight = new float[capacity];
        inputGradient = new float[capacity * Math.max(1, classifier.inputStride())];
    }

    /**
     * Log densities of a block of points, and the gradient of their sum.
     *
     * @param x row-major values, not modified
     * @param offset of the first value
     * @param count number of points, at most {@link MapProgram#LANES}
     * @param options how
     * @param random advanced if the options need it
     * @param raw raw gradient, added to
     * @return sum of log densities
     */
    public double addGradient(
            double[] x, int offset, int count, GradientOptions options, RandomStream random, float[] raw) {
        Arrays.fill(pointWeight, 0, count, 1);
        run(x, offset, count, options.rouletteThreshold() == 0 ? SCORE_CUT : TRAIN_CUT, options, random, raw);
        double sum = 0;
        for (int p = 0; p < count; p++) {
            sum += logDensity[p];
        }
        return sum;
    }

    /**
     * Log densities of a block of points, and the gradient of sum_i a_i log p(x_i).
     *
     * @param x row-major values, not modified
     * @param offset of the first value
     * @param count number of points, at most {@link MapProgram#LANES}
     * @param weights a, any finite numbers, not modified
     * @param weightOffset of the first
     * @param out receives the log densities in nats
     * @param outOffset of the first
     * @param raw raw gradient, added to
     */
    public void addGradient(
            double[] x,
            int offset,
            int count,
            double[] weights,
            int weightOffset,
            double[] out,
            int outOffset,
            float[] raw) {
        System.arraycopy(weights, weightOffset, pointWeight, 0, count);
        run(x, offset, count, SCORE_CUT, GradientOptions.EXACT, NO_RANDOM, raw);
        System.arraycopy(logDensity, 0, out, outOffset, count);
    }

    /**
     * Log densities of a block of points and their scores, the derivatives by the D coordinates that are no conditions.
     *
     * @param x row-major values, not modified
     * @param offset of the first value
     * @param count number of points, at most {@link MapProgram#LANES}
     * @param out receives the log densities in nats
     * @param outOffset of the first
     * @param score receives count x D derivatives in nats per unit, row-major
     * @param scoreOffset of the first
     */
    public void score(double[] x, int offset, int count, double[] out, int outOffset, double[] score, int scoreOffset) {
        Arrays.fill(pointWeight, 0, count, 1);
        Arrays.fill(scores, 0, count * dimension, 0);
        run(x, offset, count, SCORE_CUT, GradientOptions.EXACT, NO_RANDOM, null);
        System.arraycopy(logDensity, 0, out, outOffset, count);
        System.arraycopy(scores, 0, score, scoreOffset, count * dimension);
    }

    /** With a raw gradient the way back leads to the parameters, without one to the points. */
    private void run(
            double[] x,
            int offset,
            int count,
            double cut,
            GradientOptions options,
            RandomStream random,
            float @Nullable [] raw) {
        search.search(x, offset, count);
        int queued = 0;
        int p = 0;
        while (p < count) {
            int rows = queued;
            int from = p;
            int limit = queued + MixtureProgram.BLOCK_ROWS;
            while (p < count) {
                double above = search.best(p) - FIRST_CUT;
                int candidates = search.find(p, above, Double.POSITIVE_INFINITY, found);
                if (p > from && rows + candidates > limit) {
                    break;
                }
                rows = append(x, offset, p, candidates, rows, options, random);
                p++;
            }
            evaluate(queued, rows);
            close(from, p, queued, rows);
            int extra = 0;
            for (int q = from; q < p; q++) {
                partial[q] = logDensity[q];
                extra += search.find(q, partial[q] - cut, search.best(q) - FIRST_CUT, found);
            }
            if (extra > 0) {
                if (rows + extra > capacity) {
                    // too many to keep: this block again, its first point alone
                    p = from + 1;
                    int all = search.find(from, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, found);
                    rows = append(x, offset, from, all, queued, options, random);
                    evaluate(queued, rows);
                } else {
                    int first = rows;
                    for (int q = from; q < p; q++) {
                        int more = search.find(q, partial[q] - cut, search.best(q) - FIRST_CUT, found);
                        rows = append(x, offset, q, more, rows, options, random);
                    }
                    evaluate(first, rows);
                }
                close(from, p, queued, rows);
            }
            queued = select(queued, rows, options, random);
            if (queued >= MixtureProgram.BLOCK_ROWS) {
                backward(queued, raw);
                queued = 0;
            }
        }
        if (queued > 0) {
            backward(queued, raw);
        }
        if (raw == null) {
            maps.backwardToPoints(scores);
        } else {
            maps.backward(raw);
        }
    }

    /** Appends rows of point p and the first {@code candidates} components found. */
    private int append(
            double[] x, int offset, int p, int candidates, int firstRow, GradientOptions options, RandomStream random) {
        int given = offset + p * (dimension + conditions) + dimension;
        float[] input = classifier.input();
        int stride = classifier.inputStride();
        double noise = options.classifierNoise();
        int rows = firstRow;
        for (int c = 0; c < candidates; c++) {
            int k = found[c];
            double logDet = maps.toBase(k, p, base, 0);
            double squaredNorm = 0;
            for (int d = 0; d < dimension; d++) {
                squaredNorm += base[d] * base[d];
                z[rows * dimension + d] = (float) base[d];
            }
            if (stride > 0) {
                // further out a float may overflow on its way through the layers
                boolean far = squaredNorm > FAR * FAR;
                for (int d = 0; d < dimension; d++) {
                    double v = noise > 0 ? base[d] + noise * random.nextGaussian() : base[d];
                    input[rows * stride + d] = (float) (far ? Math.max(-FAR, Math.min(FAR, v)) : v);
                }
                for (int j = 0; j < conditions; j++) {
                    input[rows * stride + dimension + j] = (float) ConditionalMaps.limited(x[given + j]);
                }
            }
            logTerm[rows] = program.base().logDensity(squaredNorm, dimension) + logDet;
            slope[rows] = (float) program.base().slope(squaredNorm, dimension);
            point[rows] = p;
            component[rows] = k;
            rows++;
        }
        return rows;
    }

    private void evaluate(int from, int to) {
        classifier.forward(from, to);
        for (int r = from; r < to; r++) {
            logJoint[r] = logTerm[r] + classifier.logWeight(r, component[r]);
        }
    }

    /** log p of points [from, to) from the rows [firstRow, rows). */
    private void close(int from, int to, int firstRow, int rows) {
        for (int q = from; q < to; q++) {
            logDensity[q] = Double.NEGATIVE_INFINITY;
        }
        for (int r = firstRow; r < rows; r++) {
            int q = point[r];
            if (logJoint[r] > logDensity[q]) {
                logDensity[q] = logJoint[r];
            }
        }
        double[] sum = laneTotals;
        Arrays.fill(sum, from, to, 0);
        for (int r = firstRow; r < rows; r++) {
            int q = point[r];
            if (logJoint[r] > Double.NEGATIVE_INFINITY) {
                sum[q] += Math.exp(logJoint[r] - logDensity[q]);
            } else if (Double.isNaN(logJoint[r])) {
                sum[q] = Double.NaN;
            }
        }
        for (int q = from; q < to; q++) {
            logDensity[q] += Math.log(sum[q]);
        }
    }

    /** Keeps the rows that the way back needs, moved down behind those already queued. */
    private int select(int queued, int rows, GradientOptions options, RandomStream random) {
        double threshold = options.rouletteThreshold();
        int to = queued;
        for (int r = queued; r < rows; r++) {
            double responsibility = Math.exp(logJoint[r] - logDensity[point[r]]);
            if (responsibility < LEAST_RESPONSIBILITY) {
                continue;
            }
            if (responsibility < threshold) {
                if (random.nextDouble() * threshold >= responsibility) {
                    continue;
                }
                responsibility = threshold;
            }
            if (to != r) {
                classifier.move(r, to);
                System.arraycopy(z, r * dimension, z, to * dimension, dimension);
                slope[to] = slope[r];
                point[to] = point[r];
                component[to] = component[r];
            }
            weight[to] = (float) (responsibility * pointWeight[point[to]]);
            to++;
        }
        return to;
    }

    private void accumulateBase(int rows, float[] raw) {
        int offset = program.baseStatistics();
        for (int r = 0; r < rows; r++) {
            double squaredNorm = 0;
            for (int i = r * dimension; i < (r + 1) * dimension; i++) {
                squaredNorm += (double) z[i] * z[i];
            }
            program.base().accumulate(squaredNorm, dimension, weight[r], raw, offset);
        }
    }

    private void backward(int rows, float @Nullable [] raw) {
        if (raw == null) {
            classifier.backwardToInput(rows, component, weight, inputGradient);
        } else {
            classifier.backward(rows, component, weight, raw, program.maps.statisticsSize(), inputGradient);
            if (program.base().statisticsSize() > 0) {
                accumulateBase(rows, raw);
            }
        }
        int stride = classifier.inputStride();
        for (int r = 0; r < rows; r++) {
            float f = 2 * slope[r] * weight[r];
            // a constant classifier has no input gradient: the block holds one scratch row
            float[] g = stride == 0 ? scratch : inputGradient;
            int at = r * stride;
            for (int d = 0; d < dimension; d++) {
                g[at + d] = (stride == 0 ? 0 : g[at + d]) + f * z[r * dimension + d];
            }
            if (raw == null) {
                maps.accumulateToPoints(component[r], point[r], weight[r], g, at, scores);
            } else {
                maps.accumulate(component[r], point[r], weight[r], z, r * dimension, g, at, raw);
            }
        }
    }
}
