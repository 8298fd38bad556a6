package org.cwm.cli.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.cwm.model.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|1|5|0 0.2 0.4 0.6 0.8 1",
                "-125|-66|6|\u2212120 \u2212110 \u2212100 \u221290 \u221280 \u221270",
                "0|3e7|3|0 1e7 2e7 3e7",
                "0|2e-300|2|0 1e-300 2e-300",
                "1000000|1000001|2|1e6 1.0000005e6 1.000001e6",
                "0.001|0.002|2|0.001 0.0015 0.002"
            })
    void roundMarks(double lower, double upper, int most, String labels) {
        assertThat(String.join(" ", Ticks.linear(new Range(lower, upper), most).labels()))
                .isEqualTo(labels);
    }

    @Test
    void logarithmicMarks() {
        assertThat(Ticks.logarithmic(new Range(5e-5, 0.2), 6).labels()).containsExactly("1e-4", "0.001", "0.01", "0.1");
        assertThat(Ticks.logarithmic(new Range(1, 30), 6).labels()).containsExactly("1", "2", "5", "10", "20");
    }

    @Test
    void lightnessOfColoursRisesEvenly() {
        double before = -1;
        for (int i = 0; i <= 64; i++) {
            int c = ColourMap.rgb(i / 64.0);
            double l = lightness(c >> 16 & 255, c >> 8 & 255, c & 255);
            assertThat(l)
                    .isCloseTo(ColourMap.lightness(i / 64.0), within(0.012))
                    .isGreaterThan(before);
            before = l;
        }
        assertThat(ColourMap.rgb(-3)).isEqualTo(ColourMap.rgb(0));
        assertThat(ColourMap.rgb(7)).isEqualTo(ColourMap.rgb(1));
    }

    private static double lightness(int red, int green, int blue) {
        double r = linear(red);
        double g = linear(green);
        double b = linear(blue);
        return 0.2104542553 * Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
                + 0.7936177850 * Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
                - 0.0040720468 * Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    }

    private static double linear(int channel) {
        double v = channel / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    @Test
    void histogramIsADensity() {
        Points points = Points.of(4, 2, new double[] {0.1, 0.1, 0.9, 0.9, 0.9, 0.95, 1, 1});
        Range unit = new Range(0, 1);
        Grid g = Grid.ofPoints(points, 0, 1, unit, unit, 2, 2);
        assertThat(g.values()).containsExactly(1, 0, 0, 3);
        assertThat(Arrays.stream(g.smoothed().values()).sum()).isCloseTo(4, within(1e-12));
    }

    @Test
    void scaleIsLogarithmicForPeakedDensities() {
        Range unit = new Range(0, 1);
        double[] flat = new double[100];
        Arrays.fill(flat, 1);
        assertThat(ColourScale.ofDensities(new Grid(unit, unit, 10, 10, flat)).logarithmic())
                .isFalse();
        double[] peaked = flat.clone();
        Arrays.fill(peaked, 0, 10, 8);
        ColourScale scale = ColourScale.ofDensities(new Grid(unit, unit, 10, 10, peaked));
        assertThat(scale.logarithmic()).isTrue();
        assertThat(scale.fraction(scale.range().upper())).isCloseTo(1, within(1e-12));
        assertThat(scale.fraction(0)).isNegative();
        assertThat(ColourScale.ofDensities(new Grid(unit, unit, 1, 1, new double[1]))
                        .logarithmic())
                .isFalse();
    }

    @Test
    void rangesOfAnyValues() {
        assertThat(Range.of(new double[] {5}, 0, 0.1).length()).isPositive();
        assertThat(Range.of(new double[] {0, 0}, 0, 0.1).length()).isPositive();
        assertThat(Range.of(new double[] {-1e308, 1e308}, 0, 0.1).length()).isFinite();
        assertThat(Range.of(new double[] {0, 10}, 0, 0.1)).isEqualTo(new Range(-1, 11));
    }

    /** Images from the left, then downwards, with white lines between them. */
    @Test
    void mosaic() {
        double[] ramp = {0, 0.25, 0.5, 2};
        BufferedImage all = new Mosaic("", List.of(ramp, ramp, ramp), 2, 2).image();
        assertThat(all.getWidth()).isEqualTo(5);
        assertThat(all.getHeight()).isEqualTo(5);
        int[][] at = {{0, 0}, {3, 0}, {0, 3}};
        for (int[] corner : at) {
            for (int p = 0; p < 4; p++) {
                int grey = all.getRGB(corner[0] + p % 2, corner[1] + p / 2) & 0xFF;
                assertThat(grey).isEqualTo((int) Math.min(255, 256 * ramp[p]));
            }
        }
        assertThat(all.getRGB(2, 0) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(all.getRGB(4, 4) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }
}
