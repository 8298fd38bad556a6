package org.cwm.cli.charts;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;

/**
 * Every column against every other one: histograms of the model's draws below the diagonal, of the data above it (if
 * there is data), and each column alone on it.
 */
public final class PairGrid implements Panel {

    private static final int GAP = 8;
    private static final int LEFT = 74;
    private static final int BOTTOM = 52;
    private static final int TICK = 4;

    private final List<String> names;
    private final List<Range> ranges;
    private final Points draws;
    private final @Nullable Points data;

    /**
     * A grid of all columns.
     *
     * @param names of the columns
     * @param ranges of the columns
     * @param draws of the model, many
     * @param data rows with the same columns, or null
     */
    public PairGrid(List<String> names, List<Range> ranges, Points draws, @Nullable Points data) {
        this.names = List.copyOf(names);
        this.ranges = List.copyOf(ranges);
        this.draws = draws;
        this.data = data;
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        int d = names.size();
        double w = (width - LEFT - 10.0 - GAP * (d - 1)) / d;
        double h = (height - BOTTOM - 8.0 - GAP * (d - 1)) / d;
        for (int row = 0; row < d; row++) {
            for (int column = 0; column < d; column++) {
                Rectangle2D r = new Rectangle2D.Double(LEFT + column * (w + GAP), 6 + row * (h + GAP), w, h);
                if (row == column) {
                    alone(g, r, row);
                } else if (row > column || data != null) {
                    pair(g, r, column, row);
                } else {
                    continue;
                }
                g.setStroke(Style.THIN);
                g.setColor(Style.AXIS);
                g.draw(r);
                if (column == 0) {
                    left(g, r, row);
                }
                if (row == d - 1) {
                    below(g, r, column);
                }
            }
        }
    }

    private void pair(Graphics2D g, Rectangle2D r, int first, int second) {
        Range x = ranges.get(first);
        Range y = ranges.get(second);
        Grid model = grid(draws, first, second, x, y).smoothed();
        Grid shown = second > first || data == null ? model : grid(data, first, second, x, y);
        HeatMap.paint(g, r, shown, ColourScale.ofDensities(model));
    }

    private static Grid grid(Points points, int first, int second, Range x, Range y) {
        int bins = bins(points.rows());
        return Grid.ofPoints(points, first, second, x, y, bins, bins);
    }

    /**
     * Cells a side of a two-dimensional histogram, so that the fuller cells hold more than a few points.
     *
     * @param rows number of points
     * @return number of cells
     */
    public static int bins(int rows) {
        return (int) Math.max(16, Math.min(96, Math.round(Math.sqrt(rows / 6.0))));
    }

    private void alone(Graphics2D g, Rectangle2D r, int column) {
        Range x = ranges.get(column);
        int bins = 48;
        double[] model = shares(draws, column, x, bins);
        double[] real = data == null ? new double[bins] : shares(data, column, x, bins);
        double top = 1e-12;
        for (int b = 0; b < bins; b++) {
            top = Math.max(top, Math.max(model[b], real[b]));
        }
        double step = r.getWidth() / bins;
        double unit = r.getHeight() * 0.92 / top;
        g.setColor(Style.DATA);
        Path2D line = new Path2D.Double();
        for (int b = 0; b < bins; b++) {
            double left = r.getMinX() + b * step;
            g.fill(new Rectangle2D.Double(left, r.getMaxY() - real[b] * unit, step + 0.3, real[b] * unit));
            double y = r.getMaxY() - model[b] * unit;
            if (b == 0) {
                line.moveTo(left, y);
            } else {
                line.lineTo(left, y);
            }
            line.lineTo(left + step, y);
        }
        g.setColor(Style.SERIES[0]);
        g.setStroke(new java.awt.BasicStroke(1.6f));
        g.draw(line);
    }

    private static double[] shares(Points points, int column, Range x, int bins) {
        double[] count = new double[bins];
        for (int i = 0; i < points.rows(); i++) {
            double f = x.fraction(points.get(i, column));
            if (f >= 0 && f <= 1) {
                count[Math.min((int) (f * bins), bins - 1)] += 1.0 / points.rows();
            }
        }
        return count;
    }

    private void left(Graphics2D g, Rectangle2D r, int row) {
        g.setFont(Style.LABEL);
        g.setColor(Style.INK);
        Style.upwards(g, Style.fitting(g, names.get(row), r.getHeight()), 12, r.getCenterY());
        if (row == 0) {
            return;
        }
        g.setFont(Style.TEXT);
        Range y = ranges.get(row);
        Ticks ticks = Ticks.linear(y, Math.max(2, (int) (r.getHeight() / 45)));
        for (int i = 0; i < ticks.labels().size(); i++) {
            double py = r.getMaxY() - y.fraction(ticks.values()[i]) * r.getHeight();
            g.setColor(Style.AXIS);
            g.draw(new Line2D.Double(r.getMinX() - TICK, py, r.getMinX(), py));
            g.setColor(Style.FAINT_INK);
            Style.text(g, ticks.labels().get(i), r.getMinX() - TICK - 3, py, 1, 0.5);
        }
    }

    private void below(Graphics2D g, Rectangle2D r, int column) {
        g.setFont(Style.TEXT);
        Range x = ranges.get(column);
        Ticks ticks = Ticks.linear(x, Math.max(2, (int) (r.getWidth() / 60)));
        for (int i = 0; i < ticks.labels().size(); i++) {
            double px = r.getMinX() + x.fraction(ticks.values()[i]) * r.getWidth();
            g.setColor(Style.AXIS);
            g.draw(new Line2D.Double(px, r.getMaxY(), px, r.getMaxY() + TICK));
            g.setColor(Style.FAINT_INK);
            Style.text(g, ticks.labels().get(i), px, r.getMaxY() + TICK + 4, 0.5, 0);
        }
        g.setFont(Style.LABEL);
        g.setColor(Style.INK);
        Style.text(g, Style.fitting(g, names.get(column), r.getWidth()), r.getCenterX(), r.getMaxY() + 26, 0.5, 0);
    }
}
