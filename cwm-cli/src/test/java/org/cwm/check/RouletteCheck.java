package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The backward roulette against none: test scores of five default fits each, in the space z-scored by the training rows.
 * Prints a row of the table in docs/performance.md. The sets are those without a column that others nearly determine.
 */
final class RouletteCheck {

    private static final int SEEDS = 5;
    private static final double ROULETTE = 0.1;

    @ParameterizedTest
    @ValueSource(strings = {"redwine11", "parkinsons13", "protein9-4", "protein9"})
    void costsNothing(String name) {
        OpenData.Split split =
                switch (name) {
                    case "protein9" -> OpenData.protein9();
                    case "protein9-4" -> OpenData.protein9WithoutColumn4();
                    case "redwine11" -> OpenData.redwine11();
                    default -> OpenData.parkinsons13();
                };
        double[] difference = new double[SEEDS];
        double[] seconds = new double[2];
        double[] mean = new double[2];
        for (int seed = 0; seed < SEEDS; seed++) {
            double[] score = new double[2];
            for (int with = 0; with < 2; with++) {
                FitOptions o =
                        FitOptions.defaults().withSeed(seed).withThreads(2).withRoulette(with * ROULETTE);
                FitReport report = Fit.fit(split.train(), o);
                score[with] = TablesCheck.mean(report.model(), split.test()) + split.logScale();
                seconds[with] += report.seconds().getOrDefault("train", 0.0) / SEEDS;
                mean[with] += score[with] / SEEDS;
            }
            difference[seed] = score[1] - score[0];
            System.out.printf(
                    Locale.ROOT, "%s, seed %d: without %.4f, with %.4f%n", split.name(), seed, score[0], score[1]);
        }
        double gain = mean[1] - mean[0];
        double squares =
                Arrays.stream(difference).map(d -> (d - gain) * (d - gain)).sum();
        double error = Math.sqrt(squares / (SEEDS - 1) / SEEDS);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.4f | %.4f | %+.4f | %.4f | %.1f | %.1f |%n",
                split.name(),
                split.train().points().rows(),
                mean[0],
                mean[1],
                gain,
                error,
                seconds[0],
                seconds[1]);
        assertThat(gain).as("gain of the roulette, standard error %s", error).isGreaterThan(-2 * error - 0.01);
    }
}
