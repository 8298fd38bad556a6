package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.junit.jupiter.api.Test;

/** A model that holds the parameters published by the method's authors gives the log densities of their code. */
final class AuthorsModelCheck {

    @Test
    void reproducesTheirLogDensities() throws IOException {
        Path folder = OpenData.folder().resolve("authors_model");
        Map<String, float[]> tensors = npz(folder.resolve("cwm_portrait.npz"));
        int k = 50;
        ClassifierWeightedMixture model = ClassifierWeightedMixture.of(
                LocationScale.of(k, 2, concat(tensors, "T.m", "T.log_s")),
                Mlp.of(
                        new Mlp.Architecture(2, new int[] {128, 128, 128}, Activation.TANH, k),
                        concat(
                                tensors,
                                "W.f.0.weight",
                                "W.f.0.bias",
                                "W.f.2.weight",
                                "W.f.2.bias",
                                "W.f.4.weight",
                                "W.f.4.bias",
                                "W.f.6.weight",
                                "W.f.6.bias")));
        List<String> lines = Files.readAllLines(folder.resolve("points.csv"));
        double largest = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] c = line.split(",", -1);
            double[] x = {Double.parseDouble(c[2]), Double.parseDouble(c[3])};
            largest = Math.max(largest, Math.abs(model.logDensity(x) - Double.parseDouble(c[4])));
        }
        System.out.println((lines.size() - 1) + " points, largest difference " + largest + " nats");
        assertThat(lines.size() - 1).isEqualTo(2000);
        assertThat(largest).isLessThan(1e-5);
    }

    private static float[] concat(Map<String, float[]> tensors, String... names) {
        int length = 0;
        for (String n : names) {
            length += tensors.get(n).length;
        }
        float[] all = new float[length];
        int to = 0;
        for (String n : names) {
            float[] t = tensors.get(n);
            System.arraycopy(t, 0, all, to, t.length);
            to += t.length;
        }
        return all;
    }

    /** Arrays of little-endian float32 in C order, as NumPy writes them: magic, version, header length, header, data. */
    private static Map<String, float[]> npz(Path file) throws IOException {
        Map<String, float[]> arrays = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                zip.transferTo(bytes);
                ByteBuffer b = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
                int header = Short.toUnsignedInt(b.getShort(8));
                String text = new String(bytes.toByteArray(), 10, header, StandardCharsets.ISO_8859_1);
                assertThat(text).contains("<f4").contains("'fortran_order': False");
                b.position(10 + header);
                float[] values = new float[b.remaining() / Float.BYTES];
                b.asFloatBuffer().get(values);
                arrays.put(e.getName().replaceFirst("\\.npy$", ""), values);
            }
        }
        return arrays;
    }
}
