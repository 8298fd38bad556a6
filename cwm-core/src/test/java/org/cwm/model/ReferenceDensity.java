package org.cwm.model;

/** The formula of the model, written plainly in double precision: the oracle of the tile engine. */
public final class ReferenceDensity {

    private ReferenceDensity() {}

    /** log p(x) = log sum_k w_k(T_k(x)) p0(T_k(x)) |det J_k|. */
    public static double logDensity(ClassifierWeightedMixture m, double[] x) {
        double[] joint = new double[m.components()];
        double[] w = new double[m.components()];
        double[] z = new double[m.dimension()];
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < joint.length; k++) {
            double logDet = m.maps().toBase(k, x, 0, z, 0);
            m.classifier().logWeights(z, 0, w);
            double squaredNorm = 0;
            for (double v : z) {
                squaredNorm += v * v;
            }
            joint[k] = w[k] + m.base().logDensity(squaredNorm, z.length) + logDet;
            max = Math.max(max, joint[k]);
        }
        double sum = 0;
        for (double j : joint) {
            sum += Math.exp(j - max);
        }
        return max + Math.log(sum);
    }
}
