package org.cwm.map;

import org.cwm.kernel.Kernels;

/** Exponentials of whole arrays on the kernels: a scaled softmax without its sum. */
final class Exponentials {

    private static final float[] LOG_SUM = {0};
    private static final float[] SCALE = {1};

    private Exponentials() {}

    /** x = exp(x) for the first n elements. */
    static void replace(Kernels kernels, float[] x, int n) {
        if (n > 0) {
            kernels.scaledSoftmax(x, 0, 0, 1, n, LOG_SUM, SCALE, 0);
        }
    }
}
