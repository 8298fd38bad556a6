package org.cwm.cli.experiment;

/** Means with their standard errors. */
final class Statistics {

    private Statistics() {}

    static double mean(double[] v) {
        double s = 0;
        for (double x : v) {
            s += x;
        }
        return s / v.length;
    }

    /** Of the mean; NaN for a single value. */
    static double standardError(double[] v) {
        if (v.length < 2) {
            return Double.NaN;
        }
        double mean = mean(v);
        double s = 0;
        for (double x : v) {
            s += (x - mean) * (x - mean);
        }
        return Math.sqrt(s / (v.length - 1) / v.length);
    }
}
