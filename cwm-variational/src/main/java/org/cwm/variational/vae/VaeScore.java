package org.cwm.variational.vae;

/** How well an auto-encoder explains images, image by image and on average, in nats. Standard errors are over images. */
public final class VaeScore {

    private final double[] elbos;
    private final double[] bounds;
    private final int samples;

    VaeScore(double[] elbos, double[] bounds, int samples) {
        this.elbos = elbos;
        this.bounds = bounds;
        this.samples = samples;
    }

    /**
     * Estimates of each image's evidence lower bound.
     *
     * @return a copy
     */
    public double[] elbos() {
        return elbos.clone();
    }

    /**
     * Each image's importance-weighted bound on log p(x).
     *
     * @return a copy
     */
    public double[] bounds() {
        return bounds.clone();
    }

    /**
     * Draws of q for each image.
     *
     * @return S
     */
    public int samples() {
        return samples;
    }

    /**
     * Mean evidence lower bound.
     *
     * @return nats an image
     */
    public double elbo() {
        return mean(elbos);
    }

    /**
     * Standard error of {@link #elbo}.
     *
     * @return nats
     */
    public double elboError() {
        return error(elbos);
    }

    /**
     * Mean importance-weighted bound, at least the ELBO.
     *
     * @return nats an image
     */
    public double bound() {
        return mean(bounds);
    }

    /**
     * Standard error of {@link #bound}.
     *
     * @return nats
     */
    public double boundError() {
        return error(bounds);
    }

    /**
     * Mean of bound less ELBO: nearly the divergence of q from the true posterior, KL(q || p), for many draws.
     *
     * @return nats an image
     */
    public double gap() {
        return mean(gaps());
    }

    /**
     * Standard error of {@link #gap}, image by image.
     *
     * @return nats
     */
    public double gapError() {
        return error(gaps());
    }

    private double[] gaps() {
        double[] gaps = new double[elbos.length];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = bounds[i] - elbos[i];
        }
        return gaps;
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v;
        }
        return sum / x.length;
    }

    private static double error(double[] x) {
        double mean = mean(x);
        double sum = 0;
        for (double v : x) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / (x.length - 1) / x.length);
    }
}
