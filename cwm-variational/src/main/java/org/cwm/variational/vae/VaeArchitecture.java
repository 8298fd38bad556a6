package org.cwm.variational.vae;

import java.util.Arrays;
import java.util.Objects;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.parameter.ParameterLayout;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;

/**
 * Sizes of a variational auto-encoder of images x with latent points z.
 *
 * <p>The encoder's network takes x to locations m_k(x), log scales log s_k(x), kept within [-{@value #LOG_SCALE_LIMIT},
 * {@value #LOG_SCALE_LIMIT}], and features h(x). The approximate posterior is a conditional classifier weighted mixture,
 * q(z given x) = sum_k w_k(u_k, h(x)) N(u_k; 0, I) / prod_d s_kd(x) with u_k = (z - m_k(x)) / s_k(x); with K = 1 it is a
 * Gaussian. The decoder's network takes z to the logits of independent Bernoulli pixels; the prior of z is N(0, I).
 *
 * @param pixels of an image, at least 1
 * @param latent D, dimension of z, at least 1
 * @param components K, at least 1
 * @param features what the classifier sees of an image, at least 0
 * @param encoder units of the encoder's hidden layers
 * @param classifier units of the classifier's hidden layers; not used with K = 1
 * @param decoder units of the decoder's hidden layers
 */
public record VaeArchitecture(
        int pixels, int latent, int components, int features, int[] encoder, int[] classifier, int[] decoder) {

    /** Greatest size of a log scale. */
    public static final int LOG_SCALE_LIMIT = 12;

    /** Of the hidden layers of encoder and decoder. */
    static final Activation ACTIVATION = Activation.SILU;

    /** Checks the sizes. */
    public VaeArchitecture {
        encoder = encoder.clone();
        classifier = classifier.clone();
        decoder = decoder.clone();
        if (pixels < 1 || latent < 1 || components < 1 || features < 0) {
            throw new IllegalArgumentException("pixels " + pixels + ", latent " + latent + ", components " + components
                    + ", must be at least 1; features " + features + ", must be at least 0");
        }
        for (int[] hidden : new int[][] {encoder, classifier, decoder}) {
            if (Arrays.stream(hidden).anyMatch(h -> h < 1)) {
                throw new IllegalArgumentException("hidden units " + Arrays.toString(hidden) + ", must be at least 1");
            }
        }
    }

    /**
     * A Gaussian encoder with one hidden layer on either side.
     *
     * @param pixels of an image
     * @param latent dimension of z
     * @param hidden units of the encoder's and of the decoder's hidden layer
     * @return sizes
     */
    public static VaeArchitecture gaussian(int pixels, int latent, int hidden) {
        return new VaeArchitecture(pixels, latent, 1, 0, new int[] {hidden}, new int[0], new int[] {hidden});
    }

    /**
     * A mixture encoder with one hidden layer on either side, 16 features and 32 units in the classifier.
     *
     * @param pixels of an image
     * @param latent dimension of z
     * @param components K
     * @param hidden units of the encoder's and of the decoder's hidden layer
     * @return sizes
     */
    public static VaeArchitecture mixture(int pixels, int latent, int components, int hidden) {
        return new VaeArchitecture(
                pixels, latent, components, 16, new int[] {hidden}, new int[] {32}, new int[] {hidden});
    }

    @Override
    public int[] encoder() {
        return encoder.clone();
    }

    @Override
    public int[] classifier() {
        return classifier.clone();
    }

    @Override
    public int[] decoder() {
        return decoder.clone();
    }

    /** Inputs, hidden units, outputs: K x D locations, K x D log scales, features. */
    int[] encoderWidths() {
        return widths(pixels, encoder, 2 * components * latent + features);
    }

    int[] decoderWidths() {
        return widths(latent, decoder, pixels);
    }

    private static int[] widths(int in, int[] hidden, int out) {
        int[] w = new int[hidden.length + 2];
        w[0] = in;
        System.arraycopy(hidden, 0, w, 1, hidden.length);
        w[hidden.length + 1] = out;
        return w;
    }

    /** The classifier of (u, h): equal weights, hidden layers drawn at random. */
    Classifier newClassifier(RandomStream random) {
        if (components == 1) {
            return Constant.of(new float[1]);
        }
        Mlp.Architecture a = new Mlp.Architecture(latent + features, classifier, Activation.TANH, components);
        return Mlp.constant(a, new float[components], 1, random);
    }

    /**
     * The tensors: {@code encoder.l.weight} (out, in) and {@code encoder.l.bias}, the classifier's, {@code decoder.l.weight}
     * and {@code decoder.l.bias}.
     *
     * @return the layout
     */
    public ParameterLayout layout() {
        return network("encoder", encoderWidths())
                .followedBy(newClassifier(RandomStream.of(0)).layout())
                .followedBy(network("decoder", decoderWidths()));
    }

    private static ParameterLayout network(String name, int[] widths) {
        ParameterLayout l = ParameterLayout.empty();
        for (int i = 0; i + 1 < widths.length; i++) {
            l = l.with(name + "." + i + ".weight", widths[i + 1], widths[i])
                    .with(name + "." + i + ".bias", widths[i + 1]);
        }
        return l;
    }

    /** Where the decoder's parameters begin, behind the encoder's and the classifier's. */
    int decoderAt() {
        return layout().slice("decoder.0.weight").offset();
    }

    /** Where the classifier's parameters begin, behind the encoder's. */
    int classifierAt() {
        return network("encoder", encoderWidths()).size();
    }

    /**
     * Parameters to start from: hidden layers uniform with variance 2 / inputs, outputs with variance 1 / inputs but log
     * scales, which are 0; equal weights; the decoder's biases are the logits of a mean image.
     *
     * @param mean of each pixel, in [0, 1], not modified
     * @param random advanced
     * @return parameters in the order of {@link #layout}
     */
    public float[] initial(double[] mean, RandomStream random) {
        Objects.checkFromIndexSize(0, pixels, mean.length);
        ParameterLayout layout = layout();
        float[] v = new float[layout.size()];
        for (String name : new String[] {"encoder", "decoder"}) {
            int[] widths = name.equals("encoder") ? encoderWidths() : decoderWidths();
            for (int l = 0; l + 1 < widths.length; l++) {
                Slice s = layout.slice(name + "." + l + ".weight");
                double limit = Math.sqrt((l + 2 < widths.length ? 6.0 : 3.0) / widths[l]);
                for (int i = s.offset(); i < s.end(); i++) {
                    v[i] = (float) (limit * (2 * random.nextDouble() - 1));
                }
            }
        }
        int last = encoder.length;
        int scales = layout.slice("encoder." + last + ".weight").offset() + components * latent * encoderWidths()[last];
        Arrays.fill(v, scales, scales + components * latent * encoderWidths()[last], 0);
        float[] weights = newClassifier(random).parameters();
        System.arraycopy(weights, 0, v, classifierAt(), weights.length);
        int bias = layout.slice("decoder." + decoder.length + ".bias").offset();
        for (int i = 0; i < pixels; i++) {
            double p = Math.max(0.01, Math.min(0.99, mean[i]));
            v[bias + i] = (float) Math.log(p / (1 - p));
        }
        return v;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof VaeArchitecture other
                && pixels == other.pixels
                && latent == other.latent
                && components == other.components
                && features == other.features
                && Arrays.equals(encoder, other.encoder)
                && Arrays.equals(classifier, other.classifier)
                && Arrays.equals(decoder, other.decoder);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                pixels,
                latent,
                components,
                features,
                Arrays.hashCode(encoder),
                Arrays.hashCode(classifier),
                Arrays.hashCode(decoder));
    }

    @Override
    public String toString() {
        return pixels + " -> " + Arrays.toString(encoder) + " -> " + components + " x " + latent + ", " + features
                + " features, classifier " + Arrays.toString(classifier) + " -> " + Arrays.toString(decoder) + " -> "
                + pixels;
    }
}
