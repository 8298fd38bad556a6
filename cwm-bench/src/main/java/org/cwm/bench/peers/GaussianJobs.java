package org.cwm.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.EmFit;
import org.cwm.fit.EmOptions;
import org.cwm.fit.GaussianMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** What is timed of a Gaussian mixture and of EM. */
final class GaussianJobs {
    /** Iterations of the two fits whose times are subtracted. */
    private static final int FEW = 2;

    private static final int MANY = 12;
    private static final int UNTIL_FIXED = 20_000;

    private final Points points;
    private final GaussianMixture start;
    private final EmOptions options;
    private final int threads;
    private RandomStream random = RandomStream.of(1);

    GaussianJobs(ProblemFolder problem, int threads) throws IOException {
        int d = problem.integer("dimension");
        CovarianceType type =
                switch (problem.text("kind").toLowerCase(Locale.ROOT)) {
                    case "diag" -> CovarianceType.DIAGONAL;
                    case "full" -> CovarianceType.FULL;
                    default -> throw new IllegalArgumentException("kind: " + problem.text("kind"));
                };
        this.threads = threads;
        points = Points.of(problem.integer("rows"), d, problem.doubles("points"));
        start = GaussianMixture.ofCovariances(
                type, d, problem.doubles("weights"), problem.doubles("means"), problem.doubles("covariances"));
        options = EmOptions.defaults()
                .withComponents(problem.integer("components"))
                .withCovariance(type)
                .withTolerance(0)
                .withVarianceFloor(0)
                .withShrinkagePseudoRows(0)
                .withRidge(Double.parseDouble(problem.text("ridge")))
                .withThreads(threads);
    }

    /** Seconds of one iteration: what comes before and after the iterations of a fit cancels. */
    double emSeconds() {
        double few = seconds(FEW);
        return (seconds(MANY) - few) / (MANY - FEW);
    }

    private double seconds(int iterations) {
        long begin = System.nanoTime();
        EmFit.fit(points, options.withMaxIterations(iterations), start);
        return (System.nanoTime() - begin) * 1e-9;
    }

    /** Log densities of all points under the start. */
    double[] score() {
        double[] out = new double[points.rows()];
        start.logDensity(points, out, threads);
        return out;
    }

    /** Draws from the start. */
    Points sample(int draws) {
        random = random.split(0);
        return start.sample(draws, random, threads);
    }

    /** Writes the mixture that EM ends with. */
    void writeParity(Path folder) throws IOException {
        GaussianMixture end =
                EmFit.fit(points, options.withMaxIterations(UNTIL_FIXED), start).mixture();
        ProblemFolder.write(folder, "covariances", covariances(end));
        ProblemFolder.write(folder, "weights", end.weights());
        ProblemFolder.write(folder, "means", end.means());
    }

    /** K x D variances or K x D x D covariances. */
    private static double[] covariances(GaussianMixture mixture) {
        int d = mixture.dimension();
        boolean diagonal = mixture.covarianceType() == CovarianceType.DIAGONAL;
        int each = diagonal ? d : d * d;
        double[] out = new double[mixture.components() * each];
        for (int k = 0; k < mixture.components(); k++) {
            double[] c = mixture.covariance(k);
            for (int i = 0; i < each; i++) {
                out[k * each + i] = c[diagonal ? i * d + i : i];
            }
        }
        return out;
    }
}
