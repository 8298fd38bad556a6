package org.cwm.variational;

import java.util.Arrays;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;

/**
 * Which pairs (base point, component) a step looks at. A pair's coefficient makes sums over the chosen pairs unbiased for
 * sums over all components weighted by w(z): w_k divided by the probability that k is chosen. For one thread.
 */
public final class PathChoice {

    /** Weights below this are left out of sums over all components: they add less than 1e-12 times log t / q. */
    private static final double LEAST_LOG_WEIGHT = Math.log(1e-12);

    private static final int BLOCK = 64;

    private final int components;
    int paths;
    int[] draw = new int[0];
    int[] component = new int[0];
    double[] coefficient = new double[0];

    /**
     * Nothing chosen yet.
     *
     * @param components K, at least 1
     */
    public PathChoice(int components) {
        this.components = components;
    }

    /**
     * Number of chosen pairs.
     *
     * @return at least 0
     */
    public int paths() {
        return paths;
    }

    /**
     * Base point of a pair.
     *
     * @param path from 0; pairs of a base point lie together, base points in order
     * @return base point, from 0
     */
    public int draw(int path) {
        return draw[path];
    }

    /**
     * Component of a pair.
     *
     * @param path from 0
     * @return component, from 0
     */
    public int component(int path) {
        return component[path];
    }

    /**
     * Coefficient of a pair.
     *
     * @param path from 0
     * @return w_k divided by the probability that k is chosen
     */
    public double coefficient(int path) {
        return coefficient[path];
    }

    private void begin(int most) {
        paths = 0;
        if (draw.length < most) {
            draw = new int[most];
            component = new int[most];
            coefficient = new double[most];
        }
    }

    private void add(int i, int k, double c) {
        draw[paths] = i;
        component[paths] = k;
        coefficient[paths] = c;
        paths++;
    }

    /**
     * Every component whose weight is not negligible, with coefficient w_k.
     *
     * @param logWeights n x K, not modified
     * @param n number of base points
     */
    public void all(double[] logWeights, int n) {
        begin(n * components);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < components; k++) {
                double l = logWeights[i * components + k];
                if (l > LEAST_LOG_WEIGHT) {
                    add(i, k, Math.exp(l));
                }
            }
        }
    }

    /**
     * Every component with coefficient 1.
     *
     * @param n number of base points
     */
    public void each(int n) {
        begin(n * components);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < components; k++) {
                add(i, k, 1);
            }
        }
    }

    /**
     * One pair a base point with coefficient 1, for points that are no single component's; its component, 0, means nothing.
     *
     * @param n number of base points
     */
    public void single(int n) {
        begin(n);
        for (int i = 0; i < n; i++) {
            add(i, 0, 1);
        }
    }

    /**
     * A fixed number of components without replacement: systematic sampling (Madow, 1949), which meets the probabilities
     * min(1, a w_k) exactly. Each base point has a stream of its own.
     */
    void some(double[] logWeights, int n, int size, RandomStream random, Workers workers) {
        int wanted = beginSome(n, size);
        int blocks = (n + BLOCK - 1) / BLOCK;
        workers.run(
                blocks,
                (block, worker) ->
                        some(logWeights, block * BLOCK, Math.min(n, (block + 1) * BLOCK), wanted, random.split(block)));
    }

    /**
     * A fixed number of components without replacement, by the calling thread: systematic sampling (Madow, 1949), which
     * meets the probabilities min(1, a w_k) exactly.
     *
     * @param logWeights n x K, not modified
     * @param n number of base points
     * @param size components a base point, at least 1; all if there are fewer
     * @param random advanced by one number a base point
     */
    public void some(double[] logWeights, int n, int size, RandomStream random) {
        int wanted = beginSome(n, size);
        some(logWeights, 0, n, wanted, random);
    }

    private int beginSome(int n, int size) {
        int wanted = Math.min(size, components);
        begin(n * wanted);
        paths = n * wanted;
        return wanted;
    }

    private void some(double[] logWeights, int from, int to, int wanted, RandomStream stream) {
        double[] weight = new double[components];
        double[] probability = new double[components];
        for (int i = from; i < to; i++) {
            for (int k = 0; k < components; k++) {
                weight[k] = Math.exp(logWeights[i * components + k]);
            }
            inclusion(weight, wanted, probability);
            take(i, wanted, weight, probability, stream.nextDouble());
        }
    }

    /** Walks along the sums of the probabilities and takes the component at start, start + 1, ... */
    private void take(int i, int wanted, double[] weight, double[] probability, double start) {
        int at = i * wanted;
        int end = at + wanted;
        double next = start;
        double sum = 0;
        int last = 0;
        for (int k = 0; k < components && at < end; k++) {
            sum += probability[k];
            if (sum > next) {
                draw[at] = i;
                component[at] = k;
                coefficient[at++] = weight[k] / probability[k];
                next++;
                last = k;
            }
        }
        // the probabilities sum to the number wanted but for rounding, or for weights that are exactly zero
        for (; at < end; at++) {
            draw[at] = i;
            component[at] = last;
            coefficient[at] = 0;
        }
    }

    /** min(1, a w_k) with a such that they sum to the number wanted. */
    private static void inclusion(double[] weight, int wanted, double[] probability) {
        Arrays.fill(probability, 0);
        int certain = 0;
        boolean again = true;
        double a = 0;
        while (again) {
            double rest = 0;
            for (int k = 0; k < weight.length; k++) {
                rest += probability[k] == 1 ? 0 : weight[k];
            }
            a = rest > 0 ? (wanted - certain) / rest : 0;
            again = false;
            for (int k = 0; k < weight.length; k++) {
                if (probability[k] != 1 && a * weight[k] >= 1) {
                    probability[k] = 1;
                    certain++;
                    again = true;
                }
            }
        }
        for (int k = 0; k < weight.length; k++) {
            if (probability[k] != 1) {
                probability[k] = a * weight[k];
            }
        }
    }
}
