package org.cwm.data;

import java.nio.file.Path;
import java.util.List;
import org.cwm.schema.Table;

/**
 * Reads tables of numbers, in the order of their rows: delimited text ({@code .csv}, {@code .tsv}, {@code .tab},
 * {@code .txt}), JSON ({@code .jsonl}, {@code .ndjson}, {@code .json}), both also with {@code .gz} behind, Parquet
 * ({@code .parquet}, {@code .pq}), and queries in DuckDB's dialect of SQL.
 *
 * <p>Every numeric type becomes a double; {@code true} and {@code false} become 1 and 0 where the source has such a type.
 * A table that comes back is complete and finite. Whatever stands against that (a missing cell, text among numbers, a row
 * with too few cells, a value beyond the range of a double) is a {@link DataException} that says where it stands.
 */
public final class TableReader {

    private static final String KNOWN = ".csv, .tsv, .tab, .txt, .jsonl, .ndjson, .json (also with .gz), .parquet, .pq";

    private TableReader() {}

    /**
     * Reads a file, finding out its layout.
     *
     * @param file named with one of the extensions above
     * @param columns the columns to keep, in this order; all if empty
     * @return all rows of these columns
     * @throws DataException if the data is unusable
     * @throws IllegalArgumentException if a column is named twice
     */
    public static Table read(Path file, List<String> columns) {
        return read(file, columns, CsvOptions.DETECT);
    }

    /**
     * Reads a file.
     *
     * @param file named with one of the extensions above
     * @param columns the columns to keep, in this order; all if empty
     * @param options how to read delimited text; of no effect on other files
     * @return all rows of these columns
     * @throws DataException if the data is unusable
     * @throws IllegalArgumentException if a column is named twice
     */
    public static Table read(Path file, List<String> columns, CsvOptions options) {
        Columns.checkDistinct(columns);
        InputFiles.check(file);
        return switch (InputFiles.extension(file)) {
            case "csv", "tsv", "tab", "txt" -> CsvTables.read(file, columns, options);
            case "jsonl", "ndjson", "json" -> JsonTables.read(file, columns);
            case "parquet", "pq" -> TypedTables.parquet(file, columns);
            default ->
                throw new DataException(Text.plain(file.toString())
                        + ": this kind of file is not known by its name; known are " + KNOWN);
        };
    }

    /**
     * Runs a query. It is the caller's own: it may read whatever files it names. Extensions of DuckDB are not loaded on
     * its behalf, so that nothing is fetched over the network.
     *
     * @param sql one query in DuckDB's dialect, for example {@code SELECT a, b FROM 'x.parquet'}
     * @param columns the columns to keep, in this order; all if empty
     * @return all rows of these columns in the order in which the query gives them
     * @throws DataException if the query fails or its result is unusable
     * @throws IllegalArgumentException if a column is named twice
     */
    public static Table query(String sql, List<String> columns) {
        Columns.checkDistinct(columns);
        return TypedTables.query(sql, columns);
    }
}
