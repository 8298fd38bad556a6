package org.cwm.data;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * Natural image patches by the protocol of Zoran and Weiss (2011) and Uria, Murray and Larochelle (RNADE, 2013): square grey
 * patches at places drawn evenly over all pictures, made continuous by uniform noise, their mean subtracted. Grey is
 * {@code 0.2989 R + 0.5870 G + 0.1140 B} rounded to an integer; U(0, 1) is added to each pixel, the sum divided by 256, the
 * patch's mean subtracted and the last pixel dropped, since the others determine it: 8 x 8 pixels give 63 columns.
 */
public final class Patches {

    private final List<Path> files;
    private final int[][] grey;
    private final int[] width;

    private Patches(List<Path> files) {
        this.files = List.copyOf(files);
        grey = new int[files.size()][];
        width = new int[files.size()];
        for (int i = 0; i < grey.length; i++) {
            BufferedImage image = read(files.get(i));
            width[i] = image.getWidth();
            grey[i] = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            for (int p = 0; p < grey[i].length; p++) {
                int c = grey[i][p];
                grey[i][p] = (int)
                        Math.round(0.2989 * ((c >> 16) & 0xFF) + 0.5870 * ((c >> 8) & 0xFF) + 0.1140 * (c & 0xFF));
            }
        }
    }

    /**
     * Pictures to cut patches out of.
     *
     * @param files PNG or JPEG, at least one; their order matters for the draws
     * @return the pictures in memory
     * @throws DataException if one cannot be read
     */
    public static Patches of(List<Path> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: none, must be at least one");
        }
        return new Patches(files);
    }

    private static BufferedImage read(Path file) {
        InputFiles.check(file);
        try {
            BufferedImage image = ImageIO.read(new File(file.toString()));
            if (image == null) {
                throw new DataException(Text.plain(file.toString()) + ": is neither a PNG nor a JPEG picture");
            }
            return image;
        } catch (IOException e) {
            throw new DataException(Text.plain(file.toString()) + ": is not a readable picture", e);
        }
    }

    /**
     * The pictures.
     *
     * @return their files, in order
     */
    public List<Path> files() {
        return files;
    }

    /**
     * Draws patches: for each a picture, evenly, then a place in it, evenly.
     *
     * @param count number of patches
     * @param side pixels of an edge, at least 2, at most the smallest edge of the pictures
     * @param random not advanced; each patch has a stream split off it
     * @return count rows of side^2 - 1 columns, each in (-1, 1)
     */
    public Points draw(int count, int side, RandomStream random) {
        for (int i = 0; i < grey.length; i++) {
            if (side < 2 || side > Math.min(width[i], grey[i].length / width[i])) {
                throw new IllegalArgumentException("side: " + side + ", must be from 2 to the edges of "
                        + Text.plain(files.get(i).toString()));
            }
        }
        int columns = side * side - 1;
        double[] values = new double[Math.multiplyExact(count, columns)];
        double[] patch = new double[side * side];
        for (int r = 0; r < count; r++) {
            RandomStream stream = random.split(r);
            int i = stream.nextInt(grey.length);
            int left = stream.nextInt(width[i] - side + 1);
            int top = stream.nextInt(grey[i].length / width[i] - side + 1);
            double mean = 0;
            for (int p = 0; p < patch.length; p++) {
                int pixel = grey[i][(top + p / side) * width[i] + left + p % side];
                patch[p] = (pixel + stream.nextDouble()) / 256;
                mean += patch[p] / patch.length;
            }
            for (int p = 0; p < columns; p++) {
                values[r * columns + p] = patch[p] - mean;
            }
        }
        return Points.of(count, columns, values);
    }
}
