package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.variational.zoo.LogisticRegression;
import org.cwm.variational.zoo.OpenTargets;
import org.cwm.variational.zoo.PosteriorDatabase;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets of open data against reference draws and known integrals. Needs -Dcwm.data=FOLDER; not part of the build. */
final class TargetsCheck {

    private static Path folder() {
        String folder = System.getProperty("cwm.data", "");
        if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
            throw new IllegalStateException("give the folder of the data sets with -Dcwm.data=FOLDER");
        }
        return Path.of(folder);
    }

    static Stream<String> posteriors() {
        return PosteriorDatabase.names().stream();
    }

    /**
     * Under the target E[d log t / dy_j] = 0 and E[y_j d log t / dy_j] = -1 (integration by parts). Over reference draws
     * both hold only if density, priors and Jacobians are the reference's.
     */
    @ParameterizedTest
    @MethodSource("posteriors")
    void referenceDrawsFollowTheTarget(String name) throws IOException {
        PosteriorDatabase.Posterior p = new PosteriorDatabase(folder().resolve("posteriordb")).read(name);
        Points draws = p.referenceFree();
        TargetCheck.require(p.target(), RandomStream.of(1));
        int n = draws.rows();
        int d = draws.columns();
        double[] sum = new double[2 * d];
        double[] squares = new double[2 * d];
        double[] mean = Moments.of(draws).mean();
        double[] gradient = new double[d];
        for (int i = 0; i < n; i++) {
            p.target().logDensity(draws.row(i), gradient);
            for (int j = 0; j < d; j++) {
                double second = (draws.get(i, j) - mean[j]) * gradient[j] + 1;
                sum[j] += gradient[j] / n;
                squares[j] += gradient[j] * gradient[j] / n;
                sum[d + j] += second / n;
                squares[d + j] += second * second / n;
            }
        }
        double worst = 0;
        for (int j = 0; j < 2 * d; j++) {
            worst = Math.max(worst, Math.abs(sum[j]) / Math.sqrt((squares[j] - sum[j] * sum[j]) / n));
        }
        System.out.printf(Locale.ROOT, "%-42s %2d coordinates, greatest of %d scores %.2f%n", name, d, 2 * d, worst);
        assertThat(worst).isLessThan(4.5);
    }

    /** One Gaussian with the reference's moments: where the weights are usable, they give the reference's means. */
    @ParameterizedTest
    @MethodSource("posteriors")
    void weightedMeansAreTheReferences(String name) throws IOException {
        PosteriorDatabase.Posterior p = new PosteriorDatabase(folder().resolve("posteriordb")).read(name);
        Moments m = Moments.of(p.referenceFree());
        int d = m.mean().length;
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int t = 0; t <= Math.min(i, j); t++) {
                    covariance[i * d + j] += m.factor()[i * d + t] * m.factor()[j * d + t];
                }
            }
        }
        ClassifierWeightedMixture q = Models.of(new Models.Component(1, m.mean(), covariance));
        Verdict v = Verdict.of(q, p.target(), VerdictOptions.defaults().withThreads(2), RandomStream.of(1));
        double worst = 0;
        for (int j = 0; j < d; j++) {
            double sd = Math.sqrt(covariance[j * d + j]);
            worst = Math.max(worst, Math.abs(v.marginals().get(j).mean() - m.mean()[j]) / sd);
        }
        System.out.printf(
                Locale.ROOT,
                "%-42s trusted %-5s gap %.4f  k %.2f / %.2f  effective %.0f  uncovered %.4f  lost %d  mean off %.3f sd"
                        + " %s%n",
                name,
                v.trusted(),
                v.logEvidence() - v.elbo(),
                v.paretoK(),
                v.defensiveParetoK(),
                v.effectiveSampleSize(),
                v.uncoveredMass(),
                v.lostModes(),
                worst,
                v.reasons());
        assertThat(worst).isLessThan(0.05);
    }

    @Test
    void knownIntegrals() throws IOException {
        Path data = folder().resolve("vi_logreg");
        integral("German credit", OpenTargets.germanCredit(data.resolve("german.data-numeric")), -585.0988, 0.0002);
        integral("ionosphere", OpenTargets.ionosphere(data.resolve("ionosphere.csv")), -111.614, 0.004);
    }

    /** log Z by the verdict on the Laplace approximation. */
    private static void integral(String name, LogisticRegression target, double logZ, double error) {
        TargetCheck.require(target, RandomStream.of(1));
        int d = target.dimension();
        double[] unit = new double[d * d];
        for (int i = 0; i < d; i++) {
            unit[i * d + i] = 1;
        }
        double[] mode = new double[d];
        new Climb(target, new double[d], unit).climb(mode, 2000);
        RealMatrix hessian = new Array2DRowRealMatrix(d, d);
        double[] up = new double[d];
        double[] down = new double[d];
        for (int i = 0; i < d; i++) {
            double[] x = mode.clone();
            x[i] += 1e-4;
            target.logDensity(x, up);
            x[i] -= 2e-4;
            target.logDensity(x, down);
            for (int j = 0; j < d; j++) {
                hessian.setEntry(i, j, (down[j] - up[j]) / 2e-4);
            }
        }
        RealMatrix inverse = new LUDecomposition(
                        hessian.add(hessian.transpose()).scalarMultiply(0.5))
                .getSolver()
                .getInverse();
        double[] covariance = new double[d * d];
        for (int i = 0; i < d * d; i++) {
            covariance[i] = inverse.getEntry(i / d, i % d);
        }
        Verdict v = Verdict.of(
                Models.of(new Models.Component(1, mode, covariance)),
                target,
                VerdictOptions.defaults().withDraws(40_000, 40_000).withThreads(2),
                RandomStream.of(2));
        System.out.printf(
                Locale.ROOT,
                "%s: log Z %.4f (se %.4f), ELBO %.4f, k %.2f / %.2f, effective %.0f of %d, trusted %s %s%n",
                name,
                v.logEvidence(),
                v.logEvidenceStandardError(),
                v.elbo(),
                v.paretoK(),
                v.defensiveParetoK(),
                v.effectiveSampleSize(),
                v.draws(),
                v.trusted(),
                v.reasons());
        assertThat(v.logEvidence()).isCloseTo(logZ, within(4 * Math.hypot(v.logEvidenceStandardError(), error)));
    }
}
