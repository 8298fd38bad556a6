package org.cwm.variational;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.classifier.Mlp;
import org.cwm.engine.Workers;
import org.cwm.kernel.Activation;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * Measures estimators of the ELBO's gradient: mean, variance and cost at a place, and the way up from a start. Gradients are
 * by the coordinates in which steps are taken, the maps relative to where they are, in nats per unit.
 */
public final class EstimatorStudy {

    private static final double NARROWER = 0.95;
    private static final double APART = 0.3;

    private final GuardedTarget target;
    private final Workers workers;

    /**
     * A study of one target.
     *
     * @param target log t
     * @param workers who does it; not closed here
     */
    public EstimatorStudy(TargetDensity target, Workers workers) {
        this.target = GuardedTarget.of(target);
        this.workers = workers;
    }

    /**
     * Gradients at one place, each a mean over n draws.
     *
     * @param mean of the gradients, one value a parameter
     * @param variance of one gradient, one value a parameter
     * @param squareCovariance estimate of tr(C^2), C the covariance of one gradient
     * @param repeats number of independent gradients
     * @param evaluations of the target for one gradient, on average
     * @param seconds for one gradient, on average
     */
    public record Gradient(
            double[] mean,
            double[] variance,
            double squareCovariance,
            int repeats,
            double evaluations,
            double seconds) {

        /**
         * Variance of the gradient, E|g - E g|^2.
         *
         * @return the sum over the parameters
         */
        public double totalVariance() {
            return Arrays.stream(variance).sum();
        }

        /**
         * Square length of the mean less what its noise adds to it on average.
         *
         * @return an unbiased estimate of |E g|^2, which may be below 0
         */
        public double squareLength() {
            return Arrays.stream(mean).map(v -> v * v).sum() - totalVariance() / repeats;
        }

        /**
         * Square of the distance between two expectations, less what noise adds to it on average.
         *
         * @param other independent gradients by the same parameters
         * @return an unbiased estimate of |E g - E h|^2, which may be below 0
         */
        public double squareDistance(Gradient other) {
            double sum = 0;
            for (int i = 0; i < mean.length; i++) {
                double d = mean[i] - other.mean[i];
                sum += d * d;
            }
            return sum - totalVariance() / repeats - other.totalVariance() / other.repeats;
        }

        /**
         * Standard deviation of {@link #squareDistance} if the expectations are the same and the means normal, an upper bound:
         * sqrt(2 tr((C/n + D/m)^2)) is at most sqrt 2 (sqrt(tr C^2) / n + sqrt(tr D^2) / m).
         *
         * @param other independent gradients by the same parameters
         * @return the bound
         */
        public double noise(Gradient other) {
            return Math.sqrt(2)
                    * (Math.sqrt(squareCovariance) / repeats + Math.sqrt(other.squareCovariance) / other.repeats);
        }
    }

    /**
     * Many independent gradients at one place.
     *
     * @param q the place
     * @param options which estimator
     * @param draws base points of one gradient, at least 2
     * @param repeats number of gradients, at least 4
     * @param random not advanced
     * @return their mean, variance and cost
     */
    public Gradient gradient(
            ClassifierWeightedMixture q, EstimatorOptions options, int draws, int repeats, RandomStream random) {
        if (draws < 2 || repeats < 4) {
            throw new IllegalArgumentException(
                    "draws " + draws + ", must be at least 2; repeats " + repeats + ", must be at least 4");
        }
        ElboGradient elbo = new ElboGradient(q, target, workers);
        BaseDraws base = BaseDraws.independent(q.dimension(), random.split(0));
        // the maps' coordinates are relative to where they are
        float[] relative = q.parameters();
        float[] origin = q.maps().origin();
        System.arraycopy(origin, 0, relative, 0, origin.length);
        float[] gradient = new float[relative.length];
        GradientMoments moments = new GradientMoments(gradient.length);
        double[] z = new double[draws * q.dimension()];
        long before = target.evaluations();
        long nanos = 0;
        for (int r = 0; r < repeats; r++) {
            base.block(r, draws, z);
            long from = System.nanoTime();
            elbo.gradient(z, draws, options, random.split(1).split(r), relative, gradient);
            nanos += System.nanoTime() - from;
            moments.add(gradient);
        }
        return moments.gradient(target.evaluations() - before, 1e-9 * nanos);
    }

    /**
     * One look at an ascent.
     *
     * @param step number of steps taken
     * @param evaluations of the target by these steps
     * @param seconds for these steps, looks left out
     * @param elbo of the iterate in nats, on the same base points at every look
     */
    public record Look(int step, long evaluations, double seconds, double elbo) {}

    /**
     * How an ascent is watched.
     *
     * @param draws base points a step, at least 2
     * @param steps number of steps
     * @param rate learning rate at the start
     * @param looks number of looks, evenly over the steps
     * @param elboDraws draws for the ELBO at each look
     */
    public record Course(int draws, int steps, double rate, int looks, int elboDraws) {}

    /**
     * An ascent with independent base draws, as fits make it.
     *
     * @param start where it starts
     * @param options which estimator
     * @param course numbers
     * @param random not advanced
     * @return the start, the iterates, and at last the averaged iterate
     */
    public List<Look> ascent(
            ClassifierWeightedMixture start, EstimatorOptions options, Course course, RandomStream random) {
        List<Look> out = new ArrayList<>();
        out.add(new Look(0, 0, 0, elbo(start, course, random)));
        long[] evaluations = {target.evaluations()};
        long[] from = {System.nanoTime()};
        BaseDraws base = BaseDraws.independent(start.dimension(), random.split(0));
        Ascent ascent = new Ascent(start, target, base, random.split(1), workers);
        ClassifierWeightedMixture end = ascent.run(
                new Ascent.Plan("study", options, course.draws(), course.steps(), course.rate()),
                () -> 0,
                VariationalProgress.Listener.NONE,
                (step, iterate) -> {
                    if ((long) step * course.looks() / course.steps() == (step - 1L) * course.looks() / course.steps()
                            || step == course.steps()) {
                        return;
                    }
                    long now = System.nanoTime();
                    long spent = target.evaluations();
                    out.add(new Look(
                            step, spent - evaluations[0], 1e-9 * (now - from[0]), elbo(iterate.get(), course, random)));
                    // looks cost neither time nor evaluations
                    from[0] += System.nanoTime() - now;
                    evaluations[0] += target.evaluations() - spent;
                });
        double seconds = 1e-9 * (System.nanoTime() - from[0]);
        long spent = target.evaluations() - evaluations[0];
        out.add(new Look(course.steps(), spent, seconds, elbo(end, course, random)));
        return out;
    }

    private double elbo(ClassifierWeightedMixture q, Course course, RandomStream random) {
        return ElboEstimate.of(q, target, course.elboDraws(), random.split(2), workers)
                .value();
    }

    /**
     * Where fits in many dimensions start: components that are almost the same, around a Gaussian, under a classifier that is
     * constant.
     *
     * @param mean of the Gaussian, D values
     * @param factor lower triangular, covariance L L^T, D x D
     * @param components K
     * @param hidden units of the classifier's hidden layer, at least 1
     * @param random not advanced
     * @return the mixture
     */
    public static ClassifierWeightedMixture start(
            double[] mean, double[] factor, int components, int hidden, RandomStream random) {
        int d = mean.length;
        FullMixture m = new FullMixture(components, d);
        RandomStream stream = random.split(0);
        for (int k = 0; k < components; k++) {
            double[] z = new double[d];
            for (int i = 0; i < d; i++) {
                z[i] = APART * stream.nextGaussian();
            }
            for (int i = 0; i < d; i++) {
                double v = mean[i];
                for (int j = 0; j <= i; j++) {
                    v += factor[i * d + j] * z[j];
                    m.factor[(k * d + i) * d + j] = NARROWER * factor[i * d + j];
                }
                m.mean[k * d + i] = v;
            }
        }
        return ClassifierWeightedMixture.of(
                LowerTriangular.of(components, d, m.mapParameters()),
                Mlp.constant(
                        new Mlp.Architecture(d, new int[] {hidden}, Activation.TANH, components),
                        m.logWeights32(),
                        1,
                        random.split(1)));
    }

    /**
     * The same around the Laplace approximation, or around N(0, I) if there is none.
     *
     * @param components K
     * @param hidden units of the classifier's hidden layer, at least 1
     * @param random not advanced
     * @return the mixture
     */
    public ClassifierWeightedMixture startAtPeak(int components, int hidden, RandomStream random) {
        int d = target.dimension();
        Laplace.Approximation peak = new Laplace(target).maximum(new double[d], Laplace.identity(d), d);
        return peak == null
                ? start(new double[d], Laplace.identity(d), components, hidden, random)
                : start(peak.mean(), peak.factor(), components, hidden, random);
    }
}
