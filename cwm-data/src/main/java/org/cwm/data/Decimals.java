package org.cwm.data;

/** Doubles as text. */
final class Decimals {

    /** From this version on {@link Double#toString} is as short as can be. */
    private static final boolean SHORT = Runtime.version().feature() >= 19;

    private Decimals() {}

    /** Decimal text that reads back as the same double, with as few digits as that takes (but at least two). */
    static String of(double value) {
        String text = Double.toString(value);
        return SHORT ? text : shorter(text, value);
    }

    /** Earlier versions give a digit too many now and then; up to 15 digits cannot be one too many. */
    static String shorter(String text, double value) {
        int e = text.indexOf('E');
        int end = e < 0 ? text.length() : e;
        int dot = text.indexOf('.');
        int start = value < 0 ? 1 : 0;
        while (start < end && (text.charAt(start) == '0' || text.charAt(start) == '.')) {
            start++;
        }
        int digits = end - start - (dot > start ? 1 : 0);
        if (digits < 16 || dot < 0 || dot >= end - 2) {
            return text;
        }
        String down = text.substring(0, end - 1);
        String exponent = text.substring(end);
        if (Double.parseDouble(down + exponent) == value) {
            return shorter(down + exponent, value);
        }
        String up = up(down);
        return Double.parseDouble(up + exponent) == value ? shorter(up + exponent, value) : text;
    }

    /** Adds one to the last digit unless that carries over, which a shorter text never needs to. */
    private static String up(String digits) {
        int last = digits.length() - 1;
        char c = digits.charAt(last);
        return c == '9' || c == '.' ? digits : digits.substring(0, last) + (char) (c + 1);
    }
}
