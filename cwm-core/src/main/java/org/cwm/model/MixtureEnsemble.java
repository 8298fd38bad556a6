package org.cwm.model;

import java.util.List;
import org.cwm.random.RandomStream;

/**
 * The average of M mixtures, p(x) = (1/M) sum_m p_m(x), a density (conditional if they are) like each of them: a draw picks
 * a member by chance, then draws from it. Its mean log density is never below the mean of its members' (Jensen). Members have
 * bases and sizes of their own. One member alone is that member, bit for bit. Immutable and safe for use by many threads.
 */
public final class MixtureEnsemble implements Density {

    private final List<ClassifierWeightedMixture> members;

    private MixtureEnsemble(List<ClassifierWeightedMixture> members) {
        this.members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members: none, must be at least 1");
        }
        for (ClassifierWeightedMixture m : members) {
            if (m.dimension() != dimension() || m.conditions() != conditions()) {
                throw new IllegalArgumentException("members: dimension " + m.dimension() + " and " + m.conditions()
                        + " conditions beside dimension " + dimension() + " and " + conditions() + " conditions");
            }
        }
    }

    /**
     * An average.
     *
     * @param members at least one, of equal dimension and conditions
     * @return their average
     */
    public static MixtureEnsemble of(List<ClassifierWeightedMixture> members) {
        return new MixtureEnsemble(members);
    }

    /**
     * The mixtures.
     *
     * @return M of them
     */
    public List<ClassifierWeightedMixture> members() {
        return members;
    }

    /**
     * Components of all members together.
     *
     * @return their number
     */
    public int components() {
        return members.stream().mapToInt(ClassifierWeightedMixture::components).sum();
    }

    /**
     * Parameters of all members together.
     *
     * @return their number
     */
    public int parameterCount() {
        return members.stream().mapToInt(m -> m.layout().size()).sum();
    }

    @Override
    public int dimension() {
        return members.get(0).dimension();
    }

    @Override
    public int conditions() {
        return members.get(0).conditions();
    }

    @Override
    public double logDensity(double[] x) {
        if (members.size() == 1) {
            return members.get(0).logDensity(x);
        }
        return logMean(members.stream().mapToDouble(m -> m.logDensity(x)).toArray());
    }

    private static double logMean(double[] v) {
        return logSum(v) - Math.log(v.length);
    }

    /** log of the sum of exponentials; -Infinity if all are. */
    private static double logSum(double[] v) {
        double max = Double.NEGATIVE_INFINITY;
        for (double x : v) {
            max = Math.max(max, x);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        double sum = 0;
        for (double x : v) {
            sum += Math.exp(x - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public void logDensity(Points points, double[] out, int threads) {
        logDensity(points, out, new int[0], threads);
    }

    /**
     * Log densities of many points, and the most likely component of the member that is most likely. Components are counted
     * through all members.
     *
     * @param points n x (D + C), not modified
     * @param out receives n log densities in nats
     * @param topComponents receives n components from 0, or has length 0 if they are not wanted
     * @param threads number of threads; the result does not depend on it
     */
    public void logDensity(Points points, double[] out, int[] topComponents, int threads) {
        if (members.size() == 1) {
            members.get(0).logDensity(points, out, topComponents, threads);
            return;
        }
        int n = points.rows();
        double[][] all = new double[members.size()][n];
        int[] top = new int[topComponents.length];
        double[] greatest = new double[n];
        int before = 0;
        for (int m = 0; m < all.length; m++) {
            members.get(m).logDensity(points, all[m], top, threads);
            for (int i = 0; i < n && top.length > 0; i++) {
                if (m == 0 || all[m][i] > greatest[i]) {
                    greatest[i] = all[m][i];
                    topComponents[i] = before + top[i];
                }
            }
            before += members.get(m).components();
        }
        double[] row = new double[all.length];
        for (int i = 0; i < n; i++) {
            for (int m = 0; m < row.length; m++) {
                row[m] = all[m][i];
            }
            out[i] = logMean(row);
        }
    }

    /**
     * The log density plainly in double, from its members' terms.
     *
     * @param x a point, not modified
     * @return log p(x)
     */
    public double plainLogDensity(double[] x) {
        double[] v = new double[members.size()];
        for (int m = 0; m < v.length; m++) {
            v[m] = logSum(members.get(m).logTerms(x));
        }
        return logMean(v);
    }

    @Override
    public Points sample(int n, RandomStream random, int threads) {
        if (members.size() == 1) {
            return members.get(0).sample(n, random, threads);
        }
        return scattered(n, random, (m, rows) -> members.get(m).sample(rows.length, random, threads));
    }

    /**
     * Independent draws of y given x, one for each row of conditions. The result depends on the stream only, not on the
     * number of threads.
     *
     * @param given n x C conditions, finite, not modified
     * @param random source of randomness, advanced
     * @param threads number of threads, at least 1
     * @return n x (D + C) points: draws with their conditions
     */
    public Points sample(Points given, RandomStream random, int threads) {
        if (members.size() == 1) {
            return members.get(0).sample(given, random, threads);
        }
        return scattered(given.rows(), random, (m, rows) -> members.get(m).sample(given.select(rows), random, threads));
    }

    private interface Draws {
        Points of(int member, int[] rows);
    }

    /** A member for each row by chance, then each member's draws at its rows. */
    private Points scattered(int n, RandomStream random, Draws draws) {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + ", must be at least 0");
        }
        int[] member = new int[n];
        int[] count = new int[members.size()];
        for (int i = 0; i < n; i++) {
            member[i] = Math.min(count.length - 1, (int) (random.nextDouble() * count.length));
            count[member[i]]++;
        }
        int columns = dimension() + conditions();
        double[] out = new double[Math.multiplyExact(n, columns)];
        for (int m = 0; m < count.length; m++) {
            int[] rows = new int[count[m]];
            for (int i = 0, r = 0; i < n; i++) {
                if (member[i] == m) {
                    rows[r++] = i;
                }
            }
            double[] drawn = draws.of(m, rows).values();
            for (int r = 0; r < rows.length; r++) {
                System.arraycopy(drawn, r * columns, out, rows[r] * columns, columns);
            }
        }
        return Points.of(n, columns, out);
    }

    @Override
    public String toString() {
        return members.size() == 1 ? members.get(0).toString() : "MixtureEnsemble" + members;
    }
}
