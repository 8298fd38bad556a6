package org.cwm.fit;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cwm.kernel.Backend;
import org.cwm.model.Points;

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

    /**
     * Of a posterior: its columns are parameters, so no rows have a score under it.
     *
     * @param origin name of the data that the posterior is given
     * @param data these data, for their hash
     * @param settings of the fit, by name
     * @param stopReason why the fit ended, in words
     * @return the provenance, with {@link Score#NONE} and an empty learning curve
     */
    public static Provenance ofPosterior(
            String origin, Points data, SortedMap<String, String> settings, String stopReason) {
        return new Provenance(
                Library.NAME_AND_VERSION,
                origin,
                DataHash.of(data),
                Score.NONE,
                Score.NONE,
                Backend.get().kernels().name(),
                settings,
                List.of(),
                stopReason);
    }
}
