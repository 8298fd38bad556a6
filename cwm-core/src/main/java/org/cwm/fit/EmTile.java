package org.cwm.fit;

import java.util.Arrays;
import org.cwm.model.Points;

/**
 * The E-step of up to {@link #LANES} rows: log densities and responsibilities under all components, while everything
 * sits in the cache. Points lie in lanes, one array a column, so that loops over rows become vector instructions.
 * For one thread.
 */
final class EmTile {

    /** Rows of a full tile. */
    static final int LANES = 256;

    /** After so many columns, and after twice, four times as many, a component may be given up. */
    private static final int FIRST_LOOK = 4;

    private static final int FIRST_LOOK_DIAGONAL = 6;
    private static final double ROUNDING = 1e-12;

    private final int components;
    private final int dimension;
    private final double[][] x;
    private final double[][] difference;
    private final double[] part = new double[LANES];
    private final double[][] terms;
    private final int[][] indices;
    private final int[] counts;
    private final int[] order;
    private final boolean[] candidate;
    private final double[] middle;
    private final double[] half;
    private int front;
    private final double[] top = new double[LANES];
    private final double[] sum = new double[LANES];
    private final double[] inverse = new double[LANES];
    private final double[] mantissa = new double[LANES];
    private final double[] shifted = new double[LANES];
    private int rows;
    private int firstRow;

    EmTile(int components, int dimension) {
        this.components = components;
        this.dimension = dimension;
        x = new double[(dimension + 3) / 4 * 4][LANES]; // beyond D all zero
        difference = new double[x.length][LANES];
        terms = new double[components][LANES];
        indices = new int[components][LANES];
        counts = new int[components];
        candidate = new boolean[components];
        middle = new double[dimension];
        half = new double[dimension];
        order = new int[components];
        for (int k = 0; k < components; k++) {
            order[k] = k;
        }
    }

    /** Takes rows of a table, relative to the centre; refuses values that are not finite. */
    void load(Points points, int first, int count, double[] centre) {
        double[] values = points.values();
        double bad = 0;
        for (int d = 0; d < dimension; d++) {
            double[] column = x[d];
            double c = centre[d];
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            int from = first * dimension + d;
            for (int i = 0; i < count; i++) {
                double v = values[from + i * dimension];
                bad += 0 * v;
                double u = v - c;
                column[i] = u;
                low = Math.min(low, u);
                high = Math.max(high, u);
            }
            middle[d] = 0.5 * (low + high);
            half[d] = 0.5 * (high - low);
        }
        rows = count;
        firstRow = first;
        if (bad != 0) {
            throw notFinite(points, first, count);
        }
    }

    /** Names the first value that is not finite. */
    static IllegalArgumentException notFinite(Points points, int first, int count) {
        for (int i = first; i < first + count; i++) {
            for (int d = 0; d < points.columns(); d++) {
                if (!Double.isFinite(points.get(i, d))) {
                    return new IllegalArgumentException(
                            "points: row " + i + ", column " + d + " is " + points.get(i, d) + ", must be finite");
                }
            }
        }
        throw new IllegalStateException("all values are finite");
    }

    /**
     * Computes log densities and the terms of the responsibilities of the rows loaded.
     *
     * <p>A component is given up as soon as a part of its squared distances shows that it is negligible for every row.
     * What was active in the tile before goes first. Neither changes a bit of the result.
     */
    void evaluate(EmWhitening g) {
        Arrays.fill(top, 0, rows, Double.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, rows, 0);
        double least = Double.NEGATIVE_INFINITY;
        for (int at = 0; at < components; at++) {
            int k = order[at];
            if (at == front) {
                least = least(top);
            }
            if (g.constants()[k] - 0.5 * leastSquare(g, k) - least <= EmLoops.NEGLIGIBLE - 1) {
                candidate[k] = false;
                continue;
            }
            double[] l = terms[k];
            EmLoops.fill(l, 0, rows);
            candidate[k] = g.type() == CovarianceType.FULL ? addFull(l, g, k) : addDiagonal(l, g, k);
            if (candidate[k]) {
                EmLoops.finish(l, top, g.constants()[k], rows);
            }
        }
        front = 0;
        int back = components;
        for (int k = 0; k < components; k++) {
            counts[k] = candidate[k] ? EmLoops.compact(terms[k], top, indices[k], rows) : 0;
            if (counts[k] > 0) {
                exponentiate(terms[k], indices[k], counts[k]);
                order[front++] = k;
            } else {
                order[--back] = k;
            }
        }
        for (int i = 0; i < rows; i++) {
            inverse[i] = 1 / sum[i];
        }
    }

    private double least(double[] v) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows; i++) {
            least = Math.min(least, v[i]);
        }
        return least;
    }

    /** A lower bound of |A_k (x - m_k)|^2 over the box that holds the tile's rows, its own rounding allowed for. */
    private double leastSquare(EmWhitening g, int k) {
        double[] a = g.rows()[k];
        double[] m = g.offsets()[k];
        double q = 0;
        for (int d = 0; d < dimension; d++) {
            double y = 0;
            double r = 0;
            if (g.type() == CovarianceType.FULL) {
                int at = EmWhitening.rowStart(d);
                for (int e = 0; e <= d; e++) {
                    double b = a[at + e];
                    y += b * (middle[e] - m[e]);
                    r += Math.abs(b) * (half[e] + ROUNDING * (Math.abs(middle[e]) + half[e] + Math.abs(m[e])));
                }
            } else {
                y = a[d] * (middle[d] - m[d]);
                r = a[d] * (half[d] + ROUNDING * (Math.abs(middle[d]) + half[d] + Math.abs(m[d])));
            }
            double beyond = Math.max(0, Math.abs(y) - r);
            q += beyond * beyond;
        }
        return q * (1 - 1e-9);
    }

    private void exponentiate(double[] l, int[] index, int count) {
        EmLoops.expParts(l, mantissa, shifted, count);
        if (count == rows) {
            for (int j = 0; j < count; j++) {
                l[j] = EmLoops.scaled(mantissa[j], shifted[j]);
            }
            EmLoops.add(sum, l, count);
            return;
        }
        for (int j = 0; j < count; j++) {
            double e = EmLoops.scaled(mantissa[j], shifted[j]);
            l[j] = e;
            sum[index[j]] += e;
        }
    }

    /** Whether a component whose squared distances are at least q may count in some row. */
    private boolean counts(double[] q, double c) {
        for (int i = 0; i < rows; i++) {
            if (!(c - 0.5 * q[i] - top[i] <= EmLoops.NEGLIGIBLE)) {
                return true;
            }
        }
        return false;
    }

    private boolean addDiagonal(double[] l, EmWhitening g, int k) {
        double[] a = g.rows()[k];
        double[] m = g.offsets()[k];
        int d = 0;
        int look = FIRST_LOOK_DIAGONAL;
        for (; d + 3 <= dimension; d += 3) {
            if (d == look && 2 * look <= dimension) {
                if (!counts(l, g.constants()[k])) {
                    return false;
                }
                look *= 2;
            }
            EmLoops.addScaledSquare3(
                    l, x[d], x[d + 1], x[d + 2], m[d], m[d + 1], m[d + 2], a[d], a[d + 1], a[d + 2], rows);
        }
        for (; d < dimension; d++) {
            EmLoops.addScaledSquare(l, x[d], m[d], a[d], rows);
        }
        return true;
    }

    private boolean addFull(double[] l, EmWhitening g, int k) {
        double[] a = g.rows()[k];
        double[] shift = g.shifts()[k];
        double[][] y = x;
        if (g.viaDifferences()[k]) {
            y = difference;
            for (int d = 0; d < dimension; d++) {
                EmLoops.subtract(y[d], x[d], g.offsets()[k][d], rows);
            }
        }
        int look = FIRST_LOOK;
        int at = 0;
        for (int d = 0; d < dimension; d++) {
            if (d == look && 2 * look <= dimension) {
                if (!counts(l, g.constants()[k])) {
                    return false;
                }
                look *= 2;
            }
            int last = d / 4 * 4;
            if (last == 0) {
                EmLoops.addSquare4(l, y[0], y[1], y[2], y[3], a, at, shift[d], rows);
                at += 4;
                continue;
            }
            EmLoops.set4(part, y[0], y[1], y[2], y[3], a, at, shift[d], rows);
            at += 4;
            for (int e = 4; e < last; e += 4, at += 4) {
                EmLoops.add4(part, y[e], y[e + 1], y[e + 2], y[e + 3], a, at, rows);
            }
            EmLoops.addSquareOfSum4(l, part, y[last], y[last + 1], y[last + 2], y[last + 3], a, at, rows);
            at += 4;
        }
        return true;
    }

    /** Rows loaded. */
    int rows() {
        return rows;
    }

    /** Number of the first row loaded. */
    int firstRow() {
        return firstRow;
    }

    /** A column of the rows loaded, relative to the centre. */
    double[] column(int d) {
        return x[d];
    }

    /** log p of the i-th row loaded; negative infinity where it can't be told. */
    double logDensity(int i) {
        double l = top[i] + Math.log(sum[i]);
        return Double.isFinite(l) ? l : Double.NEGATIVE_INFINITY;
    }

    /** For each row loaded the component of the greatest responsibility. */
    void home(int[] out) {
        Arrays.fill(part, 0, rows, -1);
        for (int k = 0; k < components; k++) {
            for (int j = 0; j < counts[k]; j++) {
                int i = indices[k][j];
                if (terms[k][j] > part[i]) {
                    part[i] = terms[k][j];
                    out[firstRow + i] = k;
                }
            }
        }
    }

    /** How many rows have a responsibility of component k that is not negligible. */
    int count(int k) {
        return counts[k];
    }

    /** The number (from 0, within the tile) of the j-th such row. */
    int index(int k, int j) {
        return indices[k][j];
    }

    /** Its responsibility. */
    double responsibility(int k, int j) {
        return terms[k][j] * inverse[indices[k][j]];
    }
}
