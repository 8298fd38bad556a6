package org.cwm.variational.vae;

import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;

/** Independent Bernoulli pixels given by their logits a: log p(x) = sum x a - log(1 + e^a), for one row at a time. */
final class Bernoulli {

    /** Factors between 1/2 and 1 whose product is no denormal number. */
    private static final int PIECE = 512;

    private final Kernels kernels;
    private final int pixels;
    private final float[] tanh;
    private final float[] half;

    Bernoulli(Kernels kernels, int pixels) {
        this.kernels = kernels;
        this.pixels = pixels;
        half = new float[pixels];
        tanh = new float[pixels];
    }

    /** tanh(a / 2) = 2 sigma(a) - 1. */
    private void evaluate(float[] logits, int offset) {
        for (int i = 0; i < pixels; i++) {
            half[i] = 0.5f * logits[offset + i];
        }
        kernels.activate(Activation.TANH, half, tanh, 0, pixels);
    }

    /** log p(x): log(1 + e^a) = max(a, 0) - log sigma(|a|), with one logarithm for the product of many sigma. */
    double logLikelihood(float[] x, int xOffset, float[] logits, int offset) {
        evaluate(logits, offset);
        double sum = 0;
        for (int from = 0; from < pixels; from += PIECE) {
            int to = Math.min(pixels, from + PIECE);
            sum += linear(x, xOffset, logits, offset, from, to) + Math.log(product(from, to));
        }
        return sum;
    }

    private static double linear(float[] x, int xOffset, float[] a, int offset, int from, int to) {
        double even = 0;
        double odd = 0;
        int i = from;
        for (; i + 1 < to; i += 2) {
            even += (double) x[xOffset + i] * a[offset + i] - Math.max(0, a[offset + i]);
            odd += (double) x[xOffset + i + 1] * a[offset + i + 1] - Math.max(0, a[offset + i + 1]);
        }
        return i < to ? even + odd + (double) x[xOffset + i] * a[offset + i] - Math.max(0, a[offset + i]) : even + odd;
    }

    private double product(int from, int to) {
        double even = 1;
        double odd = 1;
        int i = from;
        for (; i + 1 < to; i += 2) {
            even *= 0.5 + 0.5 * Math.abs(tanh[i]);
            odd *= 0.5 + 0.5 * Math.abs(tanh[i + 1]);
        }
        return i < to ? even * odd * (0.5 + 0.5 * Math.abs(tanh[i])) : even * odd;
    }

    /** Scale times d log p / da, for the row of the last {@link #logLikelihood}. */
    void gradient(float[] x, int xOffset, float scale, float[] out, int offset) {
        for (int i = 0; i < pixels; i++) {
            out[offset + i] = scale * (x[xOffset + i] - 0.5f - 0.5f * tanh[i]);
        }
    }

    /** The probabilities sigma(a). */
    void probabilities(float[] logits, int offset, float[] out, int outOffset) {
        evaluate(logits, offset);
        for (int i = 0; i < pixels; i++) {
            out[outOffset + i] = 0.5f + 0.5f * tanh[i];
        }
    }
}
