package org.cwm.bench.growth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One point of a growth curve.
 *
 * @param axis what grows: {@code rows}, {@code dimension}, {@code components} or {@code width}
 * @param data {@code overlapping}, {@code separated} or {@code flights}
 * @param rows number of rows
 * @param dimension D
 * @param components K
 * @param layers number of hidden layers
 * @param width units of each hidden layer, 0 for constant weights
 */
record GrowthCase(String axis, String data, int rows, int dimension, int components, int layers, int width) {

    private static final int ROWS = 20_000;
    private static final int DIMENSION = 4;
    private static final int COMPONENTS = 20;
    private static final int WIDTH = 32;

    /** The columns of {@link #cells()}. */
    static final List<String> COLUMNS = List.of("axis", "data", "rows", "dimension", "components", "layers", "width");

    /**
     * All cases.
     *
     * @param quick whether only the two ends and the middle of each curve, and small ones
     * @param flights whether the real table is there
     */
    static List<GrowthCase> all(boolean quick, boolean flights) {
        List<GrowthCase> out = new ArrayList<>();
        int[] rows = {10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000};
        for (int n : quick ? first(rows, 3) : rows) {
            out.add(new GrowthCase("rows", "overlapping", n, DIMENSION, COMPONENTS, 1, WIDTH));
        }
        for (int n : quick ? first(rows, 3) : first(rows, 6)) {
            if (flights) {
                out.add(new GrowthCase("rows", "flights", n, DIMENSION, COMPONENTS, 1, WIDTH));
            }
        }
        for (int d : quick ? new int[] {2, 8, 32} : new int[] {2, 4, 8, 16, 32, 64}) {
            out.add(new GrowthCase("dimension", "overlapping", ROWS, d, COMPONENTS, 1, WIDTH));
        }
        for (String data : new String[] {"overlapping", "separated"}) {
            for (int k : quick ? new int[] {5, 20, 100} : new int[] {5, 10, 20, 50, 100, 200, 500, 1000}) {
                out.add(new GrowthCase("components", data, ROWS, DIMENSION, k, 1, WIDTH));
            }
        }
        int[] widths = {0, 16, 32, 64, 128, 256};
        for (int layers = 1; layers <= 2; layers++) {
            for (int w : quick ? new int[] {0, 32, 128} : widths) {
                if (w > 0 || layers == 1) {
                    out.add(new GrowthCase("width", "overlapping", ROWS, DIMENSION, COMPONENTS, layers, w));
                }
            }
        }
        return out;
    }

    private static int[] first(int[] x, int n) {
        return Arrays.copyOf(x, n);
    }

    /** Which curve of its axis this point belongs to. */
    String curve() {
        return axis.equals("width") ? (layers == 1 ? "one hidden layer" : "two hidden layers") : data;
    }

    /** The number that grows. */
    int x() {
        return switch (axis) {
            case "rows" -> rows;
            case "dimension" -> dimension;
            case "components" -> components;
            case "width" -> width;
            default -> throw new IllegalArgumentException("axis: " + axis);
        };
    }

    /** The case as text, in the order of {@link #COLUMNS}. */
    List<String> cells() {
        return List.of(
                axis,
                data,
                Integer.toString(rows),
                Integer.toString(dimension),
                Integer.toString(components),
                Integer.toString(layers),
                Integer.toString(width));
    }

    /** The case of such cells; further ones are not looked at. */
    static GrowthCase of(List<String> c) {
        return new GrowthCase(
                c.get(0),
                c.get(1),
                Integer.parseInt(c.get(2)),
                Integer.parseInt(c.get(3)),
                Integer.parseInt(c.get(4)),
                Integer.parseInt(c.get(5)),
                Integer.parseInt(c.get(6)));
    }
}
