package org.cwm.bench.growth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture an axis: seconds per epoch and peak memory, both logarithmic, with lines of slope 1. */
final class GrowthPictures {
    private static final Color INK = new Color(0x22, 0x2b, 0x38);
    private static final Color GREY = new Color(0x9a, 0xa3, 0xaf);
    private static final Color[] COLOURS = {
        new Color(0x1f, 0x5f, 0xa8), new Color(0xd1, 0x6a, 0x1c), new Color(0x2b, 0x8a, 0x5b)
    };
    private static final int WIDTH = 560;
    private static final int HEIGHT = 420;

    private GrowthPictures() {}

    /**
     * Draws {@code growth-AXIS.png}.
     *
     * @param results what was measured
     * @param axis what grows
     * @param folder where to
     */
    static void draw(GrowthResults results, String axis, Path folder) throws IOException {
        BufferedImage both = new BufferedImage(2 * WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var g = both.createGraphics();
        g.drawImage(BitmapEncoder.getBufferedImage(chart(results, axis, "Seconds per epoch", "s", 0)), 0, 0, null);
        g.drawImage(BitmapEncoder.getBufferedImage(chart(results, axis, "Peak memory", "MB", 1)), WIDTH, 0, null);
        g.dispose();
        Files.createDirectories(folder);
        ImageIO.write(both, "png", folder.resolve("growth-" + axis + ".png").toFile());
    }

    private static XYChart chart(GrowthResults results, String axis, String title, String unit, int column) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(label(axis))
                .yAxisTitle(unit)
                .build();
        style(chart);
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        int colour = 0;
        double[] guide = {};
        for (String curve : results.curves(axis)) {
            double[][] p = results.points(axis, curve, column);
            if (p[0].length == 0) {
                continue;
            }
            XYSeries s = chart.addSeries(curve, p[0], p[1]);
            s.setLineColor(COLOURS[colour % COLOURS.length]);
            s.setMarkerColor(COLOURS[colour++ % COLOURS.length]);
            s.setMarker(SeriesMarkers.CIRCLE);
            s.setLineStyle(new BasicStroke(2f));
            least = Math.min(least, Arrays.stream(p[1]).min().orElseThrow());
            most = Math.max(most, Arrays.stream(p[1]).max().orElseThrow());
            double[] x = p[0];
            double[] y = p[1];
            // through the first curve's last point
            if (guide.length == 0) {
                guide = new double[] {x[0], x[x.length - 1], y[y.length - 1] * x[0] / x[x.length - 1], y[y.length - 1]};
            }
        }
        double low = Math.pow(10, Math.floor(Math.log10(least)));
        double high = Math.pow(10, Math.ceil(Math.log10(most)));
        chart.getStyler().setYAxisMin(low);
        chart.getStyler().setYAxisMax(high);
        if (guide.length > 0) {
            double from = Math.max(guide[0], guide[1] * low / guide[3]);
            XYSeries s = chart.addSeries(
                    "slope 1", new double[] {from, guide[1]}, new double[] {guide[3] * from / guide[1], guide[3]});
            s.setLineColor(GREY);
            s.setMarker(SeriesMarkers.NONE);
            s.setLineStyle(
                    new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0));
        }
        return chart;
    }

    private static String label(String axis) {
        return switch (axis) {
            case "dimension" -> "dimension D";
            case "components" -> "components K";
            case "width" -> "units of a hidden layer";
            default -> axis;
        };
    }

    private static void style(XYChart chart) {
        var s = chart.getStyler();
        s.setXAxisLogarithmic(true);
        s.setYAxisLogarithmic(true);
        s.setChartBackgroundColor(Color.WHITE);
        s.setPlotBackgroundColor(Color.WHITE);
        s.setPlotBorderColor(GREY);
        s.setPlotGridLinesColor(new Color(0xe3, 0xe6, 0xeb));
        s.setPlotGridLinesStroke(new BasicStroke(1f));
        s.setChartFontColor(INK);
        s.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        s.setChartTitleBoxVisible(false);
        s.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        s.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        s.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        s.setLegendPosition(LegendPosition.OutsideS);
        s.setLegendLayout(LegendLayout.Horizontal);
        s.setLegendBorderColor(Color.WHITE);
        s.setChartPadding(8);
        s.setMarkerSize(6);
        s.setAntiAlias(true);
    }
}
