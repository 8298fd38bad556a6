package org.cwm.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each taken once and with its type; every failure names the file and the member. */
final class Fields {

    private final String source;
    private final String where;
    private final Map<String, @Nullable Object> members;

    private Fields(String source, String where, Map<String, @Nullable Object> members) {
        this.source = source;
        this.where = where;
        this.members = members;
    }

    /** The members of a value that must be an object. */
    static Fields of(String source, String where, @Nullable Object value) throws ModelFileException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ModelFileException(source, where + ": must be an object");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((k, v) -> members.put(String.valueOf(k), v));
        return new Fields(source, where, members);
    }

    /** The members of an object in a metadata entry. */
    static Fields of(String source, Map<String, String> metadata, String name) throws ModelFileException {
        String text = metadata.get(name);
        if (text == null) {
            throw new ModelFileException(source, "metadata: '" + name + "' is missing");
        }
        try {
            return of(source, name, Json.parse(text));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(source, name + ": " + e.getMessage(), e);
        }
    }

    ModelFileException error(String problem) {
        return new ModelFileException(source, where + ": " + problem);
    }

    /** Names of the members not taken yet. */
    Set<String> names() {
        return members.keySet();
    }

    /** Fails if members are left. */
    void end() throws ModelFileException {
        if (!members.isEmpty()) {
            throw error("unknown " + members.keySet());
        }
    }

    /** Whether there is a member of this name. */
    boolean has(String name) {
        return members.containsKey(name);
    }

    private @Nullable Object take(String name) throws ModelFileException {
        if (!members.containsKey(name)) {
            throw error("'" + name + "' is missing");
        }
        return members.remove(name);
    }

    Fields object(String name) throws ModelFileException {
        return of(source, where + "." + name, take(name));
    }

    /** All members, which must be strings. */
    Map<String, String> strings() throws ModelFileException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : new ArrayList<>(members.keySet())) {
            all.put(name, string(name));
        }
        return all;
    }

    String string(String name) throws ModelFileException {
        if (take(name) instanceof String s) {
            return s;
        }
        throw error("'" + name + "' must be a string");
    }

    int integer(String name) throws ModelFileException {
        return toInt(name, take(name));
    }

    private int toInt(String name, @Nullable Object value) throws ModelFileException {
        if (value instanceof Long n && n >= Integer.MIN_VALUE && n <= Integer.MAX_VALUE) {
            return n.intValue();
        }
        throw error("'" + name + "' must be an integer");
    }

    double number(String name) throws ModelFileException {
        return toNumber(name, take(name));
    }

    private double toNumber(String name, @Nullable Object value) throws ModelFileException {
        try {
            return Json.toDouble(value);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(source, where + ": '" + name + "' must be a number", e);
        }
    }

    List<?> list(String name) throws ModelFileException {
        if (take(name) instanceof List<?> list) {
            return list;
        }
        throw error("'" + name + "' must be an array");
    }

    List<Fields> objects(String name) throws ModelFileException {
        List<Fields> all = new ArrayList<>();
        for (Object item : list(name)) {
            all.add(of(source, where + "." + name + "[" + all.size() + "]", item));
        }
        return all;
    }

    int[] integers(String name) throws ModelFileException {
        List<?> list = list(name);
        int[] all = new int[list.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = toInt(name, list.get(i));
        }
        return all;
    }

    long[] longs(String name) throws ModelFileException {
        List<?> list = list(name);
        long[] all = new long[list.size()];
        for (int i = 0; i < all.length; i++) {
            if (!(list.get(i) instanceof Long n)) {
                throw error("'" + name + "' must hold integers");
            }
            all[i] = n;
        }
        return all;
    }

    double[] numbers(String name) throws ModelFileException {
        return toNumbers(name, list(name));
    }

    /** An array of arrays of numbers. */
    double[][] table(String name) throws ModelFileException {
        List<?> list = list(name);
        double[][] rows = new double[list.size()][];
        for (int i = 0; i < rows.length; i++) {
            if (!(list.get(i) instanceof List<?> row)) {
                throw error("'" + name + "' must hold arrays");
            }
            rows[i] = toNumbers(name, row);
        }
        return rows;
    }

    private double[] toNumbers(String name, List<?> list) throws ModelFileException {
        double[] all = new double[list.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = toNumber(name, list.get(i));
        }
        return all;
    }
}
