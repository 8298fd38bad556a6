package org.cwm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.variational.zoo.Design;
import org.cwm.variational.zoo.Design.Scaling;
import org.cwm.variational.zoo.Design.Standardise;

/** What data and options do to a regression's answer and is easily overlooked. */
final class RegressionWarnings {

    /** Prior standard deviations that a label may be away before the prior is said to shrink the answer. */
    private static final double FAR = 3;

    private static final int MOST_NAMES = 8;

    private RegressionWarnings() {}

    /** Names the columns that are constant. */
    static List<String> constants(Design design, Standardise standardise) {
        List<String> names = new ArrayList<>();
        List<String> ones = new ArrayList<>();
        for (int j = 0; j < design.columns(); j++) {
            Scaling s = design.scalings().get(j);
            if (s.constant()) {
                boolean nought = standardise == Standardise.ZSCORE || design.x()[j] == 0;
                (nought ? names : ones).add("'" + design.names().get(j) + "'");
            }
        }
        List<String> out = new ArrayList<>();
        if (names.size() == 1) {
            out.add("column " + names.get(0) + " is constant: its coefficient is the prior");
        } else if (!names.isEmpty()) {
            out.add("columns " + Numbers.list(names, MOST_NAMES) + " are constant: their coefficients are the prior");
        }
        if (!ones.isEmpty()) {
            out.add((ones.size() == 1 ? "column " : "columns ")
                    + Numbers.list(ones, MOST_NAMES)
                    + (ones.size() == 1
                            ? " is constant: it acts as an intercept"
                            : " are constant: they act as intercepts"));
        }
        return out;
    }

    /** Says what centred columns without an intercept predict. */
    static List<String> noIntercept(Standardise standardise, boolean intercept, String prediction) {
        return standardise != Standardise.ZSCORE || intercept
                ? List.of()
                : List.of("columns are centred (zscore) and there is no --intercept: the prediction at their means is "
                        + prediction + ", whatever the label");
    }

    /** Says if a label of real numbers is larger than the prior allows. */
    static List<String> label(Design design, double[] y, boolean intercept, double priorScale) {
        int p = design.columns();
        double reach = 1;
        double level = 1;
        for (int j = 0; j < p; j++) {
            double[] column = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                column[i] = design.x()[i * p + j];
            }
            // a column that is not standardised lets its coefficient explain more than the prior's scale
            reach = Math.max(reach, deviation(column));
            level = Math.max(level, Math.abs(mean(column)));
        }
        String scale = String.valueOf(priorScale).replaceFirst("\\.0$", "");
        String wayOut = ": raise --prior-scale, or divide the label";
        List<String> out = new ArrayList<>();
        double mean = mean(y);
        if (intercept && Math.abs(mean) > FAR * priorScale * level) {
            out.add(String.format(
                            Locale.ROOT,
                            "the label's mean is %.4g, the intercept's prior has the scale %s and pulls it towards 0",
                            mean,
                            scale)
                    + wayOut);
        }
        double deviation = deviation(y);
        if (deviation > FAR * priorScale * reach) {
            out.add(String.format(
                            Locale.ROOT,
                            "the label's standard deviation is %.4g, the prior of coefficients and sigma has the scale %s and"
                                    + " pulls them towards 0",
                            deviation,
                            scale)
                    + wayOut);
        }
        return out;
    }

    private static double mean(double[] v) {
        double mean = 0;
        for (double x : v) {
            mean += x / v.length;
        }
        return mean;
    }

    private static double deviation(double[] v) {
        double mean = mean(v);
        double variance = 0;
        for (double x : v) {
            variance += (x - mean) * (x - mean) / v.length;
        }
        return Math.sqrt(variance);
    }
}
