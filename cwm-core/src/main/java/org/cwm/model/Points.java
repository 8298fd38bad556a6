package org.cwm.model;

import java.util.Objects;

/**
 * A table of numbers: {@code rows x columns}, row-major, double precision. The array is shared, not copied, so that a
 * million rows stay one allocation; whoever hands it over must not change it afterwards.
 */
public final class Points {

    private final int rows;
    private final int columns;
    private final double[] values;

    private Points(int rows, int columns, double[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Wraps an array.
     *
     * @param rows number of rows, at least 0
     * @param columns number of columns, at least 1
     * @param values row-major, length {@code rows * columns}; kept, not copied
     * @return the points
     * @throws IllegalArgumentException if the length does not fit
     */
    public static Points of(int rows, int columns, double[] values) {
        Objects.requireNonNull(values, "values");
        if (rows < 0 || columns < 1 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "values: length " + values.length + " is not " + rows + " rows x " + columns + " columns");
        }
        return new Points(rows, columns, values);
    }

    /**
     * Copies rows of equal length.
     *
     * @param rows at least one row
     * @return the points
     * @throws IllegalArgumentException if there is no row or the lengths differ
     */
    public static Points of(double[]... rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("rows: at least one is needed");
        }
        int d = rows[0].length;
        double[] v = new double[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != d) {
                throw new IllegalArgumentException(
                        "rows: row " + i + " has " + rows[i].length + " values, row 0 has " + d);
            }
            System.arraycopy(rows[i], 0, v, i * d, d);
        }
        return of(rows.length, d, v);
    }

    /**
     * Number of rows, n.
     *
     * @return n
     */
    public int rows() {
        return rows;
    }

    /**
     * Number of columns, D.
     *
     * @return D
     */
    public int columns() {
        return columns;
    }

    /**
     * One cell.
     *
     * @param row from 0
     * @param column from 0
     * @return its value
     */
    public double get(int row, int column) {
        Objects.checkIndex(column, columns);
        return values[Objects.checkIndex(row, rows) * columns + column];
    }

    /**
     * The shared array, row-major. Not to be modified.
     *
     * @return the array itself
     */
    public double[] values() {
        return values;
    }

    /**
     * A copy of one row.
     *
     * @param row from 0
     * @return D values
     */
    public double[] row(int row) {
        double[] r = new double[columns];
        System.arraycopy(values, Objects.checkIndex(row, rows) * columns, r, 0, columns);
        return r;
    }

    /**
     * A copy of chosen rows, in the order given.
     *
     * @param indices row numbers
     * @return new points
     */
    public Points select(int[] indices) {
        double[] v = new double[Math.multiplyExact(indices.length, columns)];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(values, Objects.checkIndex(indices[i], rows) * columns, v, i * columns, columns);
        }
        return new Points(indices.length, columns, v);
    }

    @Override
    public String toString() {
        return "Points[" + rows + " x " + columns + "]";
    }
}
