package org.cwm.engine;

import org.cwm.classifier.ClassifierTile;
import org.cwm.map.ComponentMaps;
import org.cwm.map.MapProgram;
import org.cwm.random.RandomStream;

/**
 * Evaluates a mixture at up to {@link MapProgram#LANES} points at a time. A <em>row</em> is a pair (point, component).
 * Because w &lt;= 1, log N(z_nk) + log |det J_k| bounds what component k can add at point n: rows whose bound is
 * negligible against what other rows have already shown never reach the classifier. For one thread.
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

    private static final float[] NO_GRADIENT = new float[0];
    private static final RandomStream UNUSED = RandomStream.of(0);

    private final MixtureProgram program;
    private final int components;
    private final int dimension;
    private final ClassifierTile classifier;
    private final int capacity;

    private final float[] lanes;
    private final float[] differences;
    private final float[] laneRow = new float[LANES];
    private final float[] laneSum = new float[LANES];
    private final float[] bounds;
    private final double[] base;

    private final int[] point;
    private final int[] component;
    private final double[] logTerm;
    private final double[] logJoint;
    private final float[] z;
    private final float[] slope;
    private final float[] weight;
    private final float[] inputGradient;
    private final double[] logDensity = new double[LANES];
    private final double[] best = new double[LANES];
    private final double[] partial = new double[LANES];
    private final double[] laneTotals = new double[LANES];
    private final int[] topComponent = new int[LANES];

    MixtureTile(MixtureProgram program) {
        this.program = program;
        components = program.components;
        dimension = program.dimension;
        capacity = 2 * MixtureProgram.BLOCK_ROWS + components;
        classifier = program.classifier.newTile(capacity);
        lanes = new float[dimension * LANES];
        differences = new float[dimension * LANES];
        bounds = new float[components * LANES];
        base = new double[dimension];
        point = new int[capacity];
        component = new int[capacity];
        logTerm = new double[capacity];
        logJoint = new double[capacity];
        z = new float[capacity * dimension];
        slope = new float[capacity];
        weight = new float[capacity];
        inputGradient = new float[capacity * Math.max(1, classifier.inputStride())];
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
        run(x, offset, count, SCORE_CUT + Math.log(components), GradientOptions.EXACT, UNUSED, NO_GRADIENT);
        System.arraycopy(logDensity, 0, out, outOffset, count);
    }

    /**
     * The component with the greatest responsibility of a point of the last block.
     *
     * @param p number of the point in its block
     * @return a component, from 0
     */
    public int topComponent(int p) {
        return topComponent[p];
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
        run(x, offset, count, options.rouletteThreshold() == 0 ? SCORE_CUT : TRAIN_CUT, options, random, raw);
        double sum = 0;
        for (int p = 0; p < count; p++) {
            sum += logDensity[p];
        }
        return sum;
    }

    /**
     * Draws points: Z from the base, R from w(Z), X = T_R^{-1}(Z).
     *
     * @param componentMaps the maps whose parameters are loaded
     * @param count number of draws, any
     * @param random advanced
     * @param out receives points, row-major
     * @param outOffset of the first value
     */
    public void sample(ComponentMaps componentMaps, int count, RandomStream random, double[] out, int outOffset) {
        double[] draws = new double[MixtureProgram.BLOCK_ROWS * dimension];
        float[] input = classifier.input();
        int stride = classifier.inputStride();
        for (int done = 0; done < count; done += MixtureProgram.BLOCK_ROWS) {
            int rows = Math.min(MixtureProgram.BLOCK_ROWS, count - done);
            for (int r = 0; r < rows; r++) {
                program.base.sample(random, draws, r * dimension, dimension);
                for (int d = 0; d < dimension && stride > 0; d++) {
                    input[r * stride + d] = (float) draws[r * dimension + d];
                }
            }
            classifier.forward(0, rows);
            for (int r = 0; r < rows; r++) {
                double u = random.nextDouble();
                int k = 0;
                while (k < components - 1 && (u -= Math.exp(classifier.logWeight(r, k))) >= 0) {
                    k++;
                }
                componentMaps.toData(k, draws, r * dimension, out, outOffset + (done + r) * dimension);
            }
        }
    }

    /** Without a raw gradient: densities only. */
    private void run(
            double[] x, int offset, int count, double cut, GradientOptions options, RandomStream random, float[] raw) {
        bound(x, offset, count);
        boolean gradient = raw.length > 0;
        int queued = 0;
        int p = 0;
        while (p < count) {
            int rows = queued;
            int from = p;
            int limit = queued + MixtureProgram.BLOCK_ROWS;
            while (p < count) {
                int candidates = countAbove(p, best[p] - FIRST_CUT, Double.POSITIVE_INFINITY);
                if (p > from && rows + candidates > limit) {
                    break;
                }
                rows = append(x, offset, p, best[p] - FIRST_CUT, Double.POSITIVE_INFINITY, rows, options, random);
                p++;
            }
            evaluate(queued, rows);
            close(from, p, queued, rows);
            int extra = 0;
            for (int q = from; q < p; q++) {
                partial[q] = logDensity[q];
                extra += countAbove(q, partial[q] - cut, best[q] - FIRST_CUT);
            }
            if (extra > 0) {
                if (rows + extra > capacity) {
                    // too many to keep: this block again, its first point alone
                    p = from + 1;
                    rows = append(
                            x,
                            offset,
                            from,
                            Double.NEGATIVE_INFINITY,
                            Double.POSITIVE_INFINITY,
                            queued,
                            options,
                            random);
                    evaluate(queued, rows);
                } else {
                    int first = rows;
                    for (int q = from; q < p; q++) {
                        rows = append(x, offset, q, partial[q] - cut, best[q] - FIRST_CUT, rows, options, random);
                    }
                    evaluate(first, rows);
                }
                close(from, p, queued, rows);
            }
            if (gradient) {
                queued = select(queued, rows, options, random);
                if (queued >= MixtureProgram.BLOCK_ROWS) {
                    backward(queued, raw);
                    queued = 0;
                }
            }
        }
        if (queued > 0) {
            backward(queued, raw);
        }
    }

    private void bound(double[] x, int offset, int count) {
        for (int d = 0; d < dimension; d++) {
            for (int q = 0; q < LANES; q++) {
                double v = x[offset + Math.min(q, count - 1) * dimension + d];
                // beyond this the bound is -infinity anyway, but infinities could turn into NaN on the way
                lanes[d * LANES + q] = (float) Math.max(-FAR, Math.min(FAR, v));
            }
        }
        program.maps.logTerms(program.base, lanes, differences, laneRow, laneSum, bounds);
        java.util.Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int k = 0; k < components; k++) {
            for (int q = 0; q < LANES; q++) {
                best[q] = Math.max(best[q], bounds[k * LANES + q]);
            }
        }
    }

    private int countAbove(int p, double above, double below) {
        int n = 0;
        for (int k = 0; k < components; k++) {
            float b = bounds[k * LANES + p];
            if (b >= above && b < below) {
                n++;
            }
        }
        return n;
    }

    private int append(
            double[] x,
            int offset,
            int p,
            double above,
            double below,
            int rows,
            GradientOptions options,
            RandomStream random) {
        float[] input = classifier.input();
        int stride = classifier.inputStride();
        double noise = options.classifierNoise();
        for (int k = 0; k < components; k++) {
            float b = bounds[k * LANES + p];
            if (!(b >= above && b < below)) {
                continue;
            }
            double logDet = program.maps.toBase(k, x, offset + p * dimension, base);
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
            }
            logTerm[rows] = program.base.logDensity(squaredNorm, dimension) + logDet;
            slope[rows] = (float) program.base.slope(squaredNorm, dimension);
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
            topComponent[q] = -1;
        }
        for (int r = firstRow; r < rows; r++) {
            int q = point[r];
            if (logJoint[r] > logDensity[q] || topComponent[q] < 0) {
                logDensity[q] = logJoint[r];
                topComponent[q] = component[r];
            }
        }
        double[] sum = laneTotals;
        java.util.Arrays.fill(sum, from, to, 0);
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
                component[to] = component[r];
            }
            weight[to] = (float) responsibility;
            to++;
        }
        return to;
    }

    private void backward(int rows, float[] raw) {
        classifier.backward(rows, component, weight, raw, program.maps.statisticsSize(), inputGradient);
        int stride = classifier.inputStride();
        for (int r = 0; r < rows; r++) {
            float f = 2 * slope[r] * weight[r];
            int g = r * stride;
            if (stride == 0) {
                // a constant classifier has no input gradient: the block holds one scratch row
                for (int d = 0; d < dimension; d++) {
                    differences[d] = f * z[r * dimension + d];
                }
                program.maps.accumulate(component[r], weight[r], z, r * dimension, differences, 0, raw);
            } else {
                for (int d = 0; d < dimension; d++) {
                    inputGradient[g + d] += f * z[r * dimension + d];
                }
                program.maps.accumulate(component[r], weight[r], z, r * dimension, inputGradient, g, raw);
            }
        }
    }
}
