package org.cwm.cli.experiment;

import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/** The formulas of a mixture with weights that were tampered with, evaluated plainly in double. */
final class CorruptedMixture {

    private final ClassifierWeightedMixture mixture;
    private final Corruption corruption;
    private final double[] z;
    private final double[] w;

    CorruptedMixture(ClassifierWeightedMixture mixture, Corruption corruption) {
        this.mixture = mixture;
        this.corruption = corruption;
        z = new double[mixture.dimension()];
        w = new double[mixture.components()];
    }

    private void weights() {
        mixture.classifier().logWeights(z, 0, w);
        for (int k = 0; k < w.length; k++) {
            w[k] = Math.exp(w[k]);
        }
        corruption.change().apply(w, z);
    }

    private double squaredNorm() {
        double s = 0;
        for (double v : z) {
            s += v * v;
        }
        return s;
    }

    /** sum_k w_k(T_k(x)) p0(T_k(x)) |det J_k(x)| with the weights as they are. */
    double density(double[] x) {
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
            double logDet = mixture.maps().toBase(k, x, 0, z, 0);
            double bound = Math.exp(mixture.base().logDensity(squaredNorm(), z.length) + logDet);
            if (bound > 1e-12) {
                weights();
                sum += w[k] * bound;
            }
        }
        return sum;
    }

    /** The integral of the density, exactly E[sum_k w_k(Z)], over draws of the base; NaN if one is. */
    double integral(int draws, RandomStream random) {
        double sum = 0;
        for (int i = 0; i < draws; i++) {
            mixture.base().sample(random, z, 0, z.length);
            weights();
            for (double v : w) {
                sum += v / draws;
            }
        }
        return sum;
    }

    /** A draw by the running sum of the weights; the last component if that never exceeds the uniform number. */
    void draw(RandomStream random, double[] x, int offset) {
        mixture.base().sample(random, z, 0, z.length);
        weights();
        double u = random.nextDouble();
        int chosen = w.length - 1;
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
            sum += w[k];
            if (sum > u) {
                chosen = k;
                break;
            }
        }
        mixture.maps().toData(chosen, z, 0, x, offset);
    }
}
