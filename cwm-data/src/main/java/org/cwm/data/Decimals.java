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
        String exponent = text.substring(end);
        String down = text.substring(0, end - 1);
        for (String candidate : new String[] {withoutZeros(down), withoutZeros(up(down))}) {
            if (Double.parseDouble(candidate + exponent) == value) {
                return shorter(candidate + exponent, value);
            }
        }
        return text;
    }

    /** Adds one to the last digit; if that would carry over the first digit, nothing. */
    private static String up(String digits) {
        char[] c = digits.toCharArray();
        for (int i = c.length - 1; i >= 0 && c[i] != '-'; i--) {
            if (c[i] == '9') {
                c[i] = '0';
            } else if (c[i] != '.') {
                c[i]++;
                return new String(c);
            }
        }
        return digits;
    }

    private static String withoutZeros(String digits) {
        int end = digits.length();
        while (digits.charAt(end - 1) == '0' && digits.charAt(end - 2) != '.') {
            end--;
        }
        return digits.substring(0, end);
    }
}
