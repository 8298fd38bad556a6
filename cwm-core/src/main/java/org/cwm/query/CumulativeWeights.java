package org.cwm.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.cwm.base.Base;
import org.cwm.classifier.Classifier;

/**
 * G_k(t) = integral of w_k(z) p0(z) dz from -Infinity to t, in one dimension, for all components at once. Panels are halved
 * until the Gauss and the Kronrod rule agree and the Legendre series of each component has run out; in a panel G_k is the
 * integral of that series.
 */
final class CumulativeWeights {

    /** Mass of the base left out in each tail. */
    private static final double TAIL = 1e-16;
    /** What a panel may add to the error, per unit of the base's probability and for narrow panels at least this. */
    private static final double TOLERANCE = 1e-12;

    private static final int FIRST_PANELS = 32;
    private static final double LEAST_WIDTH = 1e-6;

    private final int components;
    private final double end;
    private final double[] lower;
    private final double[] upper;
    private final double[][] before;
    private final double[][] series;
    private final double[] total;
    private final double error;

    private record Panel(
            double lower, double upper, double[] series, double[] integral, double[] error, double[] rest) {}

    CumulativeWeights(Base base, Classifier classifier) {
        components = classifier.components();
        end = -base.marginalQuantile(TAIL);
        List<Panel> panels = panels(base, classifier);
        lower = panels.stream().mapToDouble(Panel::lower).toArray();
        upper = panels.stream().mapToDouble(Panel::upper).toArray();
        before = new double[panels.size()][components];
        series = new double[panels.size()][];
        double[] sum = new double[components];
        double[] rest = new double[components];
        double e = 2 * TAIL;
        for (int i = 0; i < panels.size(); i++) {
            Panel p = panels.get(i);
            before[i] = sum.clone();
            series[i] = p.series();
            for (int k = 0; k < components; k++) {
                sum[k] += p.integral()[k];
                e += p.error()[k];
                rest[k] = Math.max(rest[k], p.rest()[k]);
            }
        }
        total = sum;
        error = e + Arrays.stream(rest).sum();
    }

    private List<Panel> panels(Base base, Classifier classifier) {
        List<Panel> done = new ArrayList<>();
        Deque<double[]> open = new ArrayDeque<>();
        for (int i = 0; i < FIRST_PANELS; i++) {
            open.add(new double[] {end * (2.0 * i / FIRST_PANELS - 1), end * (2.0 * (i + 1) / FIRST_PANELS - 1)});
        }
        while (!open.isEmpty()) {
            double[] ends = open.pop();
            Panel p = panel(base, classifier, ends[0], ends[1]);
            double width = ends[1] - ends[0];
            if (Arrays.stream(p.error()).sum() + Arrays.stream(p.rest()).sum() <= TOLERANCE || width < LEAST_WIDTH) {
                done.add(p);
            } else {
                double middle = ends[0] + width / 2;
                open.push(new double[] {middle, ends[1]});
                open.push(new double[] {ends[0], middle});
            }
        }
        done.sort(Comparator.comparingDouble(Panel::lower));
        return done;
    }

    private Panel panel(Base base, Classifier classifier, double from, double to) {
        double half = (to - from) / 2;
        double[] z = new double[1];
        double[] logWeights = new double[components];
        double[] c = new double[components * GaussKronrod.TERMS];
        double[] kronrod = new double[components];
        double[] gauss = new double[components];
        for (int j = 0; j < GaussKronrod.POINTS; j++) {
            z[0] = from + half * (1 + GaussKronrod.NODES[j]);
            classifier.logWeights(z, 0, logWeights);
            double logBase = base.logDensity(z[0] * z[0], 1);
            for (int k = 0; k < components; k++) {
                double f = half * Math.exp(logWeights[k] + logBase);
                kronrod[k] += GaussKronrod.KRONROD[j] * f;
                gauss[k] += GaussKronrod.GAUSS[j] * f;
                for (int m = 0; m < GaussKronrod.TERMS; m++) {
                    c[k * GaussKronrod.TERMS + m] += GaussKronrod.SERIES[m * GaussKronrod.POINTS + j] * f;
                }
            }
        }
        double[] error = new double[components];
        double[] rest = new double[components];
        for (int k = 0; k < components; k++) {
            error[k] = Math.abs(kronrod[k] - gauss[k]);
            int last = (k + 1) * GaussKronrod.TERMS - 1;
            rest[k] = Math.abs(c[last]) + Math.abs(c[last - 1]);
        }
        return new Panel(from, to, c, kronrod, error, rest);
    }

    /** Where all but 1e-16 of the base lies on either side: t beyond it is as good as infinite. */
    double end() {
        return end;
    }

    /** Bound of the error of sum over k of G_k(t_k), for any t_k, as the rules estimate it. */
    double error() {
        return error;
    }

    /** G_k(Infinity) = P(R = k). */
    double mass(int k) {
        return total[k];
    }

    /** G_k(t). */
    double at(int k, double t) {
        if (t <= -end) {
            return 0;
        }
        if (t >= end) {
            return total[k];
        }
        int i = Arrays.binarySearch(lower, t);
        i = i >= 0 ? i : -i - 2;
        double s = Math.min(1, 2 * (t - lower[i]) / (upper[i] - lower[i]) - 1);
        return before[i][k] + GaussKronrod.integral(series[i], k * GaussKronrod.TERMS, s);
    }
}
