package org.cwm.bench.jobs;

import org.cwm.fit.CovarianceType;
import org.cwm.fit.EmFit;
import org.cwm.fit.EmOptions;
import org.cwm.fit.EmReport;
import org.cwm.fit.GaussianMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** EM iterations of a Gaussian mixture from a given start on draws of another one. */
public final class EmJob {
    private final Points points;
    private final EmOptions options;
    private final GaussianMixture start;

    /**
     * A job.
     *
     * @param rows number of points
     * @param dimension D
     * @param components K, of the mixture drawn from and of the mixture fitted
     * @param type shape of the covariances
     * @param iterations of one run
     * @param threads number of threads
     */
    public EmJob(int rows, int dimension, int components, CovarianceType type, int iterations, int threads) {
        points = mixture(CovarianceType.FULL, dimension, components, 21).sample(rows, RandomStream.of(22), threads);
        start = mixture(type, dimension, components, 23);
        options = EmOptions.defaults()
                .withComponents(components)
                .withCovariance(type)
                .withMaxIterations(iterations)
                .withTolerance(0)
                .withThreads(threads);
    }

    /**
     * All iterations.
     *
     * @return how they went
     */
    public EmReport run() {
        return EmFit.fit(points, options, start);
    }

    /**
     * The work of an iteration in which every component of every row counts: quadratic forms there, weighted moments
     * back, a multiply-add for each number of a (triangular) covariance and of a mean.
     *
     * @param rows number of points
     * @param dimension D
     * @param components K
     * @param type shape of the covariances
     * @return float64 operations
     */
    public static double operations(int rows, int dimension, int components, CovarianceType type) {
        double shape = type == CovarianceType.FULL ? dimension * (dimension + 1) / 2.0 : dimension;
        return 2 * 2 * (shape + dimension) * components * rows;
    }

    /**
     * A mixture of equal weights, centres N(0, 1.5^2 I), factors with diagonals 0.5 to 1 and 0.2 N(0, 1) below.
     *
     * @param type shape of the covariances
     * @param dimension D
     * @param components K
     * @param seed of the parameters
     * @return the mixture
     */
    public static GaussianMixture mixture(CovarianceType type, int dimension, int components, long seed) {
        RandomStream random = RandomStream.of(seed);
        boolean full = type == CovarianceType.FULL;
        double[] weights = new double[components];
        java.util.Arrays.fill(weights, 1.0 / components);
        double[] means = new double[components * dimension];
        for (int i = 0; i < means.length; i++) {
            means[i] = 1.5 * random.nextGaussian();
        }
        double[] factors = new double[components * dimension * (full ? dimension : 1)];
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < dimension; i++) {
                if (!full) {
                    factors[k * dimension + i] = 0.5 + 0.5 * random.nextDouble();
                    continue;
                }
                int row = (k * dimension + i) * dimension;
                for (int j = 0; j < i; j++) {
                    factors[row + j] = 0.2 * random.nextGaussian();
                }
                factors[row + i] = 0.5 + 0.5 * random.nextDouble();
            }
        }
        return GaussianMixture.of(type, dimension, weights, means, factors);
    }
}
