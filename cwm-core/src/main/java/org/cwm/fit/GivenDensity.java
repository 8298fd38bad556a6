package org.cwm.fit;

import java.util.Arrays;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** A conditional model at fixed conditions: the density of its targets. */
final class GivenDensity implements Density {

    private final FittedModel model;
    private final double[] conditions;

    GivenDensity(FittedModel model, double[] conditions) {
        this.model = model;
        this.conditions = conditions.clone();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public double logDensity(double[] x) {
        if (x.length != dimension()) {
            throw new IllegalArgumentException("x: length " + x.length + ", the density has dimension " + dimension());
        }
        double[] row = Arrays.copyOf(x, x.length + conditions.length);
        System.arraycopy(conditions, 0, row, x.length, conditions.length);
        return model.logDensity(row);
    }

    @Override
    public void logDensity(Points points, double[] out, int threads) {
        int d = dimension();
        if (points.columns() != d) {
            throw new IllegalArgumentException(
                    "points: " + points.columns() + " columns, the density has dimension " + d);
        }
        int columns = d + conditions.length;
        double[] rows = new double[Math.multiplyExact(points.rows(), columns)];
        for (int i = 0; i < points.rows(); i++) {
            System.arraycopy(points.values(), i * d, rows, i * columns, d);
            System.arraycopy(conditions, 0, rows, i * columns + d, conditions.length);
        }
        model.logDensity(Points.of(points.rows(), columns, rows), out, threads);
    }

    @Override
    public Points sample(int n, RandomStream random, int threads) {
        int c = conditions.length;
        int d = dimension();
        double[] given = new double[Math.multiplyExact(n, c)];
        Arrays.setAll(given, i -> conditions[i % c]);
        double[] rows = model.sample(Points.of(n, c, given), random, threads).values();
        double[] out = new double[n * d];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows, i * (d + c), out, i * d, d);
        }
        return Points.of(n, d, out);
    }
}
