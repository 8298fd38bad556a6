package org.cwm.data;

import java.util.ArrayList;
import java.util.List;
import org.cwm.model.Points;

/** Collects numbers row by row when their count is not known beforehand. */
final class RowBuffer {

    private static final int SMALLEST = 1 << 12;
    private static final int LARGEST = 1 << 20;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final List<double[]> full = new ArrayList<>();
    private double[] current = new double[SMALLEST];
    private int used;
    private long before;

    /** Appends the next cell. */
    void add(double value) {
        if (used == current.length) {
            next();
        }
        current[used++] = value;
    }

    private void next() {
        full.add(current);
        before += current.length;
        if (before + LARGEST > MOST) {
            throw new DataException("the data is too large: more than " + before + " numbers");
        }
        current = new double[Math.min(LARGEST, 2 * current.length)];
        used = 0;
    }

    /** Moves everything into points of this many columns; the buffer is empty afterwards. */
    Points toPoints(int columns) {
        double[] all = new double[Math.toIntExact(before + used)];
        int at = 0;
        for (int i = 0; i < full.size(); i++) {
            double[] block = full.get(i);
            System.arraycopy(block, 0, all, at, block.length);
            at += block.length;
        }
        System.arraycopy(current, 0, all, at, used);
        full.clear();
        current = new double[SMALLEST];
        used = 0;
        before = 0;
        return Points.of(all.length / columns, columns, all);
    }
}
