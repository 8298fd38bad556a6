package org.cwm.variational.vae;

import org.cwm.classifier.ClassifierTile;
import org.cwm.kernel.DenseNetwork;
import org.cwm.variational.PathChoice;

/**
 * log q(z given x) = log sum_j w_j(u_j, h) N(u_j; 0, I) / prod_d s_jd, u_j = (z - m_j) / s_j, with locations, log scales and
 * features from an encoder's outputs, and its way back to z, to the outputs and to the classifier. For one thread.
 */
final class SelfTerm {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** Responsibilities below this are taken as zero: denormals would slow the way back. */
    private static final double LEAST_RESPONSIBILITY = 1e-10;

    private static final int BLOCK = 128;

    private final VaeProgram program;
    private final DenseNetwork.Block encoder;
    private final int latent;
    private final int components;
    private final int features;
    private final int stride;
    private final int capacity;
    private final ClassifierTile classifier;
    /** Of image i, component k, coordinate d at (i K + k) D + d. */
    private final double[] logScale;

    private final double[] scale;
    private final double[] u;
    private final double[] logJoint;
    private final double[] responsibility;
    private final int[] component;
    private final float[] weight;
    private final float[] inputGradient;

    SelfTerm(VaeProgram program, DenseNetwork.Block encoder) {
        this.program = program;
        this.encoder = encoder;
        latent = program.architecture.latent();
        components = program.architecture.components();
        features = program.architecture.features();
        stride = program.encoder.outputStride();
        capacity = Math.max(1, BLOCK / components);
        int rows = capacity * components;
        classifier = program.classifier.newTile(rows);
        logScale = new double[VaeTile.ROWS * components * latent];
        scale = new double[logScale.length];
        u = new double[rows * latent];
        logJoint = new double[rows];
        responsibility = new double[rows];
        component = new int[rows];
        weight = new float[rows];
        inputGradient = new float[rows * Math.max(1, classifier.inputStride())];
        for (int r = 0; r < rows; r++) {
            component[r] = r % components;
        }
    }

    /** Points handled at a time. */
    int capacity() {
        return capacity;
    }

    static double logNormal(double squaredNorm, int dimension) {
        return -0.5 * squaredNorm - dimension * HALF_LOG_TWO_PI;
    }

    private int logScaleAt(int image, int k, int d) {
        return image * stride + (components + k) * latent + d;
    }

    double location(int image, int k, int d) {
        return encoder.output()[image * stride + k * latent + d];
    }

    double scale(int image, int k, int d) {
        return scale[(image * components + k) * latent + d];
    }

    /** Reads the scales of images that have gone through the encoder. */
    void prepare(int images) {
        int limit = VaeArchitecture.LOG_SCALE_LIMIT;
        int of = components * latent;
        for (int i = 0; i < images * of; i++) {
            double v = encoder.output()[i / of * stride + of + i % of];
            logScale[i] = Math.max(-limit, Math.min(limit, v));
            scale[i] = Math.exp(logScale[i]);
        }
    }

    private boolean limited(int image, int k, int d) {
        return Math.abs(encoder.output()[logScaleAt(image, k, d)]) >= VaeArchitecture.LOG_SCALE_LIMIT;
    }

    /** Copies an image's features. */
    void features(int image, float[] out, int offset) {
        System.arraycopy(encoder.output(), image * stride + 2 * components * latent, out, offset, features);
    }

    /** Adds to the derivative by an image's features. */
    void addFeatures(int image, float[] gradient, int offset) {
        int to = image * stride + 2 * components * latent;
        for (int i = 0; i < features; i++) {
            encoder.outputGradient()[to + i] += gradient[offset + i];
        }
    }

    /** log q at the ends of paths [from, to), at most {@link #capacity} of them. */
    void logDensity(double[] z, PathChoice choice, int draws, int from, int to, double[] out) {
        for (int p = from; p < to; p++) {
            int image = choice.draw(p) / draws;
            for (int k = 0; k < components; k++) {
                load(z, p, image, k, (p - from) * components + k);
            }
        }
        int rows = (to - from) * components;
        classifier.forward(0, rows);
        for (int r = 0; r < rows; r++) {
            logJoint[r] += classifier.logWeight(r, component[r]);
        }
        for (int p = from; p < to; p++) {
            out[p] = logSum((p - from) * components);
        }
    }

    private void load(double[] z, int p, int image, int k, int row) {
        int s = classifier.inputStride();
        float[] input = classifier.input();
        double squaredNorm = 0;
        double logDet = 0;
        for (int d = 0; d < latent; d++) {
            double v = (z[p * latent + d] - location(image, k, d)) / scale(image, k, d);
            u[row * latent + d] = v;
            squaredNorm += v * v;
            logDet -= logScale[(image * components + k) * latent + d];
            if (s > 0) {
                input[row * s + d] = (float) v;
            }
        }
        if (s > 0) {
            features(image, input, row * s + latent);
        }
        logJoint[row] = logNormal(squaredNorm, latent) + logDet;
    }

    private double logSum(int first) {
        double max = Double.NEGATIVE_INFINITY;
        for (int r = first; r < first + components; r++) {
            max = Math.max(max, logJoint[r]);
        }
        double sum = 0;
        for (int r = first; r < first + components; r++) {
            responsibility[r] = Math.exp(logJoint[r] - max);
            sum += responsibility[r];
        }
        for (int r = first; r < first + components; r++) {
            responsibility[r] /= sum;
        }
        return max + Math.log(sum);
    }

    /**
     * The way back of minus coefficient times log q, of the paths of the last {@link #logDensity}, to z, and unless in path
     * form to the encoder's outputs and the classifier.
     */
    void backward(PathChoice choice, int draws, int from, int to, boolean path, double[] back, float[] raw) {
        int rows = (to - from) * components;
        for (int r = 0; r < rows; r++) {
            double share = responsibility[r];
            double c = choice.coefficient(from + r / components);
            weight[r] = (float) (share < LEAST_RESPONSIBILITY ? 0 : -c * share);
        }
        if (path) {
            classifier.backwardToInput(rows, component, weight, inputGradient);
        } else {
            classifier.backward(rows, component, weight, raw, program.rawClassifier(), inputGradient);
        }
        for (int p = from; p < to; p++) {
            for (int d = p * latent; d < (p + 1) * latent; d++) {
                back[d] = 0;
            }
            for (int k = 0; k < components; k++) {
                row(p, choice.draw(p) / draws, k, (p - from) * components + k, path, back);
            }
        }
    }

    private void row(int p, int image, int k, int row, boolean path, double[] back) {
        int s = classifier.inputStride();
        float[] out = encoder.outputGradient();
        for (int d = 0; d < latent; d++) {
            double v = u[row * latent + d];
            double g = (s > 0 ? inputGradient[row * s + d] : 0) - weight[row] * v;
            double byPoint = g / scale(image, k, d);
            back[p * latent + d] += byPoint;
            if (!path) {
                out[image * stride + k * latent + d] -= (float) byPoint;
                if (!limited(image, k, d)) {
                    out[logScaleAt(image, k, d)] -= (float) (g * v + weight[row]);
                }
            }
        }
        if (!path && s > 0) {
            addFeatures(image, inputGradient, row * s + latent);
        }
    }

    /** Adds the derivative of &lt;g, z&gt; along path p, z = m + s e, to that by the encoder's outputs. */
    void addPath(int p, PathChoice choice, int draws, double[] base, double[] gradient) {
        int row = choice.draw(p);
        int image = row / draws;
        int k = choice.component(p);
        float[] out = encoder.outputGradient();
        for (int d = 0; d < latent; d++) {
            double g = gradient[p * latent + d];
            out[image * stride + k * latent + d] += (float) g;
            if (!limited(image, k, d)) {
                out[logScaleAt(image, k, d)] += (float) (g * scale(image, k, d) * base[row * latent + d]);
            }
        }
    }
}
