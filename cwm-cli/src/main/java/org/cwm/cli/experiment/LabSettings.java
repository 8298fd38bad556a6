package org.cwm.cli.experiment;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an experiment is to be run.
 *
 * @param quick whether minutes matter more than the last digit
 * @param seed of all randomness
 * @param threads number of threads
 * @param timeLimit wall-clock limit of each fit; null for the experiment's own
 * @param rows training rows to take from the source; null for the experiment's own number
 * @param models names of the models to run; none for all
 */
public record LabSettings(
        boolean quick,
        long seed,
        int threads,
        @Nullable Duration timeLimit,
        @Nullable Integer rows,
        List<String> models) {

    /** Copies the names. */
    public LabSettings {
        models = List.copyOf(models);
    }
}
