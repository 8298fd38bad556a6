package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.model.Points;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;

/**
 * Conditional densities p(y | x) of two regression tables, twenty fixed splits each, defaults only: mean test
 * log-likelihood beside that published for Monte Carlo dropout.
 */
final class ConditionalCheck {

    private static final int SPLITS = Integer.getInteger("cwm.splits", 20);

    private static final int THREADS = Integer.getInteger("cwm.threads", 2);

    @Test
    void concrete() throws IOException {
        betterThanPublished("concrete", -2.937);
    }

    @Test
    void powerPlant() throws IOException {
        betterThanPublished("power-plant", -2.808);
    }

    private static void betterThanPublished(String name, double published) throws IOException {
        Path folder = OpenData.folder().resolve("conditional").resolve(name);
        double[][] rows = numbers(folder.resolve("data.txt"));
        int target = integers(folder.resolve("index_target.txt"))[0];
        List<String> names = new ArrayList<>();
        for (int j = 0; j < rows[0].length; j++) {
            names.add(j == target ? "y" : "x" + j);
        }
        List<String> given = names.stream().filter(n -> !n.equals("y")).toList();
        Table all = Table.of(names, Points.of(rows));
        double[] means = new double[SPLITS];
        double[] starts = new double[SPLITS];
        long from = System.nanoTime();
        for (int s = 0; s < SPLITS; s++) {
            Table train = all.select(integers(folder.resolve("index_train_" + s + ".txt")));
            Table test = all.select(integers(folder.resolve("index_test_" + s + ".txt")));
            FitReport report = Fit.fit(
                    train, FitOptions.defaults().withGiven(given).withSeed(s).withThreads(THREADS));
            Points points = test.project(report.model().schema().names()).points();
            double[] scores = new double[points.rows()];
            report.gaussianMixture().logDensity(points, scores, THREADS);
            starts[s] = Arrays.stream(scores).average().orElseThrow();
            report.model().logDensity(points, scores, THREADS);
            means[s] = Arrays.stream(scores).average().orElseThrow();
            System.out.printf(
                    Locale.ROOT,
                    "%s, split %d: %d x K = %d, test %.3f nats a row (its Gaussian mixture %.3f), told %.3f, worst row %.1f%n",
                    name,
                    s,
                    report.model().ensemble().members().size(),
                    report.model().ensemble().members().get(0).components(),
                    means[s],
                    starts[s],
                    report.validation().end(),
                    Arrays.stream(scores).min().orElseThrow());
        }
        double mean = Arrays.stream(means).average().orElseThrow();
        double squares = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum();
        System.out.printf(
                Locale.ROOT,
                "%s: mean test log-likelihood %.3f (standard error %.3f; Gaussian mixtures %.3f, published %.3f), %.0f s%n",
                name,
                mean,
                Math.sqrt(squares / (SPLITS - 1) / SPLITS),
                Arrays.stream(starts).average().orElseThrow(),
                published,
                (System.nanoTime() - from) * 1e-9);
        assertThat(mean).isGreaterThan(published);
    }

    private static double[][] numbers(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .map(line -> Arrays.stream(line.strip().split("\\s+"))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static int[] integers(Path file) throws IOException {
        return Arrays.stream(numbers(file)).mapToInt(r -> (int) r[0]).toArray();
    }
}
