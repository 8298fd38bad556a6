package org.cwm.fit;

/**
 * Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019), as ascent. The state is plain
 * arrays; {@link #step} is a pure function of state and gradient, up to writing its result into the arrays given.
 *
 * @param beta1 decay of the gradient's mean, in [0, 1)
 * @param beta2 decay of its square, in [0, 1)
 * @param epsilon added to the denominator, above 0
 */
public record Adam(double beta1, double beta2, double epsilon) {

    /** The values used for all fits. */
    public static final Adam DEFAULT = new Adam(0.9, 0.99, 1e-8);

    /**
     * One step upwards.
     *
     * @param parameters modified
     * @param gradient of the objective, not modified
     * @param mean first moments, modified
     * @param square second moments, modified
     * @param step number of this step, from 1
     * @param rate learning rate
     * @param decay per element: share of the parameter lost per unit of learning rate
     */
    public void step(
            float[] parameters, float[] gradient, float[] mean, float[] square, int step, double rate, float[] decay) {
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float size = (float) (rate / (1 - Math.pow(beta1, step)));
        float correction = (float) (1 / (1 - Math.pow(beta2, step)));
        float eps = (float) epsilon;
        float shrink = (float) rate;
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i];
            float m = b1 * mean[i] + (1 - b1) * g;
            float v = b2 * square[i] + (1 - b2) * g * g;
            // moments this small only cost time as denormal numbers
            mean[i] = Math.abs(m) < 1e-30f ? 0 : m;
            square[i] = v < 1e-30f ? 0 : v;
            parameters[i] += size * m / ((float) Math.sqrt(v * correction) + eps) - shrink * decay[i] * parameters[i];
        }
    }
}
