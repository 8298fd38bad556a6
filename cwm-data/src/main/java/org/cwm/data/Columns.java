package org.cwm.data;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.cwm.model.Points;
import org.cwm.schema.Column;
import org.cwm.schema.Table;

/** Chooses columns by name. */
final class Columns {

    private Columns() {}

    /** Positions of the wanted columns in the order wanted; of all columns if none is named. */
    static int[] choose(String source, List<String> available, List<String> wanted) {
        if (wanted.isEmpty()) {
            return IntStream.range(0, available.size()).toArray();
        }
        List<String> unknown =
                wanted.stream().filter(w -> !available.contains(w)).toList();
        if (!unknown.isEmpty()) {
            throw new DataException(source + ": there is no column " + Text.quote(unknown.get(0)) + "; the columns are "
                    + Text.names(available));
        }
        return wanted.stream().mapToInt(available::indexOf).toArray();
    }

    /** Refuses a name that is asked for twice. */
    static void checkDistinct(List<String> wanted) {
        Set<String> seen = new HashSet<>();
        for (String name : wanted) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("columns: " + Text.quote(name) + " is given twice");
            }
        }
    }

    /** Refuses data in which two columns share a name. */
    static void checkDistinct(String source, List<String> available) {
        Set<String> seen = new HashSet<>();
        for (String name : available) {
            if (!seen.add(name)) {
                throw new DataException(source + ": column " + Text.quote(name) + " occurs twice");
            }
        }
    }

    /** The names at these positions. */
    static List<String> names(List<String> available, int[] chosen) {
        return Arrays.stream(chosen).mapToObj(available::get).toList();
    }

    /** A table of real columns. */
    static Table table(List<String> names, Points points, String origin) {
        return new Table(names.stream().map(Column::real).toList(), points, origin);
    }
}
