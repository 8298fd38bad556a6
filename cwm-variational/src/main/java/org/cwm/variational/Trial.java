package org.cwm.variational;

import java.util.Arrays;
import org.cwm.variational.TargetException.Cause;

/**
 * Values at trial points of climbs and of line searches. These lie where no draw of q or of a proposal would, a hundred
 * standard deviations away and more, and log densities written in good faith overflow there: value or gradient is no number.
 * Such a trial fails as one outside of the support does. Where the target has mass the same is an error, for draws of q
 * and the checks before a fit go there.
 */
final class Trial {

    private Trial() {}

    /** Like {@link TargetDensity#logDensity(double[], double[])}, but minus infinity where the target is no number. */
    static double logDensity(TargetDensity target, double[] x, double[] gradient) {
        try {
            return target.logDensity(x, gradient);
        } catch (TargetException e) {
            if (e.reason() != Cause.VALUE_NOT_A_NUMBER && e.reason() != Cause.GRADIENT_NOT_FINITE) {
                throw e;
            }
            Arrays.fill(gradient, 0);
            return Double.NEGATIVE_INFINITY;
        }
    }
}
