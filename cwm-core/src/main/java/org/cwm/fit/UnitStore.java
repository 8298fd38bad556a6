package org.cwm.fit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.cwm.schema.UnusableDataException;
import org.jspecify.annotations.Nullable;

/** The states of all units of one fit; saves them every so often and finds them again. */
final class UnitStore {

    private final Checkpoints checkpoints;
    private final String fingerprint;
    private final TreeMap<Integer, UnitState> units = new TreeMap<>();
    private final @Nullable FitState resumed;
    private long lastSave = System.nanoTime();

    UnitStore(Checkpoints checkpoints, String fingerprint) {
        this.checkpoints = checkpoints;
        this.fingerprint = fingerprint;
        resumed = checkpoints.load();
        if (resumed != null && !resumed.fingerprint().equals(fingerprint)) {
            throw new UnusableDataException(
                    "the checkpoint belongs to other data, settings or another version: remove it or start without"
                            + " resuming");
        }
    }

    /** The state that a unit was saved in, or null. */
    @Nullable
    UnitState resume(int unit) {
        if (resumed == null) {
            return null;
        }
        UnitState state = UnitState.read("unit" + unit + ".", resumed);
        if (state != null) {
            units.put(unit, state);
        }
        return state;
    }

    /** Notes a unit's state and saves all states if the interval has passed. */
    void put(int unit, UnitState state) {
        units.put(unit, state);
        long now = System.nanoTime();
        if (Duration.ofNanos(now - lastSave).compareTo(checkpoints.interval()) >= 0) {
            save();
            lastSave = System.nanoTime();
        }
    }

    private void save() {
        Map<String, float[]> floats = new HashMap<>();
        Map<String, double[]> doubles = new HashMap<>();
        Map<String, long[]> longs = new HashMap<>();
        units.forEach((i, u) -> u.write("unit" + i + ".", floats, doubles, longs));
        checkpoints.save(new FitState(fingerprint, floats, doubles, longs));
    }
}
