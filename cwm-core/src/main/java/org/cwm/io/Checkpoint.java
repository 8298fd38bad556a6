package org.cwm.io;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a computation that can be resumed: named arrays and strings. Any numbers, NaN and infinities included.
 * The maps are copied and sorted, the arrays are shared: whoever hands them over must not change them before they are
 * written.
 *
 * @param metadata strings by name
 * @param floats arrays by name
 * @param doubles arrays by name
 * @param longs arrays by name; no name occurs among two of the three kinds of array
 */
public record Checkpoint(
        Map<String, String> metadata,
        Map<String, float[]> floats,
        Map<String, double[]> doubles,
        Map<String, long[]> longs) {

    /** Copies the maps and checks the names. */
    public Checkpoint {
        metadata = sorted(metadata);
        floats = sorted(floats);
        doubles = sorted(doubles);
        longs = sorted(longs);
        Set<String> names = new HashSet<>();
        for (Set<String> kind : List.of(floats.keySet(), doubles.keySet(), longs.keySet())) {
            for (String name : kind) {
                if (name.isEmpty() || name.equals(TensorContainer.METADATA) || !names.add(name)) {
                    throw new IllegalArgumentException(
                            "name: '" + name + "', must be distinct, not empty and not " + TensorContainer.METADATA);
                }
            }
        }
    }

    private static <T> SortedMap<String, T> sorted(Map<String, T> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
