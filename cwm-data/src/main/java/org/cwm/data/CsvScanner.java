package org.cwm.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads delimited text record by record and keeps count of the lines. Cells may be quoted, with quotes doubled inside; a
 * quote within an unquoted cell is an ordinary character. Lines end with any of \n, \r\n and \r, mixed as they come.
 */
final class CsvScanner implements Closeable {

    private static final int LONGEST_RECORD = 1 << 24;
    private static final int END = -1;

    private final String source;
    private final InputStream in;
    private final byte delimiter;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    private byte[] text = new byte[256];
    private int length;
    private int[] ends = new int[16];
    private int cells;
    private boolean quoted;
    private long line = 1;
    private long recordLine;

    /**
     * Reads the start of the text.
     *
     * @throws DataException if this is no text in UTF-8 on the face of it
     */
    CsvScanner(String source, InputStream in, char delimiter) throws IOException {
        this.source = source;
        this.in = in;
        this.delimiter = (byte) delimiter;
        limit = in.readNBytes(buffer, 0, buffer.length);
        checkText();
    }

    private void checkText() {
        if (starts(0xEF, 0xBB, 0xBF)) {
            position = 3;
        } else if (starts(0xFF, 0xFE) || starts(0xFE, 0xFF)) {
            throw new DataException(source + ": is text in UTF-16, which is not read; save it as UTF-8");
        }
        for (int i = 0; i < limit; i++) {
            if (buffer[i] == 0) {
                throw new DataException(source + ": is not a text file (it holds a zero byte at offset " + i + ")");
            }
        }
    }

    private boolean starts(int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= limit || (buffer[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads the next record; false at the end. A line without any character is a record of no cells. */
    boolean next() throws IOException {
        length = 0;
        cells = 0;
        quoted = false;
        recordLine = line;
        int c = read();
        if (c == END) {
            return false;
        }
        while (true) {
            c = c == '"' ? quotedCell() : plainCell(c);
            if (c == delimiter) {
                endCell();
                c = read();
                continue;
            }
            if (cells > 0 || length > 0 || quoted) {
                endCell();
            }
            return true;
        }
    }

    /** Takes in an unquoted cell from its first byte; returns the delimiter, '\n' or the end. */
    private int plainCell(int first) throws IOException {
        int c = first;
        int start = length;
        while (c != delimiter) {
            if (c == '\n' || c == '\r' || c == END) {
                return endLine(c);
            }
            if (c == '"' && isBlank(start)) {
                length = start;
                return quotedCell();
            }
            append(c);
            c = read();
        }
        return c;
    }

    private boolean isBlank(int from) {
        for (int i = from; i < length; i++) {
            if (text[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    /** Takes in a cell after its opening quote; returns as {@link #plainCell}. */
    private int quotedCell() throws IOException {
        long opened = line;
        quoted = true;
        while (true) {
            int c = read();
            if (c == END) {
                throw new DataException(source + ", line " + opened + ": a quote is opened and never closed");
            }
            if (c == '"') {
                c = read();
                if (c != '"') {
                    return afterQuote(c);
                }
            }
            if (c == '\n') {
                line++;
            }
            append(c);
        }
    }

    private int afterQuote(int next) throws IOException {
        int c = next;
        while (c == ' ' && delimiter != ' ') {
            c = read();
        }
        if (c == delimiter) {
            return c;
        }
        if (c == '\n' || c == '\r' || c == END) {
            return endLine(c);
        }
        throw new DataException(source + ", line " + line + ": there is text after a closing quote");
    }

    private int endLine(int c) throws IOException {
        if (c == END) {
            return END;
        }
        line++;
        if (c == '\r') {
            int after = read();
            if (after != '\n' && after != END) {
                position--;
            }
        }
        return '\n';
    }

    private int read() throws IOException {
        if (position == limit) {
            limit = in.read(buffer, 0, buffer.length);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                return END;
            }
        }
        return buffer[position++] & 0xFF;
    }

    private void append(int c) {
        if (length == text.length) {
            if (length >= LONGEST_RECORD) {
                throw new DataException(source + ", line " + recordLine + ": the row is longer than " + LONGEST_RECORD
                        + " bytes, perhaps a quote is never closed");
            }
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = (byte) c;
    }

    private void endCell() {
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, 2 * cells);
        }
        ends[cells++] = length;
    }

    /** Number of cells of this record; 0 for an empty line. */
    int cells() {
        return cells;
    }

    /** Whether this record is a line of nothing but spaces. */
    boolean isBlankLine() {
        return cells == 0 || (cells == 1 && !quoted && isBlank(0));
    }

    /** The line on which this record starts, from 1. */
    long line() {
        return recordLine;
    }

    /** Whether a cell is empty. */
    boolean isEmpty(int cell) {
        return ends[cell] == start(cell);
    }

    private int start(int cell) {
        return cell == 0 ? 0 : ends[cell - 1];
    }

    /**
     * A cell of this record.
     *
     * @throws DataException if it is not UTF-8
     */
    String cell(int cell) {
        int start = start(cell);
        int size = ends[cell] - start;
        for (int i = start; i < start + size; i++) {
            if (text[i] < 0) {
                return decode(start, size);
            }
        }
        return new String(text, start, size, StandardCharsets.ISO_8859_1);
    }

    private String decode(int start, int size) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text, start, size))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(
                    source + ", line " + recordLine + ": is not text in UTF-8; save the file as UTF-8", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
