package org.cwm.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.cwm.schema.Table;

/**
 * Writes tables: delimited text with a header ({@code .csv}, {@code .tsv}, with {@code .gz} behind if it is to be packed)
 * and Parquet ({@code .parquet}, {@code .pq}). Doubles are written so that they read back bit by bit, lines end with a
 * line feed. A file appears under its name only when it is complete; until then what was there stays.
 */
public final class TableWriter {

    private TableWriter() {}

    /**
     * Writes a table to a file.
     *
     * @param file its extension says how
     * @param table what to write
     * @throws UncheckedIOException if the file cannot be written; the message names it
     * @throws IllegalArgumentException if the extension is none of the above
     */
    public static void write(Path file, Table table) {
        write(file, table.points().rows(), OutputColumn.of(table));
    }

    /**
     * Writes columns to a file.
     *
     * @param file its extension says how
     * @param rows number of rows
     * @param columns at least one, with distinct names
     * @throws UncheckedIOException if the file cannot be written; the message names it
     * @throws IllegalArgumentException if the extension is none of the above, or for no or equally named columns
     */
    public static void write(Path file, int rows, List<OutputColumn> columns) {
        check(columns);
        checkFile(file);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                if (Files.isDirectory(file)) {
                    throw new IOException("is a directory");
                }
                writeTo(file, file, rows, columns);
                return;
            }
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path folder = target.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IOException("there is no folder " + folder);
            }
            Path draft = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try {
                writeTo(draft, file, rows, columns);
                publish(draft, target);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + Text.plain(file.toString()) + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return Text.plain(String.valueOf(e.getMessage()));
    }

    /**
     * Refuses a file that {@link #write} could not write by its name, so that this is known before the work is done.
     *
     * @param file where a table is going to be written
     * @throws IllegalArgumentException if the extension is not known
     */
    public static void checkFile(Path file) {
        String extension = InputFiles.extension(file);
        boolean text = extension.equals("csv") || extension.equals("tsv");
        boolean parquet = (extension.equals("parquet") || extension.equals("pq")) && !isPacked(file);
        if (!text && !parquet) {
            throw new IllegalArgumentException("file: " + Text.plain(file.toString())
                    + ", must end in .csv, .tsv, .csv.gz, .tsv.gz, .parquet or .pq");
        }
    }

    private static boolean isPacked(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private static void writeTo(Path place, Path named, int rows, List<OutputColumn> columns) throws IOException {
        switch (InputFiles.extension(named)) {
            case "csv", "tsv" -> {
                char delimiter = InputFiles.extension(named).equals("tsv") ? '\t' : ',';
                try (OutputStream file = Files.newOutputStream(place);
                        OutputStream out = isPacked(named) ? new GZIPOutputStream(file, 1 << 16) : file) {
                    text(out, delimiter, rows, columns);
                }
            }
            default -> parquet(place, rows, columns);
        }
    }

    /** Makes sure that the content is on the disk before the name is, then renames. */
    private static void publish(Path draft, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Writes a table as comma-separated text, for example to standard output.
     *
     * @param out is flushed, not closed
     * @param table what to write
     * @throws UncheckedIOException if writing fails
     */
    public static void writeCsv(OutputStream out, Table table) {
        writeCsv(out, table.points().rows(), OutputColumn.of(table));
    }

    /**
     * Writes columns as comma-separated text, for example to standard output.
     *
     * @param out is flushed, not closed
     * @param rows number of rows
     * @param columns at least one, with distinct names
     * @throws UncheckedIOException if writing fails
     * @throws IllegalArgumentException for no or equally named columns
     */
    public static void writeCsv(OutputStream out, int rows, List<OutputColumn> columns) {
        check(columns);
        try {
            text(out, ',', rows, columns);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write: " + reason(e), e);
        }
    }

    private static void check(List<OutputColumn> columns) {
        Set<String> seen = new HashSet<>();
        for (OutputColumn column : columns) {
            if (!seen.add(column.name())) {
                throw new IllegalArgumentException("columns: " + Text.quote(column.name()) + " occurs twice");
            }
        }
        if (seen.isEmpty()) {
            throw new IllegalArgumentException("columns: none, at least one is needed");
        }
    }

    private static void text(OutputStream out, char delimiter, int rows, List<OutputColumn> columns)
            throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        for (int j = 0; j < columns.size(); j++) {
            writer.write(j == 0 ? "" : String.valueOf(delimiter));
            writer.write(quoted(columns.get(j).name(), delimiter));
        }
        writer.write('\n');
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < columns.size(); j++) {
                if (j > 0) {
                    writer.write(delimiter);
                }
                OutputColumn column = columns.get(j);
                if (column instanceof OutputColumn.Real real) {
                    writer.write(Decimals.of(real.values().applyAsDouble(row)));
                } else if (column instanceof OutputColumn.Whole whole) {
                    writer.write(Long.toString(whole.values().applyAsLong(row)));
                }
            }
            writer.write('\n');
        }
        writer.flush();
    }

    private static String quoted(String name, char delimiter) {
        boolean plain = name.equals(name.strip())
                && name.chars().noneMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static void parquet(Path place, int rows, List<OutputColumn> columns) throws IOException {
        try (DuckDb database = DuckDb.open()) {
            String types = columns.stream()
                    .map(c -> DuckDb.identifier(c.name()) + (c instanceof OutputColumn.Real ? " DOUBLE" : " BIGINT"))
                    .collect(Collectors.joining(", "));
            database.execute("CREATE TABLE result (" + types + ")");
            database.append("result", rows, columns);
            database.execute("COPY result TO "
                    + DuckDb.literal(place.toAbsolutePath().toString()) + " (FORMAT parquet, USE_TMP_FILE false)");
        } catch (SQLException e) {
            throw new IOException(DuckDb.reason(e), e);
        }
    }
}
