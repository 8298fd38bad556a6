package org.cwm.variational.vae;

import java.util.Arrays;
import org.cwm.classifier.ClassifierTile;
import org.cwm.kernel.DenseNetwork;
import org.cwm.random.RandomStream;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;
import org.cwm.variational.PathChoice;
import org.cwm.variational.SoftChoice;

/**
 * A few images with a few base points each, a <em>row</em> being a pair (image, base point): through the encoder, the
 * classifier, along the chosen paths z = m_k + s_k e, through the self-term and the decoder, and back. For one thread.
 */
final class VaeTile {

    /** Greatest number of rows. */
    static final int ROWS = 32;
    /** Rows that a network or the classifier handles at a time. */
    private static final int BLOCK = 64;

    private final VaeProgram program;
    private final int pixels;
    private final int latent;
    private final int components;
    private final int stride;
    private final DenseNetwork.Block encoder;
    private final DenseNetwork.Block decoder;
    private final ClassifierTile classifier;
    private final float[] inputGradient;
    private final SelfTerm self;
    private final Bernoulli bernoulli;
    private final PathChoice choice;
    /** Every component, for softened ones. */
    private final PathChoice every;

    private final SoftChoice soft;
    private final double[] base;
    private final double[] logWeights;
    private final float[] logWeightGradient;
    private final float[] x;
    /** Of each path. */
    final double[] z;

    private final double[] logModel;
    private final double[] logTarget;
    private final double[] back;
    private final double[] ends;
    private final double[] byEnds;
    private final double[] byLogWeights;
    private final double[] perRow = new double[ROWS];
    private int draws;
    private long evaluations;

    VaeTile(VaeProgram program) {
        this.program = program;
        VaeArchitecture a = program.architecture;
        pixels = a.pixels();
        latent = a.latent();
        components = a.components();
        stride = program.encoder.outputStride();
        encoder = program.encoder.new Block(ROWS);
        decoder = program.decoder.new Block(BLOCK);
        classifier = program.classifier.newTile(ROWS);
        inputGradient = new float[ROWS * Math.max(1, classifier.inputStride())];
        self = new SelfTerm(program, encoder);
        bernoulli = new Bernoulli(program.kernels, pixels);
        choice = new PathChoice(components);
        every = new PathChoice(components);
        soft = new SoftChoice(components, latent);
        base = new double[ROWS * latent];
        logWeights = new double[ROWS * components];
        logWeightGradient = new float[ROWS * components];
        x = new float[ROWS * pixels];
        int paths = ROWS * components;
        z = new double[paths * latent];
        logModel = new double[paths];
        logTarget = new double[paths];
        back = new double[paths * latent];
        ends = new double[paths * latent];
        byEnds = new double[paths * latent];
        byLogWeights = new double[paths];
    }

    /** Takes images rows[from], ..., through the encoder. */
    void encode(float[] images, int[] rows, int from, int count) {
        int s = program.encoder.inputStride();
        for (int i = 0; i < count; i++) {
            System.arraycopy(images, rows[from + i] * pixels, x, i * pixels, pixels);
            System.arraycopy(images, rows[from + i] * pixels, encoder.input(), i * s, pixels);
        }
        encoder.forward(program.encoderWeights, count);
        self.prepare(count);
    }

    /** Draws base points, image by image from its own stream, and evaluates w(e, h). */
    private void draw(int count, int number, RandomStream[] streams) {
        draws = number;
        for (int i = 0; i < count; i++) {
            for (int j = i * number * latent; j < (i + 1) * number * latent; j++) {
                base[j] = streams[i].nextGaussian();
            }
        }
        weigh(count * number);
    }

    private void weigh(int rows) {
        int s = classifier.inputStride();
        float[] input = classifier.input();
        for (int r = 0; r < rows && s > 0; r++) {
            for (int d = 0; d < latent; d++) {
                input[r * s + d] = (float) base[r * latent + d];
            }
            self.features(r / draws, input, r * s + latent);
        }
        classifier.forward(0, rows);
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < components; k++) {
                logWeights[r * components + k] = classifier.logWeight(r, k);
            }
        }
    }

    private void follow(PathChoice paths, double[] out) {
        for (int p = 0; p < paths.paths(); p++) {
            int r = paths.draw(p);
            for (int d = 0; d < latent; d++) {
                out[p * latent + d] = self.location(r / draws, paths.component(p), d)
                        + self.scale(r / draws, paths.component(p), d) * base[r * latent + d];
            }
        }
    }

    /** Points z that went through the decoder so far. */
    long evaluations() {
        return evaluations;
    }

    /** Draws one z of q for each row. */
    void sample(int count, int number, RandomStream[] streams, RandomStream components) {
        draw(count, number, streams);
        choice.some(logWeights, count * number, 1, components);
        follow(choice, z);
    }

    /** log p(x, z) - log q(z given x) of rows whose z was drawn by {@link #sample}. */
    void logRatios(double[] out) {
        int paths = choice.paths();
        for (int p = 0; p < paths; p += self.capacity()) {
            self.logDensity(z, choice, draws, p, Math.min(paths, p + self.capacity()), logModel);
        }
        for (int p = 0; p < paths; p += BLOCK) {
            int to = Math.min(paths, p + BLOCK);
            decode(p, to);
            for (int q = p; q < to; q++) {
                out[choice.draw(q)] = logTarget[q] - logModel[q];
            }
        }
    }

    /** Pixel probabilities of the first {@code count} z. */
    void probabilities(int count, float[] out, int offset) {
        for (int from = 0; from < count; from += BLOCK) {
            int to = Math.min(count, from + BLOCK);
            forward(from, to);
            for (int p = from; p < to; p++) {
                int logits = (p - from) * program.decoder.outputStride();
                bernoulli.probabilities(decoder.output(), logits, out, offset + p * pixels);
            }
        }
    }

    private void forward(int from, int to) {
        int s = program.decoder.inputStride();
        for (int p = from; p < to; p++) {
            for (int d = 0; d < latent; d++) {
                decoder.input()[(p - from) * s + d] = (float) z[p * latent + d];
            }
        }
        decoder.forward(program.decoderWeights, to - from);
        evaluations += to - from;
    }

    /** log p(z) + log p(x given z) of paths [from, to), and derivatives by the logits times coefficients. */
    private void decode(int from, int to) {
        forward(from, to);
        int s = program.decoder.outputStride();
        for (int p = from; p < to; p++) {
            int image = choice.draw(p) / draws * pixels;
            int logits = (p - from) * s;
            double squaredNorm = 0;
            for (int d = p * latent; d < (p + 1) * latent; d++) {
                squaredNorm += z[d] * z[d];
            }
            logTarget[p] = SelfTerm.logNormal(squaredNorm, latent)
                    + bernoulli.logLikelihood(x, image, decoder.output(), logits);
            bernoulli.gradient(x, image, (float) choice.coefficient(p), decoder.outputGradient(), logits);
        }
    }

    /**
     * Estimates of the ELBO of images that have been encoded, their sum over rows, and its gradient by the parameters.
     *
     * @param count number of images
     * @param number base points of each
     * @param streams one an image, advanced
     * @param components of components, advanced
     * @param options which estimator
     * @param raw added to
     * @return sum of the rows' estimates in nats
     */
    double addGradient(
            int count,
            int number,
            RandomStream[] streams,
            RandomStream components,
            EstimatorOptions options,
            float[] raw) {
        draw(count, number, streams);
        int rows = count * number;
        Arrays.fill(encoder.outputGradient(), 0, count * stride, 0);
        double sum = options.estimator().biased()
                ? relaxed(rows, options, components, raw)
                : chosen(rows, options, components, raw);
        backToFeatures(rows, raw);
        encoder.backward(program.encoderWeights, count, raw, 0);
        return sum;
    }

    /** Sums over all or some components. */
    private double chosen(int rows, EstimatorOptions options, RandomStream random, float[] raw) {
        boolean whole = choose(rows, options, random);
        follow(choice, z);
        evaluate(options.estimator().path(), raw);
        for (int p = 0; p < choice.paths(); p++) {
            self.addPath(p, choice, draws, base, back);
        }
        return toWeights(rows, whole);
    }

    /** One softened component a row: z = sum_k y_k z_k, or the hard draw with the softened one's gradient. */
    private double relaxed(int rows, EstimatorOptions options, RandomStream random, float[] raw) {
        every.each(rows);
        follow(every, ends);
        soft.draw(logWeights, rows, options.temperature(), options.estimator() == Estimator.STRAIGHT_THROUGH, random);
        soft.mix(ends, z);
        choice.single(rows);
        evaluate(options.estimator().path(), raw);
        soft.backward(ends, back, byEnds, byLogWeights);
        for (int p = 0; p < every.paths(); p++) {
            self.addPath(p, every, draws, base, byEnds);
            logWeightGradient[p] = (float) byLogWeights[p];
        }
        double sum = 0;
        for (int r = 0; r < rows; r++) {
            sum += logTarget[r] - logModel[r];
        }
        return sum;
    }

    /** log t and log q at the ends of the chosen paths, and coefficients times the derivatives of log t - log q by them. */
    private void evaluate(boolean path, float[] raw) {
        int paths = choice.paths();
        for (int p = 0; p < paths; p += self.capacity()) {
            int to = Math.min(paths, p + self.capacity());
            self.logDensity(z, choice, draws, p, to, logModel);
            self.backward(choice, draws, p, to, path, back, raw);
        }
        int s = program.decoder.inputStride();
        for (int p = 0; p < paths; p += BLOCK) {
            int to = Math.min(paths, p + BLOCK);
            decode(p, to);
            decoder.backward(program.decoderWeights, to - p, raw, program.rawDecoder());
            for (int q = p; q < to; q++) {
                for (int d = 0; d < latent; d++) {
                    int i = q * latent + d;
                    back[i] += decoder.inputGradient()[(q - p) * s + d] - choice.coefficient(q) * z[i];
                }
            }
        }
    }

    private boolean choose(int rows, EstimatorOptions options, RandomStream random) {
        Estimator e = options.estimator();
        int size = e == Estimator.SUBSAMPLED_PATH ? options.components() : 1;
        boolean whole = e == Estimator.RAO_BLACKWELL || e == Estimator.RAO_BLACKWELL_PATH || size >= components;
        if (whole) {
            choice.all(logWeights, rows);
        } else {
            choice.some(logWeights, rows, size, random);
        }
        return whole;
    }

    /** Derivatives by log w: each path's log t - log q against a baseline from the other base points of its image. */
    private double toWeights(int rows, boolean whole) {
        Arrays.fill(perRow, 0, rows, 0);
        Arrays.fill(logWeightGradient, 0, rows * components, 0);
        double total = 0;
        for (int p = 0; p < choice.paths(); p++) {
            double v = choice.coefficient(p) * (logTarget[p] - logModel[p]);
            perRow[choice.draw(p)] += v;
            total += v;
        }
        for (int p = 0; p < choice.paths(); p++) {
            int r = choice.draw(p);
            double baseline = whole ? perRow[r] : othersMean(r);
            logWeightGradient[r * components + choice.component(p)] =
                    (float) (choice.coefficient(p) * (logTarget[p] - logModel[p] - baseline));
        }
        return total;
    }

    /** Mean over the other base points of a row's image. */
    private double othersMean(int row) {
        int first = row / draws * draws;
        double sum = 0;
        for (int r = first; r < first + draws; r++) {
            sum += r == row ? 0 : perRow[r];
        }
        return sum / (draws - 1);
    }

    private void backToFeatures(int rows, float[] raw) {
        classifier.backward(rows, logWeightGradient, raw, program.rawClassifier(), inputGradient);
        int s = classifier.inputStride();
        for (int r = 0; r < rows && s > 0; r++) {
            self.addFeatures(r / draws, inputGradient, r * s + latent);
        }
    }
}
