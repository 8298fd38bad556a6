package org.cwm.fit;

import org.cwm.engine.Workers;
import org.cwm.model.Points;

/** The variance floors of a table's columns, and with them the checks of its values. */
final class EmFloors {

    /** Least floor, relative to a column's variance: what double precision can bear. */
    private static final double LEAST = 1e-10;
    /** Least floor relative to the ridge, for columns without variance. */
    private static final double LEAST_OF_RIDGE = 1e-6;

    private static final int PIECE = 4096;

    private EmFloors() {}

    /**
     * The floors f.
     *
     * @return D values above 0
     * @throws IllegalArgumentException if there is no row, a value is not finite, a column has one value only and
     *     neither floor nor ridge, or the number of given floors is not D
     */
    static double[] of(Points points, EmOptions options, Workers workers) {
        int n = points.rows();
        int d = points.columns();
        double[] given = options.columnFloors();
        if (n == 0) {
            throw new IllegalArgumentException("points: no rows, must be at least 1");
        }
        if (given.length != 0 && given.length != d) {
            throw new IllegalArgumentException("columnFloors: length " + given.length + ", must be 0 or " + d);
        }
        double[] mean = means(points, new double[d], false, workers);
        for (double m : mean) {
            if (!Double.isFinite(m)) {
                throw EmBlock.notFinite(points);
            }
        }
        double[] floor = means(points, mean, true, workers);
        for (int j = 0; j < d; j++) {
            if (floor[j] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "points: the variance of column " + j + " is beyond the range of a double");
            }
            boolean constant = constant(points, j);
            double own = given.length == 0 ? 0 : given[j];
            if (constant && own == 0 && options.ridge() == 0) {
                throw new IllegalArgumentException("points: column " + j + " has one value only, " + points.get(0, j)
                        + ", must vary or have a columnFloors entry above 0");
            }
            double relative = constant ? 0 : Math.max(options.varianceFloor(), LEAST) * floor[j];
            double least = Math.max(options.ridge() * LEAST_OF_RIDGE, Double.MIN_NORMAL);
            floor[j] = Math.max(Math.max(relative, own), least);
        }
        return floor;
    }

    private static boolean constant(Points points, int column) {
        for (int i = 1; i < points.rows(); i++) {
            if (points.get(i, column) != points.get(0, column)) {
                return false;
            }
        }
        return true;
    }

    /** The columns' means of x - centre, or of its square. */
    static double[] means(Points points, double[] centre, boolean squared, Workers workers) {
        int n = points.rows();
        int d = points.columns();
        double[] v = points.values();
        double[][] sums = new double[(n + PIECE - 1) / PIECE][d];
        workers.run(sums.length, (piece, worker) -> {
            double[] own = sums[piece];
            int end = Math.min(n, (piece + 1) * PIECE);
            for (int i = piece * PIECE; i < end; i++) {
                for (int j = 0; j < d; j++) {
                    double u = v[i * d + j] - centre[j];
                    own[j] += squared ? u * u : u;
                }
            }
        });
        double[] mean = new double[d];
        for (double[] own : sums) {
            for (int j = 0; j < d; j++) {
                mean[j] += own[j] / n;
            }
        }
        return mean;
    }
}
