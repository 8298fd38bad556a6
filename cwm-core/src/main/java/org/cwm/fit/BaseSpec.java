package org.cwm.fit;

import org.cwm.base.Base;
import org.cwm.base.ScaleMixture;
import org.cwm.base.StandardNormal;

/**
 * Base distribution of a model to be fitted: normal, or a radial mixture of Gaussian scales for heavy tails.
 *
 * @param scales number of scales J; 1 for the standard normal
 * @param least smallest scale at the start, above 0; EM starts with all scales times a factor that gives z unit
 *     covariance
 * @param greatest greatest scale at the start
 * @param learned whether weights and scales are learned; if not, they stay as at the start
 */
public record BaseSpec(int scales, double least, double greatest, boolean learned) {

    /** Checks the ranges. */
    public BaseSpec {
        if (scales < 1 || !(least > 0 && greatest >= least && Double.isFinite(greatest))) {
            throw new IllegalArgumentException("scales " + scales + " from " + least + " to " + greatest
                    + ": must be at least 1, above 0 and in this order");
        }
    }

    /**
     * The standard normal.
     *
     * @return light tails
     */
    public static BaseSpec normal() {
        return new BaseSpec(1, 1, 1, true);
    }

    /**
     * Six scales, each twice the one before.
     *
     * @return heavy tails
     */
    public static BaseSpec scaleMixture() {
        return new BaseSpec(6, 0.25, 8, true);
    }

    /**
     * The same scales with weights as they are at the start, or learned.
     *
     * @param value whether weights and scales are learned
     * @return the base
     */
    public BaseSpec withLearned(boolean value) {
        return new BaseSpec(scales, least, greatest, value);
    }

    /**
     * Other scales with the same range.
     *
     * @param value J
     * @return the base
     */
    public BaseSpec withScales(int value) {
        return new BaseSpec(value, least, greatest, learned);
    }

    /**
     * Other scales from and to.
     *
     * @param from smallest scale at the start, above 0
     * @param to greatest scale at the start
     * @return the base
     */
    public BaseSpec withRange(double from, double to) {
        return new BaseSpec(scales, from, to, learned);
    }

    /**
     * The base that EM starts with, see {@link ScaleMixture#geometric}.
     *
     * @return the standard normal if there is one scale
     */
    public Base base() {
        return scales == 1 ? new StandardNormal() : ScaleMixture.geometric(scales, least, greatest);
    }

    @Override
    public String toString() {
        return scales == 1
                ? "normal"
                : scales + " scales from " + least + " to " + greatest + (learned ? "" : ", fixed");
    }
}
