package org.cwm.variational.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The design matrix of a regression: columns by name, standardised as asked, with a column of ones in front if there is
 * an intercept.
 *
 * @param names of the p coefficients
 * @param rows number of rows, n
 * @param x n x p, row-major
 */
public record Design(List<String> names, int rows, double[] x) {

    /** Name of the intercept. */
    public static final String INTERCEPT = "intercept";

    /** What is done to each column first; a constant column is not divided. */
    public enum Standardise {
        /** Less its mean, divided by its standard deviation (divisor n). */
        ZSCORE,
        /** Divided by its standard deviation, not centred. */
        STD,
        /** Nothing. */
        NONE
    }

    /** Checks the sizes. */
    public Design {
        names = List.copyOf(names);
        if (names.isEmpty() || rows < 1 || x.length != (long) rows * names.size()) {
            throw new IllegalArgumentException(
                    "x: length " + x.length + " for " + rows + " rows and " + names.size() + " columns");
        }
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
        for (int j = 0; j < q; j++) {
            double mean = 0;
            for (int i = 0; i < rows; i++) {
                mean += values[i * q + j] / rows;
            }
            double variance = 0;
            for (int i = 0; i < rows; i++) {
                variance += Math.pow(values[i * q + j] - mean, 2) / rows;
            }
            double scale = variance > 0 && standardise != Standardise.NONE ? Math.sqrt(variance) : 1;
            double centre = standardise == Standardise.ZSCORE ? mean : 0;
            for (int i = 0; i < rows; i++) {
                x[i * p + shift + j] = (values[i * q + j] - centre) / scale;
            }
        }
        List<String> all = new ArrayList<>();
        if (intercept) {
            all.add(INTERCEPT);
        }
        all.addAll(names);
        return new Design(all, rows, x);
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
