package org.cwm.schema;

import java.util.Arrays;

/**
 * What one column looks like. Sums are formed of scaled values, so numbers from 1e-300 to 1e300 do not overflow.
 *
 * @param min least value
 * @param max greatest value
 * @param mean mean
 * @param standardDeviation root of the mean squared deviation (divisor n)
 * @param distinct number of distinct values
 * @param resolution typical gap between a row's value and the next other value if at least half of the rows share
 *     their value with another row, else 0
 */
public record ColumnSummary(
        double min, double max, double mean, double standardDeviation, int distinct, double resolution) {

    /**
     * Summarises a column.
     *
     * @param values row-major table, not modified
     * @param rows number of rows, at least 1
     * @param columns number of columns
     * @param column which one
     * @return its summary
     */
    public static ColumnSummary of(double[] values, int rows, int columns, int column) {
        double[] v = new double[rows];
        for (int i = 0; i < rows; i++) {
            v[i] = values[i * columns + column];
        }
        Arrays.sort(v);
        double min = v[0];
        double max = v[rows - 1];
        double unit = Math.max(Math.abs(min), Math.abs(max));
        if (unit == 0) {
            return new ColumnSummary(0, 0, 0, 0, 1, 0);
        }
        double sum = 0;
        for (double x : v) {
            sum += x / unit;
        }
        double mean = sum / rows;
        double squares = 0;
        for (double x : v) {
            double e = x / unit - mean;
            squares += e * e;
        }
        double deviation = Math.sqrt(squares / rows) * unit;
        int distinct = 1;
        for (int i = 1; i < rows; i++) {
            if (v[i] != v[i - 1]) {
                distinct++;
            }
        }
        return new ColumnSummary(
                min, max, mean * unit, deviation, distinct, distinct <= rows / 2 ? resolution(v, distinct) : 0);
    }

    /** Median over the rows of the gap from a row's value to the nearest other value. */
    private static double resolution(double[] sorted, int distinct) {
        if (distinct < 2) {
            return 0;
        }
        double[] gaps = new double[sorted.length];
        int from = 0;
        double before = Double.POSITIVE_INFINITY;
        while (from < sorted.length) {
            int to = from;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            double after = to < sorted.length ? sorted[to] - sorted[from] : Double.POSITIVE_INFINITY;
            Arrays.fill(gaps, from, to, Math.min(before, after));
            before = after;
            from = to;
        }
        Arrays.sort(gaps);
        // two values at opposite ends of the double range lie further apart than a double can say
        return Math.min(Double.MAX_VALUE, gaps[gaps.length / 2]);
    }
}
