package org.cwm.cli.charts;

import java.util.Arrays;
import org.cwm.model.Density;
import org.cwm.model.Points;

/**
 * Values on a regular grid over a rectangle, at the centres of its cells.
 *
 * @param x horizontal range
 * @param y vertical range
 * @param columns number of cells in a row
 * @param rows number of rows
 * @param values row by row from the bottom; not copied, not to be modified
 */
public record Grid(Range x, Range y, int columns, int rows, double[] values) {

    /** Checks the length. */
    public Grid {
        if (columns < 1 || rows < 1 || (long) columns * rows != values.length) {
            throw new IllegalArgumentException("values: length " + values.length + " is not " + columns + " x " + rows);
        }
    }

    /**
     * The centres of the cells.
     *
     * @return as many points as values, in their order
     */
    public Points centres() {
        return centres(x, y, columns, rows);
    }

    private static Points centres(Range x, Range y, int columns, int rows) {
        double[] p = new double[2 * columns * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = 2 * (i * columns + j);
                p[at] = x.at((j + 0.5) / columns);
                p[at + 1] = y.at((i + 0.5) / rows);
            }
        }
        return Points.of(columns * rows, 2, p);
    }

    /**
     * A density of two columns, at the centres.
     *
     * @param density of dimension 2
     * @param x horizontal range
     * @param y vertical range
     * @param columns number of cells in a row
     * @param rows number of rows
     * @param threads number of threads
     * @return densities
     */
    public static Grid ofDensity(Density density, Range x, Range y, int columns, int rows, int threads) {
        double[] v = new double[columns * rows];
        density.logDensity(centres(x, y, columns, rows), v, threads);
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.min(Math.exp(v[i]), 1e300);
        }
        return new Grid(x, y, columns, rows, v);
    }

    /**
     * A histogram of two columns, scaled to a density: each cell holds the share of all points that fall into it,
     * divided by its area.
     *
     * @param points any number of columns
     * @param first column that runs to the right
     * @param second column that runs upwards
     * @param x horizontal range
     * @param y vertical range
     * @param columns number of cells in a row
     * @param rows number of rows
     * @return densities
     */
    public static Grid ofPoints(Points points, int first, int second, Range x, Range y, int columns, int rows) {
        double[] v = new double[columns * rows];
        double one = columns / x.length() * (rows / y.length()) / Math.max(1, points.rows());
        for (int i = 0; i < points.rows(); i++) {
            double fx = x.fraction(points.get(i, first));
            double fy = y.fraction(points.get(i, second));
            if (fx >= 0 && fx <= 1 && fy >= 0 && fy <= 1) {
                int column = Math.min((int) (fx * columns), columns - 1);
                int row = Math.min((int) (fy * rows), rows - 1);
                v[row * columns + column] += one;
            }
        }
        return new Grid(x, y, columns, rows, v);
    }

    /**
     * This grid blurred by one cell, to calm the noise of a histogram of many draws. The sum of the values stays.
     *
     * @return a new grid
     */
    public Grid smoothed() {
        double[] across = new double[values.length];
        double[] out = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = i * columns + j;
                across[at] = blur(values, at, j == 0 ? 0 : 1, j == columns - 1 ? 0 : 1);
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = i * columns + j;
                out[at] = blur(across, at, i == 0 ? 0 : columns, i == rows - 1 ? 0 : columns);
            }
        }
        return new Grid(x, y, columns, rows, out);
    }

    private static double blur(double[] v, int at, int before, int after) {
        return 0.25 * v[at - before] + 0.5 * v[at] + 0.25 * v[at + after];
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Grid g
                && columns == g.columns
                && rows == g.rows
                && x.equals(g.x)
                && y.equals(g.y)
                && Arrays.equals(values, g.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values) * 31 + columns;
    }

    @Override
    public String toString() {
        return "Grid[" + columns + " x " + rows + " over " + x + " x " + y + "]";
    }
}
