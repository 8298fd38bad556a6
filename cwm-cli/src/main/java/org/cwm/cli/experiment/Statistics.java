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

    /** a less b, one by one. */
    static double[] difference(double[] a, double[] b) {
        double[] d = new double[a.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = a[i] - b[i];
        }
        return d;
    }

    /**
     * Standard error of the mean of values that come in groups and depend on each other within one: the sums of residuals of
     * G groups, sqrt(G / (G - 1) sum_g S_g^2) / n.
     *
     * @param v values
     * @param group of each value, from 0; groups without values do not count
     */
    static double clusteredError(double[] v, int[] group) {
        int most = 0;
        for (int g : group) {
            most = Math.max(most, g + 1);
        }
        double mean = mean(v);
        double[] sum = new double[most];
        boolean[] seen = new boolean[most];
        for (int i = 0; i < v.length; i++) {
            sum[group[i]] += v[i] - mean;
            seen[group[i]] = true;
        }
        int groups = 0;
        double s = 0;
        for (int g = 0; g < most; g++) {
            groups += seen[g] ? 1 : 0;
            s += sum[g] * sum[g];
        }
        return groups < 2 ? Double.NaN : Math.sqrt(s * groups / (groups - 1)) / v.length;
    }
}
