package org.cwm.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cwm.data.DataSource;
import org.cwm.data.Picture;
import org.cwm.data.PictureReader;
import org.cwm.data.TableReader;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where rows come from: a table, a query or a picture. */
final class DataOptions {

    /** What DATA may be, for the help texts. */
    static final String KINDS = "CSV, TSV, JSON lines or Parquet file; or a PNG or JPEG picture, read as a density over"
            + " x (to the right) and y (upwards), both in [0, 1].";

    @Option(
            names = "--sql",
            paramLabel = "QUERY",
            description = "Read the result of a query in DuckDB's dialect instead of DATA, such as"
                    + " \"SELECT a, b FROM 'x.parquet'\".")
    @Nullable
    String sql;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Points to draw from a picture. Default: ${DEFAULT-VALUE}.")
    int draws;

    /**
     * Rows with where they came from.
     *
     * @param table the rows
     * @param name short name for messages
     * @param picture the picture that they were drawn from, or null
     */
    record Rows(Table table, String name, @Nullable Picture picture) {}

    /** Whether there is something to read. */
    boolean given(@Nullable String data) {
        return data != null || sql != null;
    }

    /** Reads what the user named; exactly one of DATA and --sql must be given. */
    Rows read(@Nullable String data, List<String> columns, long seed) {
        if (data == null || sql != null) {
            return table(data, sql, columns);
        }
        requireDistinct(columns);
        return read(data, columns, draws, seed);
    }

    /** Reads a table; exactly one of the file and the query must be given. */
    static Rows table(@Nullable String data, @Nullable String sql, List<String> columns) {
        requireDistinct(columns);
        if (data != null && sql != null) {
            throw Problem.usage("DATA and --sql can't be given together");
        }
        if (sql != null) {
            return new Rows(TableReader.query(sql, columns), "the query", null);
        }
        if (data == null) {
            throw Problem.usage("DATA or --sql is missing");
        }
        Path file = DataSource.path(data);
        return new Rows(TableReader.read(file, columns), String.valueOf(file.getFileName()), null);
    }

    /** Refuses a column that is asked for twice. */
    private static void requireDistinct(List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw Problem.usage("--columns: '" + column + "' is given twice");
            }
        }
    }

    /** Reads a file. */
    static Rows read(String data, List<String> columns, int draws, long seed) {
        Path file = DataSource.path(data);
        String name = String.valueOf(file.getFileName());
        if (!DataSource.isPicture(file)) {
            return new Rows(TableReader.read(file, columns), name, null);
        }
        if (draws < 1) {
            throw Problem.usage("--draws: " + draws + ", must be at least 1");
        }
        Picture picture = PictureReader.read(file);
        Table table = picture.sample(draws, RandomStream.of(seed));
        return new Rows(columns.isEmpty() ? table : project(table, columns, name), name, picture);
    }

    private static Table project(Table table, List<String> columns, String name) {
        try {
            return table.project(columns);
        } catch (IllegalArgumentException e) {
            throw Problem.unusable(name + ": " + e.getMessage(), e);
        }
    }
}
