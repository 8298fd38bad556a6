package org.cwm.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cwm.model.Points;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Delimited text. Large files go through DuckDB, told everything about their layout so that it guesses nothing; as soon
 * as it stumbles over a row or a cell the exact reader starts again from the first line, with the last word on whether
 * the data is usable and on what is wrong with it. Small files are left to the exact reader alone, as it is done before
 * DuckDB has started.
 */
final class CsvTables {

    /** Below this many bytes starting DuckDB takes longer than reading. */
    private static final long SMALL = 4L << 20;

    private CsvTables() {}

    static Table read(Path file, List<String> wanted, CsvOptions options) {
        try {
            CsvLayout layout = CsvLayout.of(file, options, wanted);
            int[] chosen = Columns.choose(Text.plain(file.toString()), layout.names(), wanted);
            Table table = null;
            if (Files.size(file) >= SMALL) {
                InputFiles.checkPacked(file);
                table = quick(file, layout, chosen);
            }
            return table != null ? table : exact(file, layout, chosen, wanted.isEmpty());
        } catch (IOException e) {
            throw InputFiles.unreadable(file, e);
        }
    }

    /** Reads with DuckDB; null if anything is not as it should be. */
    static @Nullable Table quick(Path file, CsvLayout layout, int[] chosen) {
        StringBuilder types = new StringBuilder();
        for (int j = 0; j < layout.names().size(); j++) {
            int column = j;
            boolean used = Arrays.stream(chosen).anyMatch(c -> c == column);
            types.append(j == 0 ? "" : ", ").append("'c").append(j).append(used ? "': 'DOUBLE'" : "': 'VARCHAR'");
        }
        String names =
                String.join(", ", Arrays.stream(chosen).mapToObj(j -> "c" + j).toList());
        String sql = "SELECT " + names + " FROM read_csv(" + DuckDb.file(file) + ", auto_detect = false, header = "
                + layout.header() + ", delim = " + DuckDb.literal(String.valueOf(layout.delimiter()))
                + ", quote = '\"', escape = '\"', strict_mode = true, null_padding = false, hive_partitioning = false"
                + ", compression = '" + (InputFiles.isGzip(file) ? "gzip" : "none") + "', columns = {" + types + "})";
        List<String> used = Columns.names(layout.names(), chosen);
        String source = file.toString();
        CellProblems problems = new CellProblems(source, used, false);
        try (DuckDb database = DuckDb.open()) {
            int[] all = IntStream.range(0, chosen.length).toArray();
            Points points = database.query(sql, rows -> ResultRows.points(rows, all, problems));
            return problems.any() || points.rows() == 0 ? null : Columns.table(used, points, source);
        } catch (SQLException e) {
            return null;
        }
    }

    /** Reads cell by cell and knows where it is. */
    static Table exact(Path file, CsvLayout layout, int[] chosen, boolean suggest) throws IOException {
        String source = Text.plain(file.toString());
        List<String> used = Columns.names(layout.names(), chosen);
        int width = layout.names().size();
        CellProblems problems = new CellProblems(source, used, suggest);
        RowBuffer buffer = new RowBuffer();
        long row = 0;
        int blank = 0;
        boolean header = layout.header();
        try (CsvScanner scanner = new CsvScanner(source, InputFiles.open(file), layout.delimiter())) {
            while (scanner.next()) {
                if (scanner.isBlankLine()) {
                    blank++;
                    continue;
                }
                if (header) {
                    header = false;
                    blank = 0;
                    continue;
                }
                // In a single column an empty line is an empty cell, unless only empty lines follow.
                for (; width == 1 && blank > 0; blank--) {
                    problems.missing(++row, scanner.line() - blank, 0, "");
                }
                blank = 0;
                row++;
                if (!layout.fits(scanner)) {
                    throw new DataException(source + ", row " + row + " (line " + scanner.line() + "): "
                            + cells(scanner.cells()) + ", but the first row has " + width);
                }
                for (int j = 0; j < chosen.length; j++) {
                    String cell = scanner.cell(chosen[j]).strip();
                    double value = Double.NaN;
                    if (CellText.of(cell) == CellText.NUMBER) {
                        value = CellText.value(cell);
                    } else {
                        problems.note(row, scanner.line(), j, cell);
                    }
                    buffer.add(value);
                }
            }
        }
        if (row == 0) {
            throw new DataException(source + ": has a header but no rows");
        }
        if (problems.any()) {
            throw problems.toException(row);
        }
        return Columns.table(used, buffer.toPoints(chosen.length), file.toString());
    }

    private static String cells(int count) {
        return count == 1 ? "1 cell" : count + " cells";
    }
}
