package org.cwm.variational;

import org.cwm.variational.EstimatorStudy.Gradient;

/** Mean and variance of independent gradients, gathered one by one. */
public final class GradientMoments {

    private final double[] mean;
    private final double[] squares;
    private final float[][] four;
    private double squareCovariance;
    private int repeats;

    /**
     * No gradient yet.
     *
     * @param size number of parameters
     */
    public GradientMoments(int size) {
        mean = new double[size];
        squares = new double[size];
        four = new float[4][size];
    }

    /**
     * Takes one more.
     *
     * @param gradient at least as many values as parameters, of which the first are taken; not kept
     */
    public void add(float[] gradient) {
        for (int i = 0; i < mean.length; i++) {
            double d = gradient[i] - mean[i];
            mean[i] += d / (repeats + 1);
            squares[i] += d * (gradient[i] - mean[i]);
        }
        System.arraycopy(gradient, 0, four[repeats % 4], 0, mean.length);
        squareCovariance += repeats % 4 == 3 ? squareCovariance(four) : 0;
        repeats++;
    }

    /** Differences x, y of two pairs have covariance 2 C each: E (x y)^2 = 4 tr(C^2). */
    private static double squareCovariance(float[][] g) {
        double product = 0;
        for (int i = 0; i < g[0].length; i++) {
            product += ((double) g[0][i] - g[1][i]) * ((double) g[2][i] - g[3][i]);
        }
        return product * product / 4;
    }

    /**
     * What was gathered, of at least 4 gradients.
     *
     * @param evaluations of the target for all of them
     * @param seconds for all of them
     * @return their mean, variance and cost
     */
    public Gradient gradient(long evaluations, double seconds) {
        if (repeats < 4) {
            throw new IllegalArgumentException("repeats: " + repeats + ", must be at least 4");
        }
        double[] variance = new double[squares.length];
        for (int i = 0; i < squares.length; i++) {
            variance[i] = squares[i] / (repeats - 1);
        }
        int fours = repeats / 4;
        return new Gradient(
                mean.clone(),
                variance,
                squareCovariance / fours,
                repeats,
                (double) evaluations / repeats,
                seconds / repeats);
    }
}
