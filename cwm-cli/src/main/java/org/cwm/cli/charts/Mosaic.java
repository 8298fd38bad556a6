package org.cwm.cli.charts;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Small grey images in rows and columns. */
public final class Mosaic implements Panel {

    private static final int TITLE_SPACE = 28;
    private static final int MARGIN = 8;

    private final String title;
    private final List<double[]> images;
    private final int side;
    private final int columns;

    /**
     * A mosaic.
     *
     * @param title above
     * @param images each row by row from the top left; 0 is black, 1 is white, what lies beyond is cut off; not copied
     * @param side pixels of an image's edge
     * @param columns images beside each other
     */
    public Mosaic(String title, List<double[]> images, int side, int columns) {
        for (double[] image : images) {
            if (image.length != side * side) {
                throw new IllegalArgumentException(
                        "images: one of " + image.length + " pixels, must be " + side + " x " + side);
            }
        }
        this.title = title;
        this.images = List.copyOf(images);
        this.side = side;
        this.columns = columns;
    }

    /** All images with a white line, one pixel wide, between them. */
    BufferedImage image() {
        int rows = Math.max(1, (images.size() + columns - 1) / columns);
        int pitch = side + 1;
        BufferedImage all = new BufferedImage(columns * pitch - 1, rows * pitch - 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = all.createGraphics();
        g.setColor(Style.PAPER);
        g.fillRect(0, 0, all.getWidth(), all.getHeight());
        g.dispose();
        for (int i = 0; i < images.size(); i++) {
            double[] image = images.get(i);
            for (int p = 0; p < image.length; p++) {
                int grey = (int) Math.max(0, Math.min(255, Math.floor(256 * image[p])));
                all.setRGB(
                        i % columns * pitch + p % side, i / columns * pitch + p / side, grey << 16 | grey << 8 | grey);
            }
        }
        return all;
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        g.setFont(Style.TITLE);
        g.setColor(Style.INK);
        Style.text(g, Style.fitting(g, title, width - 2.0 * MARGIN), MARGIN, TITLE_SPACE - 8, 0, 1);
        BufferedImage all = image();
        double scale = Math.min(
                (width - 2.0 * MARGIN) / all.getWidth(), (height - TITLE_SPACE - MARGIN) / (double) all.getHeight());
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(
                all,
                MARGIN,
                TITLE_SPACE,
                (int) Math.round(scale * all.getWidth()),
                (int) Math.round(scale * all.getHeight()),
                null);
    }
}
