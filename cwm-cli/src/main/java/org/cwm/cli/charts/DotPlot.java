package org.cwm.cli.charts;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One line a subject, one dot a series, on a logarithmic axis; hollow dots for values that do not count as good. */
public final class DotPlot implements Panel {

    private static final int LEFT = 210;
    private static final int RIGHT = 24;
    private static final int TOP = 62;
    private static final int BOTTOM = 46;
    private static final double DOT = 10;

    private record Line(String name, double[] values, boolean[] filled) {}

    private final String title;
    private final String label;
    private final List<String> series;
    private final Range range;
    private final List<Line> lines = new ArrayList<>();

    /**
     * An empty plot.
     *
     * @param title above
     * @param label below
     * @param series names
     * @param range of the axis, above 0; dots beyond it are drawn at its ends
     */
    public DotPlot(String title, String label, List<String> series, Range range) {
        this.title = title;
        this.label = label;
        this.series = List.copyOf(series);
        this.range = range;
    }

    /**
     * Adds a line.
     *
     * @param name of the subject
     * @param values one a series; NaN for none
     * @param filled whether each dot is filled
     * @return this
     */
    public DotPlot add(String name, double[] values, boolean[] filled) {
        lines.add(new Line(name, values.clone(), Arrays.copyOf(filled, values.length)));
        return this;
    }

    private double x(double value, int width) {
        double low = Math.log(range.lower());
        double f = (Math.log(Math.max(range.lower(), value)) - low) / (Math.log(range.upper()) - low);
        return LEFT + Math.min(1, f) * (width - LEFT - RIGHT);
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        g.setStroke(Style.THIN);
        g.setFont(Style.TITLE);
        g.setColor(Style.INK);
        Style.text(g, title, LEFT, 6, 0, 0);
        legend(g);
        double step = (height - TOP - BOTTOM) / (double) Math.max(1, lines.size());
        Ticks ticks = Ticks.logarithmic(range, 8);
        g.setFont(Style.TEXT);
        for (int i = 0; i < ticks.values().length; i++) {
            double x = x(ticks.values()[i], width);
            g.setColor(Style.RULE);
            g.draw(new Line2D.Double(x, TOP, x, height - BOTTOM));
            g.setColor(Style.FAINT_INK);
            Style.text(g, ticks.labels().get(i), x, height - BOTTOM + 6, 0.5, 0);
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            double y = TOP + (i + 0.5) * step;
            g.setColor(Style.RULE);
            g.draw(new Line2D.Double(LEFT, y, width - RIGHT, y));
            g.setColor(Style.INK);
            Style.text(g, Style.fitting(g, line.name, LEFT - 24), LEFT - 12, y, 1, 0.5);
            // the first series lies on top
            for (int s = line.values.length - 1; s >= 0; s--) {
                if (!Double.isNaN(line.values[s])) {
                    dot(g, x(line.values[s], width), y, Style.SERIES[s % Style.SERIES.length], line.filled[s]);
                }
            }
        }
        g.setColor(Style.INK);
        g.setFont(Style.LABEL);
        Style.text(g, label, LEFT + (width - LEFT - RIGHT) / 2.0, height - 6, 0.5, 1);
    }

    private void legend(Graphics2D g) {
        g.setFont(Style.TEXT);
        double x = LEFT;
        for (int s = 0; s < series.size(); s++) {
            dot(g, x + DOT / 2, 40, Style.SERIES[s % Style.SERIES.length], true);
            g.setColor(Style.INK);
            Style.text(g, series.get(s), x + DOT + 6, 40, 0, 0.5);
            x += DOT + 6 + g.getFontMetrics().stringWidth(series.get(s)) + 22;
        }
    }

    private static void dot(Graphics2D g, double x, double y, Color colour, boolean filled) {
        Ellipse2D dot = new Ellipse2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT);
        g.setColor(filled ? colour : Style.PAPER);
        g.fill(dot);
        g.setColor(colour);
        g.setStroke(new java.awt.BasicStroke(2));
        g.draw(dot);
        g.setStroke(Style.THIN);
    }
}
