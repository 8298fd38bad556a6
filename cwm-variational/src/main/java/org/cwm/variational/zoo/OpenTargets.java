package org.cwm.variational.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cwm.variational.zoo.Design.Standardise;

/** Targets made from open data files with published or measured log Z. */
public final class OpenTargets {

    private OpenTargets() {}

    /**
     * Logistic regression of the German credit data as in VIPS and gmmvi: 24 covariates divided by their standard deviation,
     * an intercept, prior N(0, 10^2 I); log Z = -585.0988.
     *
     * @param file {@code german.data-numeric}, label 1 or 2 in the last column
     * @return 25 coefficients
     * @throws IOException if the file can't be read
     */
    public static LogisticRegression germanCredit(Path file) throws IOException {
        return logistic(rows(file, 0), Standardise.STD, 1, 10);
    }

    /**
     * Logistic regression of the ionosphere data: 34 z-scored covariates, an intercept, prior N(0, I); log Z = -111.61.
     *
     * @param file {@code ionosphere.csv}, label 0 or 1 in the last column
     * @return 35 coefficients
     * @throws IOException if the file can't be read
     */
    public static LogisticRegression ionosphere(Path file) throws IOException {
        return logistic(rows(file, 0), Standardise.ZSCORE, 0, 1);
    }

    /**
     * The mixture of 20 components in the plane of the S-VBMC paper, normalised.
     *
     * @param file {@code svbmc_gmm20.csv} with a header
     * @return the mixture
     * @throws IOException if the file can't be read
     */
    public static MixtureOfGaussians twentyComponents(Path file) throws IOException {
        return MixtureOfGaussians.inThePlane(rows(file, 1));
    }

    private static LogisticRegression logistic(
            double[][] rows, Standardise standardise, double firstLabel, double priorScale) {
        int q = rows[0].length - 1;
        List<String> names = IntStream.rangeClosed(1, q).mapToObj(i -> "x" + i).toList();
        double[] x =
                Arrays.stream(rows).flatMapToDouble(r -> Arrays.stream(r, 0, q)).toArray();
        double[] y = Arrays.stream(rows).mapToDouble(r -> r[q] - firstLabel).toArray();
        return new LogisticRegression(Design.of(names, rows.length, x, standardise, true), y, priorScale);
    }

    private static double[][] rows(Path file, int header) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(header)
                .filter(line -> !line.isBlank())
                .map(line -> Arrays.stream(line.strip().split("[,\\s]+"))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }
}
