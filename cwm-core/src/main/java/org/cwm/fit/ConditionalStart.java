package org.cwm.fit;

import java.util.Arrays;
import org.cwm.base.Base;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ConditionalArchitecture;
import org.cwm.map.ConditionalMaps;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * The conditional of a Gaussian mixture of (y, x) as a conditional mixture of y given x: p(y | x) = sum_k pi_k(x) N(y; b_k + A_k
 * x, S_k) with A_k = Syx Sxx^{-1}, S_k the Schur complement of Sxx, and pi_k(x) proportional to pi_k N(x; m_k, Sxx), which is
 * the softmax of a quadratic function of x.
 *
 * @param maps T_k(y; x), without a network
 * @param logits constant parts of log pi_k(x)
 * @param gate linear and quadratic parts, K x (C + C (C + 1) / 2)
 */
record ConditionalStart(ConditionalMaps maps, float[] logits, float[] gate) {

    /** A component's weight is never taken as less, so that its logit stays finite. */
    private static final double LEAST_WEIGHT = 1e-8;

    /**
     * The conditional.
     *
     * @param joint mixture of D + C coordinates, conditions last
     * @param conditions C
     */
    static ConditionalStart of(GaussianMixture joint, int conditions) {
        int k = joint.components();
        int c = conditions;
        int d = joint.dimension() - c;
        boolean full = joint.covarianceType() == CovarianceType.FULL;
        ConditionalArchitecture a = new ConditionalArchitecture(k, d, c, full, new int[0], Activation.SILU);
        float[] maps = new float[a.layout().size()];
        int slopes = a.layout().slice("maps.slope").offset();
        int lower = full ? a.layout().slice("maps.lower").offset() : 0;
        double[] means = joint.means();
        double[] weights = joint.weights();
        float[] logits = new float[k];
        int q = c + c * (c + 1) / 2;
        float[] gate = new float[k * q];
        int n = c + d;
        for (int i = 0; i < k; i++) {
            // conditions first: the factor's last block is then that of the Schur complement
            double[] sigma = permuted(joint.covariance(i), d, c);
            double[] l = new double[n * n];
            if (!SmallMatrix.cholesky(sigma, l, n)) {
                throw new IllegalStateException("component " + i + " has a covariance that is not positive definite");
            }
            double[] inverse = new double[n * n];
            SmallMatrix.invertLower(l, 0, inverse, n);
            double[] mean = new double[n];
            System.arraycopy(means, i * n + d, mean, 0, c);
            System.arraycopy(means, i * n, mean, c, d);
            double logDet = 0;
            for (int j = 0; j < c; j++) {
                logDet += Math.log(l[j * n + j]);
            }
            for (int r = 0; r < d; r++) {
                double b = mean[c + r];
                for (int j = 0; j < c; j++) {
                    // A = Lyx Lxx^{-1}
                    double slope = 0;
                    for (int t = j; t < c; t++) {
                        slope += l[(c + r) * n + t] * inverse[t * n + j];
                    }
                    maps[slopes + (i * d + r) * c + j] = (float) slope;
                    b -= slope * mean[j];
                }
                maps[i * d + r] = (float) b;
                maps[(k + i) * d + r] = (float) Math.log(l[(c + r) * n + c + r]);
                for (int t = 0; t < r && full; t++) {
                    maps[lower + i * (d * (d - 1) / 2) + r * (r - 1) / 2 + t] =
                            (float) (l[(c + r) * n + c + t] / l[(c + t) * n + c + t]);
                }
            }
            double log = Math.log(Math.max(LEAST_WEIGHT, weights[i])) - logDet;
            int at = c;
            for (int r = 0; r < c; r++) {
                double linear = 0;
                for (int j = 0; j < c; j++) {
                    double precision = 0;
                    for (int t = Math.max(r, j); t < c; t++) {
                        precision += inverse[t * n + r] * inverse[t * n + j];
                    }
                    linear += precision * mean[j];
                    if (j <= r) {
                        gate[i * q + at++] = (float) (j == r ? -0.5 * precision : -precision);
                    }
                }
                gate[i * q + r] = (float) linear;
                log -= 0.5 * linear * mean[r];
            }
            logits[i] = (float) log;
        }
        float greatest = logits[0];
        for (float v : logits) {
            greatest = Math.max(greatest, v);
        }
        for (int i = 0; i < k; i++) {
            logits[i] -= greatest;
        }
        return new ConditionalStart(ConditionalMaps.of(a, maps), logits, gate);
    }

    private static double[] permuted(double[] sigma, int d, int c) {
        int n = d + c;
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                out[(i + c) % n * n + (j + c) % n] = sigma[i * n + j];
            }
        }
        return out;
    }

    /** The conditional Gaussian mixture itself. */
    ClassifierWeightedMixture mixture() {
        return ClassifierWeightedMixture.of(
                maps, classifier(ClassifierSpec.mlp(Activation.SILU, 1), RandomStream.of(0)));
    }

    /**
     * With networks to train. Over the standard normal base it is the same density; another base is one that training may turn
     * into any of its family.
     */
    ClassifierWeightedMixture mixture(
            Base base, MapSpec.Conditional spec, ClassifierSpec classifier, RandomStream random) {
        return ClassifierWeightedMixture.of(
                base,
                maps.withNetwork(spec.hidden(), spec.activation(), spec.firstLayerScale(), random.split(1)),
                classifier(classifier, random.split(0)));
    }

    private Mlp classifier(ClassifierSpec spec, RandomStream random) {
        int c = maps.conditions();
        return Mlp.constant(
                        new Mlp.Architecture(
                                maps.dimension() + c, spec.hidden(), spec.activation(), maps.components(), c),
                        logits,
                        spec.firstLayerScale(),
                        random)
                .withGate(gate);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConditionalStart other
                && maps.equals(other.maps)
                && Arrays.equals(logits, other.logits)
                && Arrays.equals(gate, other.gate);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(logits);
    }

    @Override
    public String toString() {
        return "ConditionalStart[" + maps.architecture() + "]";
    }
}
