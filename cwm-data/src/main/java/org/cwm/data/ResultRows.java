package org.cwm.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;

/** Takes rows of numbers out of a query's result. */
final class ResultRows {

    /** How a column becomes doubles. */
    private enum Kind {
        DOUBLE,
        FLOAT,
        INTEGER,
        BIG_INTEGER,
        DECIMAL,
        BOOLEAN,
        TEXT,
        NOT_NUMERIC
    }

    private ResultRows() {}

    /** The columns' names. */
    static List<String> names(ResultSet rows) throws SQLException {
        ResultSetMetaData data = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int j = 1; j <= data.getColumnCount(); j++) {
            names.add(data.getColumnLabel(j));
        }
        return names;
    }

    /** The columns' types in DuckDB's words. */
    static List<String> types(ResultSet rows) throws SQLException {
        ResultSetMetaData data = rows.getMetaData();
        List<String> types = new ArrayList<>();
        for (int j = 1; j <= data.getColumnCount(); j++) {
            types.add(data.getColumnTypeName(j));
        }
        return types;
    }

    /** Whether a type of DuckDB holds numbers. */
    static boolean isNumeric(String type) {
        return kind(type) != Kind.NOT_NUMERIC;
    }

    private static Kind kind(String type) {
        String bare = type.toUpperCase(Locale.ROOT);
        return switch (bare) {
            case "DOUBLE" -> Kind.DOUBLE;
            case "FLOAT" -> Kind.FLOAT;
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" -> Kind.INTEGER;
            case "HUGEINT", "UHUGEINT", "UBIGINT" -> Kind.BIG_INTEGER;
            case "BOOLEAN" -> Kind.BOOLEAN;
            case "BIGNUM" -> Kind.TEXT;
            default -> bare.startsWith("DECIMAL") && bare.endsWith(")") ? Kind.DECIMAL : Kind.NOT_NUMERIC;
        };
    }

    /**
     * Reads numeric columns to the end.
     *
     * @param positions of the columns, from 0
     * @param problems told of missing cells; such a cell is a NaN in the answer
     */
    static Points points(ResultSet rows, int[] positions, CellProblems problems) throws SQLException {
        List<String> types = types(rows);
        int d = positions.length;
        int[] at = new int[d];
        Kind[] kinds = new Kind[d];
        for (int j = 0; j < d; j++) {
            at[j] = positions[j] + 1;
            kinds[j] = kind(types.get(positions[j]));
        }
        RowBuffer buffer = new RowBuffer();
        long row = 0;
        while (rows.next()) {
            row++;
            for (int j = 0; j < d; j++) {
                double value = value(rows, at[j], kinds[j]);
                if (!Double.isFinite(value)) {
                    problems.missing(row, 0, j, rows.wasNull() ? "NULL" : String.valueOf(value));
                }
                buffer.add(value);
            }
        }
        return buffer.toPoints(d);
    }

    private static double value(ResultSet rows, int at, Kind kind) throws SQLException {
        double value =
                switch (kind) {
                    case DOUBLE -> rows.getDouble(at);
                    case FLOAT -> rows.getFloat(at);
                    case INTEGER -> rows.getLong(at);
                    case BOOLEAN -> rows.getBoolean(at) ? 1 : 0;
                    case BIG_INTEGER -> rows.getObject(at) instanceof BigInteger big ? big.doubleValue() : Double.NaN;
                    case DECIMAL -> rows.getObject(at) instanceof BigDecimal big ? big.doubleValue() : Double.NaN;
                    case TEXT -> text(rows.getString(at));
                    case NOT_NUMERIC -> Double.NaN;
                };
        return rows.wasNull() ? Double.NaN : value;
    }

    private static double text(@Nullable String digits) {
        return digits == null ? Double.NaN : Double.parseDouble(digits);
    }
}
