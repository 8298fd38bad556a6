package org.cwm.variational;

import java.util.function.DoubleSupplier;
import org.cwm.classifier.Constant;
import org.cwm.engine.Workers;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/** Gaussian mixtures to start from: modes in low dimension, one Gaussian and components around it or slices in high dimension. */
final class MixtureStart {

    private static final int SLICES = 32;
    private static final int GAUSSIAN_STEPS = 500;
    private static final int GAUSSIAN_DRAWS = 64;
    private static final int LOOK_DRAWS = 4000;
    private static final int MODE_DRAWS = 4000;
    private static final int MODE_ROUNDS = 20;
    /** Distance of a split component's halves from its mean, in its standard deviations along a random direction. */
    private static final double SPLIT = 0.5;

    private final TargetDensity target;
    private final int dimension;
    private final double rate;
    private final FitClock clock;
    private final VariationalProgress.Listener listener;
    private final Workers workers;
    private final RandomStream random;

    /**
     * Starts for a target.
     *
     * @param target what to approximate
     * @param rate of learning of one Gaussian
     * @param clock of the fit
     * @param listener hears of progress
     * @param workers who does it
     * @param random not advanced
     */
    MixtureStart(
            TargetDensity target,
            double rate,
            FitClock clock,
            VariationalProgress.Listener listener,
            Workers workers,
            RandomStream random) {
        this.target = target;
        dimension = target.dimension();
        this.rate = rate;
        this.clock = clock;
        this.listener = listener;
        this.workers = workers;
        this.random = random;
    }

    static ClassifierWeightedMixture mixture(FullMixture m) {
        return ClassifierWeightedMixture.of(
                LowerTriangular.of(m.components, m.dimension, m.mapParameters()), Constant.of(m.logWeights32()));
    }

    /** By tempered adaptive importance sampling. */
    ClassifierWeightedMixture sampled(int components) {
        listener.progress(new VariationalProgress("modes", 0, Double.NaN));
        DoubleSupplier time = clock.share(0.3);
        AdaptiveSampling search = new AdaptiveSampling(target, components, MODE_DRAWS, random.split(1), workers);
        return mixture(search.run(MODE_ROUNDS, () -> time.getAsDouble() >= 1));
    }

    /** From one Gaussian to slices, if the target's width changes in some direction, or else to components around it. */
    ClassifierWeightedMixture local(int components, boolean chosen) {
        FullMixture round = new FullMixture(1, dimension);
        round.setRound(0, new double[dimension], 0, 1);
        ClassifierWeightedMixture one = gaussian(mixture(round), random.split(10));
        Laplace.Approximation peak =
                new Laplace(target).maximum(new double[dimension], Laplace.identity(dimension), dimension);
        if (peak != null) {
            FullMixture atPeak = new FullMixture(1, dimension);
            System.arraycopy(peak.mean(), 0, atPeak.mean, 0, dimension);
            System.arraycopy(peak.factor(), 0, atPeak.factor, 0, atPeak.factor.length);
            one = better(gaussian(mixture(atPeak), random.split(11)), one);
        }
        FullMixture gaussian = FullMixture.of(one);
        ClassifierWeightedMixture around = mixture(spread(gaussian, components));
        Slices slices = new Slices(target, workers);
        double[] direction = slices.direction(gaussian, random.split(12));
        FullMixture sliced =
                direction.length > 0 ? slices.along(direction, gaussian, chosen ? components : SLICES) : null;
        return sliced == null
                ? around
                : better(
                        ascend(mixture(sliced), EstimatorOptions.of(Estimator.SUBSAMPLED_PATH), random.split(13)),
                        ascend(around, EstimatorOptions.of(Estimator.SUBSAMPLED_PATH), random.split(14)));
    }

    /** What has the greater ELBO on the same base points, the first if it is a draw. */
    ClassifierWeightedMixture better(ClassifierWeightedMixture a, ClassifierWeightedMixture b) {
        RandomStream stream = random.split(80);
        double ofA = ElboEstimate.of(a, target, LOOK_DRAWS, stream, workers).value();
        double ofB = ElboEstimate.of(b, target, LOOK_DRAWS, stream, workers).value();
        return ofB > ofA ? b : a;
    }

    /** One Gaussian, by the sum over its one component. */
    private ClassifierWeightedMixture gaussian(ClassifierWeightedMixture start, RandomStream stream) {
        return ascend(start, EstimatorOptions.of(Estimator.RAO_BLACKWELL_PATH), stream);
    }

    private ClassifierWeightedMixture ascend(
            ClassifierWeightedMixture start, EstimatorOptions estimator, RandomStream stream) {
        BaseDraws base = BaseDraws.independent(dimension, stream.split(0));
        Ascent.Plan plan = new Ascent.Plan("start", estimator, GAUSSIAN_DRAWS, GAUSSIAN_STEPS, rate);
        return better(
                start, new Ascent(start, target, base, stream.split(1), workers).run(plan, clock.share(0.1), listener));
    }

    /** Components around a Gaussian, a little narrower. */
    private FullMixture spread(FullMixture gaussian, int components) {
        int d = dimension;
        FullMixture q = new FullMixture(components, d);
        RandomStream stream = random.split(16);
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < d * d; i++) {
                q.factor[k * d * d + i] = 0.95 * gaussian.factor[i];
            }
            double[] z = new double[d];
            for (int i = 0; i < d; i++) {
                z[i] = components == 1 ? 0 : 0.3 * stream.nextGaussian();
            }
            for (int i = 0; i < d; i++) {
                double v = gaussian.mean[i];
                for (int j = 0; j <= i; j++) {
                    v += gaussian.factor[i * d + j] * z[j];
                }
                q.mean[k * d + i] = v;
            }
        }
        return q;
    }

    /** Every component in two halves apart along a random direction, with its mean and covariance together. */
    static FullMixture split(FullMixture q, RandomStream stream) {
        int d = q.dimension;
        FullMixture two = new FullMixture(2 * q.components, d);
        for (int k = 0; k < q.components; k++) {
            int f = k * d * d;
            double[] u = new double[d];
            for (int i = 0; i < d; i++) {
                u[i] = stream.nextGaussian();
            }
            double norm = Climb.norm(u);
            double[] shift = new double[d];
            double[] covariance = new double[d * d];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    shift[i] += SPLIT / norm * q.factor[f + i * d + j] * u[j];
                }
                for (int j = 0; j <= i; j++) {
                    for (int t = 0; t <= j; t++) {
                        covariance[i * d + j] += q.factor[f + i * d + t] * q.factor[f + j * d + t];
                    }
                    covariance[i * d + j] -= shift[i] * shift[j];
                }
            }
            if (!FullMixture.cholesky(covariance, d)) {
                // so narrow that rounding spoils it: both halves stay as they are
                System.arraycopy(q.factor, f, covariance, 0, d * d);
            }
            for (int half = 0; half < 2; half++) {
                int to = 2 * k + half;
                for (int i = 0; i < d; i++) {
                    two.mean[to * d + i] = q.mean[k * d + i] + (half == 0 ? shift[i] : -shift[i]);
                }
                System.arraycopy(covariance, 0, two.factor, to * d * d, d * d);
                two.logWeight[to] = q.logWeight[k] - Math.log(2);
            }
        }
        return two;
    }
}
