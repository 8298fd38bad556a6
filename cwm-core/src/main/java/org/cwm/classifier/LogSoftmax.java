package org.cwm.classifier;

/** log softmax in double precision. */
final class LogSoftmax {

    private LogSoftmax() {}

    /** Replaces the first n logits by their log softmax. */
    static void apply(double[] x, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[i]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x[i] - max);
        }
        double lse = max + Math.log(sum);
        for (int i = 0; i < n; i++) {
            x[i] -= lse;
        }
    }
}
