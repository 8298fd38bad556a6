package org.cwm.fit;

import java.util.Arrays;
import org.cwm.kernel.GaussianKernels;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@value #LANES} rows of a table by columns, relative to a centre, with the box that holds them. Columns are padded
 * with zeros, and there is an even number of them.
 */
final class EmBlock {

    /** Rows of a full block. */
    static final int LANES = 256;

    private final int dimension;
    private final double[][] x;
    private final double[] middle;
    private final double[] half;
    private int rows;

    /** An empty block for so many rows. */
    EmBlock(int dimension, int rows) {
        this.dimension = dimension;
        x = new double[padded(dimension)][lanes(rows)];
        middle = new double[dimension];
        half = new double[dimension];
    }

    /** Number of columns with padding. */
    static int padded(int dimension) {
        return (dimension + 1) / 2 * 2;
    }

    private static int lanes(int rows) {
        return (rows + GaussianKernels.GROUP - 1) / GaussianKernels.GROUP * GaussianKernels.GROUP;
    }

    /**
     * Takes rows of a table; refuses values that are not finite.
     *
     * @param points rows
     * @param order row numbers, or null for the table's own order
     * @param first position of the first row
     * @param count number of rows, at most as many as the block was made for
     * @param centre what is subtracted
     */
    void load(Points points, int @Nullable [] order, int first, int count, double[] centre) {
        double[] values = points.values();
        double bad = 0;
        rows = count;
        for (int d = 0; d < dimension; d++) {
            double[] column = x[d];
            double c = centre[d];
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                int row = order == null ? first + i : order[first + i];
                double v = values[row * dimension + d];
                bad += 0 * v;
                double u = v - c;
                column[i] = u;
                low = Math.min(low, u);
                high = Math.max(high, u);
            }
            Arrays.fill(column, count, column.length, 0);
            middle[d] = 0.5 * (low + high);
            half[d] = 0.5 * (high - low);
        }
        if (bad != 0) {
            throw notFinite(points);
        }
    }

    /** Names the first value that is not finite. */
    static IllegalArgumentException notFinite(Points points) {
        for (int i = 0; i < points.rows(); i++) {
            for (int d = 0; d < points.columns(); d++) {
                if (!Double.isFinite(points.get(i, d))) {
                    return new IllegalArgumentException(
                            "points: row " + i + ", column " + d + " is " + points.get(i, d) + ", must be finite");
                }
            }
        }
        throw new IllegalStateException("all values are finite");
    }

    /** Rows loaded. */
    int rows() {
        return rows;
    }

    /** Rows loaded, rounded up to whole groups. */
    int lanes() {
        return lanes(rows);
    }

    /** The columns, relative to the centre. */
    double[][] columns() {
        return x;
    }

    /** Middle of the box, relative to the centre. */
    double[] middle() {
        return middle;
    }

    /** Half the box's edges. */
    double[] half() {
        return half;
    }
}
