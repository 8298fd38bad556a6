package org.cwm.map;

import org.cwm.kernel.Activation;

/** One component's flow in plain double arithmetic, straight from the formulas: what the engine is checked against. */
final class FlowReference {

    private final FlowArchitecture a;
    private final int d;
    private final float[] values;
    private final LowerTriangular whitening;

    FlowReference(FlowArchitecture architecture, float[] values, LowerTriangular whitening) {
        a = architecture;
        d = architecture.dimension();
        this.values = values;
        this.whitening = whitening;
    }

    /** z = T_k(x); returns log |det|. */
    double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
        double[] u = new double[d];
        double logDet = whitening.toBase(k, x, xOffset, u, 0);
        int offset = whitening.layout().size();
        for (int l = 0; l < a.layers(); l++) {
            if (a.mixed(l)) {
                double[] mixed = new double[d];
                double[][] w = mixing(k, offset);
                for (int i = 0; i < d; i++) {
                    mixed[i] = w[d][i];
                    for (int j = 0; j < d; j++) {
                        mixed[i] += w[i][j] * u[j];
                    }
                }
                logDet += w[d + 1][0];
                u = mixed;
                offset += mixingSize();
            }
            logDet += couple(k, l, offset, u, false);
            offset += networkSize(l);
        }
        System.arraycopy(u, 0, z, zOffset, d);
        return logDet;
    }

    /** x = T_k^{-1}(z); returns log |det|. */
    double toData(int k, double[] z, int zOffset, double[] x, int xOffset) {
        double[] u = java.util.Arrays.copyOfRange(z, zOffset, zOffset + d);
        double logDet = 0;
        int offset = values.length;
        for (int l = a.layers() - 1; l >= 0; l--) {
            offset -= networkSize(l);
            logDet += couple(k, l, offset, u, true);
            if (a.mixed(l)) {
                offset -= mixingSize();
                unmix(k, offset, u);
                logDet -= mixing(k, offset)[d + 1][0];
            }
        }
        return logDet + whitening.toData(k, u, 0, x, xOffset);
    }

    private int mixingSize() {
        return a.components() * (d * (d - 1) + 2 * d);
    }

    private int networkSize(int layer) {
        int[] widths = a.widths(layer);
        int size = 0;
        for (int j = 0; j + 1 < widths.length; j++) {
            size += a.components() * widths[j + 1] * (widths[j] + 1);
        }
        return size;
    }

    /** Rows of L U, then the shift, then log |det|. */
    private double[][] mixing(int k, int offset) {
        double[][] lower = lower(k, offset);
        double[][] upper = upper(k, offset);
        double[][] w = new double[d + 2][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int t = 0; t < d; t++) {
                    w[i][j] += lower[i][t] * upper[t][j];
                }
            }
            w[d][i] = values[shiftOffset(offset) + k * d + i];
            w[d + 1][0] += values[diagonalOffset(offset) + k * d + i];
        }
        return w;
    }

    private int diagonalOffset(int offset) {
        return offset + a.components() * d * (d - 1);
    }

    private int shiftOffset(int offset) {
        return diagonalOffset(offset) + a.components() * d;
    }

    private double[][] lower(int k, int offset) {
        double[][] m = new double[d][d];
        int p = offset + k * (d * (d - 1) / 2);
        for (int i = 0; i < d; i++) {
            m[i][i] = 1;
            for (int j = 0; j < i; j++) {
                m[i][j] = values[p++];
            }
        }
        return m;
    }

    private double[][] upper(int k, int offset) {
        double[][] m = new double[d][d];
        int p = offset + (a.components() + k) * (d * (d - 1) / 2);
        for (int i = 0; i < d; i++) {
            m[i][i] = Math.exp(values[diagonalOffset(offset) + k * d + i]);
            for (int j = i + 1; j < d; j++) {
                m[i][j] = values[p++];
            }
        }
        return m;
    }

    private void unmix(int k, int offset, double[] u) {
        double[][] lower = lower(k, offset);
        double[][] upper = upper(k, offset);
        for (int i = 0; i < d; i++) {
            u[i] -= values[shiftOffset(offset) + k * d + i];
            for (int j = 0; j < i; j++) {
                u[i] -= lower[i][j] * u[j];
            }
        }
        for (int i = d - 1; i >= 0; i--) {
            for (int j = i + 1; j < d; j++) {
                u[i] -= upper[i][j] * u[j];
            }
            u[i] /= upper[i][i];
        }
    }

    /** One coupling layer in place, there or back; returns its log |det|. */
    private double couple(int k, int layer, int offset, double[] u, boolean inverse) {
        int[] from = a.conditioning(layer);
        int[] to = a.transformed(layer);
        double[] input = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            input[i] = Math.max(-FlowProgram.INPUT_LIMIT, Math.min(FlowProgram.INPUT_LIMIT, u[from[i]]));
        }
        double[] out = network(k, layer, offset, input);
        int size = a.coupling().outputs();
        double logDet = 0;
        double[] result = new double[2];
        for (int i = 0; i < to.length; i++) {
            if (a.coupling() instanceof FlowArchitecture.Spline s) {
                spline(s, out, i * size, u[to[i]], inverse, result);
            } else {
                double bound = FlowArchitecture.Affine.BOUND;
                double logScale = bound * Math.tanh(out[i * size] / bound);
                double shift = out[i * size + 1];
                result[0] = inverse ? (u[to[i]] - shift) * Math.exp(-logScale) : u[to[i]] * Math.exp(logScale) + shift;
                result[1] = inverse ? -logScale : logScale;
            }
            u[to[i]] = result[0];
            logDet += result[1];
        }
        return logDet;
    }

    private double[] network(int k, int layer, int offset, double[] input) {
        int[] widths = a.widths(layer);
        double[] h = input;
        int p = offset;
        for (int j = 0; j + 1 < widths.length; j++) {
            int in = widths[j];
            int out = widths[j + 1];
            double[] y = new double[out];
            int weight = p + k * out * in;
            int bias = p + a.components() * out * in + k * out;
            for (int o = 0; o < out; o++) {
                double sum = values[bias + o];
                for (int i = 0; i < in; i++) {
                    sum += values[weight + o * in + i] * h[i];
                }
                y[o] = j + 2 < widths.length ? apply(a.activation(), sum) : sum;
            }
            p += a.components() * out * (in + 1);
            h = y;
        }
        return h;
    }

    private static double apply(Activation activation, double y) {
        return switch (activation) {
            case TANH -> Math.tanh(y);
            case SILU -> y / (1 + Math.exp(-y));
            case SINE -> Math.sin(y);
        };
    }

    /** Formulas 4 to 8 and A.1 of arXiv 1906.04032: value and log derivative. */
    private static void spline(
            FlowArchitecture.Spline s, double[] out, int offset, double v, boolean inverse, double[] result) {
        int bins = s.bins();
        if (!(Math.abs(v) < s.bound())) {
            result[0] = v;
            result[1] = 0;
            return;
        }
        double[] x = knots(s, out, offset);
        double[] y = knots(s, out, offset + bins);
        double[] from = inverse ? y : x;
        int k = 0;
        while (k < bins - 1 && v >= from[k + 1]) {
            k++;
        }
        double d0 = k == 0 ? 1 : Math.exp(clip(out[offset + 2 * bins + k - 1], 1));
        double d1 = k == bins - 1 ? 1 : Math.exp(clip(out[offset + 2 * bins + k], 1));
        double w = x[k + 1] - x[k];
        double h = y[k + 1] - y[k];
        double delta = h / w;
        double sum = d0 + d1 - 2 * delta;
        double xi;
        if (inverse) {
            double rise = v - y[k];
            double a = h * (delta - d0) + rise * sum;
            double b = h * d0 - rise * sum;
            double c = -delta * rise;
            xi = 2 * c / (-b - Math.sqrt(b * b - 4 * a * c));
        } else {
            xi = (v - x[k]) / w;
        }
        double theta = xi * (1 - xi);
        double denominator = delta + sum * theta;
        double logDerivative = 2 * Math.log(delta)
                + Math.log(d1 * xi * xi + 2 * delta * theta + d0 * (1 - xi) * (1 - xi))
                - 2 * Math.log(denominator);
        result[0] = inverse ? x[k] + xi * w : y[k] + h * (delta * xi * xi + d0 * theta) / denominator;
        result[1] = inverse ? -logDerivative : logDerivative;
    }

    private static double[] knots(FlowArchitecture.Spline s, double[] out, int offset) {
        int bins = s.bins();
        double[] e = new double[bins];
        double total = 0;
        for (int i = 0; i < bins; i++) {
            e[i] = Math.exp(clip(out[offset + i], 0.5));
            total += e[i];
        }
        double[] knots = new double[bins + 1];
        knots[0] = -s.bound();
        for (int i = 0; i < bins; i++) {
            knots[i + 1] = knots[i] + 2 * s.bound() * e[i] / total;
        }
        knots[bins] = s.bound();
        return knots;
    }

    private static double clip(double r, double share) {
        return r / (1 + Math.abs(r) / (share * FlowArchitecture.Spline.CLIP));
    }
}
