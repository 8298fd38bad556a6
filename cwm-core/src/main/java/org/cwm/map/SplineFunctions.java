package org.cwm.map;

import org.cwm.kernel.Kernels;

/**
 * Monotone rational-quadratic splines; see {@link FlowArchitecture.Spline}. Outputs are clipped and exponentiated for all
 * rows at once, which leaves unnormalised bin widths, heights and derivatives; what follows is in double.
 */
final class SplineFunctions implements CouplingFunctions {

    /** Share before, own share and sum of the widths, then of the heights. */
    private static final int KEPT = 6;

    private final Kernels kernels;
    private final int dimension;
    private final int bins;
    private final int size;
    private final double bound;
    /** Per column of a row: 1 / c of the soft clip. */
    private final float[] inverseClip;

    private final float[] exponentials;
    private float[] outputs = new float[0];
    private int stride;
    private int rows;

    /** Of the bin that was found last: its number, the share of all bins before it, its own share, the sum of all. */
    private int bin;

    private double below;
    private double own;
    private double total;

    /** The bins that the way there found, for the way back: {@link #KEPT} numbers a row and coordinate. */
    private final double[] found;

    private final int[] foundBins;

    /**
     * Functions.
     *
     * @param transformed number of transformed coordinates
     * @param stride of the network's outputs
     */
    SplineFunctions(
            FlowArchitecture.Spline spline, int dimension, int transformed, int stride, int capacity, Kernels kernels) {
        this.kernels = kernels;
        this.dimension = dimension;
        bins = spline.bins();
        bound = spline.bound();
        size = spline.outputs();
        inverseClip = new float[stride];
        for (int j = 0; j < transformed * size; j++) {
            inverseClip[j] = (float) ((j % size < 2 * bins ? 2 : 1) / FlowArchitecture.Spline.CLIP);
        }
        exponentials = new float[capacity * stride];
        found = new double[capacity * transformed * KEPT];
        foundBins = new int[capacity * transformed];
    }

    @Override
    public void prepare(float[] newOutputs, int newStride, int newRows) {
        outputs = newOutputs;
        stride = newStride;
        rows = newRows;
        for (int r = 0; r < rows; r++) {
            clip(outputs, r * stride, inverseClip, exponentials);
        }
        Exponentials.replace(kernels, exponentials, rows * stride);
    }

    private static void clip(float[] x, int offset, float[] inverse, float[] out) {
        for (int j = 0; j < inverse.length; j++) {
            float v = x[offset + j];
            out[offset + j] = v / (1 + Math.abs(v) * inverse[j]);
        }
    }

    /** Finds the bin of a share of the interval, counted from its lower end. */
    private void find(int offset, double share) {
        float[] e = exponentials;
        double sum = 0;
        for (int i = offset; i < offset + bins; i++) {
            sum += e[i];
        }
        total = sum;
        double target = share * sum;
        double before = 0;
        int k = 0;
        while (k < bins - 1 && target >= before + e[offset + k]) {
            before += e[offset + k];
            k++;
        }
        bin = k;
        below = before / sum;
        own = e[offset + k] / sum;
    }

    /** The place of bin {@code bin} among other sizes. */
    private void place(int offset) {
        float[] e = exponentials;
        double before = 0;
        for (int i = offset; i < offset + bin; i++) {
            before += e[i];
        }
        double sum = before;
        for (int i = offset + bin; i < offset + bins; i++) {
            sum += e[i];
        }
        total = sum;
        below = before / sum;
        own = e[offset + bin] / sum;
    }

    private double derivative(int offset, int knot) {
        return knot == 0 || knot == bins ? 1 : exponentials[offset + 2 * bins + knot - 1];
    }

    private boolean inside(double v) {
        return Math.abs(v) < bound;
    }

    @Override
    public void toBase(int[] coordinates, double[] state, double[] logDet) {
        for (int r = 0; r < rows; r++) {
            double factor = 1;
            for (int j = 0; j < coordinates.length; j++) {
                int i = r * dimension + coordinates[j];
                if (inside(state[i])) {
                    factor *= toBase(r * stride + j * size, state, i, r * coordinates.length + j);
                }
                if (j % 8 == 7) {
                    logDet[r] += Math.log(factor);
                    factor = 1;
                }
            }
            logDet[r] += Math.log(factor);
        }
    }

    private void keep(int at) {
        found[at] = below;
        found[at + 1] = own;
        found[at + 2] = total;
    }

    /** Maps one coordinate; returns the derivative. */
    private double toBase(int o, double[] state, int i, int kept) {
        double range = 2 * bound;
        find(o, (state[i] + bound) / range);
        foundBins[kept] = bin;
        keep(kept * KEPT);
        double x = below * range - bound;
        double w = own * range;
        place(o + bins);
        keep(kept * KEPT + 3);
        double y = below * range - bound;
        double h = own * range;
        double d0 = derivative(o, bin);
        double d1 = derivative(o, bin + 1);
        double delta = h / w;
        double sum = d0 + d1 - 2 * delta;
        double xi = Math.max(0, Math.min(1, (state[i] - x) / w));
        double rest = 1 - xi;
        double theta = xi * rest;
        double denominator = 1 / (delta + sum * theta);
        state[i] = y + h * (delta * xi * xi + d0 * theta) * denominator;
        double f = delta * denominator;
        return f * f * (d1 * xi * xi + 2 * delta * theta + d0 * rest * rest);
    }

    @Override
    public void toData(int[] coordinates, double[] state) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < coordinates.length; j++) {
                int i = r * dimension + coordinates[j];
                if (inside(state[i])) {
                    toData(r * stride + j * size, state, i);
                }
            }
        }
    }

    private void toData(int o, double[] state, int i) {
        double range = 2 * bound;
        find(o + bins, (state[i] + bound) / range);
        double y = below * range - bound;
        double h = own * range;
        place(o);
        double x = below * range - bound;
        double w = own * range;
        double d0 = derivative(o, bin);
        double d1 = derivative(o, bin + 1);
        double delta = h / w;
        double sum = d0 + d1 - 2 * delta;
        double rise = Math.max(0, Math.min(h, state[i] - y));
        double a = h * (delta - d0) + rise * sum;
        double b = h * d0 - rise * sum;
        double c = -delta * rise;
        double xi = 2 * c / (-b - Math.sqrt(Math.max(0, b * b - 4 * a * c)));
        state[i] = x + w * xi;
    }

    @Override
    public void backward(
            int[] coordinates, double[] before, float[] weight, double[] gradient, float[] outputGradient) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < coordinates.length; j++) {
                int i = r * dimension + coordinates[j];
                int o = r * stride + j * size;
                if (inside(before[i])) {
                    gradient[i] =
                            backward(o, before[i], weight[r], gradient[i], outputGradient, r * coordinates.length + j);
                } else {
                    java.util.Arrays.fill(outputGradient, o, o + size, 0f);
                }
            }
        }
    }

    /**
     * With xi, Delta, d0, d1 as variables: y = y_k + h N / D and log y' = 2 log Delta + log M - 2 log D, where N =
     * Delta xi^2 + d0 theta, D = Delta + s theta, M = d1 xi^2 + 2 Delta theta + d0 (1 - xi)^2, theta = xi (1 - xi), s = d0
     * + d1 - 2 Delta.
     *
     * @param a derivative by y
     * @param c derivative by log y'
     * @return derivative by x
     */
    private double backward(int o, double v, double c, double a, float[] outputGradient, int kept) {
        double range = 2 * bound;
        bin = foundBins[kept];
        int at = kept * KEPT;
        double belowX = found[at];
        double ownX = found[at + 1];
        double totalX = found[at + 2];
        double belowY = found[at + 3];
        double ownY = found[at + 4];
        double w = ownX * range;
        double h = ownY * range;
        double d0 = derivative(o, bin);
        double d1 = derivative(o, bin + 1);
        double delta = h / w;
        double s = d0 + d1 - 2 * delta;
        double xi = Math.max(0, Math.min(1, (v - (belowX * range - bound)) / w));
        double rest = 1 - xi;
        double theta = xi * rest;
        double slant = rest - xi;
        double n = delta * xi * xi + d0 * theta;
        double d = 1 / (delta + s * theta);
        double m = 1 / (d1 * xi * xi + 2 * delta * theta + d0 * rest * rest);
        double q = n * d;
        // derivative of the objective by N, D, M
        double byN = a * h * d;
        double byD = -(a * h * q + 2 * c) * d;
        double byM = c * m;
        double byXi =
                byN * (2 * delta * xi + d0 * slant) + byD * s * slant + byM * 2 * (d1 * xi + delta * slant - d0 * rest);
        double byDelta = byN * xi * xi + byD * (1 - 2 * theta) + byM * 2 * theta + 2 * c / delta;
        double byD0 = (byN + byD) * theta + byM * rest * rest;
        double byD1 = byD * theta + byM * xi * xi;
        double byX = byXi / w;
        // xi = (x - x_k) / w, Delta = h / w
        spread(o, outputGradient, belowX, ownX, totalX, -byX, -(byXi * xi + byDelta * delta) / w);
        spread(o + bins, outputGradient, belowY, ownY, found[at + 5], a, a * q + byDelta / w);
        int knots = o + 2 * bins;
        java.util.Arrays.fill(outputGradient, knots, knots + bins - 1, 0f);
        addDerivative(knots, bin, byD0, outputGradient);
        addDerivative(knots, bin + 1, byD1, outputGradient);
        return byX;
    }

    /** The derivative by a knot's log derivative. */
    private void addDerivative(int knots, int knot, double byDerivative, float[] outputGradient) {
        if (knot > 0 && knot < bins) {
            int j = knots + knot - 1;
            outputGradient[j] = (float) (byDerivative * exponentials[j]) * clipSlope(j);
        }
    }

    /** d clip(r) / d r = (1 + |r| / c)^-2. */
    private float clipSlope(int j) {
        float f = 1 / (1 + Math.abs(outputs[j]) * inverseClip[j % stride]);
        return f * f;
    }

    /**
     * From sizes to logits: size i = range p_i with p = softmax, the lower knot being the sum of the sizes before the bin.
     */
    private void spread(
            int from,
            float[] outputGradient,
            double belowShare,
            double ownShare,
            double sum,
            double byKnot,
            double bySize) {
        double mean = byKnot * belowShare + bySize * ownShare;
        double f = 2 * bound / sum;
        int b = from + bin;
        int column = from % stride;
        fill(from, b, column, (float) (f * (byKnot - mean)), outputGradient);
        fill(b, b + 1, column + bin, (float) (f * (bySize - mean)), outputGradient);
        fill(b + 1, from + bins, column + bin + 1, (float) (-f * mean), outputGradient);
    }

    private void fill(int from, int to, int column, float factor, float[] outputGradient) {
        float inverse = column < inverseClip.length ? inverseClip[column] : 0;
        for (int j = from; j < to; j++) {
            float slope = 1 / (1 + Math.abs(outputs[j]) * inverse);
            outputGradient[j] = factor * exponentials[j] * (slope * slope);
        }
    }
}
