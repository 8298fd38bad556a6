package org.cwm.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Table;

/**
 * Grey images of one size with 8 bits a pixel, as the MNIST family of data sets has them in its IDX files ({@code
 * images-idx3-ubyte}, packed by gzip or not). Immutable.
 */
public final class IdxImages {

    private static final int MAGIC = 0x00000803;
    private static final int LEVELS = 256;
    /** Images that are read before more memory is taken: a header's count alone takes none. */
    private static final int CHUNK = 1024;

    private static final int LARGEST_SIDE = 4096;

    private final String origin;
    private final int height;
    private final int width;
    private final byte[][] images;

    private IdxImages(String origin, int height, int width, byte[][] images) {
        this.origin = origin;
        this.height = height;
        this.width = width;
        this.images = images;
    }

    /**
     * Reads an IDX file of images.
     *
     * @param file IDX with three dimensions of unsigned bytes, packed by gzip or not (told apart by content)
     * @return the images
     * @throws DataException if it is no such file, is cut short or goes on behind its last image
     */
    public static IdxImages read(Path file) {
        InputFiles.check(file);
        String source = Text.plain(file.toString());
        byte[] start = InputFiles.start(file, 2);
        boolean packed = start.length == 2 && start[0] == (byte) 0x1F && start[1] == (byte) 0x8B;
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(packed ? new GZIPInputStream(raw, 1 << 16) : buffered(raw))) {
            return read(in, source, file.toString());
        } catch (EOFException e) {
            throw new DataException(source + ": ends before its header does", e);
        } catch (ZipException e) {
            throw new DataException(source + ": is damaged (" + Text.plain(String.valueOf(e.getMessage())) + ")", e);
        } catch (IOException e) {
            throw new DataException(source + ": can't be read (" + Text.plain(String.valueOf(e.getMessage())) + ")", e);
        }
    }

    private static InputStream buffered(InputStream in) {
        return new java.io.BufferedInputStream(in, 1 << 16);
    }

    private static IdxImages read(DataInputStream in, String source, String origin) throws IOException {
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new DataException(source + ": is no IDX file of images (it begins with "
                    + String.format("%08x", magic) + ", not " + String.format("%08x", MAGIC) + ")");
        }
        int count = in.readInt();
        int height = in.readInt();
        int width = in.readInt();
        if (count < 1 || height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE) {
            throw new DataException(source + ": states " + count + " images of " + width + " x " + height
                    + " pixels, must be at least 1 of at most " + LARGEST_SIDE + " x " + LARGEST_SIDE);
        }
        List<byte[]> images = new ArrayList<>(Math.min(count, CHUNK));
        for (int i = 0; i < count; i++) {
            byte[] image = in.readNBytes(height * width);
            if (image.length < height * width) {
                throw new DataException(source + ": states " + count + " images but ends in image " + (i + 1));
            }
            images.add(image);
        }
        if (in.read() >= 0) {
            throw new DataException(source + ": goes on behind its " + count + " images");
        }
        return new IdxImages(origin, height, width, images.toArray(new byte[0][]));
    }

    /**
     * Number of images.
     *
     * @return n, at least 1
     */
    public int count() {
        return images.length;
    }

    /**
     * Rows of an image.
     *
     * @return its height in pixels
     */
    public int height() {
        return height;
    }

    /**
     * Columns of an image.
     *
     * @return its width in pixels
     */
    public int width() {
        return width;
    }

    /**
     * A pixel.
     *
     * @param image from 0
     * @param row from 0 at the top
     * @param column from 0 at the left
     * @return its level, 0 to 255
     */
    public int level(int image, int row, int column) {
        return images[image][row * width + column] & 0xFF;
    }

    /**
     * Smaller images: each pixel is the mean of a square block, rounded to a level.
     *
     * @param block side of a block in pixels, a divisor of height and width
     * @return images with height / block rows and width / block columns
     * @throws IllegalArgumentException if the block does not divide the sides
     */
    public IdxImages pooled(int block) {
        if (block < 1 || height % block != 0 || width % block != 0) {
            throw new IllegalArgumentException(
                    "block: " + block + ", must divide the sides " + width + " and " + height + " of the images");
        }
        int h = height / block;
        int w = width / block;
        byte[][] out = new byte[images.length][h * w];
        for (int i = 0; i < images.length; i++) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    int sum = 0;
                    for (int j = 0; j < block * block; j++) {
                        sum += level(i, y * block + j / block, x * block + j % block);
                    }
                    out[i][y * w + x] = (byte) Math.round((float) sum / (block * block));
                }
            }
        }
        return new IdxImages(origin, h, w, out);
    }

    /**
     * Some of the images.
     *
     * @param numbers which, from 0, in the order wanted
     * @return those images
     */
    public IdxImages select(int[] numbers) {
        byte[][] out = new byte[numbers.length][];
        for (int i = 0; i < numbers.length; i++) {
            out[i] = images[numbers[i]];
        }
        return new IdxImages(origin, height, width, out);
    }

    /**
     * The images as rows of a table of numbers in [0, 1), uniformly dequantised: x = (level + u) / 256, u uniform on (0, 1),
     * so that the mean log density of x bounds the log probability of the levels from below. In bits per dimension that is
     * {@link #bitsPerDimension}.
     *
     * @param random not advanced; each image has a stream split off it
     * @return count rows, columns {@code p0, p1, ...}, row by row from the top left, bounded by 0 and 1
     */
    public Table dequantised(RandomStream random) {
        int d = height * width;
        double[] values = new double[Math.multiplyExact(images.length, d)];
        for (int i = 0; i < images.length; i++) {
            RandomStream stream = random.split(i);
            for (int j = 0; j < d; j++) {
                values[i * d + j] = ((images[i][j] & 0xFF) + stream.nextDouble()) / LEVELS;
            }
        }
        List<Column> columns = new ArrayList<>(d);
        for (int j = 0; j < d; j++) {
            columns.add(Column.bounded("p" + j, 0, 1));
        }
        return new Table(columns, Points.of(images.length, d, values), origin);
    }

    /**
     * Bits per dimension of levels whose dequantised values, divided by 256, have a mean log density.
     *
     * @param meanLogDensity nats a row
     * @param dimension pixels a row
     * @return 8 - meanLogDensity / (dimension log 2)
     */
    public static double bitsPerDimension(double meanLogDensity, int dimension) {
        return 8 - meanLogDensity / (dimension * Math.log(2));
    }
}
