package org.cwm.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG and JPEG as grey values between 0 and 1. A grey picture gives its values as they are stored; a coloured one
 * {@code 0.299 R + 0.587 G + 0.114 B} of its stored values. A pixel that lets the background through is laid over black:
 * grey times opacity, so that what cannot be seen has no weight. A camera's note on how to turn a JPEG is not heeded.
 */
public final class PictureReader {

    private static final long MOST_PIXELS = 100_000_000;

    private PictureReader() {}

    /**
     * Reads a picture.
     *
     * @param file PNG or JPEG, told apart by content
     * @return its grey values as a density
     * @throws DataException if it is no such picture, is damaged, is black all over, has only one pixel or more than 100
     *     million
     */
    public static Picture read(Path file) {
        InputFiles.check(file);
        String source = Text.plain(file.toString());
        String format = format(file);
        if (format == null) {
            throw new DataException(source + ": is neither a PNG nor a JPEG picture");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
            if (in == null || !readers.hasNext()) {
                throw new DataException(source + ": this Java cannot read " + format + " pictures");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return read(reader, source, file);
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new DataException(source + ": is not a readable picture (" + Text.plain(reason) + ")", e);
        }
    }

    private static Picture read(ImageReader reader, String source, Path file) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        long pixels = (long) width * height;
        if (pixels > MOST_PIXELS) {
            throw new DataException(source + ": has " + width + " x " + height + " pixels, more than " + MOST_PIXELS);
        }
        if (pixels < 2) {
            throw new DataException(source + ": has " + pixels + " pixel, a density needs at least 2");
        }
        reader.addIIOReadWarningListener((from, warning) -> {
            String lower = warning.toLowerCase(Locale.ROOT);
            if (lower.contains("truncated") || lower.contains("premature")) {
                throw new DataException(source + ": is not a complete picture (" + Text.plain(warning) + ")");
            }
        });
        double[] weights = grey(reader.read(0));
        boolean black = true;
        for (int i = 0; i < weights.length && black; i++) {
            black = weights[i] == 0;
        }
        if (black) {
            throw new DataException(source + ": is black all over, so there is no density to learn");
        }
        return Picture.own(width, height, weights, file.toString());
    }

    /** The format that the first bytes tell, null if neither. */
    static @Nullable String format(Path file) {
        byte[] b = InputFiles.start(file, 8);
        if (b.length == 8 && b[0] == (byte) 0x89 && b[1] == 'P' && b[2] == 'N' && b[3] == 'G') {
            return "png";
        }
        return b.length == 8 && b[0] == (byte) 0xFF && b[1] == (byte) 0xD8 && b[2] == (byte) 0xFF ? "jpeg" : null;
    }

    private static double[] grey(BufferedImage image) {
        double[] weights = new double[image.getWidth() * image.getHeight()];
        ColorModel colors = image.getColorModel();
        boolean stored = !(colors instanceof IndexColorModel)
                && (colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                        || colors.getColorSpace().isCS_sRGB())
                && !colors.isAlphaPremultiplied();
        for (int y = 0; y < image.getHeight(); y++) {
            if (stored) {
                fromSamples(image.getRaster(), colors, y, weights);
            } else {
                fromColors(image, y, weights);
            }
        }
        return weights;
    }

    /** Takes the stored values, of whatever depth: a conversion would bend grey ones and cut deep ones to 8 bits. */
    private static void fromSamples(Raster raster, ColorModel colors, int y, double[] weights) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int[] row = raster.getPixels(0, y, width, 1, (int[]) null);
        double[] scale = new double[bands];
        for (int b = 0; b < bands; b++) {
            scale[b] = 1.0 / ((1L << colors.getComponentSize(b)) - 1);
        }
        for (int x = 0; x < width; x++) {
            int at = x * bands;
            double g = bands < 3
                    ? row[at] * scale[0]
                    : luma(row[at] * scale[0], row[at + 1] * scale[1], row[at + 2] * scale[2]);
            weights[y * width + x] = bands == 2 || bands == 4 ? g * (row[at + bands - 1] * scale[bands - 1]) : g;
        }
    }

    private static void fromColors(BufferedImage image, int y, double[] weights) {
        int width = image.getWidth();
        int[] row = image.getRGB(0, y, width, 1, null, 0, width);
        for (int x = 0; x < width; x++) {
            int c = row[x];
            double g = luma(((c >> 16) & 0xFF) / 255.0, ((c >> 8) & 0xFF) / 255.0, (c & 0xFF) / 255.0);
            weights[y * width + x] = g * ((c >>> 24) / 255.0);
        }
    }

    private static double luma(double r, double g, double b) {
        return r == g && g == b ? r : 0.299 * r + 0.587 * g + 0.114 * b;
    }
}
