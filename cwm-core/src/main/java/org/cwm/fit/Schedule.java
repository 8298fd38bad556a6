package org.cwm.fit;

/**
 * Learning rate: linear warm-up, then half a cosine down to a hundredth.
 *
 * @param peak highest rate
 * @param warmUp share of the training spent warming up, in [0, 1)
 */
public record Schedule(double peak, double warmUp) {

    /**
     * The rate after a share of the training.
     *
     * @param progress from 0 to 1
     * @return learning rate
     */
    public double rate(double progress) {
        if (progress < warmUp) {
            return peak * Math.max(0.02, progress / warmUp);
        }
        double t = Math.min(1, (progress - warmUp) / (1 - warmUp));
        return peak * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * t)));
    }
}
