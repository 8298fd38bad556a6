package org.cwm.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cwm.model.Points;

/**
 * Named columns with their rows, in the units of the data.
 *
 * @param columns distinct names, as many as {@code points.columns()}
 * @param points n x D
 * @param origin what it was read from, for messages and provenance
 */
public record Table(List<Column> columns, Points points, String origin) {

    /** Checks that the columns fit the points. */
    public Table {
        columns = List.copyOf(columns);
        if (columns.size() != points.columns()) {
            throw new IllegalArgumentException(
                    "columns: " + columns.size() + " names for " + points.columns() + " columns");
        }
        Set<String> seen = new HashSet<>();
        for (Column c : columns) {
            if (!seen.add(c.name())) {
                throw new IllegalArgumentException("columns: '" + c.name() + "' occurs twice");
            }
        }
    }

    /**
     * A table of real-valued columns.
     *
     * @param names distinct names
     * @param points n x D
     * @return the table
     */
    public static Table of(List<String> names, Points points) {
        List<Column> columns = new ArrayList<>();
        for (String n : names) {
            columns.add(Column.real(n));
        }
        return new Table(columns, points, "memory");
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
     * This table with chosen rows only.
     *
     * @param rows row numbers from 0
     * @return a new table
     */
    public Table select(int[] rows) {
        return new Table(columns, points.select(rows), origin);
    }

    /**
     * The named columns in the order given; others are dropped.
     *
     * @param names names that occur in this table
     * @return this table if nothing changes, else a copy
     * @throws IllegalArgumentException naming the columns that are missing
     */
    public Table project(List<String> names) {
        if (names.equals(names())) {
            return this;
        }
        List<String> have = names();
        List<String> missing = names.stream().filter(n -> !have.contains(n)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("columns: " + missing + " not found, the data has " + have);
        }
        int d = names.size();
        int n = points.rows();
        int[] from = names.stream().mapToInt(have::indexOf).toArray();
        double[] v = new double[Math.multiplyExact(n, d)];
        double[] source = points.values();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                v[i * d + j] = source[i * points.columns() + from[j]];
            }
        }
        List<Column> chosen = new ArrayList<>();
        for (int f : from) {
            chosen.add(columns.get(f));
        }
        return new Table(chosen, Points.of(n, d, v), origin);
    }
}
