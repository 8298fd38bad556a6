package org.cwm.variational.zoo;

import org.cwm.variational.TargetDensity;

/**
 * A ring in the plane: log t(x) = -(|x - c| - radius)^2 / (2 width^2), zero at the top. Narrow rings have
 * log Z = log(2 pi radius width sqrt(2 pi)) up to a relative error of exp(-radius^2 / (2 width^2)).
 *
 * @param x first coordinate of the centre c
 * @param y second coordinate of the centre
 * @param radius above 0
 * @param width above 0
 */
public record Ring(double x, double y, double radius, double width) implements TargetDensity {

    /**
     * The ring of radius 8 and width 0.1 around (1, -2).
     *
     * @return the ring
     */
    public static Ring standard() {
        return new Ring(1, -2, 8, 0.1);
    }

    /**
     * log Z of a narrow ring.
     *
     * @return nats
     */
    public double logEvidence() {
        return Math.log(2 * Math.PI * radius * width * Math.sqrt(2 * Math.PI));
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public double logDensity(double[] at, double[] gradient) {
        double dx = at[0] - x;
        double dy = at[1] - y;
        double r = Math.hypot(dx, dy);
        double e = (r - radius) / width;
        // at the centre itself the gradient has no direction
        double slope = r > 0 ? -e / (width * r) : 0;
        gradient[0] = slope * dx;
        gradient[1] = slope * dy;
        return -0.5 * e * e;
    }
}
