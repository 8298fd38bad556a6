package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDX files give their pixels, smaller images their means, dequantised tables a bound of the levels' probability. */
final class IdxImagesTest {

    @TempDir
    Path folder;

    private static byte[] idx(int magic, int count, int height, int width, byte[] pixels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(magic);
            out.writeInt(count);
            out.writeInt(height);
            out.writeInt(width);
            out.write(pixels);
        }
        return bytes.toByteArray();
    }

    private static byte[] ramp(int n) {
        byte[] b = new byte[n];
        for (int i = 0; i < n; i++) {
            b[i] = (byte) (7 * i + 100);
        }
        return b;
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("images.idx"), content);
    }

    private Path writePacked(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return Files.write(folder.resolve("images.idx.gz"), bytes.toByteArray());
    }

    @Test
    void everyPixelArrivesPackedOrNot() throws IOException {
        byte[] pixels = ramp(3 * 4 * 6);
        byte[] file = idx(0x803, 3, 4, 6, pixels);
        for (Path path : new Path[] {write(file), writePacked(file)}) {
            IdxImages images = IdxImages.read(path);
            assertThat(images.count()).isEqualTo(3);
            assertThat(images.height()).isEqualTo(4);
            assertThat(images.width()).isEqualTo(6);
            for (int i = 0; i < pixels.length; i++) {
                assertThat(images.level(i / 24, i % 24 / 6, i % 6)).isEqualTo(pixels[i] & 0xFF);
            }
        }
    }

    @Test
    void poolingTakesMeansOfBlocks() throws IOException {
        IdxImages images = IdxImages.read(write(idx(0x803, 2, 4, 6, ramp(48))));
        IdxImages small = images.pooled(2);
        assertThat(small.height()).isEqualTo(2);
        assertThat(small.width()).isEqualTo(3);
        for (int i = 0; i < 2; i++) {
            for (int y = 0; y < 2; y++) {
                for (int x = 0; x < 3; x++) {
                    double mean = (images.level(i, 2 * y, 2 * x)
                                    + images.level(i, 2 * y, 2 * x + 1)
                                    + images.level(i, 2 * y + 1, 2 * x)
                                    + images.level(i, 2 * y + 1, 2 * x + 1))
                            / 4.0;
                    assertThat((double) small.level(i, y, x)).isCloseTo(mean, within(0.5));
                }
            }
        }
        assertThat(images.pooled(1).level(1, 3, 5)).isEqualTo(images.level(1, 3, 5));
        assertThatThrownBy(() -> images.pooled(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("block: 4");
    }

    @Test
    void dequantisedValuesKeepTheirLevelAndDependOnTheSeedAlone() throws IOException {
        IdxImages images = IdxImages.read(write(idx(0x803, 3, 4, 6, ramp(72))));
        Table table = images.dequantised(RandomStream.of(5));
        Points points = table.points();
        assertThat(points.rows()).isEqualTo(3);
        assertThat(points.columns()).isEqualTo(24);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 24; j++) {
                assertThat((int) Math.floor(points.get(i, j) * 256)).isEqualTo(images.level(i, j / 6, j % 6));
            }
        }
        assertThat(images.dequantised(RandomStream.of(5)).points().values()).isEqualTo(points.values());
        assertThat(images.dequantised(RandomStream.of(6)).points().values()).isNotEqualTo(points.values());
        // an image's noise does not depend on the images beside it
        assertThat(images.select(new int[] {0})
                        .dequantised(RandomStream.of(5))
                        .points()
                        .row(0))
                .isEqualTo(points.row(0));
    }

    /** A uniform density over [0, 1]^D says that all 256 levels are alike: 8 bits. One over [0, 1/2]^D: 7 bits. */
    @Test
    void bitsOfKnownDensities() {
        assertThat(IdxImages.bitsPerDimension(0, 49)).isEqualTo(8);
        assertThat(IdxImages.bitsPerDimension(49 * Math.log(2), 49)).isCloseTo(7, within(1e-12));
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        byte[] good = idx(0x803, 3, 4, 6, ramp(72));
        refused(write(idx(0x801, 3, 4, 6, ramp(72))), "no IDX file of images");
        refused(write(Arrays.copyOf(good, 9)), "ends before its header does");
        refused(write(Arrays.copyOf(good, good.length - 1)), "ends in image 3");
        refused(write(Arrays.copyOf(good, good.length + 1)), "goes on behind its 3 images");
        refused(write(idx(0x803, 0, 4, 6, new byte[0])), "0 images");
        refused(write(idx(0x803, 3, -1, 6, new byte[0])), "-1 pixels");
        // two thousand million images of which there is one: refused without taking memory for them
        refused(write(idx(0x803, Integer.MAX_VALUE, 4, 6, ramp(24))), "ends in image 2");
        refused(write(idx(0x803, 1, Integer.MAX_VALUE, Integer.MAX_VALUE, ramp(24))), "must be at least 1 of at most");
        byte[] packed = Files.readAllBytes(writePacked(good));
        packed[packed.length / 2] ^= 0x55;
        Path damaged = Files.write(folder.resolve("damaged.gz"), packed);
        assertThatThrownBy(() -> IdxImages.read(damaged))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("damaged.gz");
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> IdxImages.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("images.idx")
                .hasMessageContaining(why);
    }
}
