package org.cwm.fit;

import java.util.Map;

/**
 * A fit that has been interrupted, as plain arrays, so that any container can hold it.
 *
 * @param fingerprint of data, settings and library: a fit is resumed only with the same
 * @param floats arrays by name
 * @param doubles arrays by name
 * @param longs arrays by name
 */
public record FitState(
        String fingerprint, Map<String, float[]> floats, Map<String, double[]> doubles, Map<String, long[]> longs) {

    /** Copies the maps; the arrays are shared. */
    public FitState {
        floats = Map.copyOf(floats);
        doubles = Map.copyOf(doubles);
        longs = Map.copyOf(longs);
    }
}
