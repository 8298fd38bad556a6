package org.cwm.variational.vae;

import org.cwm.fit.Adam;
import org.cwm.fit.Schedule;
import org.cwm.random.RandomStream;

/** Ascent of the mean ELBO of images by Adam, with warm-up and cosine, over batches that are shuffled anew in each epoch. */
final class Training {

    private static final double WARM_UP = 0.05;

    private final VaeEngine engine;
    private final float[] images;
    private final int n;
    private final VaeOptions options;

    /** Of n images. */
    Training(VaeEngine engine, float[] images, int n, VaeOptions options) {
        this.engine = engine;
        this.images = images;
        this.n = n;
        this.options = options;
    }

    /** Sees every step. */
    @FunctionalInterface
    interface Watch {
        /**
         * After a step.
         *
         * @param step number of steps taken so far
         * @param elbo the step's estimate in nats an image
         * @param count images in its batch
         */
        void stepped(int step, double elbo, int count);
    }

    /** Steps an epoch. */
    int batches() {
        return (n + options.batch() - 1) / options.batch();
    }

    int steps() {
        return batches() * options.epochs();
    }

    /**
     * Runs.
     *
     * @param v parameters to start from, changed at every step
     * @param watch who sees the steps
     * @throws DivergedException naming the step, if the ELBO is no longer finite
     */
    void run(float[] v, Watch watch) {
        RandomStream random = RandomStream.of(options.seed());
        float[] gradient = new float[v.length];
        float[] first = new float[v.length];
        float[] second = new float[v.length];
        float[] decay = new float[v.length];
        Schedule schedule = new Schedule(options.rate(), WARM_UP);
        int step = 0;
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            int[] rows = random.split(1).split(epoch).permutation(n);
            for (int from = 0; from < n; from += options.batch()) {
                int to = Math.min(n, from + options.batch());
                engine.load(v);
                RandomStream stream = random.split(2).split(step);
                double elbo =
                        engine.gradient(images, rows, from, to, options.draws(), options.estimator(), stream, gradient);
                if (!Double.isFinite(elbo)) {
                    throw new DivergedException(
                            "ELBO " + elbo + " at step " + step + " of " + steps() + "; try a lower learning rate");
                }
                double rate = schedule.rate((double) step / steps());
                Adam.DEFAULT.step(v, gradient, first, second, ++step, rate, decay);
                watch.stepped(step, elbo, to - from);
            }
        }
    }
}
