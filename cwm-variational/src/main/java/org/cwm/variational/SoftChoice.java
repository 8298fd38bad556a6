package org.cwm.variational;

import java.util.Arrays;
import org.cwm.random.RandomStream;

/**
 * A softened component for each base point, y = softmax((log w + g) / t) with g of the Gumbel distribution, and the point
 * sum_k y_k x_k; or a hard one, the component with the greatest y, whose gradient is taken from the softened one. For one
 * thread.
 */
public final class SoftChoice {

    private final int components;
    private final int dimension;
    private int points;
    private double temperature = 1;
    private double[] soft = new double[0];
    private double[] share = new double[0];

    /**
     * Nothing drawn yet.
     *
     * @param components K, at least 1
     * @param dimension D of the points, at least 1
     */
    public SoftChoice(int components, int dimension) {
        this.components = components;
        this.dimension = dimension;
    }

    /**
     * Draws.
     *
     * @param logWeights n x K, not modified
     * @param n number of base points
     * @param newTemperature t, above 0
     * @param hard whether one component is taken
     * @param random advanced by K numbers a base point
     */
    public void draw(double[] logWeights, int n, double newTemperature, boolean hard, RandomStream random) {
        points = n;
        temperature = newTemperature;
        if (soft.length < n * components) {
            soft = new double[n * components];
            share = new double[n * components];
        }
        for (int i = 0; i < n; i++) {
            soften(logWeights, i * components, random);
            if (hard) {
                harden(i * components);
            } else {
                System.arraycopy(soft, i * components, share, i * components, components);
            }
        }
    }

    private void soften(double[] logWeights, int first, RandomStream random) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = first; k < first + components; k++) {
            double gumbel = -Math.log(-Math.log(random.nextDouble()));
            soft[k] = (logWeights[k] + gumbel) / temperature;
            max = Math.max(max, soft[k]);
        }
        double sum = 0;
        for (int k = first; k < first + components; k++) {
            soft[k] = Math.exp(soft[k] - max);
            sum += soft[k];
        }
        for (int k = first; k < first + components; k++) {
            soft[k] /= sum;
        }
    }

    private void harden(int first) {
        int best = first;
        for (int k = first; k < first + components; k++) {
            best = soft[k] > soft[best] ? k : best;
        }
        Arrays.fill(share, first, first + components, 0);
        share[best] = 1;
    }

    /**
     * The points of the last {@link #draw}.
     *
     * @param ends n x K x D, every component's point, not modified
     * @param out receives n x D values
     */
    public void mix(double[] ends, double[] out) {
        for (int i = 0; i < points; i++) {
            for (int d = 0; d < dimension; d++) {
                double sum = 0;
                for (int k = i * components; k < (i + 1) * components; k++) {
                    sum += share[k] * ends[k * dimension + d];
                }
                out[i * dimension + d] = sum;
            }
        }
    }

    /**
     * The way back of {@link #mix}.
     *
     * @param ends as it had them, not modified
     * @param gradient n x D derivatives by its points, not modified
     * @param byEnds receives n x K x D derivatives by every component's point
     * @param byLogWeights receives n x K derivatives by the log weights
     */
    public void backward(double[] ends, double[] gradient, double[] byEnds, double[] byLogWeights) {
        for (int i = 0; i < points; i++) {
            double mean = 0;
            for (int k = i * components; k < (i + 1) * components; k++) {
                double slope = 0;
                for (int d = 0; d < dimension; d++) {
                    double g = gradient[i * dimension + d];
                    slope += g * ends[k * dimension + d];
                    byEnds[k * dimension + d] = share[k] * g;
                }
                byLogWeights[k] = slope;
                mean += soft[k] * slope;
            }
            for (int k = i * components; k < (i + 1) * components; k++) {
                byLogWeights[k] = soft[k] * (byLogWeights[k] - mean) / temperature;
            }
        }
    }
}
