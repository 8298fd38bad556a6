package org.cwm.cli.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;

/** Colours and letters that all pictures share. */
final class Style {

    static final Color PAPER = Color.WHITE;
    static final Color INK = new Color(0x22, 0x2b, 0x38);
    static final Color FAINT_INK = new Color(0x5b, 0x66, 0x75);
    static final Color RULE = new Color(0xe3, 0xe6, 0xeb);
    static final Color AXIS = new Color(0x9a, 0xa3, 0xaf);
    static final Color DATA = new Color(0xb9, 0xc3, 0xd2);
    static final Color[] SERIES = {
        new Color(0x1f, 0x5f, 0xa8),
        new Color(0xd1, 0x6a, 0x1c),
        new Color(0x2b, 0x8a, 0x5b),
        new Color(0x8a, 0x4f, 0xa3),
        new Color(0xb8, 0x2e, 0x3c),
        new Color(0x1d, 0x9a, 0xa8),
        new Color(0x7a, 0x6a, 0x1f),
        new Color(0x6b, 0x72, 0x80),
        new Color(0xe3, 0x7f, 0xb4)
    };

    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    static final Font HEADLINE = new Font(Font.SANS_SERIF, Font.BOLD, 19);

    static final BasicStroke THIN = new BasicStroke(1f);

    private Style() {}

    static void smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    }

    /** Text whose anchor is at (x, y): horizontal 0 left, 0.5 middle, 1 right; vertical 0 top, 0.5 middle, 1 bottom. */
    static void text(Graphics2D g, String text, double x, double y, double horizontal, double vertical) {
        double width = g.getFontMetrics().getStringBounds(text, g).getWidth();
        double ascent = g.getFontMetrics().getAscent() * 0.86;
        g.drawString(text, (float) (x - horizontal * width), (float) (y + (1 - vertical) * ascent));
    }

    /** Text that runs upwards, its middle at (x, y). */
    static void upwards(Graphics2D g, String text, double x, double y) {
        AffineTransform before = g.getTransform();
        g.translate(x, y);
        g.rotate(-Math.PI / 2);
        text(g, text, 0, 0, 0.5, 0.5);
        g.setTransform(before);
    }

    /** The text, cut off with an ellipsis if it is too wide for the font in use. */
    static String fitting(Graphics2D g, String text, double width) {
        if (g.getFontMetrics().stringWidth(text) <= width) {
            return text;
        }
        int n = text.length();
        while (n > 1 && g.getFontMetrics().stringWidth(text.substring(0, n) + "\u2026") > width) {
            n--;
        }
        return text.substring(0, n) + "\u2026";
    }
}
