package org.cwm.bench.growth;

/** Straight lines through logarithms: y grows like x to the power of the slope. */
final class Slope {
    private Slope() {}

    /**
     * Least squares.
     *
     * @param x above 0, at least two different values
     * @param y above 0, as many
     * @return slope of log y over log x
     */
    static double of(double[] x, double[] y) {
        double mx = 0;
        double my = 0;
        for (int i = 0; i < x.length; i++) {
            mx += Math.log(x[i]) / x.length;
            my += Math.log(y[i]) / x.length;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = Math.log(x[i]) - mx;
            xy += dx * (Math.log(y[i]) - my);
            xx += dx * dx;
        }
        return xy / xx;
    }

    /** The slope over the upper half of the points, where constant costs weigh less. */
    static double ofUpperHalf(double[] x, double[] y) {
        int from = Math.min(x.length / 2, x.length - 2);
        return of(java.util.Arrays.copyOfRange(x, from, x.length), java.util.Arrays.copyOfRange(y, from, y.length));
    }
}
