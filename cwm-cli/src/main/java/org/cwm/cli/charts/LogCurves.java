package org.cwm.cli.charts;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Curves over a linear axis from 0, their heights on a logarithmic one. For a {@link Legend} beside it. */
public final class LogCurves implements Panel {

    private static final int LEFT = 74;
    private static final int RIGHT = 22;
    private static final int TOP = 36;
    private static final int BOTTOM = 54;

    private record Series(double[] x, double[] y) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();

    /**
     * No curve yet.
     *
     * @param title above
     * @param xLabel below
     * @param yLabel at the left
     */
    public LogCurves(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /**
     * Adds a curve in the next colour.
     *
     * @param x values from 0, increasing
     * @param y as many values, above 0
     * @return this
     */
    public LogCurves line(double[] x, double[] y) {
        series.add(new Series(x.clone(), y.clone()));
        return this;
    }

    private Range heights() {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (Series s : series) {
            low = Math.min(low, Arrays.stream(s.y).min().orElse(low));
            high = Math.max(high, Arrays.stream(s.y).max().orElse(high));
        }
        return new Range(low / 1.3, high * 1.3);
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        double most =
                series.stream().flatMapToDouble(s -> Arrays.stream(s.x)).max().orElse(1);
        Range across = new Range(0, most * 1.02);
        Range up = heights();
        axes(g, width, height, across, up);
        for (int i = 0; i < series.size(); i++) {
            Series s = series.get(i);
            Path2D path = new Path2D.Double();
            for (int j = 0; j < s.x.length; j++) {
                double x = x(s.x[j], across, width);
                double y = y(s.y[j], up, height);
                if (j == 0) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
            }
            g.setColor(Style.SERIES[i % Style.SERIES.length]);
            g.setStroke(new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(path);
        }
    }

    private static double x(double value, Range range, int width) {
        return LEFT + range.fraction(value) * (width - LEFT - RIGHT);
    }

    private static double y(double value, Range range, int height) {
        double f = Math.log(value / range.lower()) / Math.log(range.upper() / range.lower());
        return height - BOTTOM - f * (height - TOP - BOTTOM);
    }

    private void axes(Graphics2D g, int width, int height, Range across, Range up) {
        g.setStroke(Style.THIN);
        g.setFont(Style.TEXT);
        Ticks below = Ticks.linear(across, 7);
        for (int i = 0; i < below.values().length; i++) {
            double x = x(below.values()[i], across, width);
            g.setColor(Style.RULE);
            g.draw(new Line2D.Double(x, TOP, x, height - BOTTOM));
            g.setColor(Style.FAINT_INK);
            Style.text(g, below.labels().get(i), x, height - BOTTOM + 6, 0.5, 0);
        }
        Ticks left = Ticks.logarithmic(up, 8);
        for (int i = 0; i < left.values().length; i++) {
            double y = y(left.values()[i], up, height);
            g.setColor(Style.RULE);
            g.draw(new Line2D.Double(LEFT, y, width - RIGHT, y));
            g.setColor(Style.FAINT_INK);
            Style.text(g, left.labels().get(i), LEFT - 8, y, 1, 0.5);
        }
        g.setColor(Style.AXIS);
        g.draw(new Line2D.Double(LEFT, TOP, LEFT, height - BOTTOM));
        g.draw(new Line2D.Double(LEFT, height - BOTTOM, width - RIGHT, height - BOTTOM));
        g.setColor(Style.INK);
        g.setFont(Style.TITLE);
        Style.text(g, title, LEFT + (width - LEFT - RIGHT) / 2.0, 8, 0.5, 0);
        g.setFont(Style.LABEL);
        Style.text(g, xLabel, LEFT + (width - LEFT - RIGHT) / 2.0, height - 10, 0.5, 1);
        Style.upwards(g, yLabel, 18, TOP + (height - TOP - BOTTOM) / 2.0);
    }
}
