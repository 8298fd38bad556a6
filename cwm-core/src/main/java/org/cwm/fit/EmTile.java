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
    static final int LANES = 128;

    private final int components;
    private final int dimension;
    private final double[][] x;
    private final double[][] difference;
    private final double[] partial = new double[LANES];
    private final double[][] terms;
    private final int[][] indices;
    private final int[] counts;
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
        x = new double[dimension][LANES];
        difference = new double[(dimension + 3) / 4 * 4][LANES];
        terms = new double[components][LANES];
        indices = new int[components][LANES];
        counts = new int[components];
    }

    /** Takes rows of a table, relative to the centre; refuses values that are not finite. */
    void load(Points points, int first, int count, double[] centre) {
        double[] values = points.values();
        double bad = 0;
        for (int d = 0; d < dimension; d++) {
            double[] column = x[d];
            double c = centre[d];
            int from = first * dimension + d;
            for (int i = 0; i < count; i++) {
                double v = values[from + i * dimension];
                bad += 0 * v;
                column[i] = v - c;
            }
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

    /** Computes log densities and the terms of the responsibilities of the rows loaded. */
    void evaluate(EmWhitening g) {
        Arrays.fill(top, 0, rows, Double.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, rows, 0);
        for (int k = 0; k < components; k++) {
            double[] l = terms[k];
            EmLoops.fill(l, 0, rows);
            if (g.type() == CovarianceType.FULL) {
                addFull(l, g.rows()[k], g.offsets()[k]);
            } else {
                addDiagonal(l, g.rows()[k], g.offsets()[k]);
            }
            EmLoops.finish(l, top, g.constants()[k], rows);
        }
        for (int k = 0; k < components; k++) {
            counts[k] = EmLoops.compact(terms[k], top, indices[k], rows);
            if (counts[k] > 0) {
                EmLoops.expParts(terms[k], mantissa, shifted, counts[k]);
                scatter(terms[k], indices[k], counts[k]);
            }
        }
        for (int i = 0; i < rows; i++) {
            inverse[i] = 1 / sum[i];
        }
    }

    private void scatter(double[] l, int[] index, int count) {
        for (int j = 0; j < count; j++) {
            double e = EmLoops.scaled(mantissa[j], shifted[j]);
            l[j] = e;
            sum[index[j]] += e;
        }
    }

    private void addDiagonal(double[] l, double[] a, double[] m) {
        int d = 0;
        for (; d + 3 <= dimension; d += 3) {
            EmLoops.addScaledSquare3(
                    l, x[d], x[d + 1], x[d + 2], m[d], m[d + 1], m[d + 2], a[d], a[d + 1], a[d + 2], rows);
        }
        for (; d < dimension; d++) {
            EmLoops.addScaledSquare(l, x[d], m[d], a[d], rows);
        }
    }

    private void addFull(double[] l, double[] a, double[] m) {
        for (int d = 0; d < dimension; d++) {
            EmLoops.subtract(difference[d], x[d], m[d], rows);
        }
        double[][] u = difference;
        int at = 0;
        for (int d = 0; d < dimension; d++) {
            int last = d / 4 * 4;
            for (int c = 0; c < last; c += 4, at += 4) {
                if (c == 0) {
                    EmLoops.set4(partial, u[0], u[1], u[2], u[3], a[at], a[at + 1], a[at + 2], a[at + 3], rows);
                } else {
                    EmLoops.add4(
                            partial, u[c], u[c + 1], u[c + 2], u[c + 3], a[at], a[at + 1], a[at + 2], a[at + 3], rows);
                }
            }
            if (last == 0) {
                EmLoops.addSquare4(l, u[0], u[1], u[2], u[3], a[at], a[at + 1], a[at + 2], a[at + 3], rows);
            } else {
                EmLoops.addSquareOfSum4(
                        l,
                        partial,
                        u[last],
                        u[last + 1],
                        u[last + 2],
                        u[last + 3],
                        a[at],
                        a[at + 1],
                        a[at + 2],
                        a[at + 3],
                        rows);
            }
            at += 4;
        }
    }

    /** Rows loaded. */
    int rows() {
        return rows;
    }

    /** Number of the first row loaded. */
    int firstRow() {
        return firstRow;
    }

    /** The columns, relative to the centre. */
    double[][] columns() {
        return x;
    }

    /** log p of the i-th row loaded; negative infinity where it can't be told. */
    double logDensity(int i) {
        double l = top[i] + Math.log(sum[i]);
        return Double.isFinite(l) ? l : Double.NEGATIVE_INFINITY;
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
