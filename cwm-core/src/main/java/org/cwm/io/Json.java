package org.cwm.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON (RFC 8259). Values are plain Java objects:
 *
 * <ul>
 *   <li>object: {@link java.util.Map} with string keys, in the order of the text; a key that occurs twice is an error
 *   <li>array: {@link java.util.List}
 *   <li>string: {@link String} of well-formed Unicode; unpaired surrogates are an error in both directions
 *   <li>number: {@link Long} if written as an integer that fits, else {@link Double}; one that overflows is an error
 *   <li>{@code true}, {@code false}: {@link Boolean}; {@code null}: null
 * </ul>
 *
 * <p>JSON has no literal for numbers that are not finite. They are written as the strings {@code "NaN"}, {@code
 * "Infinity"} and {@code "-Infinity"}, which {@link #toDouble} reads back, so that no value is lost. Doubles are written
 * by {@link #shortest}: what is read is bit for bit what was written (all NaN being one), and the text does not depend
 * on the version of Java.
 */
public final class Json {

    /** Objects and arrays may be nested this deep. */
    public static final int MAX_DEPTH = 64;

    /** Longest text read, in UTF-16 units. */
    public static final int MAX_LENGTH = 1 << 26;

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @param text nothing but the value and white space around it, at most {@link #MAX_LENGTH} long
     * @return a Map, List, String, Long, Double, Boolean or null, as above; maps and lists may be modified
     * @throws IllegalArgumentException with the offset of what is wrong
     */
    public static @Nullable Object parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("json: length " + text.length() + ", must be at most " + MAX_LENGTH);
        }
        return new JsonReader(text).document();
    }

    /**
     * Writes a value without white space.
     *
     * @param value null, String, Boolean, Number, Map with string keys, Iterable, {@code double[]}, {@code int[]} or
     *     {@code long[]}, nested at most {@link #MAX_DEPTH} deep; not modified
     * @return the text
     * @throws IllegalArgumentException naming a value that has no JSON form
     */
    public static String write(@Nullable Object value) {
        return JsonWriter.write(value, false);
    }

    /**
     * Writes a value for human readers: two spaces a level, one member a line, arrays of scalars on one line; ends in
     * a line feed.
     *
     * @param value as of {@link #write}
     * @return the text
     * @throws IllegalArgumentException naming a value that has no JSON form
     */
    public static String pretty(@Nullable Object value) {
        return JsonWriter.write(value, true) + "\n";
    }

    /**
     * The number that a JSON value stands for.
     *
     * @param value a Number, or one of the strings {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}
     * @return the number
     * @throws IllegalArgumentException if it is something else
     */
    public static double toDouble(@Nullable Object value) {
        if (value instanceof Number n) {
            return n.doubleValue();
        }
        if ("NaN".equals(value)) {
            return Double.NaN;
        }
        if ("Infinity".equals(value)) {
            return Double.POSITIVE_INFINITY;
        }
        if ("-Infinity".equals(value)) {
            return Double.NEGATIVE_INFINITY;
        }
        throw new IllegalArgumentException("json: " + write(value) + ", must be a number");
    }

    /**
     * The decimal with the fewest digits that reads back as the same double: the first of 1 to 17 digits to which x
     * can be rounded without being lost. Always with a point or an exponent, as {@code 1.0}, {@code 0.25}, {@code
     * 1.0E-5}. The same on every version of Java, unlike {@link Double#toString(double)}.
     *
     * @param x any number
     * @return the decimal; {@code NaN}, {@code Infinity}, {@code -Infinity} if x is not finite
     */
    public static String shortest(double x) {
        if (!Double.isFinite(x) || x == 0) {
            return Double.toString(x);
        }
        double a = Math.abs(x);
        String sign = x < 0 ? "-" : "";
        if (a < 1e7 && a == Math.rint(a)) {
            return sign + (long) a + ".0";
        }
        BigDecimal decimal = fewestDigits(a);
        String digits = decimal.unscaledValue().toString();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent < -3 || exponent >= 7) {
            String fraction = digits.length() > 1 ? digits.substring(1) : "0";
            return sign + digits.charAt(0) + "." + fraction + "E" + exponent;
        }
        String plain = decimal.toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    private static BigDecimal fewestDigits(double a) {
        int first = 1;
        if (a >= Double.MIN_NORMAL) {
            // at most one decimal of up to 15 digits reads back as a
            BigDecimal known = new BigDecimal(Double.toString(a)).stripTrailingZeros();
            if (known.precision() <= 15) {
                return known;
            }
            first = 15;
        }
        BigDecimal exact = new BigDecimal(a);
        for (int digits = first; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (Double.parseDouble(rounded.toString()) == a) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }
}
