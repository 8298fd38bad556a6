package org.cwm.data;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.model.Points;
import org.cwm.schema.Table;

/** Sources whose columns have types: Parquet files and SQL queries. */
final class TypedTables {

    private static final String QUERY = "the query";

    private TypedTables() {}

    static Table query(String sql, List<String> wanted) {
        try (DuckDb database = DuckDb.open()) {
            return database.query(sql, rows -> take(QUERY, "sql: " + sql, wanted, rows, ResultRows.names(rows)));
        } catch (SQLException e) {
            throw new DataException(QUERY + " failed (" + DuckDb.reason(e) + ")", e);
        }
    }

    static Table parquet(Path file, List<String> wanted) {
        String source = Text.plain(file.toString());
        byte[] start = InputFiles.start(file, 4);
        if (!Arrays.equals(start, new byte[] {'P', 'A', 'R', '1'})) {
            throw new DataException(source + ": is not a Parquet file");
        }
        String literal = DuckDb.file(file);
        try (DuckDb database = DuckDb.open()) {
            List<String> stored = database.query(
                    "SELECT name, num_children FROM parquet_schema(" + literal + ")", TypedTables::topLevel);
            return database.query(
                    "SELECT * FROM read_parquet(" + literal + ", hive_partitioning = false)",
                    rows -> take(source, file.toString(), wanted, rows, stored));
        } catch (SQLException e) {
            throw new DataException(source + ": is not a readable Parquet file (" + DuckDb.reason(e) + ")", e);
        }
    }

    /**
     * The names of a Parquet file's columns as they are stored, out of its schema, a tree in order of depth: DuckDB itself
     * renames columns whose names differ in case only or not at all.
     */
    private static List<String> topLevel(ResultSet tree) throws SQLException {
        List<String> names = new ArrayList<>();
        tree.next();
        long toSkip = 0;
        while (tree.next()) {
            if (toSkip > 0) {
                toSkip--;
            } else {
                names.add(tree.getString(1));
            }
            toSkip += tree.getLong(2);
        }
        return names;
    }

    private static Table take(String source, String origin, List<String> wanted, ResultSet rows, List<String> names)
            throws SQLException {
        List<String> types = ResultRows.types(rows);
        checkNames(source, names);
        int[] chosen = Columns.choose(source, names, wanted);
        List<String> used = Columns.names(names, chosen);
        List<String> numeric = new ArrayList<>();
        int worst = -1;
        for (int j : chosen) {
            if (ResultRows.isNumeric(types.get(j))) {
                numeric.add(names.get(j));
            } else if (worst < 0) {
                worst = j;
            }
        }
        if (worst >= 0) {
            String example =
                    rows.next() ? ", " + Text.quote(String.valueOf(rows.getString(worst + 1))) + " in row 1" : "";
            throw CellProblems.notNumeric(
                    source, names.get(worst), types.get(worst) + example, wanted.isEmpty() ? numeric : List.of());
        }
        CellProblems problems = new CellProblems(source, used, false);
        Points points = ResultRows.points(rows, chosen, problems);
        if (points.rows() == 0) {
            throw new DataException(source + (source.equals(QUERY) ? " gives no rows" : ": has no rows"));
        }
        if (problems.any()) {
            throw problems.toException(points.rows());
        }
        return Columns.table(used, points, origin);
    }

    private static void checkNames(String source, List<String> names) {
        for (int j = 0; j < names.size(); j++) {
            if (names.get(j).isEmpty()) {
                throw new DataException(source + ": column " + (j + 1) + " has no name");
            }
        }
        Columns.checkDistinct(source, names);
    }
}
