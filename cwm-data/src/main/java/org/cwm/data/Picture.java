package org.cwm.data;

import java.util.List;
import java.util.Objects;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Table;

/**
 * A picture as a density on the unit square. Pixel (i, j), i counted from the left and j from the top, is the box
 * {@code [i/W, (i+1)/W] x [1 - (j+1)/H, 1 - j/H]}; the density on it is constant, {@code W H g_ij / sum(g)} with grey
 * value {@code g_ij}. So {@code x} runs to the right and {@code y} upwards. Immutable.
 */
public final class Picture {

    private final int width;
    private final int height;
    private final double[] weights;
    private final double[] cumulative;
    private final int last;
    private final String origin;

    private Picture(int width, int height, double[] weights, double[] cumulative, int last, String origin) {
        this.width = width;
        this.height = height;
        this.weights = weights;
        this.cumulative = cumulative;
        this.last = last;
        this.origin = origin;
    }

    /**
     * A picture of grey values.
     *
     * @param width pixels in a row
     * @param height rows of pixels
     * @param weights grey values, row by row from the top, at least 0 and finite, not all 0; copied
     * @param origin what it was read from, for messages and provenance
     * @return the picture
     * @throws IllegalArgumentException if sizes or weights are not so
     */
    public static Picture of(int width, int height, double[] weights, String origin) {
        Objects.requireNonNull(origin, "origin");
        if (width < 1 || height < 1 || (long) width * height != weights.length) {
            throw new IllegalArgumentException(
                    "weights: length " + weights.length + " is not " + width + " x " + height + " pixels");
        }
        return own(width, height, weights.clone(), origin);
    }

    /** As {@link #of} with weights that nobody else holds. */
    static Picture own(int width, int height, double[] weights, String origin) {
        double[] cumulative = new double[weights.length];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights[" + i + "]: " + weights[i] + ", must be finite and at least 0");
            }
            sum += weights[i];
            cumulative[i] = sum;
            last = weights[i] > 0 ? i : last;
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weights: sum " + sum + ", must be finite and above 0");
        }
        return new Picture(width, height, weights, cumulative, last, origin);
    }

    /**
     * Pixels in a row.
     *
     * @return W
     */
    public int width() {
        return width;
    }

    /**
     * Rows of pixels.
     *
     * @return H
     */
    public int height() {
        return height;
    }

    /**
     * The grey value of a pixel.
     *
     * @param column from 0 at the left
     * @param row from 0 at the top
     * @return its weight, not normalised
     */
    public double weight(int column, int row) {
        return weights[Objects.checkIndex(row, height) * width + Objects.checkIndex(column, width)];
    }

    /**
     * What the picture was read from.
     *
     * @return for messages and provenance
     */
    public String origin() {
        return origin;
    }

    /**
     * The density, which integrates to 1 over the unit square.
     *
     * @param x from 0 at the left to 1 at the right
     * @param y from 0 at the bottom to 1 at the top
     * @return at least 0; 0 outside the square
     */
    public double density(double x, double y) {
        if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
            return 0;
        }
        int column = Math.min((int) (x * width), width - 1);
        int row = height - 1 - Math.min((int) (y * height), height - 1);
        return scaled(row * width + column);
    }

    private double scaled(int pixel) {
        return weights[pixel] / sum() * width * height;
    }

    private double sum() {
        return cumulative[cumulative.length - 1];
    }

    /**
     * The logarithm of {@link #density}.
     *
     * @param x from 0 at the left to 1 at the right
     * @param y from 0 at the bottom to 1 at the top
     * @return in nats; negative infinity where the density is 0
     */
    public double logDensity(double x, double y) {
        return Math.log(density(x, y));
    }

    /**
     * The negative differential entropy, {@code integral of p log p}: the mean log-density that the true density scores on
     * its own points, which no model exceeds but by chance.
     *
     * @return in nats, 0 for a uniform picture and else above 0
     */
    public double negativeEntropy() {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                sum += weights[i] / sum() * Math.log(scaled(i));
            }
        }
        return sum;
    }

    /**
     * Draws points: a pixel by its weight (inverse of the cumulative sum), then a place in it uniformly.
     *
     * @param n how many, at least 0
     * @param random advanced by three numbers a point
     * @return n rows of columns {@code x} and {@code y}, both bounded to [0, 1]
     */
    public Table sample(int n, RandomStream random) {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + ", must be at least 0");
        }
        double[] v = new double[Math.multiplyExact(n, 2)];
        for (int i = 0; i < n; i++) {
            int pixel = pixel(random.nextDouble() * sum());
            v[2 * i] = inside(pixel % width, width, random.nextDouble());
            v[2 * i + 1] = inside(height - 1 - pixel / width, height, random.nextDouble());
        }
        return new Table(List.of(Column.bounded("x", 0, 1), Column.bounded("y", 0, 1)), Points.of(n, 2, v), origin);
    }

    /** A point of cell {@code cell} of {@code cells}, never rounded up out of it. */
    private static double inside(int cell, int cells, double u) {
        double x = (cell + u) / cells;
        return (int) (x * cells) > cell ? Math.nextDown((cell + 1.0) / cells) : x;
    }

    /** The first pixel whose cumulative weight exceeds {@code u}; such a pixel has a weight above 0. */
    private int pixel(double u) {
        int low = 0;
        int high = last;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
