package org.cwm.schema;

import java.util.List;
import org.cwm.model.Points;

/**
 * The way from columns to model coordinates and back: one monotone transform a column, Jacobians counted. Immutable.
 *
 * @param columns names and domains
 * @param transforms one a column
 */
public record Schema(List<Column> columns, List<Transform> transforms) {

    /** Checks the sizes. */
    public Schema {
        columns = List.copyOf(columns);
        transforms = List.copyOf(transforms);
        if (columns.isEmpty() || columns.size() != transforms.size()) {
            throw new IllegalArgumentException(
                    "schema: " + columns.size() + " columns and " + transforms.size() + " transforms");
        }
    }

    /**
     * Number of columns, D.
     *
     * @return D
     */
    public int dimension() {
        return columns.size();
    }

    /**
     * The columns' names in order.
     *
     * @return D names
     */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * One row to model coordinates.
     *
     * @param row D values in the units of the data, not modified
     * @param offset of the row's first value
     * @param out receives D coordinates
     * @param outOffset of the first coordinate
     * @return log |det| of the transform at this row: what to add to a model-space log density
     */
    public double toModel(double[] row, int offset, double[] out, int outOffset) {
        double logDet = 0;
        for (int d = 0; d < transforms.size(); d++) {
            Transform t = transforms.get(d);
            out[outOffset + d] = t.toModel(row[offset + d]);
            logDet += t.logDerivative(row[offset + d]);
        }
        return logDet;
    }

    /**
     * One point back to the units of the data.
     *
     * @param point D model coordinates, not modified
     * @param offset of the first coordinate
     * @param out receives D values
     * @param outOffset of the first value
     */
    public void toData(double[] point, int offset, double[] out, int outOffset) {
        for (int d = 0; d < transforms.size(); d++) {
            out[outOffset + d] = transforms.get(d).toData(point[offset + d]);
        }
    }

    /**
     * All rows to model coordinates.
     *
     * @param data n x D in the units of the data
     * @param logDet receives n log-Jacobians, or null if not wanted
     * @return n x D model coordinates
     * @throws IllegalArgumentException naming the row and column of a value that is not finite or out of its domain
     */
    public Points toModel(Points data, double[] logDet) {
        int d = dimension();
        if (data.columns() != d) {
            throw new IllegalArgumentException("data: " + data.columns() + " columns, the schema has " + d);
        }
        double[] out = new double[data.values().length];
        for (int i = 0; i < data.rows(); i++) {
            double l = toModel(data.values(), i * d, out, i * d);
            for (int j = 0; j < d; j++) {
                if (!Double.isFinite(out[i * d + j])) {
                    throw new IllegalArgumentException("data: row " + (i + 1) + ", column '"
                            + columns.get(j).name() + "': value " + data.get(i, j)
                            + " is not finite or outside the column's domain");
                }
            }
            if (logDet != null) {
                logDet[i] = l;
            }
        }
        return Points.of(data.rows(), d, out);
    }
}
