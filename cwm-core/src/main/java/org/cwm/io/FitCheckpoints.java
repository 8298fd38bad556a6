package org.cwm.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.cwm.fit.Checkpoints;
import org.cwm.fit.FitState;
import org.jspecify.annotations.Nullable;

/** Keeps the state of a fit in a {@link CheckpointFile}. A process that dies at any moment leaves the last whole one. */
public final class FitCheckpoints implements Checkpoints {

    private static final String FINGERPRINT = "fingerprint";

    private final Path file;
    private final Duration interval;
    private final boolean resume;

    private FitCheckpoints(Path file, Duration interval, boolean resume) {
        this.file = file;
        this.interval = interval;
        this.resume = resume;
    }

    /**
     * Checkpoints in a file.
     *
     * @param file written every so often
     * @param interval least time between two saves
     * @param resume whether a fit goes on from the file if it exists
     * @return the checkpoints
     */
    public static FitCheckpoints at(Path file, Duration interval, boolean resume) {
        return new FitCheckpoints(file, interval, resume);
    }

    @Override
    public Duration interval() {
        return interval;
    }

    /**
     * Writes the file anew.
     *
     * @throws UncheckedIOException if it can't be written; the old one is then intact
     */
    @Override
    public void save(FitState state) {
        try {
            CheckpointFile.write(
                    new Checkpoint(
                            Map.of(FINGERPRINT, state.fingerprint()), state.floats(), state.doubles(), state.longs()),
                    file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the checkpoint " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the file if there is one and resuming was asked for.
     *
     * @throws UncheckedIOException if it can't be read or is damaged
     */
    @Override
    public @Nullable FitState load() {
        if (!resume || !Files.exists(file)) {
            return null;
        }
        try {
            Checkpoint c = CheckpointFile.read(file);
            return new FitState(c.metadata().getOrDefault(FINGERPRINT, ""), c.floats(), c.doubles(), c.longs());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the checkpoint " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Removes the file after the fit is done.
     *
     * @throws IOException if it exists and can't be removed
     */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
