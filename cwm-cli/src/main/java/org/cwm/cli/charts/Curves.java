package org.cwm.cli.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves and step areas over a common axis. */
public final class Curves implements Panel {

    private record Series(String name, double[] x, double[] y, int colour, boolean dashed, boolean area) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();
    private int colours;

    /**
     * No curve yet.
     *
     * @param title above
     * @param xLabel below
     * @param yLabel at the left
     */
    public Curves(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /**
     * Adds a curve.
     *
     * @param name for the legend
     * @param x increasing, at least one value
     * @param y as many values
     * @return this
     */
    public Curves line(String name, double[] x, double[] y) {
        series.add(new Series(name, x.clone(), y.clone(), colours++, false, false));
        return this;
    }

    /**
     * Adds a dashed level.
     *
     * @param name for the legend
     * @param range from where to where
     * @param level its height
     * @return this
     */
    public Curves level(String name, Range range, double level) {
        double[] x = {range.lower(), range.upper()};
        series.add(new Series(name, x, new double[] {level, level}, colours++, true, false));
        return this;
    }

    /**
     * Adds a histogram, scaled to a density, as an area.
     *
     * @param name for the legend
     * @param values the numbers to count
     * @param range first to last edge
     * @param bins number of bins
     * @return this
     */
    public Curves histogram(String name, double[] values, Range range, int bins) {
        double[] count = new double[bins];
        for (double v : values) {
            double f = range.fraction(v);
            if (f >= 0 && f <= 1) {
                count[Math.min((int) (f * bins), bins - 1)]++;
            }
        }
        double[] x = new double[2 * bins + 2];
        double[] y = new double[2 * bins + 2];
        for (int b = 0; b <= bins; b++) {
            x[2 * b] = range.at(b / (double) bins);
            x[2 * b + 1] = x[2 * b];
            if (b < bins) {
                y[2 * b + 1] = count[b] / Math.max(1, values.length) / (range.length() / bins);
                y[2 * b + 2] = y[2 * b + 1];
            }
        }
        series.add(new Series(name, x, y, -1, false, true));
        return this;
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        style(chart);
        for (Series s : series) {
            XYSeries drawn =
                    s.area ? chart.addSeries(s.name, s.x, s.y) : chart.addSeries(s.name, uneven(s.x), twiceFirst(s.y));
            drawn.setMarker(SeriesMarkers.NONE);
            drawn.setXYSeriesRenderStyle(s.area ? XYSeriesRenderStyle.Area : XYSeriesRenderStyle.Line);
            Color colour = s.area ? Style.DATA : Style.SERIES[Math.floorMod(s.colour, Style.SERIES.length)];
            drawn.setLineColor(s.area ? Style.AXIS : colour);
            drawn.setFillColor(colour);
            drawn.setLineStyle(
                    s.dashed
                            ? new BasicStroke(
                                    1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0)
                            : new BasicStroke(s.area ? 0.8f : 2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        }
        chart.paint(g, width, height);
    }

    private void style(XYChart chart) {
        var s = chart.getStyler();
        s.setChartBackgroundColor(Style.PAPER);
        s.setPlotBackgroundColor(Style.PAPER);
        s.setPlotBorderColor(Style.AXIS);
        s.setPlotGridLinesColor(Style.RULE);
        s.setPlotGridLinesStroke(Style.THIN);
        s.setChartFontColor(Style.INK);
        s.setChartTitleFont(Style.TITLE);
        s.setChartTitleBoxVisible(false);
        s.setChartPadding(6);
        s.setAxisTitleFont(Style.LABEL);
        s.setAxisTickLabelsFont(Style.TEXT);
        s.setAxisTickLabelsColor(Style.FAINT_INK);
        s.setAxisTickMarksColor(Style.AXIS);
        s.setXAxisDecimalPattern(pattern());
        s.setyAxisTickLabelsFormattingFunction(Ticks::plain);
        s.setPlotContentSize(0.97);
        s.setPlotMargin(0);
        s.setLegendFont(Style.TEXT);
        s.setLegendBorderColor(new Color(255, 255, 255, 0));
        s.setLegendBackgroundColor(new Color(255, 255, 255, 0));
        s.setLegendPosition(LegendPosition.OutsideS);
        s.setLegendLayout(LegendLayout.Horizontal);
        s.setLegendVisible(series.size() > 1);
        s.setAntiAlias(true);
    }

    /** Evenly spaced values would get the marks of the axis, round or not: so the first one comes twice, almost. */
    private static double[] uneven(double[] x) {
        double[] out = twiceFirst(x);
        out[1] = x[0] + (x[x.length - 1] - x[0]) * 1e-5;
        return out;
    }

    private static double[] twiceFirst(double[] v) {
        double[] out = new double[v.length + 1];
        System.arraycopy(v, 0, out, 1, v.length);
        out[0] = v[0];
        return out;
    }

    /** A formatting function would move the marks of the horizontal axis to the data, so it gets a pattern. */
    private String pattern() {
        double size = series.stream()
                .flatMapToDouble(s -> Arrays.stream(s.x))
                .map(Math::abs)
                .max()
                .orElse(1);
        return size >= 1e6 || size < 1e-3 ? "0.###E0" : "0.######";
    }
}
