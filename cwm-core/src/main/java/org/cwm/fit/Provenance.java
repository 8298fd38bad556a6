package org.cwm.fit;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a model comes from. Holds nothing that differs between two runs with the same data, options and backend.
 *
 * @param library name and version of the library that fitted it
 * @param origin name of the data
 * @param dataHash SHA-256 of the rows, hexadecimal
 * @param train score on the training rows: all, or 20,000 spread evenly if there are more
 * @param validation score on the held-out rows
 * @param backend kernels used
 * @param options every setting, resolved, by name
 * @param history learning curve
 * @param stopReason why training ended, in words
 */
public record Provenance(
        String library,
        String origin,
        String dataHash,
        Score train,
        Score validation,
        String backend,
        SortedMap<String, String> options,
        List<HistoryPoint> history,
        String stopReason) {

    /** Copies the collections. */
    public Provenance {
        options = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(options));
        history = List.copyOf(history);
    }
}
