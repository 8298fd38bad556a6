package org.cwm.cli.charts;

import java.awt.Graphics2D;

/** Something that can be drawn into a rectangle. */
@FunctionalInterface
public interface Panel {

    /**
     * Draws into the rectangle from (0, 0).
     *
     * @param g where; its colour, font and stroke may be changed, its transform and clip are left as they were
     * @param width of the rectangle
     * @param height of the rectangle
     */
    void draw(Graphics2D g, int width, int height);
}
