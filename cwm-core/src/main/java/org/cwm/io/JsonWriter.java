package org.cwm.io;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain objects as JSON, see {@link Json#write} and {@link Json#pretty}. */
final class JsonWriter {

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;
    private int depth;

    private JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    static String write(@Nullable Object value, boolean pretty) {
        JsonWriter writer = new JsonWriter(pretty);
        writer.value(value);
        return writer.out.toString();
    }

    private void value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String s) {
            string(s);
        } else if (value instanceof Double || value instanceof Float) {
            number(((Number) value).doubleValue());
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger) {
            out.append(value);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Iterable<?> items) {
            array(items);
        } else if (value instanceof double[] v) {
            array(Arrays.stream(v).boxed().toList());
        } else if (value instanceof int[] v) {
            array(Arrays.stream(v).boxed().toList());
        } else if (value instanceof long[] v) {
            array(Arrays.stream(v).boxed().toList());
        } else {
            throw new IllegalArgumentException(
                    "value: a " + value.getClass().getName() + " has no JSON form: " + value);
        }
    }

    private void number(double x) {
        if (Double.isFinite(x)) {
            out.append(Json.shortest(x));
        } else {
            string(Json.shortest(x));
        }
    }

    private void object(Map<?, ?> map) {
        open('{');
        boolean first = true;
        for (Map.Entry<?, ?> e : map.entrySet()) {
            if (!(e.getKey() instanceof String key)) {
                throw new IllegalArgumentException("value: the key " + e.getKey() + " is not a string");
            }
            separate(first, pretty);
            first = false;
            string(key);
            out.append(pretty ? ": " : ":");
            value(e.getValue());
        }
        close('}', !first && pretty);
    }

    private void array(Iterable<?> items) {
        open('[');
        boolean lines = false;
        for (Object item : items) {
            lines |= pretty && item != null && !isScalar(item);
        }
        boolean first = true;
        for (Object item : items) {
            separate(first, lines);
            first = false;
            value(item);
        }
        close(']', lines);
    }

    private static boolean isScalar(Object item) {
        return item instanceof String || item instanceof Number || item instanceof Boolean;
    }

    private void open(char c) {
        depth++;
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("value: nested deeper than " + Json.MAX_DEPTH);
        }
        out.append(c);
    }

    private void close(char c, boolean onNewLine) {
        depth--;
        if (onNewLine) {
            newLine();
        }
        out.append(c);
    }

    private void separate(boolean first, boolean onNewLine) {
        if (!first) {
            out.append(pretty && !onNewLine ? ", " : ",");
        }
        if (onNewLine) {
            newLine();
        }
    }

    private void newLine() {
        out.append('\n').append("  ".repeat(depth));
    }

    private void string(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029) {
                control(c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < s.length()
                    && Character.isLowSurrogate(s.charAt(i + 1))) {
                out.append(c).append(s.charAt(++i));
            } else {
                throw new IllegalArgumentException("value: unpaired surrogate at index " + i + " of a string");
            }
        }
        out.append('"');
    }

    private void control(char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append(String.format("\\u%04x", (int) c));
        }
    }
}
