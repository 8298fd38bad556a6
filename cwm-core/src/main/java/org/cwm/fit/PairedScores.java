package org.cwm.fit;

import java.util.Arrays;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * Log densities of the same rows under two mixtures.
 *
 * @param rows which rows were scored, in increasing order
 * @param start their log densities under the mixture before training
 * @param end the same under the mixture after it
 */
record PairedScores(int[] rows, double[] start, double[] end) {

    /** Rows that are scored before the time is looked at again, and so at least. */
    static final int PIECE = 2000;

    /**
     * Scores all rows; where there is a time limit as many as it allows, drawn at random, but at least {@link #PIECE}.
     *
     * @param random order in which rows are scored under a limit
     */
    static PairedScores of(Density start, Density end, Points x, Deadline deadline, RandomStream random, int threads) {
        int n = x.rows();
        int[] all = Statistics.spread(n, n);
        if (!deadline.limited() || n <= PIECE) {
            double[] a = scores(start, x, threads);
            return new PairedScores(all, a, end == start ? a : scores(end, x, threads));
        }
        int[] order = random.permutation(n);
        double[] a = new double[n];
        double[] b = new double[n];
        int done = 0;
        do {
            int[] piece = Arrays.copyOfRange(order, done, Math.min(n, done + PIECE));
            Points some = x.select(piece);
            scatter(scores(start, some, threads), piece, a);
            if (end != start) {
                scatter(scores(end, some, threads), piece, b);
            }
            done += piece.length;
        } while (done < n && !deadline.passed());
        int[] rows = Arrays.copyOf(order, done);
        Arrays.sort(rows);
        return new PairedScores(rows, Statistics.select(a, rows), Statistics.select(end == start ? a : b, rows));
    }

    private static double[] scores(Density m, Points x, int threads) {
        double[] out = new double[x.rows()];
        m.logDensity(x, out, threads);
        return out;
    }

    private static void scatter(double[] from, int[] positions, double[] to) {
        for (int i = 0; i < from.length; i++) {
            to[positions[i]] = from[i];
        }
    }
}
