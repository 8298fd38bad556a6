package org.cwm.variational;

import java.util.Arrays;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/** A Gaussian mixture with full covariances in double that moves by EM on weighted points. Mutable. */
final class FullMixture {

    private static final int BLOCK = 64;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    final int components;
    final int dimension;
    final double[] logWeight;
    final double[] mean;
    /** Lower triangular factors, D x D each. */
    final double[] factor;

    FullMixture(int components, int dimension) {
        this.components = components;
        this.dimension = dimension;
        logWeight = new double[components];
        mean = new double[components * dimension];
        factor = new double[components * dimension * dimension];
        Arrays.fill(logWeight, -Math.log(components));
    }

    /** Means and factors of a mixture's triangular maps, with equal weights. */
    static FullMixture of(ClassifierWeightedMixture q) {
        int d = q.dimension();
        FullMixture m = new FullMixture(q.components(), d);
        double[] z = new double[d];
        double[] x = new double[d];
        for (int k = 0; k < m.components; k++) {
            Arrays.fill(z, 0);
            q.maps().toData(k, z, 0, m.mean, k * d);
            for (int j = 0; j < d; j++) {
                z[j] = 1;
                q.maps().toData(k, z, 0, x, 0);
                z[j] = 0;
                for (int i = 0; i < d; i++) {
                    m.factor[(k * d + i) * d + j] = i < j ? 0 : x[i] - m.mean[k * d + i];
                }
            }
        }
        return m;
    }

    /** Component k becomes N(m, scale^2 I). */
    void setRound(int k, double[] from, int offset, double scale) {
        System.arraycopy(from, offset, mean, k * dimension, dimension);
        int f = k * dimension * dimension;
        Arrays.fill(factor, f, f + dimension * dimension, 0);
        for (int i = 0; i < dimension; i++) {
            factor[f + i * dimension + i] = scale;
        }
    }

    /** log(w_k N(x; m_k, L_k L_k^T)); y is scratch. */
    private double logTerm(int k, double[] x, int offset, double[] y) {
        int d = dimension;
        int f = k * d * d;
        double sum = logWeight[k] - d * HALF_LOG_TWO_PI;
        for (int i = 0; i < d; i++) {
            double v = x[offset + i] - mean[k * d + i];
            for (int j = 0; j < i; j++) {
                v -= factor[f + i * d + j] * y[j];
            }
            double l = factor[f + i * d + i];
            y[i] = v / l;
            sum -= 0.5 * y[i] * y[i] + Math.log(l);
        }
        return sum;
    }

    /** Log densities and, unless {@code shares} is empty, each component's share at each point (n x K). */
    void logDensities(double[] x, int n, double[] out, double[] shares, Workers workers) {
        workers.run((n + BLOCK - 1) / BLOCK, (block, worker) -> {
            double[] y = new double[dimension];
            double[] terms = new double[components];
            for (int i = block * BLOCK; i < Math.min(n, (block + 1) * BLOCK); i++) {
                double max = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < components; k++) {
                    terms[k] = logTerm(k, x, i * dimension, y);
                    max = Math.max(max, terms[k]);
                }
                double sum = 0;
                for (int k = 0; k < components; k++) {
                    terms[k] = Math.exp(terms[k] - max);
                    sum += terms[k];
                }
                out[i] = max + Math.log(sum);
                for (int k = 0; k < components && shares.length > 0; k++) {
                    shares[i * components + k] = terms[k] / sum;
                }
            }
        });
    }

    /** Log densities of a mixture after component k has come to it and the others' weights have shrunk by a factor. */
    void addTerm(int k, double logShrunk, double[] x, int n, double[] log, Workers workers) {
        workers.run((n + BLOCK - 1) / BLOCK, (block, worker) -> {
            double[] y = new double[dimension];
            for (int i = block * BLOCK; i < Math.min(n, (block + 1) * BLOCK); i++) {
                double term = logTerm(k, x, i * dimension, y);
                double others = log[i] + logShrunk;
                double max = Math.max(term, others);
                log[i] = max + Math.log1p(Math.exp(Math.min(term, others) - max));
            }
        });
    }

    /** Draws; the component numbers by systematic sampling, so that each has its share of them. */
    void sample(int n, RandomStream random, double[] x) {
        double[] z = new double[dimension];
        double u = random.nextDouble();
        double sum = 0;
        int i = 0;
        for (int k = 0; k < components; k++) {
            sum += Math.exp(logWeight[k]) * n;
            while (i < n && (i + u < sum || k == components - 1)) {
                draw(k, random, z, x, i * dimension);
                i++;
            }
        }
    }

    private void draw(int k, RandomStream random, double[] z, double[] x, int offset) {
        int d = dimension;
        for (int j = 0; j < d; j++) {
            z[j] = random.nextGaussian();
        }
        for (int i = 0; i < d; i++) {
            double v = mean[k * d + i];
            for (int j = 0; j <= i; j++) {
                v += factor[k * d * d + i * d + j] * z[j];
            }
            x[offset + i] = v;
        }
    }

    /**
     * One round of EM on weighted points. Components that see too little keep their shape.
     *
     * @param x n x D
     * @param weight n weights that sum to 1
     * @param shares n x K shares under the present parameters
     * @param ridge added to each variance, relative to the pooled variance
     */
    void maximise(double[] x, double[] weight, int n, double[] shares, double ridge, Workers workers) {
        int d = dimension;
        double[] pooled = new double[d];
        double[] centre = new double[d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                centre[j] += weight[i] * x[i * d + j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                double v = x[i * d + j] - centre[j];
                pooled[j] += weight[i] * v * v;
            }
        }
        workers.run(components, (k, worker) -> maximise(k, x, weight, n, shares, ridge, pooled));
        double max = Double.NEGATIVE_INFINITY;
        for (double l : logWeight) {
            max = Math.max(max, l);
        }
        double sum = 0;
        for (int k = 0; k < components; k++) {
            logWeight[k] = Math.max(logWeight[k], max - 30);
            sum += Math.exp(logWeight[k] - max);
        }
        for (int k = 0; k < components; k++) {
            logWeight[k] -= max + Math.log(sum);
        }
    }

    private void maximise(int k, double[] x, double[] weight, int n, double[] shares, double ridge, double[] pooled) {
        int d = dimension;
        double total = 0;
        double squares = 0;
        double[] m = new double[d];
        for (int i = 0; i < n; i++) {
            double r = weight[i] * shares[i * components + k];
            total += r;
            squares += r * r;
            for (int j = 0; j < d; j++) {
                m[j] += r * x[i * d + j];
            }
        }
        logWeight[k] = Math.log(Math.max(total, 1e-300));
        // fewer points than it takes for a covariance
        if (!(total * total > (d + 2) * squares) || !(total > 1e-12)) {
            return;
        }
        double[] c = new double[d * d];
        for (int j = 0; j < d; j++) {
            m[j] /= total;
        }
        for (int i = 0; i < n; i++) {
            double r = weight[i] * shares[i * components + k] / total;
            for (int a = 0; a < d && r > 0; a++) {
                double v = r * (x[i * d + a] - m[a]);
                for (int b = 0; b <= a; b++) {
                    c[a * d + b] += v * (x[i * d + b] - m[b]);
                }
            }
        }
        for (int a = 0; a < d; a++) {
            c[a * d + a] += ridge * pooled[a];
        }
        if (cholesky(c, d)) {
            System.arraycopy(m, 0, mean, k * d, d);
            System.arraycopy(c, 0, factor, k * d * d, d * d);
        }
    }

    /** Lower triangle of a matrix to its Cholesky factor, in place, zeros above; false if it is not positive definite. */
    static boolean cholesky(double[] c, int d) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = c[i * d + j];
                for (int t = 0; t < j; t++) {
                    sum -= c[i * d + t] * c[j * d + t];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        return false;
                    }
                    c[i * d + i] = Math.sqrt(sum);
                } else {
                    c[i * d + j] = sum / c[j * d + j];
                }
            }
            Arrays.fill(c, i * d + i + 1, (i + 1) * d, 0);
        }
        return true;
    }

    /** Means, log diagonals and strict lower triangles, as {@link org.cwm.map.LowerTriangular} keeps them. */
    float[] mapParameters() {
        int d = dimension;
        float[] v = new float[org.cwm.map.LowerTriangular.layout(components, d).size()];
        int lower = 2 * components * d;
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < d; i++) {
                v[k * d + i] = (float) mean[k * d + i];
                v[(components + k) * d + i] = (float) Math.log(factor[k * d * d + i * d + i]);
                for (int j = 0; j < i; j++) {
                    v[lower++] = (float) factor[k * d * d + i * d + j];
                }
            }
        }
        return v;
    }

    float[] logWeights32() {
        float[] v = new float[components];
        for (int k = 0; k < components; k++) {
            v[k] = (float) logWeight[k];
        }
        return v;
    }
}
