package org.cwm.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recursive descent over a text, see {@link Json#parse}. */
final class JsonReader {

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    @Nullable
    Object document() {
        Object value = value();
        skipSpace();
        if (at < text.length()) {
            throw error("nothing more is expected");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        open();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        skipSpace();
        if (!accept('}')) {
            do {
                skipSpace();
                if (peek() != '"') {
                    throw error("a key in quotes is expected");
                }
                String key = string();
                if (map.containsKey(key)) {
                    throw error("the key " + Json.write(key) + " occurs twice");
                }
                skipSpace();
                expect(':');
                map.put(key, value());
                skipSpace();
            } while (accept(','));
            expect('}');
        }
        depth--;
        return map;
    }

    private List<@Nullable Object> array() {
        open();
        List<@Nullable Object> list = new ArrayList<>();
        skipSpace();
        if (!accept(']')) {
            do {
                list.add(value());
                skipSpace();
            } while (accept(','));
            expect(']');
        }
        depth--;
        return list;
    }

    private void open() {
        at++;
        depth++;
        if (depth > Json.MAX_DEPTH) {
            throw error("nested deeper than " + Json.MAX_DEPTH);
        }
    }

    private String string() {
        at++;
        int start = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        StringBuilder out = new StringBuilder(text.substring(start, at));
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                at--;
                throw error("control characters in strings must be escaped");
            }
            char unit = c == '\\' ? escape() : c;
            out.append(unit);
            if (Character.isSurrogate(unit)) {
                out.append(lowSurrogate(unit));
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
    }

    private char lowSurrogate(char high) {
        if (Character.isHighSurrogate(high) && at < text.length()) {
            char c = text.charAt(at++);
            char low = c == '\\' ? escape() : c;
            if (Character.isLowSurrogate(low)) {
                return low;
            }
        }
        throw error("unpaired surrogate");
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                at--;
                throw error("no such escape");
            }
        };
    }

    private char hexadecimal() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = hexDigit(peek());
            if (digit < 0) {
                throw error("four hexadecimal digits are expected");
            }
            unit = 16 * unit + digit;
            at++;
        }
        return (char) unit;
    }

    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private Object number() {
        int start = at;
        accept('-');
        if (!accept('0') && !digits()) {
            at = start;
            throw error("a value is expected");
        }
        boolean integer = true;
        if (accept('.')) {
            integer = false;
            needDigits();
        }
        if (accept('e') || accept('E')) {
            integer = false;
            if (!accept('+')) {
                accept('-');
            }
            needDigits();
        }
        String number = text.substring(start, at);
        if (integer && !number.equals("-0")) {
            try {
                return Long.valueOf(number);
            } catch (NumberFormatException beyondLong) {
                // read as a double
            }
        }
        double d = Double.parseDouble(number);
        if (Double.isInfinite(d)) {
            at = start;
            throw error("the number is too large");
        }
        return d;
    }

    private void needDigits() {
        if (!digits()) {
            throw error("a digit is expected");
        }
    }

    private boolean digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > start;
    }

    private @Nullable Object literal(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw error("a value is expected");
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw error("the text ends too early");
        }
        return text.charAt(at);
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw error("'" + c + "' is expected");
        }
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException("json: " + what + ", at offset " + at);
    }
}
