package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchesTest {

    @TempDir
    Path folder;

    private Path picture(String name, int width, int height, int slope) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int g = slope * x;
                image.setRGB(x, y, g << 16 | g << 8 | g);
            }
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** On a ramp of 3 grey values a pixel every patch is the ramp less its mean, but for the noise of one grey value. */
    @Test
    void patchesAreCentredAndContinuous() throws IOException {
        Patches patches = Patches.of(List.of(picture("ramp.png", 60, 20, 3)));
        Points p = patches.draw(500, 4, RandomStream.of(1));
        assertThat(p.columns()).isEqualTo(15);
        double spread = 0;
        for (int i = 0; i < 500; i++) {
            for (int j = 0; j < 15; j++) {
                double expected = 3 * (j % 4 - 1.5) / 256;
                assertThat(p.get(i, j)).isCloseTo(expected, within(1.0 / 256));
                spread += Math.pow(256 * (p.get(i, j) - expected), 2) / (500 * 15);
            }
        }
        // variance of U(0, 1) less the mean of sixteen; the standard error of 7,500 squares is below 0.001
        assertThat(spread).isCloseTo(15.0 / 16 / 12, within(0.005));
    }

    @Test
    void aSeedHasItsDraws() throws IOException {
        Patches patches = Patches.of(List.of(picture("a.png", 30, 30, 1), picture("b.png", 12, 40, 5)));
        assertThat(patches.draw(20, 8, RandomStream.of(3)).values())
                .isEqualTo(patches.draw(20, 8, RandomStream.of(3)).values())
                .isNotEqualTo(patches.draw(20, 8, RandomStream.of(4)).values());
        assertThat(patches.files()).hasSize(2);
    }

    @Test
    void badArgumentsAreRefusedByName() throws IOException {
        Path a = picture("a.png", 30, 10, 1);
        assertThatThrownBy(() -> Patches.of(List.of())).hasMessageContaining("files");
        assertThatThrownBy(() -> Patches.of(List.of(folder.resolve("none.png"))))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Patches.of(List.of(a)).draw(1, 11, RandomStream.of(0)))
                .hasMessageContaining("side: 11");
    }
}
