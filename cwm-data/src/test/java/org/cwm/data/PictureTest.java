package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.cwm.random.RandomStream;
import org.cwm.schema.Domain;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {

    @TempDir
    Path folder;

    private Path grey(String name, String format, int[][] rows) throws IOException {
        BufferedImage image = new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                image.getRaster().setSample(x, y, 0, rows[y][x]);
            }
        }
        return write(name, format, image);
    }

    private Path write(String name, String format, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    @Test
    void theCeilingIsTheNegativeEntropy() throws IOException {
        // Half of the square holds everything: log 2. Weights 1:3 on halves: log 2 less their entropy.
        Picture half = PictureReader.read(grey("half.png", "png", new int[][] {{0, 255}, {0, 255}}));
        assertThat(half.negativeEntropy()).isCloseTo(Math.log(2), within(1e-15));
        Picture quarters = PictureReader.read(grey("quarters.png", "png", new int[][] {{50, 150}}));
        double expected = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
        assertThat(quarters.negativeEntropy()).isCloseTo(expected, within(1e-15));
    }

    @Test
    void xRunsToTheRightAndYUpwards() throws IOException {
        Picture picture = PictureReader.read(grey("corners.png", "png", new int[][] {{10, 20, 30}, {40, 50, 60}}));
        assertThat(picture.width()).isEqualTo(3);
        assertThat(picture.height()).isEqualTo(2);
        double unit = 210 / 6.0;
        assertThat(picture.density(0.1, 0.9)).isCloseTo(10 / unit, within(1e-12));
        assertThat(picture.density(0.9, 0.9)).isCloseTo(30 / unit, within(1e-12));
        assertThat(picture.density(0.1, 0.1)).isCloseTo(40 / unit, within(1e-12));
        assertThat(picture.density(1, 0)).isCloseTo(60 / unit, within(1e-12));
        assertThat(picture.logDensity(0.5, 0.2)).isCloseTo(Math.log(50 / unit), within(1e-12));
        assertThat(picture.density(1.01, 0.5)).isZero();
        assertThat(picture.density(Double.NaN, 0.5)).isZero();
        assertThat(picture.weight(2, 0)).isEqualTo(30 / 255.0);
    }

    @Test
    void samplesFollowTheDensity() throws IOException {
        int[][] rows = {{0, 10, 200, 3}, {90, 0, 0, 255}, {17, 60, 120, 45}};
        Picture picture = PictureReader.read(grey("s.png", "png", rows));
        int n = 200_000;
        Table table = picture.sample(n, RandomStream.of(5));
        assertThat(table.names()).containsExactly("x", "y");
        assertThat(table.columns().get(1).domain()).isEqualTo(new Domain.Bounded(0, 1));
        // Every pixel is cut in two, so that a point's place within its pixel is looked at as well.
        int[] counts = new int[24];
        for (int i = 0; i < n; i++) {
            int column = (int) (table.points().get(i, 0) * 8);
            int row = 2 - (int) (table.points().get(i, 1) * 3);
            counts[row * 8 + column]++;
        }
        double statistic = 0;
        int cells = 0;
        for (int c = 0; c < 24; c++) {
            double expected = n * rows[c / 8][c % 8 / 2] / 800.0 / 2;
            if (expected == 0) {
                assertThat(counts[c]).isZero();
            } else {
                statistic += Math.pow(counts[c] - expected, 2) / expected;
                cells++;
            }
        }
        // Chi-square with k degrees of freedom exceeds k + 2 sqrt(kt) + 2t with probability below exp(-t); t =
        // log(1e6).
        double t = Math.log(1e6);
        int k = cells - 1;
        assertThat(statistic).isLessThan(k + 2 * Math.sqrt(k * t) + 2 * t);
        assertThat(picture.sample(10, RandomStream.of(5)).points().values())
                .containsExactly(Arrays.copyOf(table.points().values(), 20));
    }

    @Test
    void coloursAreWeighedAndWhatIsTransparentIsBlack() throws IOException {
        BufferedImage image = new BufferedImage(5, 1, BufferedImage.TYPE_INT_ARGB);
        int[] colours = {0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0x00FFFFFF, 0x33FFFFFF};
        image.setRGB(0, 0, 5, 1, colours, 0, 5);
        Picture picture = PictureReader.read(write("c.png", "png", image));
        double[] expected = {0.299, 0.587, 0.114, 0, 0.2};
        for (int i = 0; i < 5; i++) {
            assertThat(picture.weight(i, 0)).isCloseTo(expected[i], within(1e-15));
        }
    }

    @Test
    void deepGreyIsNotCutToEightBits() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 65535);
        image.getRaster().setSample(1, 0, 0, 257 * 3 + 1);
        Picture picture = PictureReader.read(write("deep.png", "png", image));
        assertThat(picture.weight(1, 0)).isEqualTo((257 * 3 + 1) / 65535.0, within(1e-18));
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(0, 0, 0xFFFFFFFF);
        assertThat(PictureReader.read(write("bits.png", "png", bits)).weight(0, 0))
                .isEqualTo(1);
    }

    @Test
    void readsJpeg() throws IOException {
        int[][] rows = new int[16][16];
        Arrays.stream(rows).forEach(r -> Arrays.fill(r, 128));
        Picture picture = PictureReader.read(grey("x.jpg", "jpg", rows));
        assertThat(picture.negativeEntropy()).isCloseTo(0, within(1e-12));
    }

    @Test
    void refusesPicturesWithoutADensity() throws IOException {
        assertRefused(
                grey("black.png", "png", new int[][] {{0, 0}, {0, 0}}),
                ": is black all over, so there is no density to learn");
        assertRefused(grey("one.png", "png", new int[][] {{255}}), ": has 1 pixel, a density needs at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.of(2, 1, new double[] {1, -1}, "memory"))
                .withMessage("weights[1]: -1.0, must be finite and at least 0");
    }

    @Test
    void refusesDamagedPictures() throws IOException {
        int[][] rows = new int[64][64];
        RandomStream random = RandomStream.of(1);
        Arrays.stream(rows).forEach(r -> Arrays.setAll(r, i -> random.nextInt(256)));
        for (String format : new String[] {"png", "jpg"}) {
            byte[] whole = Files.readAllBytes(grey("whole." + format, format, rows));
            Path cut = Files.write(folder.resolve("cut." + format), Arrays.copyOf(whole, whole.length / 2));
            assertThatThrownBy(() -> PictureReader.read(cut))
                    .isInstanceOf(DataException.class)
                    .hasMessageMatching(".*cut\\." + format + ": is not a (readable|complete) picture .*");
        }
        assertRefused(
                Files.writeString(folder.resolve("text.png"), "a,b\n1,2\n"), ": is neither a PNG nor a JPEG picture");
        assertRefused(folder.resolve("nowhere.png"), ": there is no such file");
    }

    @Test
    void looksAtTheSizeBeforeTheContent() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes("US-ASCII"));
        header.putInt(60_000).putInt(60_000).put(new byte[] {8, 0, 0, 0, 0});
        CRC32 check = new CRC32();
        check.update(header.array());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13});
        bytes.writeBytes(header.array());
        bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, (byte) 0xAF, 0x06, 0x1E});
        assertRefused(
                Files.write(folder.resolve("huge.png"), bytes.toByteArray()),
                ": has 60000 x 60000 pixels, more than 100000000");
    }

    @Test
    void tellsPicturesFromTables() throws IOException {
        Path picture = grey("p", "png", new int[][] {{1, 2}});
        assertThat(DataSource.isPicture(picture)).isTrue();
        assertThat(DataSource.isPicture(Path.of("x.JPEG"))).isTrue();
        assertThat(DataSource.isPicture(Path.of("x.csv.gz"))).isFalse();
        assertThat(DataSource.isPicture(Files.writeString(folder.resolve("t"), "a,b\n")))
                .isFalse();
        assertThat(DataSource.path("a.csv")).isEqualTo(Path.of("a.csv"));
        assertThatThrownBy(() -> DataSource.path("a\0b"))
                .isInstanceOf(DataException.class)
                .hasMessage("'a?b' is not the name of a file");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> PictureReader.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + message);
    }
}
