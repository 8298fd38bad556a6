package org.cwm.bench.peers;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;

/**
 * A problem on disk: {@code problem.properties} and raw little-endian arrays {@code NAME.f32} and {@code NAME.f64},
 * row-major.
 */
final class ProblemFolder {
    private final Path folder;
    private final Properties properties = new Properties();

    ProblemFolder(Path folder) throws IOException {
        this.folder = folder;
        try (Reader reader = Files.newBufferedReader(folder.resolve("problem.properties"))) {
            properties.load(reader);
        }
    }

    String text(String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(folder + ": no property " + key);
        }
        return value;
    }

    int integer(String key) {
        return Integer.parseInt(text(key));
    }

    int[] integers(String key) {
        return Arrays.stream(text(key).split(",")).mapToInt(Integer::parseInt).toArray();
    }

    float[] floats(String name) throws IOException {
        ByteBuffer bytes = bytes(name + ".f32");
        float[] out = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(out);
        return out;
    }

    double[] doubles(String name) throws IOException {
        ByteBuffer bytes = bytes(name + ".f64");
        double[] out = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(out);
        return out;
    }

    private ByteBuffer bytes(String file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes {@code NAME.f64} to a folder. */
    static void write(Path folder, String name, double[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        Files.write(folder.resolve(name + ".f64"), bytes.array());
    }
}
