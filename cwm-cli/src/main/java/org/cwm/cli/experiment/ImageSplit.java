package org.cwm.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cwm.data.IdxImages;
import org.cwm.random.RandomStream;
import org.cwm.schema.UnusableDataException;

/**
 * Images to fit and images that no fit sees.
 *
 * @param name for titles
 * @param train images to fit
 * @param test images to score, of the same size
 */
record ImageSplit(String name, IdxImages train, IdxImages test) {

    private static final long ORDER = 0x1d5;
    /** A binary pixel of at least this level, of 255, is on. */
    static final int THRESHOLD = 128;
    /** Share of the images that are scored where only one file is given. */
    private static final double TEST_SHARE = 0.1;

    /**
     * Reads one IDX file, of which a tenth is set aside by chance, or a folder with one, or a folder with a training and a
     * test file, the latter the one whose name begins with {@code t10k} or {@code test}. Of a folder without such files the
     * folder {@code fashion_mnist} in it is read, if that has some.
     */
    static ImageSplit read(Path source, long seed) throws IOException {
        String name = String.valueOf(source.getFileName());
        List<Path> files = List.of(source);
        if (Files.isDirectory(source)) {
            try (Stream<Path> all = Files.list(source)) {
                files = all.filter(f -> name(f).contains("idx3")).sorted().toList();
            }
            if (files.isEmpty() && Targets.hasFashion(source)) {
                return read(Targets.fashion(source), seed);
            }
        }
        List<Path> test = files.stream().filter(ImageSplit::isTest).toList();
        List<Path> train = files.stream().filter(f -> !isTest(f)).toList();
        if (files.size() == 1) {
            return split(name, IdxImages.read(files.get(0)), seed);
        }
        if (train.size() != 1 || test.size() != 1) {
            throw new UnusableDataException("holds " + train.size() + " IDX files of training images and " + test.size()
                    + " of test images (idx3 in their names): one of them, or one of each, is expected");
        }
        ImageSplit both = new ImageSplit(name, IdxImages.read(train.get(0)), IdxImages.read(test.get(0)));
        if (both.train.width() != both.test.width() || both.train.height() != both.test.height()) {
            throw new UnusableDataException(
                    "holds training images of " + both.train.width() + " x " + both.train.height()
                            + " pixels and test images of " + both.test.width() + " x " + both.test.height());
        }
        return both.square();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static boolean isTest(Path file) {
        return name(file).startsWith("t10k") || name(file).startsWith("test");
    }

    private static ImageSplit split(String name, IdxImages images, long seed) {
        if (images.count() < 10) {
            throw new UnusableDataException("holds " + images.count() + " images: at least 10 are needed");
        }
        int[] order = RandomStream.of(seed).split(ORDER).permutation(images.count());
        int tests = (int) Math.round(TEST_SHARE * order.length);
        return new ImageSplit(
                        name,
                        images.select(Arrays.copyOfRange(order, tests, order.length)),
                        images.select(Arrays.copyOf(order, tests)))
                .square();
    }

    private ImageSplit square() {
        if (train.width() != train.height()) {
            throw new UnusableDataException(
                    "holds images of " + train.width() + " x " + train.height() + " pixels: squares are expected");
        }
        return this;
    }

    /** At most so many images of each. */
    ImageSplit first(int trains, int tests) {
        return new ImageSplit(name, first(train, trains), first(test, tests));
    }

    private static IdxImages first(IdxImages images, int most) {
        return most >= images.count()
                ? images
                : images.select(IntStream.range(0, most).toArray());
    }

    /** Those of the blocks that divide the sides and leave more than one pixel a side. */
    List<Integer> blocks(int... wanted) {
        List<Integer> out = new ArrayList<>();
        for (int b : wanted) {
            if (train.width() % b == 0 && train.width() / b > 1) {
                out.add(b);
            }
        }
        return out;
    }

    /** Pixels of all images, row by row: 1 from a middle grey on, 0 below. */
    static float[] binary(IdxImages images) {
        int pixels = images.width() * images.height();
        float[] out = new float[images.count() * pixels];
        for (int i = 0; i < out.length; i++) {
            int p = i % pixels;
            out[i] = images.level(i / pixels, p / images.width(), p % images.width()) >= THRESHOLD ? 1 : 0;
        }
        return out;
    }

    /** Pixels a side with blocks of that size. */
    int side(int block) {
        return train.width() / block;
    }

    /** Rows at a resolution. */
    TrialData trial(int block, long seed) {
        RandomStream random = RandomStream.of(seed).split(ORDER).split(block);
        return new TrialData(
                name,
                train.pooled(block).dequantised(random.split(1)),
                test.pooled(block).dequantised(random.split(2)),
                null);
    }
}
