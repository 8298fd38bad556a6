package org.cwm.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the cells that cannot be used and puts the most telling of them into one sentence. */
final class CellProblems {

    private final String source;
    private final List<String> names;
    private final boolean suggest;
    private final long[] text;
    private final @Nullable String[] firstText;
    private final long[] firstTextRow;
    private long missing;
    private @Nullable String first;

    /**
     * No problems so far.
     *
     * @param source what is read
     * @param names the columns that are used
     * @param suggest whether to name the numeric columns as a way out
     */
    CellProblems(String source, List<String> names, boolean suggest) {
        this.source = source;
        this.names = names;
        this.suggest = suggest;
        this.text = new long[names.size()];
        this.firstText = new @Nullable String[names.size()];
        this.firstTextRow = new long[names.size()];
    }

    /** Notes a cell of text; {@code line} is 0 if unknown. */
    void note(long row, long line, int column, String cell) {
        switch (CellText.of(cell)) {
            case NUMBER -> throw new AssertionError(cell);
            case MISSING -> missing(row, line, column, cell);
            case OVERFLOW -> first(row, line, column, Text.quote(cell) + " is beyond the range of double precision");
            case TEXT -> {
                text[column]++;
                if (firstText[column] == null) {
                    firstText[column] = cell;
                    firstTextRow[column] = row;
                }
                first(row, line, column, Text.quote(cell) + " is not a number");
            }
        }
    }

    /** Notes a missing cell. */
    void missing(long row, long line, int column, String cell) {
        missing++;
        first(row, line, column, "the cell is " + (cell.isBlank() ? "empty" : Text.quote(cell)));
    }

    private void first(long row, long line, int column, String what) {
        if (first == null) {
            first = source + ", row " + row + (line > 0 ? " (line " + line + ")" : "") + ", column '"
                    + Text.plain(names.get(column)) + "': " + what;
        }
    }

    /** Whether anything was noted. */
    boolean any() {
        return first != null;
    }

    /** The sentence, after {@code rows} rows. */
    DataException toException(long rows) {
        List<String> numeric = new ArrayList<>();
        int worst = -1;
        for (int j = 0; j < text.length; j++) {
            if (2 * text[j] <= rows) {
                numeric.add(names.get(j));
            } else if (worst < 0) {
                worst = j;
            }
        }
        if (worst >= 0) {
            return notNumeric(
                    source,
                    names.get(worst),
                    Text.quote(String.valueOf(firstText[worst])) + " in row " + firstTextRow[worst],
                    suggest ? numeric : List.of());
        }
        String total = missing == 0
                ? ""
                : "; " + missing + (missing == 1 ? " cell is" : " cells are")
                        + " missing in all: missing cells are not supported yet, drop or fill them";
        return new DataException(first + total);
    }

    /** A column is not numeric as a whole. */
    static DataException notNumeric(String source, String column, String example, List<String> numeric) {
        String list = Text.plain(String.join(",", numeric));
        boolean bare = list.matches("[\\p{L}\\p{N}_.,-]+");
        String wayOut =
                numeric.isEmpty() ? "" : "; choose numeric columns: --columns " + (bare ? list : '"' + list + '"');
        return new DataException(
                source + ": column '" + Text.plain(column) + "' is not numeric (" + example + ")" + wayOut);
    }
}
