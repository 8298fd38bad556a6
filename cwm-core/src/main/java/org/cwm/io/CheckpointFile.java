package org.cwm.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checkpoints on disk: the container of {@link ModelFile}, with its hash and its checks, and {@code cwm.kind} being
 * {@code checkpoint}. Tensors of one axis: {@code I64} first, then {@code F64}, then {@code F32}, each kind by name. The
 * same checkpoint always gives the same bytes.
 */
public final class CheckpointFile {

    private static final String KIND = "checkpoint";
    private static final String STRINGS = "cwm.checkpoint";

    private CheckpointFile() {}

    /**
     * Writes a checkpoint: to a temporary file in the same folder, forced to disk and renamed. A process that is killed
     * at any moment leaves the last checkpoint or this one, whole.
     *
     * @param checkpoint what to write
     * @param file where to; replaced if it exists
     * @throws IOException if it cannot be written: the message names the file and the reason
     */
    public static void write(Checkpoint checkpoint, Path file) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        checkpoint.longs().forEach((name, v) -> tensors.add(Tensor.of(name, v)));
        checkpoint.doubles().forEach((name, v) -> tensors.add(Tensor.of(name, v)));
        checkpoint.floats().forEach((name, v) -> tensors.add(Tensor.of(name, v, 0, v.length)));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(STRINGS, Json.write(checkpoint.metadata()));
        AtomicFile.write(file, new TensorContainer(metadata, tensors).encode(KIND));
    }

    /**
     * Reads a checkpoint.
     *
     * @param file a file that {@link #write} wrote
     * @return the checkpoint, with the bits it was written with
     * @throws ModelFileException if the file is damaged or is not a checkpoint of this format
     * @throws IOException if it cannot be read; {@link java.nio.file.NoSuchFileException} if there is none
     */
    public static Checkpoint read(Path file) throws IOException {
        TensorContainer container = TensorContainer.read(file, KIND);
        if (container.metadata().size() != 1) {
            throw new ModelFileException(
                    file.toString(), "metadata: " + container.metadata().keySet());
        }
        Map<String, float[]> floats = new TreeMap<>();
        Map<String, double[]> doubles = new TreeMap<>();
        Map<String, long[]> longs = new TreeMap<>();
        for (Tensor t : container.tensors()) {
            if (t.shape().length != 1) {
                throw new ModelFileException(file.toString(), "tensor '" + t.name() + "': must have one axis");
            }
            switch (t.type()) {
                case F32 -> floats.put(t.name(), t.floats());
                case F64 -> doubles.put(t.name(), t.doubles());
                case I64 -> longs.put(t.name(), t.longs());
            }
        }
        Map<String, String> metadata =
                Fields.of(file.toString(), container.metadata(), STRINGS).strings();
        try {
            return new Checkpoint(metadata, floats, doubles, longs);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file.toString(), String.valueOf(e.getMessage()), e);
        }
    }
}
