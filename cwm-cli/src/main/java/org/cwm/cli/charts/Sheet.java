package org.cwm.cli.charts;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Panels in rows and columns under a headline, as one picture. */
public final class Sheet {

    private static final int HEADLINE_SPACE = 40;
    private static final int MARGIN = 12;

    private final String headline;
    private final String subline;
    private final int columns;
    private final int panelWidth;
    private final int panelHeight;
    private final List<Panel> panels = new ArrayList<>();

    /**
     * An empty sheet.
     *
     * @param headline above all, or empty
     * @param subline smaller, below the headline, or empty
     * @param columns panels beside each other
     * @param panelWidth width of a panel
     * @param panelHeight height of a panel
     */
    public Sheet(String headline, String subline, int columns, int panelWidth, int panelHeight) {
        this.headline = headline;
        this.subline = subline;
        this.columns = columns;
        this.panelWidth = panelWidth;
        this.panelHeight = panelHeight;
    }

    /**
     * A sheet of one panel and nothing else.
     *
     * @param panel what to draw
     * @param width of the panel
     * @param height of the panel
     * @return the sheet
     */
    public static Sheet of(Panel panel, int width, int height) {
        return new Sheet("", "", 1, width, height).add(panel);
    }

    /**
     * Adds a panel at the next free place.
     *
     * @param panel what to draw there
     * @return this sheet
     */
    public Sheet add(Panel panel) {
        panels.add(panel);
        return this;
    }

    /**
     * Leaves the next place free.
     *
     * @return this sheet
     */
    public Sheet skip() {
        return add((g, width, height) -> {});
    }

    /**
     * Draws everything.
     *
     * @param scale pixels per unit: 2 for screens of high resolution
     * @return the picture
     */
    public BufferedImage image(double scale) {
        int top = (headline.isEmpty() ? 0 : HEADLINE_SPACE) + (subline.isEmpty() ? 0 : 22);
        int rows = (panels.size() + columns - 1) / columns;
        int width = Math.min(columns, Math.max(1, panels.size())) * panelWidth + 2 * MARGIN;
        int height = top + Math.max(1, rows) * panelHeight + 2 * MARGIN;
        BufferedImage image = new BufferedImage(
                (int) Math.round(width * scale), (int) Math.round(height * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(scale, scale);
        Style.smooth(g);
        g.setColor(Style.PAPER);
        g.fillRect(0, 0, width + 1, height + 1);
        g.setColor(Style.INK);
        if (!headline.isEmpty()) {
            g.setFont(Style.HEADLINE);
            Style.text(g, Style.fitting(g, headline, width - 4 * MARGIN), MARGIN + 8, MARGIN + 8, 0, 0);
        }
        if (!subline.isEmpty()) {
            g.setFont(Style.LABEL);
            g.setColor(Style.FAINT_INK);
            Style.text(g, Style.fitting(g, subline, width - 4 * MARGIN), MARGIN + 8, MARGIN + 36, 0, 0);
        }
        for (int i = 0; i < panels.size(); i++) {
            Graphics2D part = (Graphics2D) g.create();
            part.translate(MARGIN + i % columns * panelWidth, MARGIN + top + i / columns * panelHeight);
            panels.get(i).draw(part, panelWidth, panelHeight);
            part.dispose();
        }
        g.dispose();
        return image;
    }

    /**
     * Writes the picture at double resolution as PNG.
     *
     * @param out is not closed
     * @throws IOException if writing fails
     */
    public void write(OutputStream out) throws IOException {
        if (!ImageIO.write(image(2), "png", out)) {
            throw new IOException("this Java cannot write PNG pictures");
        }
    }
}
