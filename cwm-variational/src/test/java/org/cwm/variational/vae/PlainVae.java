package org.cwm.variational.vae;

import org.cwm.random.RandomStream;

/** The formulas of an auto-encoder, plainly in double, one hidden layer in every network. */
final class PlainVae {

    private final VaeArchitecture a;
    private final int outputs;

    PlainVae(VaeArchitecture architecture) {
        a = architecture;
        outputs = 2 * a.components() * a.latent() + a.features();
    }

    /** Base points as the engine draws them for a batch. */
    double[] base(RandomStream random, int images, int draws) {
        double[] e = new double[images * draws * a.latent()];
        int size = VaeTile.ROWS / draws;
        int each = draws * a.latent();
        for (int i = 0; i < images; i++) {
            RandomStream stream = random.split(i / size).split(i % size);
            for (int j = 0; j < each; j++) {
                e[i * each + j] = stream.nextGaussian();
            }
        }
        return e;
    }

    /** Gumbel noise as the engine draws it for a batch. */
    double[] gumbel(RandomStream random, int images, int draws) {
        double[] g = new double[images * draws * a.components()];
        int size = VaeTile.ROWS / draws;
        int each = draws * a.components();
        for (int first = 0; first < images; first += size) {
            RandomStream stream = random.split(first / size);
            for (int j = first * each; j < Math.min(images, first + size) * each; j++) {
                g[j] = -Math.log(-Math.log(stream.nextDouble()));
            }
        }
        return g;
    }

    /** Mean over images and base points of sum_k w_k [log p(x, z_k) - log q(z_k given x)]. */
    double elbo(double[] v, float[] images, int n, int draws, double[] base) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double[] out = encode(v, images, i);
            for (int l = 0; l < draws; l++) {
                sum += overComponents(v, images, i, out, base, (i * draws + l) * a.latent());
            }
        }
        return sum / (n * draws);
    }

    /** The mean over images of the expectation over base points, D = 1, by the trapezoidal rule. */
    double exactElbo(double[] v, float[] images, int n) {
        double step = 0.05;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double[] out = encode(v, images, i);
            for (int t = -140; t <= 140; t++) {
                double e = t * step;
                double density = Math.exp(-0.5 * e * e) / Math.sqrt(2 * Math.PI);
                sum += step * density * overComponents(v, images, i, out, new double[] {e}, 0);
            }
        }
        return sum / n;
    }

    private double overComponents(double[] v, float[] images, int i, double[] out, double[] base, int e) {
        double[] logWeights = logWeights(v, base, e, out);
        double sum = 0;
        for (int k = 0; k < a.components(); k++) {
            double[] z = end(out, k, base, e);
            sum += Math.exp(logWeights[k]) * (logJoint(v, images, i, z) - logPosterior(v, out, z));
        }
        return sum;
    }

    private double[] end(double[] out, int k, double[] base, int e) {
        int d = a.latent();
        double[] z = new double[d];
        for (int j = 0; j < d; j++) {
            z[j] = out[k * d + j] + Math.exp(out[(a.components() + k) * d + j]) * base[e + j];
        }
        return z;
    }

    /** Mean of log p(x, z) - log q(z given x), z = sum_k y_k z_k, y = softmax((log w + gumbel) / temperature). */
    double relaxed(double[] v, float[] images, int n, int draws, double[] base, double[] gumbel, double temperature) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double[] out = encode(v, images, i);
            for (int r = i * draws; r < (i + 1) * draws; r++) {
                double[] logWeights = logWeights(v, base, r * a.latent(), out);
                double[] z = new double[a.latent()];
                double all = 0;
                for (int k = 0; k < a.components(); k++) {
                    double y = Math.exp((logWeights[k] + gumbel[r * a.components() + k]) / temperature);
                    double[] end = end(out, k, base, r * a.latent());
                    for (int j = 0; j < z.length; j++) {
                        z[j] += y * end[j];
                    }
                    all += y;
                }
                for (int j = 0; j < z.length; j++) {
                    z[j] /= all;
                }
                sum += logJoint(v, images, i, z) - logPosterior(v, out, z);
            }
        }
        return sum / (n * draws);
    }

    /** log p(z) + log p(x given z). */
    double logJoint(double[] v, float[] images, int image, double[] z) {
        double sum = 0;
        for (double t : z) {
            sum -= 0.5 * t * t + 0.5 * Math.log(2 * Math.PI);
        }
        double[] logits = network(v, a.decoderAt(), z, a.decoder()[0], a.pixels(), false);
        for (int p = 0; p < a.pixels(); p++) {
            double t = logits[p];
            sum += images[image * a.pixels() + p] * t - Math.max(t, 0) - Math.log1p(Math.exp(-Math.abs(t)));
        }
        return sum;
    }

    private double[] encode(double[] v, float[] images, int image) {
        double[] x = new double[a.pixels()];
        for (int p = 0; p < x.length; p++) {
            x[p] = images[image * x.length + p];
        }
        return network(v, 0, x, a.encoder()[0], outputs, false);
    }

    private double[] logWeights(double[] v, double[] u, int offset, double[] out) {
        int k = a.components();
        if (k == 1) {
            return new double[1];
        }
        double[] input = new double[a.latent() + a.features()];
        System.arraycopy(u, offset, input, 0, a.latent());
        System.arraycopy(out, 2 * k * a.latent(), input, a.latent(), a.features());
        double[] f = network(v, a.classifierAt(), input, a.classifier()[0], k, true);
        double sum = 0;
        for (double t : f) {
            sum += Math.exp(t);
        }
        for (int j = 0; j < k; j++) {
            f[j] -= Math.log(sum);
        }
        return f;
    }

    private double logPosterior(double[] v, double[] out, double[] z) {
        int d = a.latent();
        double sum = 0;
        for (int k = 0; k < a.components(); k++) {
            double[] u = new double[d];
            double log = 0;
            for (int j = 0; j < d; j++) {
                double s = out[(a.components() + k) * d + j];
                u[j] = (z[j] - out[k * d + j]) * Math.exp(-s);
                log -= 0.5 * u[j] * u[j] + 0.5 * Math.log(2 * Math.PI) + s;
            }
            sum += Math.exp(log + logWeights(v, u, 0, out)[k]);
        }
        return Math.log(sum);
    }

    private static double[] network(double[] v, int at, double[] x, int hidden, int outputs, boolean tanh) {
        double[] h = layer(v, at, x, hidden);
        for (int i = 0; i < hidden; i++) {
            h[i] = tanh ? Math.tanh(h[i]) : h[i] / (1 + Math.exp(-h[i]));
        }
        return layer(v, at + hidden * (x.length + 1), h, outputs);
    }

    private static double[] layer(double[] v, int at, double[] x, int outputs) {
        double[] y = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            y[o] = v[at + outputs * x.length + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += v[at + o * x.length + i] * x[i];
            }
        }
        return y;
    }
}
