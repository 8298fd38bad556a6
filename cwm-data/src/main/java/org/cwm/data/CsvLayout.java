package org.cwm.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the first rows of delimited text tell about the rest.
 *
 * @param delimiter between cells
 * @param header whether the first row holds the names
 * @param names of the columns, distinct
 */
record CsvLayout(char delimiter, boolean header, List<String> names) {

    private static final int SAMPLE_BYTES = 1 << 20;
    private static final int SAMPLE_ROWS = 100;

    /** The first rows under one delimiter. */
    private record Sample(char delimiter, List<List<String>> rows) {

        int width() {
            return rows.isEmpty() ? 0 : rows.get(0).size();
        }

        /** How many rows are as wide as the first, if that is wider than one cell. */
        long fitting() {
            return width() < 2
                    ? 0
                    : rows.stream().filter(r -> r.size() == width()).count();
        }

        long numbers() {
            return rows.stream()
                    .flatMap(List::stream)
                    .filter(c -> CellText.of(c) == CellText.NUMBER)
                    .count();
        }

        boolean isBetterThan(Sample other) {
            return fitting() != other.fitting() ? fitting() > other.fitting() : numbers() > other.numbers();
        }
    }

    /** Looks at the first rows of a file. */
    static CsvLayout of(Path file, CsvOptions options, List<String> wanted) throws IOException {
        String source = Text.plain(file.toString());
        byte[] head;
        try (InputStream in = InputFiles.open(file)) {
            head = in.readNBytes(SAMPLE_BYTES);
        }
        Sample sample = sample(source, head, delimiters(file, options));
        if (sample.rows().isEmpty()) {
            throw empty(source, head, sample.delimiter());
        }
        List<List<String>> rows = withoutEmptyEnd(sample.rows());
        List<String> first = rows.get(0);
        boolean header =
                switch (options.header()) {
                    case PRESENT -> true;
                    case ABSENT -> false;
                    case DETECT -> isHeader(rows, wanted);
                };
        return new CsvLayout(sample.delimiter(), header, header ? names(source, first) : numbered(first.size()));
    }

    /** No first row: says why. */
    private static DataException empty(String source, byte[] head, char delimiter) throws IOException {
        try (CsvScanner scanner = new CsvScanner(source, new ByteArrayInputStream(head), delimiter)) {
            while (scanner.next()) {
                for (int i = 0; i < scanner.cells(); i++) {
                    scanner.cell(i);
                }
            }
        } catch (DataException e) {
            return e;
        }
        return new DataException(source + ": is empty");
    }

    private static String delimiters(Path file, CsvOptions options) {
        Character given = options.delimiter();
        if (given != null) {
            return given.toString();
        }
        String extension = InputFiles.extension(file);
        return extension.equals("tsv") || extension.equals("tab") ? "\t" : ",\t;| ";
    }

    private static Sample sample(String source, byte[] head, String delimiters) throws IOException {
        Sample best = sample(source, head, delimiters.charAt(0));
        for (int i = 1; i < delimiters.length(); i++) {
            char candidate = delimiters.charAt(i);
            if (candidate == ' ' && best.fitting() > 0) {
                break;
            }
            Sample other = sample(source, head, candidate);
            if (other.isBetterThan(best) && other.fitting() > 0) {
                best = other;
            }
        }
        return best;
    }

    private static Sample sample(String source, byte[] head, char delimiter) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean cut = head.length == SAMPLE_BYTES;
        try (CsvScanner scanner = new CsvScanner(source, new ByteArrayInputStream(head), delimiter)) {
            while (rows.size() < SAMPLE_ROWS && scanner.next()) {
                if (scanner.isBlankLine()) {
                    continue;
                }
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < scanner.cells(); i++) {
                    cells.add(scanner.cell(i));
                }
                rows.add(cells);
            }
        } catch (DataException e) {
            // The rows before the flaw decide. If this is the right delimiter the reader comes upon it again and names
            // it.
            cut = false;
        }
        if (cut && rows.size() > 1 && rows.size() < SAMPLE_ROWS) {
            rows.remove(rows.size() - 1);
        }
        return new Sample(delimiter, rows);
    }

    /** Some programs end every row with delimiters: no column begins there. */
    private static List<List<String>> withoutEmptyEnd(List<List<String>> rows) {
        int width = rows.get(0).size();
        int end = width;
        while (end > 1 && isEmptyColumn(rows, width, end - 1)) {
            end--;
        }
        int kept = end;
        return rows.stream().map(r -> r.subList(0, Math.min(r.size(), kept))).toList();
    }

    private static boolean isEmptyColumn(List<List<String>> rows, int width, int column) {
        return rows.stream().filter(r -> r.size() == width).allMatch(r -> r.get(column)
                .isEmpty());
    }

    /**
     * A first row of numbers is data. A first row that has text above numbers is a header. What remains has text in its
     * first row only where the column is text throughout: then names asked for decide, and else whole numbers (2019,
     * 2020) are taken for names and others (5.1, 3.5) for data.
     */
    private static boolean isHeader(List<List<String>> rows, List<String> wanted) {
        List<String> first = rows.get(0);
        List<CellText> kinds = first.stream().map(CellText::of).toList();
        if (!kinds.contains(CellText.NUMBER)) {
            return true;
        }
        if (!kinds.contains(CellText.TEXT)) {
            return false;
        }
        for (int j = 0; j < first.size(); j++) {
            if (kinds.get(j) != CellText.NUMBER && hasNumberBelow(rows, j)) {
                return true;
            }
        }
        if (!wanted.isEmpty()) {
            if (first.stream().map(String::strip).toList().containsAll(wanted)) {
                return true;
            }
            if (numbered(first.size()).containsAll(wanted)) {
                return false;
            }
        }
        return first.stream()
                .filter(c -> CellText.of(c) == CellText.NUMBER)
                .allMatch(c -> c.strip().chars().allMatch(d -> d >= '0' && d <= '9'));
    }

    private static boolean hasNumberBelow(List<List<String>> rows, int column) {
        return rows.stream().skip(1).anyMatch(r -> column < r.size() && CellText.of(r.get(column)) == CellText.NUMBER);
    }

    private static List<String> names(String source, List<String> first) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int j = 0; j < first.size(); j++) {
            String name = first.get(j).strip();
            names.add(name.isEmpty() ? "c" + j : name);
            if (!seen.add(names.get(j))) {
                throw new DataException(
                        source + ": column " + Text.quote(names.get(j)) + " occurs twice in the header");
            }
        }
        return names;
    }

    private static List<String> numbered(int width) {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < width; j++) {
            names.add("c" + j);
        }
        return names;
    }

    /** Whether a row may stand in this layout: empty cells too many at the end are no cells. */
    boolean fits(CsvScanner row) {
        int cells = row.cells();
        while (cells > names.size() && row.isEmpty(cells - 1)) {
            cells--;
        }
        return cells == names.size();
    }
}
