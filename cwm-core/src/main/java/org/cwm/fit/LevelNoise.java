package org.cwm.fit;

/**
 * Noise for points of the unit square that runs along the level lines of their density. Averages along an edge keep the
 * edge; averages across it blur it. At a point of density p (relative to uniform) the noise is normal with covariance
 *
 * <pre>(sqrt(p) / size^2 I + G / LEVEL^2)^-1,</pre>
 *
 * where G is the local mean of g g^T, g being the gradient of log p. Across the level lines it thus moves log p by
 * LEVEL at most or so, along them it is as wide as {@code size}, and wider where points are sparse (Abramson, 1982,
 * with half his exponent). The density is a kernel estimate on a grid whose bandwidth shrinks with n^(-1/6).
 */
final class LevelNoise {

    private static final int GRID = 400;
    private static final double LEVEL = 0.06;
    /** Bandwidth at {@link #ROWS} points. */
    private static final double BANDWIDTH = 0.015;

    private static final double ROWS = 200_000;
    private static final double GREATEST_BANDWIDTH = 0.05;
    /** Added to the relative density before taking logarithms. */
    private static final double LEAST = 0.02;
    /** Relative densities count as no less when noise is widened. */
    private static final double SPARSEST = 0.05;

    private final double[] density;
    private final double[] xx;
    private final double[] xy;
    private final double[] yy;

    private LevelNoise(double[] density, double[] xx, double[] xy, double[] yy) {
        this.density = density;
        this.xx = xx;
        this.xy = xy;
        this.yy = yy;
    }

    /**
     * Looks at the points.
     *
     * @param points n x 2 in the unit square, row-major
     */
    static LevelNoise of(double[] points) {
        int n = points.length / 2;
        double[] density = new double[GRID * GRID];
        for (int i = 0; i < n; i++) {
            density[cell(points[2 * i], points[2 * i + 1])] += (double) (GRID * GRID) / n;
        }
        double bandwidth = Math.min(GREATEST_BANDWIDTH, BANDWIDTH * Math.pow(n / ROWS, -1.0 / 6)) * GRID;
        density = blur(density, bandwidth);
        double[] log = new double[density.length];
        for (int i = 0; i < log.length; i++) {
            log[i] = Math.log(density[i] + LEAST);
        }
        double[] xx = new double[log.length];
        double[] xy = new double[log.length];
        double[] yy = new double[log.length];
        for (int y = 0; y < GRID; y++) {
            for (int x = 0; x < GRID; x++) {
                double gx = slope(log, y * GRID, 1, x);
                double gy = slope(log, x, GRID, y);
                int i = y * GRID + x;
                xx[i] = gx * gx;
                xy[i] = gx * gy;
                yy[i] = gy * gy;
            }
        }
        return new LevelNoise(density, blur(xx, bandwidth), blur(xy, bandwidth), blur(yy, bandwidth));
    }

    private static double slope(double[] log, int offset, int stride, int at) {
        int low = Math.max(0, at - 1);
        int high = Math.min(GRID - 1, at + 1);
        return (log[offset + high * stride] - log[offset + low * stride]) * GRID / (high - low);
    }

    private static int cell(double x, double y) {
        return index(y) * GRID + index(x);
    }

    private static int index(double u) {
        return Math.max(0, Math.min(GRID - 1, (int) (u * GRID)));
    }

    /**
     * The lower Cholesky factor of the noise's covariance at a point.
     *
     * @param x in [0, 1]
     * @param y in [0, 1]
     * @param size standard deviation where the density is flat and that of uniform points
     * @param out receives the factor's elements xx, yx and yy
     * @param offset of the first
     */
    void factor(double x, double y, double size, float[] out, int offset) {
        int i = cell(x, y);
        double flat = Math.sqrt(Math.max(SPARSEST, density[i])) / (size * size);
        double a = flat + xx[i] / (LEVEL * LEVEL);
        double b = xy[i] / (LEVEL * LEVEL);
        double c = flat + yy[i] / (LEVEL * LEVEL);
        double determinant = a * c - b * b;
        double first = Math.sqrt(c / determinant);
        out[offset] = (float) first;
        out[offset + 1] = (float) (-b / determinant / first);
        // the Schur complement of the inverse's first element is 1 / c
        out[offset + 2] = (float) (1 / Math.sqrt(c));
    }

    /** Convolves with a normal kernel of standard deviation {@code width} cells, reflected at the borders. */
    private static double[] blur(double[] grid, double width) {
        int reach = (int) Math.ceil(4 * width);
        double[] kernel = new double[reach + 1];
        double sum = 0;
        for (int q = 0; q <= reach; q++) {
            kernel[q] = Math.exp(-q * q / (2 * width * width));
            sum += q == 0 ? kernel[q] : 2 * kernel[q];
        }
        for (int q = 0; q <= reach; q++) {
            kernel[q] /= sum;
        }
        return blurRows(blurRows(grid, kernel), kernel);
    }

    /** Blurs along rows and swaps rows with columns. */
    private static double[] blurRows(double[] grid, double[] kernel) {
        int reach = kernel.length - 1;
        double[] out = new double[grid.length];
        double[] row = new double[GRID + 2 * reach];
        for (int y = 0; y < GRID; y++) {
            for (int x = -reach; x < GRID + reach; x++) {
                int inside = x < 0 ? -1 - x : x >= GRID ? 2 * GRID - 1 - x : x;
                row[x + reach] = grid[y * GRID + inside];
            }
            for (int x = 0; x < GRID; x++) {
                double sum = kernel[0] * row[x + reach];
                for (int q = 1; q <= reach; q++) {
                    sum += kernel[q] * (row[x + reach - q] + row[x + reach + q]);
                }
                out[x * GRID + y] = sum;
            }
        }
        return out;
    }
}
