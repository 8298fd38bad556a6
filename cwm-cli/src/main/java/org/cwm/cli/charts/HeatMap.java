package org.cwm.cli.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.cwm.model.Points;

/**
 * Values over a rectangle as colours, with a bar that explains them.
 *
 * @param frame title and axes
 * @param grid the values
 * @param scale their colours
 * @param barTitle what the colours mean; empty for no bar
 * @param outlines closed lines drawn over the colours; each row of a line is a point
 */
public record HeatMap(Frame frame, Grid grid, ColourScale scale, String barTitle, List<Points> outlines)
        implements Panel {

    private static final double LARGEST_SMOOTH_CELL = 3.2;
    private static final int BAR = 14;
    private static final int BAR_SPACE = 84;

    /** Copies the lines. */
    public HeatMap {
        outlines = List.copyOf(outlines);
    }

    /**
     * Without outlines.
     *
     * @param frame title and axes
     * @param grid the values
     * @param scale their colours
     * @param barTitle what the colours mean; empty for no bar
     */
    public HeatMap(Frame frame, Grid grid, ColourScale scale, String barTitle) {
        this(frame, grid, scale, barTitle, List.of());
    }

    private void outlines(Graphics2D g, Rectangle2D r) {
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1.3f));
        for (Points line : outlines) {
            Path2D path = new Path2D.Double();
            for (int i = 0; i < line.rows(); i++) {
                double px = frame.px(r, line.get(i, 0));
                double py = frame.py(r, line.get(i, 1));
                if (i == 0) {
                    path.moveTo(px, py);
                } else {
                    path.lineTo(px, py);
                }
            }
            path.closePath();
            g.draw(path);
        }
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        boolean bar = !barTitle.isEmpty();
        Rectangle2D r = frame.inner(g, width, height, bar ? BAR_SPACE : 0);
        double left = frame.px(r, grid.x().lower());
        double top = frame.py(r, grid.y().upper());
        Rectangle2D covered = new Rectangle2D.Double(
                left,
                top,
                frame.px(r, grid.x().upper()) - left,
                frame.py(r, grid.y().lower()) - top);
        Shape clip = g.getClip();
        g.clip(r);
        paint(g, covered, grid, scale);
        outlines(g, r);
        g.setClip(clip);
        frame.draw(g, r, false);
        if (bar) {
            bar(g, new Rectangle2D.Double(r.getMaxX() + 16, r.getMinY(), BAR, r.getHeight()));
        }
    }

    /** Paints a grid that covers the rectangle. */
    static void paint(Graphics2D g, Rectangle2D r, Grid grid, ColourScale scale) {
        BufferedImage image = new BufferedImage(grid.columns(), grid.rows(), BufferedImage.TYPE_INT_RGB);
        double[] v = grid.values();
        for (int i = 0; i < grid.rows(); i++) {
            for (int j = 0; j < grid.columns(); j++) {
                image.setRGB(j, grid.rows() - 1 - i, scale.rgb(v[i * grid.columns() + j]));
            }
        }
        Shape clip = g.getClip();
        g.clip(r);
        // large cells are bins and shown as such, small ones are samples of something smooth
        boolean bins = r.getWidth() / grid.columns() > LARGEST_SMOOTH_CELL;
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                bins
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        AffineTransform place = AffineTransform.getTranslateInstance(r.getMinX(), r.getMinY());
        place.scale(r.getWidth() / grid.columns(), r.getHeight() / grid.rows());
        g.drawImage(image, place, null);
        g.setClip(clip);
    }

    private void bar(Graphics2D g, Rectangle2D b) {
        int steps = 256;
        for (int i = 0; i < steps; i++) {
            g.setColor(new Color(ColourMap.rgb((i + 0.5) / steps)));
            double top = b.getMaxY() - (i + 1) * b.getHeight() / steps;
            g.fill(new Rectangle2D.Double(b.getMinX(), top, b.getWidth(), b.getHeight() / steps + 0.6));
        }
        g.setStroke(Style.THIN);
        g.setColor(Style.AXIS);
        g.draw(b);
        g.setFont(Style.TEXT);
        g.setColor(Style.FAINT_INK);
        Ticks ticks = scale.ticks(Math.max(2, (int) (b.getHeight() / 50)));
        for (int i = 0; i < ticks.labels().size(); i++) {
            double y = b.getMaxY() - scale.fraction(ticks.values()[i]) * b.getHeight();
            g.setColor(Style.AXIS);
            g.draw(new java.awt.geom.Line2D.Double(b.getMaxX(), y, b.getMaxX() + 4, y));
            g.setColor(Style.FAINT_INK);
            Style.text(g, ticks.labels().get(i), b.getMaxX() + 7, y, 0, 0.5);
        }
        Style.text(g, barTitle, b.getMaxX(), b.getMinY() - 10, 0.5, 1);
    }
}
