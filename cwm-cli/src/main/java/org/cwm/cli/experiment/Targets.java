package org.cwm.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cwm.random.RandomStream;
import org.cwm.schema.UnusableDataException;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.zoo.Design;
import org.cwm.variational.zoo.LogisticRegression;
import org.cwm.variational.zoo.MixtureOfGaussians;
import org.jspecify.annotations.Nullable;

/** Targets that need no data, and where in a folder those lie that do. */
final class Targets {

    private static final long MADE_UP = 20_250_105;
    private static final int ROWS = 200;
    private static final int COVARIATES = 9;
    private static final int CLUSTERS = 20;

    private Targets() {}

    static Path german(Path folder) {
        return folder.resolve("vi_logreg").resolve("german.data-numeric");
    }

    static Path ionosphere(Path folder) {
        return folder.resolve("vi_logreg").resolve("ionosphere.csv");
    }

    static Path twentyComponents(Path folder) {
        return folder.resolve("vi_synthetic").resolve("svbmc_gmm20.csv");
    }

    static Path fashion(Path folder) {
        return folder.resolve("fashion_mnist");
    }

    /** Whether IDX files of images are there. */
    static boolean hasFashion(@Nullable Path folder) throws IOException {
        if (folder == null || !Files.isDirectory(fashion(folder))) {
            return false;
        }
        try (Stream<Path> files = Files.list(fashion(folder))) {
            return files.anyMatch(f -> String.valueOf(f.getFileName()).contains("idx3"));
        }
    }

    static Path posteriors(Path folder) {
        return folder.resolve("posteriordb");
    }

    static boolean has(@Nullable Path folder, java.util.function.UnaryOperator<Path> file) {
        return folder != null && Files.exists(file.apply(folder));
    }

    /** Something that reads a target from a folder. */
    @FunctionalInterface
    interface Reader {
        TargetDensity read(Path file) throws IOException;
    }

    /** A target from a file; what is wrong in it is told with its name. */
    static TargetDensity read(Path file, Reader reader) throws IOException {
        try {
            return reader.read(file);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | ClassCastException e) {
            throw unusable(String.valueOf(file.getFileName()), e);
        }
    }

    /** What is wrong with data of that name. */
    static UnusableDataException unusable(String name, RuntimeException cause) {
        UnusableDataException e = new UnusableDataException(name + ": " + cause.getMessage());
        e.initCause(cause);
        return e;
    }

    /** Logistic regression of 200 made-up rows on 9 normal covariates and an intercept, prior N(0, 5^2 I). */
    static LogisticRegression madeUpRegression() {
        RandomStream random = RandomStream.of(MADE_UP);
        double[] beta = new double[COVARIATES + 1];
        Arrays.setAll(beta, j -> 1.5 * random.nextGaussian());
        double[] x = new double[ROWS * COVARIATES];
        double[] y = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            double eta = beta[0];
            for (int j = 0; j < COVARIATES; j++) {
                x[i * COVARIATES + j] = random.nextGaussian();
                eta += beta[j + 1] * x[i * COVARIATES + j];
            }
            y[i] = random.nextDouble() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
        }
        List<String> names =
                IntStream.rangeClosed(1, COVARIATES).mapToObj(j -> "x" + j).toList();
        return new LogisticRegression(Design.of(names, ROWS, x, Design.Standardise.NONE, true), y, 5);
    }

    /** Twenty clusters in the plane, of standard deviations 1 and correlation 1/2 or -1/2, spread over a square; log Z = 0. */
    static MixtureOfGaussians madeUpClusters() {
        RandomStream random = RandomStream.of(MADE_UP).split(1);
        double[][] rows = new double[CLUSTERS][];
        Arrays.setAll(rows, k -> new double[] {
            18 * random.nextDouble() - 9, 18 * random.nextDouble() - 9, 1, random.nextDouble() < 0.5 ? -0.5 : 0.5, 1
        });
        return MixtureOfGaussians.inThePlane(rows);
    }

    /** The bits of log t at a few fixed points: changes when the data behind a target does. */
    static String fingerprint(TargetDensity target) {
        RandomStream random = RandomStream.of(MADE_UP).split(2);
        long hash = 17;
        for (int i = 0; i < 5; i++) {
            double[] x = new double[target.dimension()];
            Arrays.setAll(x, j -> 0.1 * random.nextGaussian());
            hash = 31 * hash + Double.doubleToLongBits(target.logDensity(x));
        }
        return target.dimension() + ":" + Long.toHexString(hash);
    }
}
