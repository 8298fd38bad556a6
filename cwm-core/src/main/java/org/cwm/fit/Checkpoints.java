package org.cwm.fit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a fit saves its state, and finds it again. Called from the fitting thread only. */
public interface Checkpoints {

    /** Saves nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Duration interval() {
            return Duration.ofDays(10_000);
        }

        @Override
        public void save(FitState state) {
            // not wanted
        }

        @Override
        public @Nullable FitState load() {
            return null;
        }
    };

    /**
     * Least time between two saves.
     *
     * @return a duration
     */
    Duration interval();

    /**
     * Replaces what was saved before, in one step.
     *
     * @param state to keep; its arrays are valid during the call only
     */
    void save(FitState state);

    /**
     * What to resume from.
     *
     * @return the state saved last, or null to begin anew
     */
    @Nullable
    FitState load();
}
