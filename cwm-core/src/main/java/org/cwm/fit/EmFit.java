package org.cwm.fit;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.cwm.engine.Workers;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits a {@link GaussianMixture} by expectation maximisation (Dempster, Laird, Rubin 1977), in double precision and log
 * space.
 *
 * <p>The objective, per row, is
 *
 * <pre>J = (1/n) sum_i log p(x_i) - (nu / 2n) sum_k (log |Sigma_k| + tr(Sigma_k^-1 T))</pre>
 *
 * subject to Sigma_k - diag(f) positive semi-definite, where nu is {@link EmOptions#shrinkagePseudoRows()}, T the pooled
 * covariance sum_k w_k Sigma_k of the start, and f the variance floors. The second term is the logarithm of an
 * inverse-Wishart prior. Every M-step maximises the expected objective exactly, so <b>J never decreases</b> once the
 * floors hold (beyond rounding: about 1e-15 nats times the greatest condition number of a covariance); with nu = 0 it
 * is the mean log-likelihood itself. Only {@link EmOptions#ridge()}, an addition to every covariance after the
 * maximisation, maximises no objective; it is offered to agree with programs that have it.
 *
 * <p>Over a {@link org.cwm.base.ScaleMixture} base ({@link EmOptions#base()}) the scale of a row is one more latent variable:
 * with u = -2 d log p0 / d q at q = |L_k^-1 (x - m_k)|^2, the posterior mean of 1 / sigma^2, the M-step is m_k = sum r u x /
 * sum r u, Sigma_k = sum r u (x - m_k)(x - m_k)^T / sum r, rho_j the mean posterior share of scale j. J still never
 * decreases. The scales themselves stay as they are, so that the size of Sigma_k is determined; weights below 1e-12 are
 * taken as that.
 *
 * <p>Responsibilities below 2^-53 of a row's greatest are taken as 0.
 */
public final class EmFit {

    /** Iterations by which starts are compared. */
    private static final int SHORT_RUN = 10;
    /** Iterations on a part of the rows, at most, before those on all rows. */
    private static final int COARSE_ITERATIONS = 150;
    /** Share of the tolerance at which they end. */
    private static final double COARSE_TOLERANCE = 0.1;
    /** A component that explains less than half a row is dead. */
    private static final double DEAD = 0.5;
    /** From so many rows on they are put into order. */
    private static final int ORDERED_FROM = 16 * EmBlock.LANES;

    private static final int RESEEDING_ROUNDS = 5;
    /** A dead component moves to the worst explained of so many rows drawn at random. */
    private static final int RESEEDING_DRAWS = 64;

    private final Points points;
    private final EmOptions options;
    private final Workers workers;
    private final double[] floor;

    private EmFit(Points points, EmOptions options, Workers workers) {
        this.points = points;
        this.options = options;
        this.workers = workers;
        floor = EmFloors.of(points, options, workers);
    }

    /**
     * Fits a mixture: k-means++ starts and short runs on a part of the rows, EM on that part from the best, then on all
     * rows.
     *
     * @param points n x D, of order 1 in scale, need not be centred; not modified
     * @param options settings
     * @return the mixture and how it was found
     * @throws IllegalArgumentException if there are fewer rows than components, a value is not finite (row and column
     *     are named), or a column has one value only and no floor or ridge
     */
    public static EmReport fit(Points points, EmOptions options) {
        if (points.rows() < options.components()) {
            throw new IllegalArgumentException("components: " + options.components() + ", must be at most the "
                    + points.rows() + " rows of the points");
        }
        try (Workers workers = Workers.of(options.threads())) {
            return new EmFit(points, options, workers).fit(null, state -> {});
        }
    }

    /**
     * The same, going on from a saved state; iterations done before are not in the report.
     *
     * @param saved where to go on, or null to begin
     * @param progress receives the state after every iteration over all rows
     */
    static EmReport fit(Points points, EmOptions options, @Nullable EmState saved, Consumer<EmState> progress) {
        try (Workers workers = Workers.of(options.threads())) {
            return new EmFit(points, options, workers).fit(saved, progress);
        }
    }

    /**
     * Continues from a given mixture, with its pooled covariance as T.
     *
     * @param points n x D, of order 1 in scale, need not be centred; not modified
     * @param options settings; those of the start are not used
     * @param start where to start, with the number and type of components of the options
     * @return the mixture and how it was found
     * @throws IllegalArgumentException as of {@link #fit(Points, EmOptions)}, and if the start does not fit
     */
    public static EmReport fit(Points points, EmOptions options, GaussianMixture start) {
        requireFit(points, options, start);
        try (Workers workers = Workers.of(options.threads())) {
            return new EmFit(points, options, workers).run(start, new double[0], null, state -> {});
        }
    }

    /**
     * One iteration from a given mixture, with its pooled covariance as T.
     *
     * @param start where to start, with the number and type of components of the options
     * @param points n x D, not modified
     * @param options settings; those of the start and the stopping rules are not used
     * @return the next mixture, and the log-likelihood of this one
     * @throws IllegalArgumentException as of {@link #fit(Points, EmOptions)}, and if the start does not fit
     */
    public static EmStep emIteration(GaussianMixture start, Points points, EmOptions options) {
        requireFit(points, options, start);
        try (Workers workers = Workers.of(options.threads())) {
            EmFit fit = new EmFit(points, options, workers);
            EmEngine engine = new EmEngine(points, new int[0], options, workers);
            EmEngine.Step step = engine.iterate(start, fit.prior(start));
            return new EmStep(step.next(), step.meanLogLikelihood(), step.objective());
        }
    }

    private static void requireFit(Points points, EmOptions options, GaussianMixture start) {
        if (start.components() != options.components()
                || start.covarianceType() != options.covariance()
                || start.dimension() != points.columns()) {
            throw new IllegalArgumentException("start: " + start + ", must have " + options.components()
                    + " components, " + points.columns() + " dimensions, " + options.covariance());
        }
    }

    private EmPrior prior(GaussianMixture start) {
        double nu = options.shrinkagePseudoRows();
        double[] target = nu > 0 ? EmPrior.pooled(start) : new double[0];
        return new EmPrior(options.covariance(), target, nu, floor, options.ridge());
    }

    private EmReport fit(@Nullable EmState saved, Consumer<EmState> progress) {
        int n = points.rows();
        RandomStream random = options.random();
        Points part = points;
        int limit = Math.max(options.maxRowsForStart(), options.components());
        if (n > limit) {
            int[] rows = Arrays.copyOf(random.split(0).permutation(n), limit);
            Arrays.sort(rows);
            part = points.select(rows);
        }
        EmPrior floors = new EmPrior(options.covariance(), new double[0], 0, floor, options.ridge());
        EmStart start = new EmStart(part, options.components(), workers, options.stop());
        if (options.restarts() == 1 && part.rows() == n) {
            return run(start.mixture(floors, random.split(1)).withBase(options.base()), new double[0], saved, progress);
        }
        EmEngine engine = new EmEngine(part, new int[0], options, workers);
        double[] scores = new double[options.restarts()];
        int scored = 0;
        @Nullable GaussianMixture best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int r = 0; r < scores.length && (best == null || !options.stop().getAsBoolean()); r++) {
            GaussianMixture g = start.mixture(floors, random.split(1 + r)).withBase(options.base());
            EmPrior prior = prior(g);
            for (int i = 0; i < SHORT_RUN && !options.stop().getAsBoolean(); i++) {
                g = engine.iterate(g, prior).next();
            }
            if (options.stop().getAsBoolean()) {
                best = best == null ? g : best;
                break;
            }
            scores[r] = engine.score(g, null);
            scored = r + 1;
            if (best == null || scores[r] > bestScore) {
                best = g;
                bestScore = scores[r];
            }
        }
        GaussianMixture g = Objects.requireNonNull(best);
        if (part.rows() < n && !options.stop().getAsBoolean()) {
            g = coarse(g, part);
        }
        double[] told = options.restarts() == 1 ? new double[0] : Arrays.copyOf(scores, scored);
        boolean late = part.rows() < n && saved == null && options.stop().getAsBoolean();
        if (late) {
            Points few = part.select(Statistics.spread(part.rows(), PairedScores.PIECE));
            return new EmFit(few, options, workers).run(g, told, saved, progress);
        }
        return run(g, told, saved, progress);
    }

    /** Iterations on a part of the rows, which cost little and bring most of the way. */
    private GaussianMixture coarse(GaussianMixture start, Points part) {
        EmPrior prior = prior(start);
        int[] order = EmOrder.of(part, start, workers);
        EmEngine engine = new EmEngine(part, order, options, workers);
        GaussianMixture g = start;
        double previous = Double.NEGATIVE_INFINITY;
        int most = Math.min(COARSE_ITERATIONS, 2 * options.maxIterations());
        for (int t = 0; t < most && !options.stop().getAsBoolean(); t++) {
            EmEngine.Step step = engine.iterate(g, prior);
            double gain = step.objective() - previous;
            if (gain <= COARSE_TOLERANCE * options.tolerance() * Math.max(1, Math.abs(step.objective()))) {
                break;
            }
            previous = step.objective();
            g = step.next();
        }
        return g;
    }

    private EmReport run(GaussianMixture start, double[] scores, @Nullable EmState saved, Consumer<EmState> progress) {
        EmPrior prior = prior(start);
        EmEngine engine = engine(start);
        double[] likelihoods = new double[options.maxIterations() + 1];
        double[] objectives = new double[options.maxIterations() + 1];
        RandomStream random = options.random().split(-1);
        GaussianMixture g = saved == null ? start : saved.mixture();
        int from = saved == null ? 0 : saved.iterations();
        double previous = saved == null ? Double.NEGATIVE_INFINITY : saved.objective();
        int rounds = saved == null ? 0 : saved.rounds();
        int reseeded = saved == null ? 0 : saved.reseeded();
        boolean converged = false;
        int t = from;
        while (true) {
            if (t >= options.maxIterations() || options.stop().getAsBoolean()) {
                likelihoods[t] = engine.score(g, null);
                objectives[t] = likelihoods[t] + prior.logPrior(g) / points.rows();
                break;
            }
            EmEngine.Step step = engine.iterate(g, prior);
            if (rounds < RESEEDING_ROUNDS && dead(step.counts()) > 0) {
                rounds++;
                GaussianMixture moved = reseed(g, step.counts(), engine, random.split(rounds));
                EmEngine.Step other = engine.iterate(moved, prior);
                if (other.objective() >= step.objective()) {
                    reseeded += dead(step.counts());
                    g = moved;
                    step = other;
                }
            }
            likelihoods[t] = step.meanLogLikelihood();
            objectives[t] = step.objective();
            // with a ridge the objective may also fall a little
            double gain = Math.abs(objectives[t] - previous);
            if (gain <= options.tolerance() * Math.max(1, Math.abs(objectives[t]))) {
                converged = true;
                break;
            }
            previous = objectives[t];
            g = step.next();
            t++;
            options.listener().accept(new EmStep(g, step.meanLogLikelihood(), step.objective()));
            progress.accept(new EmState(g, t, previous, rounds, reseeded));
        }
        return new EmReport(
                g,
                Arrays.copyOfRange(likelihoods, from, t + 1),
                Arrays.copyOfRange(objectives, from, t + 1),
                converged,
                scores,
                reseeded);
    }

    /** An engine over the rows ordered by component, so that most components are negligible in most tiles. */
    private EmEngine engine(GaussianMixture start) {
        boolean few = points.rows() < ORDERED_FROM
                || options.maxIterations() < 2
                || options.stop().getAsBoolean();
        int[] order = few ? new int[0] : EmOrder.of(points, start, workers);
        return new EmEngine(points, order, options, workers);
    }

    private static int dead(double[] counts) {
        int dead = 0;
        for (double c : counts) {
            dead += c < DEAD ? 1 : 0;
        }
        return dead;
    }

    /** Moves dead components to badly explained rows, with the pooled covariance and the weight of one row. */
    private GaussianMixture reseed(GaussianMixture g, double[] counts, EmEngine engine, RandomStream random) {
        int d = g.dimension();
        double[] logDensities = new double[points.rows()];
        engine.score(g, logDensities);
        double[] shape = EmPrior.pooled(g);
        if (!GaussianMixture.factor(g.covarianceType(), shape, d)) {
            throw new IllegalStateException("pooled covariance is not positive definite");
        }
        double[] weights = g.weights();
        double[] means = g.means();
        double[] factors = g.factors();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] >= DEAD) {
                continue;
            }
            int worst = random.nextInt(points.rows());
            for (int i = 1; i < RESEEDING_DRAWS; i++) {
                int row = random.nextInt(points.rows());
                worst = logDensities[row] < logDensities[worst] ? row : worst;
            }
            logDensities[worst] = Double.POSITIVE_INFINITY; // not twice
            weights[k] = 1.0 / points.rows();
            System.arraycopy(points.values(), worst * d, means, k * d, d);
            System.arraycopy(shape, 0, factors, k * shape.length, shape.length);
        }
        double sum = 0;
        for (double w : weights) {
            sum += w;
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return GaussianMixture.of(g.covarianceType(), d, weights, means, factors)
                .withBase(g.base());
    }
}
