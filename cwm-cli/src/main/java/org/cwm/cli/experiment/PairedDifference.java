package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far one system is ahead of another on the same test rows, fits paired by seed: d_si = log p_s(x_i) - log q_s(x_i). What
 * makes a row likely or unlikely under both drops out, so that a difference is known better than either mean.
 *
 * <p>The mean over seeds and rows has two errors: that of the rows, sd_i(mean_s d_si) / sqrt n, and that of the fits,
 * sd_s(mean_i d_si) / sqrt S. They are added in squares; what differs by row and fit together is in both, so that the sum is
 * rather too large. With one seed the error is that of the rows alone: another fit may differ by more.
 *
 * @param mean over seeds and rows, nats
 * @param rowError standard error over the rows
 * @param seedError standard error over the seeds; NaN for one seed
 * @param seeds mean difference of each seed
 * @param seedRowErrors its standard error over the rows
 */
record PairedDifference(
        double mean, double rowError, double seedError, List<Double> seeds, List<Double> seedRowErrors) {

    /** Differences of fewer standard errors than this are told as none. */
    private static final double CLEAR = 2;

    /**
     * The difference of two systems.
     *
     * @param a log densities, one array of rows a seed
     * @param b the same of the other system
     */
    static PairedDifference of(double[][] a, double[][] b) {
        int rows = a[0].length;
        double[] rowMeans = new double[rows];
        List<Double> seeds = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int s = 0; s < a.length; s++) {
            double[] d = new double[rows];
            for (int i = 0; i < rows; i++) {
                d[i] = a[s][i] - b[s][i];
                rowMeans[i] += d[i] / a.length;
            }
            seeds.add(Statistics.mean(d));
            errors.add(Statistics.standardError(d));
        }
        return new PairedDifference(
                Statistics.mean(rowMeans),
                Statistics.standardError(rowMeans),
                Statistics.standardError(
                        seeds.stream().mapToDouble(Double::doubleValue).toArray()),
                seeds,
                errors);
    }

    /** Standard error of the mean. */
    double error() {
        return Double.isNaN(seedError) ? rowError : Math.hypot(rowError, seedError);
    }

    /** Whether the first system is ahead by more than two standard errors. */
    boolean clear() {
        return mean > CLEAR * error();
    }

    /** The difference in a sentence. */
    String sentence(String first, String second) {
        String error = String.format(
                Locale.ROOT,
                "s.e. %.4f%s",
                error(),
                Double.isNaN(seedError)
                        ? " over test rows; one fit of each"
                        : String.format(Locale.ROOT, ": test rows %.4f, fits %.4f", rowError, seedError));
        return clear()
                ? String.format(Locale.ROOT, "%s is ahead of %s by %.4f nats a row (%s).", first, second, mean, error)
                : String.format(
                        Locale.ROOT,
                        "%s and %s are not distinguishable: they differ by %.4f nats a row (%s).",
                        first,
                        second,
                        mean,
                        error);
    }

    /** For machines. */
    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("difference", mean);
        o.put("error", error());
        o.put("rowError", rowError);
        if (!Double.isNaN(seedError)) {
            o.put("seedError", seedError);
        }
        o.put("clear", clear());
        o.put("seeds", seeds);
        o.put("seedRowErrors", seedRowErrors);
        return o;
    }
}
