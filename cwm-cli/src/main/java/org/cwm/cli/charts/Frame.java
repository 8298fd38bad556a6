package org.cwm.cli.charts;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/**
 * Title, axes and the rectangle between them.
 *
 * @param title above, or empty
 * @param xLabel below, or empty
 * @param yLabel at the left, or empty
 * @param x horizontal range
 * @param y vertical range
 * @param aspect width of the rectangle divided by its height, or 0 to fill the space
 */
public record Frame(String title, String xLabel, String yLabel, Range x, Range y, double aspect) {

    private static final int TITLE_SPACE = 26;
    private static final int TICK = 4;

    /**
     * This frame with another title.
     *
     * @param value the title
     * @return a new frame
     */
    public Frame withTitle(String value) {
        return new Frame(value, xLabel, yLabel, x, y, aspect);
    }

    /**
     * The rectangle of the data when the frame fills a width and a height.
     *
     * @param g for the size of letters
     * @param width of everything
     * @param height of everything
     * @param right space kept free at the right
     * @return the rectangle
     */
    Rectangle2D inner(Graphics2D g, int width, int height, int right) {
        g.setFont(Style.TEXT);
        int widest = 8;
        for (String label : yTicks(height).labels()) {
            widest = Math.max(widest, g.getFontMetrics().stringWidth(label));
        }
        double left = widest + TICK + 8 + (yLabel.isEmpty() ? 0 : 20);
        double top = title.isEmpty() ? 10 : TITLE_SPACE + 6;
        double bottom = 22 + (xLabel.isEmpty() ? 0 : 20);
        double w = Math.max(20, width - left - right - 14);
        double h = Math.max(20, height - top - bottom);
        if (aspect > 0) {
            double fitted = Math.min(w, h * aspect);
            double used = fitted / aspect;
            return new Rectangle2D.Double(left + (w - fitted) / 2, top + (h - used) / 2, fitted, used);
        }
        return new Rectangle2D.Double(left, top, w, h);
    }

    private Ticks yTicks(double height) {
        return Ticks.linear(y, Math.max(2, (int) (height / 55)));
    }

    private Ticks xTicks(double width) {
        return Ticks.linear(x, Math.max(2, (int) (width / 75)));
    }

    /** Draws everything but the data. */
    void draw(Graphics2D g, Rectangle2D r, boolean rules) {
        g.setStroke(Style.THIN);
        g.setFont(Style.TEXT);
        Ticks across = xTicks(r.getWidth());
        Ticks up = yTicks(r.getHeight());
        double lastEnd = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < across.labels().size(); i++) {
            double px = px(r, across.values()[i]);
            if (rules) {
                g.setColor(Style.RULE);
                g.draw(new Line2D.Double(px, r.getMinY(), px, r.getMaxY()));
            }
            g.setColor(Style.AXIS);
            g.draw(new Line2D.Double(px, r.getMaxY(), px, r.getMaxY() + TICK));
            String label = across.labels().get(i);
            double half = g.getFontMetrics().stringWidth(label) / 2.0;
            if (px - half > lastEnd + 4) {
                g.setColor(Style.FAINT_INK);
                Style.text(g, label, px, r.getMaxY() + TICK + 5, 0.5, 0);
                lastEnd = px + half;
            }
        }
        double widest = 0;
        for (int i = 0; i < up.labels().size(); i++) {
            double py = py(r, up.values()[i]);
            if (rules) {
                g.setColor(Style.RULE);
                g.draw(new Line2D.Double(r.getMinX(), py, r.getMaxX(), py));
            }
            g.setColor(Style.AXIS);
            g.draw(new Line2D.Double(r.getMinX() - TICK, py, r.getMinX(), py));
            g.setColor(Style.FAINT_INK);
            Style.text(g, up.labels().get(i), r.getMinX() - TICK - 4, py, 1, 0.5);
            widest = Math.max(widest, g.getFontMetrics().stringWidth(up.labels().get(i)));
        }
        g.setColor(Style.AXIS);
        g.draw(r);
        g.setColor(Style.INK);
        g.setFont(Style.LABEL);
        Style.text(g, Style.fitting(g, xLabel, r.getWidth()), r.getCenterX(), r.getMaxY() + 26, 0.5, 0);
        if (!yLabel.isEmpty()) {
            Style.upwards(g, Style.fitting(g, yLabel, r.getHeight()), r.getMinX() - widest - TICK - 18, r.getCenterY());
        }
        g.setFont(Style.TITLE);
        Style.text(g, Style.fitting(g, title, r.getWidth() + 60), r.getMinX(), r.getMinY() - 10, 0, 1);
    }

    double px(Rectangle2D r, double value) {
        return r.getMinX() + x.fraction(value) * r.getWidth();
    }

    double py(Rectangle2D r, double value) {
        return r.getMaxY() - y.fraction(value) * r.getHeight();
    }
}
