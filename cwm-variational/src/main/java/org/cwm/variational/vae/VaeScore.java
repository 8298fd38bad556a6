package org.cwm.variational.vae;

/**
 * How well an auto-encoder explains images, in nats an image; standard errors are over images.
 *
 * @param elbo mean evidence lower bound
 * @param elboError its standard error
 * @param bound mean importance-weighted bound on log p(x), at least the ELBO in expectation
 * @param boundError its standard error
 * @param gap mean of bound minus ELBO, image by image
 * @param gapError its standard error
 * @param samples draws an image
 */
public record VaeScore(
        double elbo, double elboError, double bound, double boundError, double gap, double gapError, int samples) {

    static VaeScore of(double[] elbos, double[] bounds, int samples) {
        double[] gaps = new double[elbos.length];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = bounds[i] - elbos[i];
        }
        return new VaeScore(mean(elbos), error(elbos), mean(bounds), error(bounds), mean(gaps), error(gaps), samples);
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
