package org.cwm.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cwm.model.Points;
import org.cwm.schema.Table;

/**
 * JSON, one object a line or one array of objects. Cells are read as text and turned into numbers afterwards, so that no
 * guess at a type can change a value.
 */
final class JsonTables {

    private JsonTables() {}

    static Table read(Path file, List<String> wanted) {
        String source = Text.plain(file.toString());
        check(file, source);
        try (DuckDb database = DuckDb.open()) {
            try {
                return new Reading(database, file, source, wanted).table();
            } catch (SQLException e) {
                throw new DataException(
                        source + firstBroken(database, file) + ": is not readable as JSON objects ("
                                + DuckDb.reason(e)
                                        .replaceAll(" in file \"[^\"]*\"", "")
                                        .replaceAll(",? in line \\d+", "")
                                + ")",
                        e);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB cannot be closed: " + DuckDb.reason(e), e);
        }
    }

    private static void check(Path file, String source) {
        try (InputStream in = InputFiles.open(file)) {
            boolean blank = true;
            for (byte b : in.readNBytes(1 << 16)) {
                blank &= b >= 0 && b <= ' ';
            }
            if (blank) {
                throw new DataException(source + ": is empty");
            }
            InputFiles.checkPacked(file);
        } catch (IOException e) {
            throw InputFiles.unreadable(file, e);
        }
    }

    /** A phrase that names the first row that is no JSON; empty if that cannot be told. */
    private static String firstBroken(DuckDb database, Path file) {
        if (!isLines(file)) {
            return "";
        }
        String sql = "SELECT min(r) FROM (SELECT row_number() OVER () AS r, json FROM read_json_objects("
                + DuckDb.file(file) + ", format = 'newline_delimited', ignore_errors = true, compression = "
                + compression(file) + ")) WHERE json IS NULL OR json_type(json) <> 'OBJECT'";
        try {
            return database.query(sql, rows -> rows.next() && rows.getLong(1) > 0 ? ", row " + rows.getLong(1) : "");
        } catch (SQLException e) {
            return "";
        }
    }

    private static boolean isLines(Path file) {
        return !InputFiles.extension(file).equals("json");
    }

    private static String compression(Path file) {
        return InputFiles.isGzip(file) ? "'gzip'" : "'uncompressed'";
    }

    /** One file being read. */
    private record Reading(DuckDb database, Path file, String source, List<String> wanted) {

        Table table() throws SQLException {
            List<String> names = new ArrayList<>();
            List<String> types = new ArrayList<>();
            // Keys that only later rows have must not be overlooked, unless the columns are named anyway.
            database.query(
                    "DESCRIBE SELECT * FROM " + from("sample_size = " + (wanted.isEmpty() ? -1 : 20480)), rows -> {
                        while (rows.next()) {
                            names.add(rows.getString(1));
                            types.add(rows.getString(2));
                        }
                        return names;
                    });
            checkKeys();
            int[] chosen = Columns.choose(source, names, wanted);
            List<String> used = Columns.names(names, chosen);
            List<String> usedTypes = Columns.names(types, chosen);
            CellProblems missing = new CellProblems(source, used, false);
            int[] all = IntStream.range(0, used.size()).toArray();
            Points points = database.query(numbers(used, usedTypes), rows -> ResultRows.points(rows, all, missing));
            if (points.rows() == 0) {
                throw new DataException(source + ": has no rows");
            }
            if (missing.any()) {
                CellProblems problems = new CellProblems(source, used, wanted.isEmpty());
                throw problems.toException(
                        database.query(texts(used, usedTypes), rows -> note(rows, usedTypes, problems)));
            }
            return Columns.table(used, points, file.toString());
        }

        private String from(String options) {
            return "read_json(" + DuckDb.file(file) + ", format = " + (isLines(file) ? "'newline_delimited'" : "'auto'")
                    + ", hive_partitioning = false, compression = " + compression(file) + ", " + options + ")";
        }

        /** DuckDB takes names that differ only in case for the same and renames one of them. */
        private void checkKeys() throws SQLException {
            String sql = "SELECT unnest(json_keys(json)) FROM (SELECT json FROM read_json_objects(" + DuckDb.file(file)
                    + ", compression = " + compression(file) + ") LIMIT 1) WHERE json_type(json) = 'OBJECT'";
            database.query(sql, rows -> {
                Set<String> seen = new HashSet<>();
                while (rows.next()) {
                    String key = rows.getString(1);
                    if (!seen.add(key.toLowerCase(Locale.ROOT))) {
                        throw new DataException(source + ": column " + Text.quote(key)
                                + " occurs twice (upper or lower case makes no difference)");
                    }
                }
                return seen;
            });
        }

        private static String columns(List<String> names, List<String> types) {
            return IntStream.range(0, names.size())
                    .mapToObj(j -> DuckDb.literal(names.get(j)) + ": '"
                            + (types.get(j).equals("BOOLEAN") ? "BOOLEAN" : "VARCHAR") + "'")
                    .collect(Collectors.joining(", ", "columns = {", "}"));
        }

        private String numbers(List<String> names, List<String> types) {
            return names.stream()
                            .map(n -> "TRY_CAST(" + DuckDb.identifier(n) + " AS DOUBLE)")
                            .collect(Collectors.joining(", ", "SELECT ", " FROM "))
                    + from(columns(names, types));
        }

        private String texts(List<String> names, List<String> types) {
            return names.stream()
                            .map(n -> "CAST(" + DuckDb.identifier(n) + " AS VARCHAR)")
                            .collect(Collectors.joining(", ", "SELECT ", " FROM "))
                    + from(columns(names, types));
        }

        private static long note(ResultSet rows, List<String> types, CellProblems problems) throws SQLException {
            long row = 0;
            while (rows.next()) {
                row++;
                for (int j = 0; j < types.size(); j++) {
                    String cell = rows.getString(j + 1);
                    if (cell == null) {
                        problems.missing(row, 0, j, "null");
                    } else if (!types.get(j).equals("BOOLEAN") && CellText.of(cell) != CellText.NUMBER) {
                        problems.note(row, 0, j, cell);
                    }
                }
            }
            return row;
        }
    }
}
