package org.cwm.data;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to read delimited text. Everything is found out from the file unless it is said here.
 *
 * @param delimiter a character of ASCII between the cells of a row, or null to find it out (comma, tab, semicolon, bar or
 *     single space; always a tab in {@code .tsv} and {@code .tab} files)
 * @param header whether the first row holds the names of the columns
 */
public record CsvOptions(@Nullable Character delimiter, Header header) {

    /** Find out everything. */
    public static final CsvOptions DETECT = new CsvOptions(null, Header.DETECT);

    /** Whether the first row holds the names of the columns. */
    public enum Header {
        /** Judge by the first rows: a first row of numbers is data. */
        DETECT,
        /** The first row holds the names. */
        PRESENT,
        /** The first row is data; the columns are called c0, c1, ... */
        ABSENT
    }

    /** Checks the delimiter. */
    public CsvOptions {
        Objects.requireNonNull(header, "header");
        if (delimiter != null
                && (delimiter < 1
                        || delimiter > 126
                        || Character.isLetterOrDigit(delimiter)
                        || "\"\r\n+-._".indexOf(delimiter) >= 0)) {
            throw new IllegalArgumentException(
                    "delimiter: '" + delimiter + "', must be an ASCII character that no number or quote contains");
        }
    }

    /**
     * These options with another delimiter.
     *
     * @param character between the cells of a row
     * @return new options
     */
    public CsvOptions withDelimiter(char character) {
        return new CsvOptions(character, header);
    }

    /**
     * These options with another say about the first row.
     *
     * @param choice whether the first row holds names
     * @return new options
     */
    public CsvOptions withHeader(Header choice) {
        return new CsvOptions(delimiter, choice);
    }
}
