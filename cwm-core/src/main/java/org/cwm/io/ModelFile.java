package org.cwm.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.fit.FittedModel;
import org.cwm.model.MixtureEnsemble;

/**
 * The model file, {@code .cwm}: a safetensors file that any safetensors reader can open. It holds numbers and text, never
 * code, and the same model always gives the same bytes.
 *
 * <p>Tensors: {@code calibration} (F64, held-out log densities in increasing order), then every parameter (F32) under
 * its slice name, such as {@code maps.mean} or {@code classifier.0.weight}. Metadata, strings that hold JSON except the
 * first three:
 *
 * <ul>
 *   <li>{@code cwm.sha256}: of the whole file, these 64 digits taken as zeros
 *   <li>{@code cwm.format}: {@code 1}
 *   <li>{@code cwm.kind}: {@code model}
 *   <li>{@code cwm.architecture}: dimension, components, base, maps, classifier, hidden units and activation; of an average of
 *       mixtures {@code members}, a list of them, whose tensors' names begin with {@code member.m.}
 *   <li>{@code cwm.schema}: name, domain and transform of each column
 *   <li>{@code cwm.provenance}: where the model comes from
 *   <li>{@code cwm.golden}: a few rows with their log densities, scored again at load
 * </ul>
 *
 * <p>Readers refuse a file in which any bit was changed, that lacks something or has something more, or that does not
 * reproduce its golden rows. All methods may be called from many threads.
 */
public final class ModelFile {

    private static final String KIND = "model";
    private static final String ARCHITECTURE = "cwm.architecture";
    private static final String SCHEMA = "cwm.schema";
    private static final String PROVENANCE = "cwm.provenance";
    private static final String GOLDEN = "cwm.golden";
    private static final String CALIBRATION = "calibration";

    private ModelFile() {}

    /**
     * Writes a model: to a temporary file in the same folder, forced to disk and renamed, so that the file is at any
     * moment the old one or the new one.
     *
     * @param model what to write
     * @param file where to; replaced if it exists
     * @throws IOException if it cannot be written: the message names the file and the reason
     * @throws IllegalArgumentException if the model has no form in this format, or none of its own draws has a log
     *     density that can be reproduced
     */
    public static void write(FittedModel model, Path file) throws IOException {
        AtomicFile.write(file, container(model).encode(KIND));
    }

    /**
     * The content of a model file.
     *
     * @param model what to write
     * @return the bytes that {@link #write} would write
     * @throws IllegalArgumentException as for {@link #write}, or if they are more than an array can hold
     */
    public static byte[] bytes(FittedModel model) {
        List<byte[]> pieces = container(model).encode(KIND);
        long size = 0;
        for (byte[] p : pieces) {
            size += p.length;
        }
        if (size > TensorContainer.MAX_TENSOR) {
            throw new IllegalArgumentException("model: " + size + " bytes, more than an array can hold");
        }
        ByteBuffer all = ByteBuffer.allocate((int) size);
        pieces.forEach(all::put);
        return all.array();
    }

    private static TensorContainer container(FittedModel model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(ARCHITECTURE, Json.write(EnsembleJson.encode(model.ensemble())));
        metadata.put(SCHEMA, Json.write(SchemaJson.encode(model.schema())));
        metadata.put(PROVENANCE, Json.write(ProvenanceJson.encode(model.provenance())));
        metadata.put(GOLDEN, Json.write(GoldenRows.of(model).encode()));
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(Tensor.of(CALIBRATION, model.calibration()));
        tensors.addAll(EnsembleJson.tensors(model.ensemble()));
        return new TensorContainer(metadata, tensors);
    }

    /**
     * Reads a model.
     *
     * @param file a file that {@link #write} wrote
     * @return the model, with the bits it was written with
     * @throws ModelFileException if the file is damaged, is not a model file, or has a format or architecture that this
     *     version does not know
     * @throws IOException if it cannot be read; {@link java.nio.file.NoSuchFileException} if there is none
     */
    public static FittedModel read(Path file) throws IOException {
        return model(TensorContainer.read(file, KIND), file.toString());
    }

    /**
     * Reads a model.
     *
     * @param bytes the content of a model file, not modified
     * @return the model
     * @throws ModelFileException as for {@link #read(Path)}
     */
    public static FittedModel read(byte[] bytes) throws ModelFileException {
        try {
            InputStream in = new ByteArrayInputStream(bytes);
            return model(TensorContainer.read(in, bytes.length, KIND, KIND), KIND);
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("an array can always be read", e);
        }
    }

    /**
     * Reads a model from a stream, up to the end of the stream. Takes no more memory than the stream delivers.
     *
     * @param in the content of a model file; not closed
     * @return the model
     * @throws ModelFileException as for {@link #read(Path)}
     * @throws IOException if the stream fails
     */
    public static FittedModel read(InputStream in) throws IOException {
        return model(TensorContainer.read(in, -1, KIND, KIND), KIND);
    }

    private static FittedModel model(TensorContainer container, String source) throws ModelFileException {
        Map<String, String> metadata = container.metadata();
        List<String> known = List.of(ARCHITECTURE, SCHEMA, PROVENANCE, GOLDEN);
        for (String name : metadata.keySet()) {
            if (!known.contains(name)) {
                throw new ModelFileException(source, "metadata: unknown '" + name + "'");
            }
        }
        List<Tensor> tensors = container.tensors();
        if (tensors.isEmpty()
                || !tensors.get(0).name().equals(CALIBRATION)
                || tensors.get(0).type() != Tensor.Type.F64
                || tensors.get(0).shape().length != 1) {
            throw new ModelFileException(source, "the first tensor must be '" + CALIBRATION + "', F64, of one axis");
        }
        try {
            MixtureEnsemble ensemble =
                    EnsembleJson.decode(Fields.of(source, metadata, ARCHITECTURE), tensors.subList(1, tensors.size()));
            FittedModel model = FittedModel.of(
                    SchemaJson.decode(Fields.of(source, metadata, SCHEMA)),
                    ensemble,
                    ProvenanceJson.decode(Fields.of(source, metadata, PROVENANCE)),
                    tensors.get(0).doubles());
            GoldenRows.check(Fields.of(source, metadata, GOLDEN), model);
            return model;
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(source, String.valueOf(e.getMessage()), e);
        }
    }
}
