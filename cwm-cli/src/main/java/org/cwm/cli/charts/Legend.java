package org.cwm.cli.charts;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.util.List;

/**
 * Names beside the colours of series, in a panel of its own: for panels that share their series.
 *
 * @param names in the order of the series
 * @param notes lines below them
 */
public record Legend(List<String> names, List<String> notes) implements Panel {

    private static final int LINE = 26;

    /** Copies the lists. */
    public Legend {
        names = List.copyOf(names);
        notes = List.copyOf(notes);
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        int top = Math.max(20, (height - LINE * (names.size() + notes.size() + 1)) / 2);
        g.setFont(Style.LABEL);
        for (int i = 0; i < names.size(); i++) {
            double y = top + LINE * i;
            g.setColor(Style.SERIES[i % Style.SERIES.length]);
            g.setStroke(new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.drawLine(60, (int) y, 92, (int) y);
            g.setColor(Style.INK);
            Style.text(g, Style.fitting(g, names.get(i), width - 120), 106, y, 0, 0.5);
        }
        g.setColor(Style.FAINT_INK);
        g.setFont(Style.TEXT);
        for (int i = 0; i < notes.size(); i++) {
            Style.text(
                    g,
                    Style.fitting(g, notes.get(i), width - 80),
                    60,
                    top + LINE * (names.size() + 1 + i * 0.8),
                    0,
                    0.5);
        }
    }
}
