package org.cwm.data;

import java.util.Locale;
import java.util.Set;

/** What the text of a cell stands for. */
enum CellText {
    /** A finite number. */
    NUMBER,
    /** Nothing: empty, NA, NULL, NaN, an infinity and the like. */
    MISSING,
    /** A number beyond the range of a double. */
    OVERFLOW,
    /** Anything else. */
    TEXT;

    private static final Set<String> NOTHING =
            Set.of("", "na", "n/a", "#n/a", "<na>", "null", "none", "nan", "inf", "infinity", "?");

    /** Judges a cell; surrounding blanks do not count. */
    static CellText of(String cell) {
        String text = cell.strip();
        if (isNumber(text)) {
            return Double.isInfinite(value(text)) ? OVERFLOW : NUMBER;
        }
        boolean signed = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+');
        return NOTHING.contains((signed ? text.substring(1) : text).toLowerCase(Locale.ROOT))
                        && !(signed && text.length() == 1)
                ? MISSING
                : TEXT;
    }

    /** The double nearest to the number in a cell that is a {@link #NUMBER}. */
    static double value(String cell) {
        return Double.parseDouble(cell.indexOf('_') < 0 ? cell : cell.replace("_", ""));
    }

    /** Decimal notation only, with single underscores between digits; no hexadecimal, no suffix. */
    private static boolean isNumber(String s) {
        int i = 0;
        if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            i++;
        }
        int start = i;
        i = digits(s, i);
        int count = i - start;
        if (i < s.length() && s.charAt(i) == '.') {
            int fraction = i + 1;
            i = digits(s, fraction);
            count += i - fraction;
        }
        if (count == 0) {
            return false;
        }
        if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
            i++;
            if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
                i++;
            }
            int exponent = i;
            i = digits(s, i);
            if (i == exponent) {
                return false;
            }
        }
        return i == s.length();
    }

    private static int digits(String s, int from) {
        int i = from;
        while (i < s.length()) {
            char c = s.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean joint =
                    c == '_' && i > from && i + 1 < s.length() && isDigit(s.charAt(i + 1)) && s.charAt(i - 1) != '_';
            if (!digit && !joint) {
                break;
            }
            i++;
        }
        return i;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
