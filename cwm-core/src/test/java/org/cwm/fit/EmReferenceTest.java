package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cwm.model.Points;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EM against the values of {@code reference/em_reference.py}: from the same start, with the same ridge. */
class EmReferenceTest {

    private static List<String> lines(String name) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(EmReferenceTest.class.getResourceAsStream("/em/" + name)),
                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static double[] numbers(String line, int skip) {
        return Arrays.stream(line.split(","))
                .skip(skip)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void walksTheSamePath(CovarianceType type) throws IOException {
        Points points =
                Points.of(lines("points.csv").stream().map(l -> numbers(l, 0)).toArray(double[][]::new));
        Map<String, double[]> values = new HashMap<>();
        for (String line : lines("values.csv")) {
            String[] cells = line.split(",", 3);
            values.put(cells[0] + "." + cells[1], numbers(line, 2));
        }
        int k = values.get("all.start.weights").length;
        int d = points.columns();
        int each = type == CovarianceType.FULL ? d * d : d;
        double[] covariances = new double[k * each];
        for (int c = 0; c < k; c++) {
            for (int i = 0; i < d; i++) {
                covariances[c * each + (type == CovarianceType.FULL ? i * d + i : i)] =
                        values.get("all.start.variance")[0];
            }
        }
        GaussianMixture g = GaussianMixture.ofCovariances(
                type, d, values.get("all.start.weights"), values.get("all.start.means"), covariances);
        EmOptions options = EmOptions.defaults()
                .withComponents(k)
                .withCovariance(type)
                .withVarianceFloor(0)
                .withRidge(values.get("all.ridge")[0])
                .withThreads(1)
                .withTolerance(0);
        int compared = 0;
        for (int t = 1; t <= 3000; t++) {
            g = EmFit.emIteration(g, points, options).mixture();
            String at = type + ".after." + t + ".";
            if (values.containsKey(at + "weights")) {
                double tolerance = t <= 10 ? 1e-9 : 1e-6;
                assertClose(g.weights(), values.get(at + "weights"), tolerance);
                assertClose(g.means(), values.get(at + "means"), tolerance);
                for (int c = 0; c < k; c++) {
                    double[] full = g.covariance(c);
                    double[] own = new double[each];
                    for (int i = 0; i < each; i++) {
                        own[i] = type == CovarianceType.FULL ? full[i] : full[i * d + i];
                    }
                    assertClose(
                            own,
                            Arrays.copyOfRange(values.get(at + "covariances"), c * each, (c + 1) * each),
                            tolerance);
                }
                assertThat(g.meanLogLikelihood(points, 1))
                        .isCloseTo(values.get(at + "likelihood")[0], within(tolerance));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(4);
        EmReport again = EmFit.fit(points, options.withMaxIterations(5), g);
        assertThat(again.meanLogLikelihood()).isCloseTo(values.get(type + ".after.3000.likelihood")[0], within(1e-8));
    }
}
