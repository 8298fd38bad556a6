package org.cwm.variational;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.cwm.classifier.Constant;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;

/** Mixtures with given means and covariances. */
final class Models {

    private Models() {}

    /** Components: weight, mean, covariance (D x D row-major). */
    record Component(double weight, double[] mean, double[] covariance) {}

    /** The mixture of those components whose number passes. */
    static ClassifierWeightedMixture of(Component[] all, IntPredicate keep) {
        Component[] c = java.util.stream.IntStream.range(0, all.length)
                .filter(keep)
                .mapToObj(i -> all[i])
                .toArray(Component[]::new);
        int k = c.length;
        int d = c[0].mean.length;
        int lower = d * (d - 1) / 2;
        float[] p = new float[k * (2 * d + lower)];
        float[] logits = new float[k];
        for (int i = 0; i < k; i++) {
            logits[i] = (float) Math.log(c[i].weight);
            double[] l = factor(c[i].covariance, d);
            int at = 2 * k * d + i * lower;
            for (int a = 0; a < d; a++) {
                p[i * d + a] = (float) c[i].mean[a];
                p[(k + i) * d + a] = (float) Math.log(l[a * d + a]);
                for (int b = 0; b < a; b++) {
                    p[at++] = (float) l[a * d + b];
                }
            }
        }
        return ClassifierWeightedMixture.of(LowerTriangular.of(k, d, p), Constant.of(logits));
    }

    static ClassifierWeightedMixture of(Component... all) {
        return of(all, i -> true);
    }

    /** One Gaussian with independent coordinates. */
    static ClassifierWeightedMixture gaussian(double[] mean, double[] sd) {
        double[] c = new double[mean.length * mean.length];
        for (int i = 0; i < mean.length; i++) {
            c[i * mean.length + i] = sd[i] * sd[i];
        }
        return of(new Component(1, mean, c));
    }

    static double[] isotropic(int d, double sd) {
        double[] c = new double[d * d];
        for (int i = 0; i < d; i++) {
            c[i * d + i] = sd * sd;
        }
        return c;
    }

    static double[] filled(int d, double value) {
        double[] v = new double[d];
        Arrays.fill(v, value);
        return v;
    }

    private static double[] factor(double[] a, int d) {
        double[] l = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double s = a[i * d + j];
                for (int t = 0; t < j; t++) {
                    s -= l[i * d + t] * l[j * d + t];
                }
                l[i * d + j] = i == j ? Math.sqrt(s) : s / l[j * d + j];
            }
        }
        return l;
    }
}
