package org.cwm.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.classifier.ClassifierProgram;
import org.cwm.classifier.Constant;
import org.cwm.classifier.WeightTile;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a mixture for three signatures: weights that are nearly deterministic, scales that have collapsed, and
 * components that are dead. Mass and entropy of the weights are means over draws of the base.
 */
public final class ModelWatch {

    /**
     * Weights are nearly deterministic if the mean entropy of w(Z) is below this, in nats: the entropy of (0.999, 0.001). In a
     * mixture whose weights are learned neighbours overlap and share.
     */
    public static final double LEAST_ENTROPY = 0.008;

    /** A component is dead if its mass is below this share of 1 / K. */
    public static final double DEAD_MASS = 0.001;

    /** A share of dead components that is told. */
    public static final double DEAD_SHARE = 0.05;

    /** A share of components at their floor that is told. */
    public static final double FLOOR_SHARE = 0.25;

    /** A log scale this near to its floor is at it: training stops there to the last bit of a float. */
    private static final double AT_FLOOR = 1e-4;

    private static final int LEAST_DRAWS = 4_096;
    private static final int MOST_DRAWS = 65_536;
    private static final int DRAWS_OF_A_COMPONENT = 1_000;

    private ModelWatch() {}

    /**
     * What the classifier does over the base.
     *
     * @param mass P(R = k) = E[w_k(Z)] of each component
     * @param entropy E[H(w(Z))], nats, between 0 and log K
     */
    public record Weights(double[] mass, double entropy) {}

    /**
     * Means over draws of the base.
     *
     * @param mixture any that is not conditional
     * @param random not advanced
     * @return mass and entropy of the weights
     */
    public static Weights weights(ClassifierWeightedMixture mixture, RandomStream random) {
        int k = mixture.components();
        int d = mixture.dimension();
        int draws = mixture.classifier() instanceof Constant
                ? 1
                : Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, DRAWS_OF_A_COMPONENT * k));
        ClassifierProgram program = mixture.classifier().program(Backend.get().kernels());
        program.load(mixture.classifier().parameters(), 0);
        WeightTile tile = program.newWeightTile();
        float[] input = tile.input();
        double[] z = new double[d];
        double[] mass = new double[k];
        double entropy = 0;
        RandomStream stream = random.split(0);
        for (int done = 0; done < draws; done += WeightTile.LANES) {
            int rows = Math.min(WeightTile.LANES, draws - done);
            for (int r = 0; r < rows && input.length > 0; r++) {
                mixture.base().sample(stream, z, 0, d);
                for (int i = 0; i < d; i++) {
                    input[i * WeightTile.LANES + r] = (float) z[i];
                }
            }
            tile.evaluate(rows);
            for (int r = 0; r < rows; r++) {
                double logTotal = Math.log(tile.total(r));
                for (int c = 0; c < k; c++) {
                    double logWeight = tile.shiftedLogit(r, c) - logTotal;
                    double w = Math.exp(logWeight);
                    mass[c] += w;
                    entropy -= w > 0 ? w * logWeight : 0;
                }
            }
        }
        for (int c = 0; c < k; c++) {
            mass[c] /= draws;
        }
        return new Weights(mass, entropy / draws);
    }

    /**
     * What is wrong with a mixture.
     *
     * @param mixture any
     * @param floors least scale of a component by column, model coordinates; none if empty
     * @param random of the draws, not advanced
     * @return at most one finding a signature
     */
    public static List<Finding> findings(ClassifierWeightedMixture mixture, double[] floors, RandomStream random) {
        List<Finding> out = new ArrayList<>();
        int k = mixture.components();
        if (mixture.conditions() > 0) {
            // what the weights do depends on the conditions
            collapsed(mixture, floors, out);
            return out;
        }
        Weights weights = weights(mixture, random);
        if (k > 1 && !(mixture.classifier() instanceof Constant) && weights.entropy() < LEAST_ENTROPY) {
            out.add(new Finding(
                    FailureSignature.NEAR_DETERMINISTIC_WEIGHTS,
                    weights.entropy(),
                    LEAST_ENTROPY,
                    String.format(
                            Locale.ROOT,
                            "the classifier's weights are nearly deterministic: their mean entropy is %.2g nats of at most"
                                    + " %.2f, so draws pile up in patches with hard edges. A lower learning rate or more"
                                    + " weight decay helps",
                            weights.entropy(),
                            Math.log(k))));
        }
        collapsed(mixture, floors, out);
        double limit = DEAD_MASS / k;
        int dead = 0;
        for (double m : weights.mass()) {
            dead += m < limit ? 1 : 0;
        }
        if (dead > 0 && dead >= DEAD_SHARE * k) {
            out.add(new Finding(
                    FailureSignature.DEAD_COMPONENTS,
                    dead,
                    DEAD_SHARE * k,
                    String.format(
                            Locale.ROOT,
                            "%d of %d components are dead: each has less than %.1g of the mass. Fewer components would do"
                                    + " as well",
                            dead,
                            k,
                            limit)));
        }
        return out;
    }

    private static void collapsed(ClassifierWeightedMixture mixture, double[] floors, List<Finding> out) {
        int k = mixture.components();
        int d = mixture.dimension();
        Slice scales = scales(mixture);
        if (scales == null) {
            return;
        }
        float[] parameters = mixture.maps().parameters();
        int lost = 0;
        int narrow = 0;
        for (int c = 0; c < k; c++) {
            boolean atFloor = false;
            boolean notPositive = false;
            for (int j = 0; j < d; j++) {
                float logScale = parameters[scales.offset() + c * d + j];
                notPositive |= !((float) Math.exp(logScale) >= Float.MIN_NORMAL);
                atFloor |= floors.length > 0 && logScale < Math.log(floors[j]) + AT_FLOOR;
            }
            lost += notPositive ? 1 : 0;
            narrow += atFloor ? 1 : 0;
        }
        if (lost > 0) {
            out.add(new Finding(
                    FailureSignature.COLLAPSED_SCALES,
                    lost,
                    0,
                    lost + " of " + k
                            + " components have a scale that is zero to float precision: they are no densities"
                            + " any more. A floor for the scales or fewer components help"));
        } else if (narrow > 0 && narrow >= FLOOR_SHARE * k) {
            out.add(new Finding(
                    FailureSignature.COLLAPSED_SCALES,
                    narrow,
                    FLOOR_SHARE * k,
                    narrow + " of " + k
                            + " components have collapsed to the least width allowed: they stand on repeated"
                            + " or single values, and only that floor bounds the likelihood. Fewer components or more"
                            + " rows help"));
        }
    }

    /** K x D log scales of the affine maps, or null where there are none. */
    private static @Nullable Slice scales(ClassifierWeightedMixture mixture) {
        for (Slice s : mixture.maps().layout().slices()) {
            if (s.name().equals("maps.logScale") || s.name().equals("maps.logDiagonal")) {
                return s;
            }
        }
        return null;
    }
}
