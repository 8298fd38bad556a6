package org.cwm.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.cwm.fit.GaussianMixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bookkeeping of the study of growth. */
class GrowthTest {

    @Test
    void slopeIsThePower() {
        double[] x = {1, 10, 100, 1000};
        double[] y = {3, 3 * Math.pow(10, 0.7), 3 * Math.pow(100, 0.7), 3 * Math.pow(1000, 0.7)};
        assertThat(Slope.of(x, y)).isCloseTo(0.7, within(1e-12));
        y[0] = 1000;
        assertThat(Slope.ofUpperHalf(x, y)).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void casesDifferAndSurviveTheirText() {
        List<GrowthCase> all = GrowthCase.all(false, true);
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
        for (GrowthCase c : all) {
            assertThat(GrowthCase.of(c.cells())).isEqualTo(c);
            assertThat(c.cells()).hasSameSizeAs(GrowthCase.COLUMNS);
        }
    }

    @Test
    void resultsAreKept(@TempDir Path folder) throws IOException {
        Path csv = folder.resolve("growth.csv");
        List<GrowthCase> all = GrowthCase.all(true, false);
        GrowthResults first = GrowthResults.open(csv);
        for (int i = 0; i < all.size(); i++) {
            first.put(all.get(i), List.of(Integer.toString(i + 1), "200", "1", "2000"));
        }
        GrowthResults again = GrowthResults.open(csv);
        assertThat(all).allMatch(again::has);
        assertThat(again.axes()).containsExactly("rows", "dimension", "components", "width");
        assertThat(again.points("rows", "overlapping", 0)[0]).containsExactly(10_000, 30_000, 100_000);
        assertThat(again.points("rows", "overlapping", 0)[1]).containsExactly(1, 2, 3);
        for (String axis : again.axes()) {
            GrowthPictures.draw(again, axis, folder);
            assertThat(Files.size(folder.resolve("growth-" + axis + ".png"))).isPositive();
        }
    }

    @Test
    void wrongOptionsAreNamed() {
        for (String[] wrong : new String[][] {
            {"--what", "1"}, {"--limit"}, {"--limit", "x"}, {"--limit", "-1"}, {"--axis", "z"}, {"--quick", "more"}
        }) {
            assertThatThrownBy(() -> GrowthOptions.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong[0].equals("--quick") ? "more" : wrong[0]);
        }
        GrowthOptions o = GrowthOptions.of("--axis", "rows", "--quick", "--budget", "7");
        assertThat(o.axis()).isEqualTo("rows");
        assertThat(o.quick()).isTrue();
        assertThat(o.budget()).isEqualTo(7);
        assertThat(o.limit()).isLessThan(GrowthOptions.of().limit());
    }

    @Test
    void separatedComponentsAreFarApart() {
        GaussianMixture g = GrowthData.separated(30, 3);
        double least = Double.POSITIVE_INFINITY;
        for (int a = 0; a < 30; a++) {
            for (int b = 0; b < a; b++) {
                double sum = 0;
                for (int d = 0; d < 3; d++) {
                    double difference = g.means()[a * 3 + d] - g.means()[b * 3 + d];
                    sum += difference * difference;
                }
                least = Math.min(least, Math.sqrt(sum));
            }
        }
        assertThat(least).isGreaterThanOrEqualTo(12);
    }
}
