package org.cwm.schema;

import java.util.List;
import org.cwm.model.Points;

/**
 * The way from columns to model coordinates and back: one monotone transform a column, Jacobians counted. The last columns
 * may be conditions, of which no density is learned: their Jacobians don't count. Immutable.
 *
 * @param columns names and domains
 * @param transforms one a column
 * @param conditions how many of the columns, the last ones, are conditions; below the number of columns
 */
public record Schema(List<Column> columns, List<Transform> transforms, int conditions) {

    /**
     * A schema without conditions.
     *
     * @param columns names and domains
     * @param transforms one a column
     */
    public Schema(List<Column> columns, List<Transform> transforms) {
        this(columns, transforms, 0);
    }

    /** Checks the sizes. */
    public Schema {
        columns = List.copyOf(columns);
        transforms = List.copyOf(transforms);
        if (columns.isEmpty() || columns.size() != transforms.size()) {
            throw new IllegalArgumentException(
                    "schema: " + columns.size() + " columns and " + transforms.size() + " transforms");
        }
        if (conditions < 0 || conditions >= columns.size()) {
            throw new IllegalArgumentException("schema: " + conditions + " conditions of " + columns.size()
                    + " columns, must be at least 0 and leave a column");
        }
    }

    /**
     * Number of columns, conditions included.
     *
     * @return how many
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
     * The columns whose density is learned.
     *
     * @return names
     */
    public List<String> targets() {
        return names().subList(0, columns.size() - conditions);
    }

    /**
     * The columns that are conditions.
     *
     * @return names, maybe none
     */
    public List<String> given() {
        return names().subList(columns.size() - conditions, columns.size());
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
            if (d < transforms.size() - conditions) {
                logDet += t.logDerivative(row[offset + d]);
            }
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
