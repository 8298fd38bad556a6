package org.cwm.variational;

import java.util.Arrays;
import java.util.List;
import org.cwm.base.Base;
import org.cwm.base.ScaleMixture;
import org.cwm.classifier.Constant;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.GaussianMixture;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/**
 * What points are drawn from to judge q: q itself, its components inflated, a wide Gaussian around all of q, and modes that
 * a search found outside of q. Draws are stratified by part, in fixed numbers; the density of all draws together is
 * the mixture of the parts in these proportions (the balance heuristic: Veach and Guibas, SIGGRAPH 1995).
 */
final class DefensiveProposal {

    /** Standard deviation of the wide Gaussian in units of q's. */
    private static final double WIDE = 1.5;
    /** Standard deviation of a found mode's Gaussian in units of its Laplace approximation's. */
    private static final double MODE_SPREAD = 1.3;

    private final List<Density> parts;
    private final int[] counts;

    private DefensiveProposal(List<Density> parts, int[] counts) {
        this.parts = parts;
        this.counts = counts;
    }

    /**
     * A proposal.
     *
     * @param q the approximation
     * @param share of q's draws by component, K numbers that sum to 1
     * @param centre mean of q
     * @param factor Cholesky factor of q's covariance
     * @param modes found outside of q
     * @param fromModel draws from q alone
     * @param defensive further draws: half from q, a quarter from its inflated components, a quarter from the wide
     *     Gaussian; if there are modes they take a quarter of all of it
     */
    static DefensiveProposal of(
            ClassifierWeightedMixture q,
            double[] share,
            double[] centre,
            double[] factor,
            List<ModeSearch.Mode> modes,
            int fromModel,
            int defensive) {
        Density inflated = inflated(q, share);
        double[] wide = factor.clone();
        for (int i = 0; i < wide.length; i++) {
            wide[i] *= WIDE;
        }
        Density global = GaussianMixture.of(CovarianceType.FULL, centre.length, new double[] {1}, centre, wide);
        int quarter = defensive / 4;
        if (modes.isEmpty()) {
            return new DefensiveProposal(
                    List.of(q, inflated, global), new int[] {fromModel + defensive - 2 * quarter, quarter, quarter});
        }
        return new DefensiveProposal(
                List.of(q, inflated, global, gaussians(modes, centre.length)),
                new int[] {fromModel + defensive - 3 * quarter, quarter, quarter, quarter});
    }

    /**
     * Components blown up to where the squared base radius is four standard deviations above its mean: by the root of
     * 1 + 4 sqrt(2 / D). Weights: half of them as q uses its components, half equal.
     */
    private static Density inflated(ClassifierWeightedMixture q, double[] share) {
        double factor = Math.sqrt(1 + 4 * Math.sqrt(2.0 / q.dimension()));
        Base base;
        if (q.base() instanceof ScaleMixture mixture) {
            float[] p = mixture.parameters();
            for (int j = mixture.scales(); j < p.length; j++) {
                p[j] += (float) Math.log(factor);
            }
            base = mixture.withParameters(p);
        } else {
            base = ScaleMixture.of(new double[] {1}, new double[] {factor});
        }
        float[] logits = new float[share.length];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = (float) Math.log(0.5 * share[k] + 0.5 / share.length);
        }
        return ClassifierWeightedMixture.of(base, q.maps(), Constant.of(logits));
    }

    /** Gaussians at the modes, weighted by their masses but none below a tenth of an equal share. */
    private static Density gaussians(List<ModeSearch.Mode> modes, int d) {
        int m = modes.size();
        double[] weights = new double[m];
        double[] means = new double[m * d];
        double[] covariances = new double[m * d * d];
        double total = 0;
        for (int j = 0; j < m; j++) {
            weights[j] = Math.exp(modes.get(j).logMass() - modes.get(0).logMass()) + 0.1;
            total += weights[j];
            System.arraycopy(modes.get(j).x(), 0, means, j * d, d);
            for (int i = 0; i < d * d; i++) {
                covariances[j * d * d + i] =
                        MODE_SPREAD * MODE_SPREAD * modes.get(j).covariance()[i];
            }
        }
        double sum = total;
        Arrays.setAll(weights, j -> weights[j] / sum);
        return GaussianMixture.ofCovariances(CovarianceType.FULL, d, weights, means, covariances);
    }

    /** Number of draws, n. */
    int draws() {
        return Arrays.stream(counts).sum();
    }

    /** Number of draws from q. */
    int modelDraws() {
        return counts[0];
    }

    /** Stratified draws, n x D, those of q first. */
    Points sample(RandomStream random, int threads) {
        int d = parts.get(0).dimension();
        double[] all = new double[draws() * d];
        int row = 0;
        for (int p = 0; p < counts.length; p++) {
            double[] v =
                    parts.get(p).sample(counts[p], random.split(p), threads).values();
            System.arraycopy(v, 0, all, row * d, v.length);
            row += counts[p];
        }
        return Points.of(draws(), d, all);
    }

    /** Log densities of each part at points: parts x n. */
    double[][] logParts(Points points, int threads) {
        double[][] out = new double[counts.length][points.rows()];
        for (int p = 0; p < counts.length; p++) {
            parts.get(p).logDensity(points, out[p], threads);
        }
        return out;
    }

    /** Log density of the mixture of the parts. */
    double[] logMixture(double[][] logParts) {
        int n = logParts[0].length;
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (double[] part : logParts) {
                max = Math.max(max, part[i]);
            }
            double sum = 0;
            for (int p = 0; p < counts.length; p++) {
                sum += counts[p] * Math.exp(logParts[p][i] - max);
            }
            out[i] = max + Math.log(sum / draws());
        }
        return out;
    }
}
