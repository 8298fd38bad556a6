package org.cwm.data;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A DuckDB database in memory, for one task. It loads no extension and so never reaches for the network by itself. */
final class DuckDb implements AutoCloseable {

    private static final int LONGEST_REASON = 300;
    private static final Pattern NOISE =
            Pattern.compile("^Invalid Input Error: Attempting to execute an unsuccessful[^\n]*\nError: ");
    private static final Pattern ADVICE = Pattern.compile("\n\nLINE |\n\n?Possible |[\n ]Try |\n\n?Please try ");

    private final Connection connection;

    private DuckDb(Connection connection) {
        this.connection = connection;
    }

    /** Starts a database with as many threads as the machine has and at most half of its memory. */
    static DuckDb open() {
        Path spill = Path.of(System.getProperty("java.io.tmpdir"), "cwm-duckdb-" + UUID.randomUUID());
        Properties settings = new Properties();
        settings.setProperty("threads", String.valueOf(Runtime.getRuntime().availableProcessors()));
        settings.setProperty("memory_limit", Math.max(256, memory() >> 21) + "MiB");
        settings.setProperty("temp_directory", spill.toString());
        settings.setProperty("preserve_insertion_order", "true");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        try {
            return new DuckDb(DriverManager.getConnection("jdbc:duckdb:", settings));
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB cannot be started: " + reason(e), e);
        }
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    /** What is done with the rows of a query. */
    @FunctionalInterface
    interface RowsTo<T> {
        /** Takes the rows in. */
        T apply(ResultSet rows) throws SQLException;
    }

    /**
     * Runs a query to its end, then hands over the rows. The result is complete before the first row is seen: an error in
     * the last row is an error of the query, never a result cut short.
     */
    <T> T query(String sql, RowsTo<T> use) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                throw new SQLException("it gives no rows and columns as a SELECT does");
            }
            try (ResultSet rows = statement.getResultSet()) {
                return use.apply(rows);
            }
        }
    }

    /** Runs a statement that has no result. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Appends rows to a table whose columns are these. */
    void append(String table, int rows, List<OutputColumn> columns) throws SQLException {
        try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender(table)) {
            for (int row = 0; row < rows; row++) {
                appender.beginRow();
                for (OutputColumn column : columns) {
                    if (column instanceof OutputColumn.Real real) {
                        appender.append(real.values().applyAsDouble(row));
                    } else if (column instanceof OutputColumn.Whole whole) {
                        appender.append(whole.values().applyAsLong(row));
                    }
                }
                appender.endRow();
            }
        }
    }

    /** A string literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A quoted name. */
    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A literal that means this one file, whatever characters its name holds. */
    static String file(Path file) {
        StringBuilder pattern = new StringBuilder();
        for (char c : file.toAbsolutePath().toString().toCharArray()) {
            if (c == '[' || c == '*' || c == '?') {
                pattern.append('[').append(c).append(']');
            } else {
                pattern.append(c);
            }
        }
        return literal(pattern.toString());
    }

    /** What went wrong, in one line and without advice on SQL options. */
    static String reason(SQLException e) {
        String text = NOISE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        text = ADVICE.split(text, 2)[0].strip().replaceAll("\\s+", " ");
        return Text.plain(text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
