package org.cwm.cli.charts;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import org.cwm.model.Points;

/**
 * Points as dots.
 *
 * @param frame title and axes
 * @param points any number of columns
 * @param first column that runs to the right
 * @param second column that runs upwards
 * @param size diameter of a dot in pixels
 */
public record Scatter(Frame frame, Points points, int first, int second, double size) implements Panel {

    @Override
    public void draw(Graphics2D g, int width, int height) {
        Rectangle2D r = frame.inner(g, width, height, 0);
        frame.draw(g, r, true);
        Shape clip = g.getClip();
        g.clip(r);
        Color c = Style.SERIES[0];
        int opacity = points.rows() > 5_000 ? 130 : 190;
        g.setColor(new Color(c.getRed(), c.getGreen(), c.getBlue(), opacity));
        for (int i = 0; i < points.rows(); i++) {
            double px = frame.px(r, points.get(i, first));
            double py = frame.py(r, points.get(i, second));
            g.fill(new Ellipse2D.Double(px - size / 2, py - size / 2, size, size));
        }
        g.setClip(clip);
        g.setColor(Style.AXIS);
        g.draw(r);
    }
}
