package org.cwm.variational.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The design matrix of a regression: columns by name, standardised as asked, with a column of ones in front if there is
 * an intercept.
 *
 * @param names of the p coefficients
 * @param rows number of rows, n
 * @param x n x p, row-major
 * @param scalings p, what was done to each column
 */
public record Design(List<String> names, int rows, double[] x, List<Scaling> scalings) {

    /** Name of the intercept. */
    public static final String INTERCEPT = "intercept";

    /** Values whose range is at most this part of their greatest magnitude differ by rounding only. */
    private static final double ROUNDING = 1e-12;

    /** What is done to each column first; a column that is constant up to rounding is not divided. */
    public enum Standardise {
        /** Less its mean, divided by its standard deviation (divisor n); a constant column becomes 0, without effect. */
        ZSCORE,
        /** Divided by its standard deviation, not centred. */
        STD,
        /** Nothing. */
        NONE
    }

    /**
     * What was done to a column: (value - centre) / scale.
     *
     * @param centre what was taken off, in the data's units
     * @param scale what the rest was divided by, in the data's units
     * @param constant whether all values are the same up to rounding
     */
    public record Scaling(double centre, double scale, boolean constant) {

        /** Nothing. */
        public static final Scaling NONE = new Scaling(0, 1, false);
    }

    /** Checks the sizes. */
    public Design {
        names = List.copyOf(names);
        scalings = List.copyOf(scalings);
        if (names.isEmpty() || rows < 1 || x.length != (long) rows * names.size()) {
            throw new IllegalArgumentException(
                    "x: length " + x.length + " for " + rows + " rows and " + names.size() + " columns");
        }
        if (scalings.size() != names.size()) {
            throw new IllegalArgumentException("scalings: " + scalings.size() + " for " + names.size() + " columns");
        }
    }

    /**
     * Columns as they are.
     *
     * @param names of the p coefficients
     * @param rows number of rows, n
     * @param x n x p, row-major
     */
    public Design(List<String> names, int rows, double[] x) {
        this(names, rows, x, Collections.nCopies(names.size(), Scaling.NONE));
    }

    /**
     * A design.
     *
     * @param names of the q columns
     * @param rows n
     * @param values n x q, row-major, finite, not modified
     * @param standardise what is done to each column
     * @param intercept whether a column of ones comes first
     * @return the design
     */
    public static Design of(List<String> names, int rows, double[] values, Standardise standardise, boolean intercept) {
        int q = names.size();
        int shift = intercept ? 1 : 0;
        int p = q + shift;
        double[] x = new double[rows * p];
        for (int i = 0; intercept && i < rows; i++) {
            x[i * p] = 1;
        }
        List<String> all = new ArrayList<>();
        List<Scaling> scalings = new ArrayList<>();
        if (intercept) {
            all.add(INTERCEPT);
            scalings.add(Scaling.NONE);
        }
        all.addAll(names);
        for (int j = 0; j < q; j++) {
            double[] column = new double[rows];
            for (int i = 0; i < rows; i++) {
                column[i] = values[i * q + j];
            }
            Scaling s = scaling(column, standardise);
            scalings.add(s);
            boolean nought = s.constant() && standardise == Standardise.ZSCORE;
            for (int i = 0; i < rows; i++) {
                x[i * p + shift + j] = nought ? 0 : (column[i] - s.centre()) / s.scale();
            }
        }
        return new Design(all, rows, x, scalings);
    }

    private static Scaling scaling(double[] column, Standardise standardise) {
        double least = column[0];
        double most = column[0];
        double mean = 0;
        for (double v : column) {
            least = Math.min(least, v);
            most = Math.max(most, v);
            mean += v / column.length;
        }
        boolean constant = most - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(most));
        double centre = standardise != Standardise.ZSCORE ? 0 : constant ? least : mean;
        if (constant || standardise == Standardise.NONE) {
            return new Scaling(centre, 1, constant);
        }
        double scale = deviation(column, mean, 1);
        // where squares leave the range of a double
        boolean ordinary = scale > 1e-140 && scale < 1e140;
        return new Scaling(centre, ordinary ? scale : deviation(column, mean, most - least), false);
    }

    private static double deviation(double[] column, double mean, double unit) {
        double variance = 0;
        for (double v : column) {
            variance += Math.pow((v - mean) / unit, 2) / column.length;
        }
        return unit * Math.sqrt(variance);
    }

    /**
     * Number of coefficients, p.
     *
     * @return p
     */
    public int columns() {
        return names.size();
    }

    /** eta = X beta; eight rows at a time, since a single sum waits for each of its additions. */
    void predict(double[] beta, double[] eta) {
        int p = columns();
        int i = 0;
        for (; i + 8 <= rows; i += 8) {
            eight(beta, p, i, eta);
        }
        for (; i < rows; i++) {
            double s = 0;
            int at = i * p;
            for (int j = 0; j < p; j++) {
                s += x[at + j] * beta[j];
            }
            eta[i] = s;
        }
    }

    private void eight(double[] beta, int p, int row, double[] eta) {
        int at = row * p;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        for (int j = 0; j < p; j++) {
            double v = beta[j];
            int i = at + j;
            a += x[i] * v;
            b += x[i + p] * v;
            c += x[i + 2 * p] * v;
            d += x[i + 3 * p] * v;
            e += x[i + 4 * p] * v;
            f += x[i + 5 * p] * v;
            g += x[i + 6 * p] * v;
            h += x[i + 7 * p] * v;
        }
        eta[row] = a;
        eta[row + 1] = b;
        eta[row + 2] = c;
        eta[row + 3] = d;
        eta[row + 4] = e;
        eta[row + 5] = f;
        eta[row + 6] = g;
        eta[row + 7] = h;
    }

    /** out += X^T r. */
    void addTransposed(double[] r, double[] out) {
        int p = columns();
        for (int i = 0; i < rows; i++) {
            double f = r[i];
            int at = i * p;
            for (int j = 0; j < p; j++) {
                out[j] += x[at + j] * f;
            }
        }
    }

    /** The prior beta ~ N(0, scale^2 I), with its constants: its log density; out receives its gradient. */
    static double prior(double[] beta, int p, double scale, double[] out) {
        double precision = 1 / (scale * scale);
        double squares = 0;
        Arrays.fill(out, 0, p, 0);
        for (int j = 0; j < p; j++) {
            squares += beta[j] * beta[j];
            out[j] = -precision * beta[j];
        }
        return -0.5 * precision * squares - p * (Math.log(scale) + 0.5 * Math.log(2 * Math.PI));
    }

    static void requireScale(double scale) {
        if (!(scale > 0) || !Double.isFinite(scale)) {
            throw new IllegalArgumentException("priorScale: " + scale + ", must be above 0 and finite");
        }
    }

    static void requireRows(Design design, double[] y) {
        if (y.length != design.rows) {
            throw new IllegalArgumentException("y: length " + y.length + ", the design has " + design.rows + " rows");
        }
    }
}
