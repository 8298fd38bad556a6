package org.cwm.variational;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.variational.TargetException.Cause;
import org.cwm.variational.diagnostic.ParetoSmoothing;

/**
 * Whether a density q can stand for a target t with unknown integral Z, and what importance weights make of it. The draws
 * of q alone can't tell: they certify a q that has lost whole modes. So further points come from a defensive proposal
 * (half q, a quarter its inflated components, a quarter a Gaussian of 1.5 times q's standard deviations), and climbs of
 * log t from far outside look for modes; what they find is added to the proposal. All numbers that are not of q's own
 * draws by name come from all draws together, weighted by t over the density that all of them follow.
 *
 * @param trusted whether q can be used for the target as it is
 * @param elbo mean of log(t / q) over draws of q, in nats; {@code -Infinity} if q reaches beyond the support
 * @param elboStandardError of the ELBO
 * @param logEvidence log Z in nats
 * @param logEvidenceStandardError of log Z
 * @param paretoK k-hat of t / q over draws of q (PSIS; Vehtari et al. 2024): above 0.7 these weights are unreliable
 * @param defensiveParetoK k-hat of the weights of all draws: above 0.7 the expectations and log Z are unreliable
 * @param effectiveSampleSize of all draws
 * @param draws number of all draws
 * @param uncoveredMass share of the target on points with log(t / q) - log Z above 3
 * @param uncoveredMassStandardError of that share
 * @param totalVariation half the integral of |t / Z - q|: no event's probability under q is further off
 * @param lostModes number of modes that the climbs found where q has next to nothing
 * @param outsideShare share of q's draws outside of the support
 * @param marginals expectations of each coordinate
 * @param reasons why q is not trusted, most important first; empty if it is
 * @param advice what to do, one or more sentences
 * @param weighted all draws with their smoothed weights
 * @param targetEvaluations number of points at which log t was asked for
 */
public record Verdict(
        boolean trusted,
        double elbo,
        double elboStandardError,
        double logEvidence,
        double logEvidenceStandardError,
        double paretoK,
        double defensiveParetoK,
        double effectiveSampleSize,
        int draws,
        double uncoveredMass,
        double uncoveredMassStandardError,
        double totalVariation,
        int lostModes,
        double outsideShare,
        List<MarginalSummary> marginals,
        List<String> reasons,
        List<String> advice,
        WeightedDraws weighted,
        long targetEvaluations) {

    /** log(t / q) - log Z above which a point counts as uncovered: q has less than a twentieth of the target there. */
    public static final double UNCOVERED = 3;

    /** What no verdict from finitely many points can exclude. */
    public static final String UNDETECTABLE =
            "What stays undetectable: modes so narrow or so far away that neither a draw nor a climb meets them; climbs"
                    + " start up to some hundred standard deviations from q.";

    private static final int BLOCK = 256;

    /** Copies the lists. */
    public Verdict {
        marginals = List.copyOf(marginals);
        reasons = List.copyOf(reasons);
        advice = List.copyOf(advice);
    }

    /**
     * Judges q.
     *
     * @param q the approximation
     * @param target log t of the same dimension
     * @param options numbers of draws, threads
     * @param random not advanced; the verdict depends on it, not on the number of threads
     * @return the verdict
     * @throws TargetException if the target's values are not numbers, it throws, or nothing lies in its support
     * @throws IllegalArgumentException if the dimensions differ
     */
    public static Verdict of(
            ClassifierWeightedMixture q, TargetDensity target, VerdictOptions options, RandomStream random) {
        GuardedTarget guarded = GuardedTarget.of(target);
        long before = guarded.evaluations();
        int d = q.dimension();
        if (guarded.dimension() != d) {
            throw new IllegalArgumentException(
                    "target: dimension " + guarded.dimension() + ", the mixture has dimension " + d);
        }
        int threads = options.threads();

        int pilot = Math.min(options.draws(), 4000);
        Points first = q.sample(pilot, random.split(0), threads);
        double[] logModel = new double[pilot];
        int[] top = new int[pilot];
        q.logDensity(first, logModel, top, threads);
        double[] logTarget = evaluate(guarded, first, threads);
        Moments moments = Moments.of(first);
        List<ModeSearch.Mode> modes = new ModeSearch(
                        guarded, q, moments.mean(), moments.factor(), median(logTarget, logModel))
                .find(random.split(1), threads);

        double[] share = new double[q.components()];
        for (int k : top) {
            share[k] += 1.0 / pilot;
        }
        DefensiveProposal proposal = DefensiveProposal.of(
                q, share, moments.mean(), moments.factor(), modes, options.draws(), options.defensiveDraws());
        Points points = proposal.sample(random.split(2), threads);
        double[] t = evaluate(guarded, points, threads);
        if (Arrays.stream(t).allMatch(v -> v == Double.NEGATIVE_INFINITY)) {
            throw new TargetException(
                    Cause.NO_SUPPORT,
                    "the target's log density is -Infinity at all " + t.length + " points tried, the first: "
                            + guarded.describe(points.values(), 0));
        }
        double[][] parts = proposal.logParts(points, threads);
        return judge(guarded, proposal, points, t, parts, modes.size(), before);
    }

    private static Verdict judge(
            GuardedTarget target,
            DefensiveProposal proposal,
            Points points,
            double[] logTarget,
            double[][] parts,
            int lostModes,
            long before) {
        int n = points.rows();
        int own = proposal.modelDraws();
        double[] q = parts[0];
        double[] mixture = proposal.logMixture(parts);
        Evidence evidence = Evidence.of(logTarget, parts, mixture);

        double[] ownRatio = new double[own];
        double elbo = 0;
        int outside = 0;
        for (int i = 0; i < own; i++) {
            ownRatio[i] = logTarget[i] - q[i];
            elbo += ownRatio[i] / own;
            outside += logTarget[i] == Double.NEGATIVE_INFINITY ? 1 : 0;
        }
        double squares = 0;
        for (double r : ownRatio) {
            squares += (r - elbo) * (r - elbo);
        }
        double[] ratio = new double[n];
        for (int i = 0; i < n; i++) {
            ratio[i] = logTarget[i] - mixture[i];
        }
        ParetoSmoothing smoothed = ParetoSmoothing.of(ratio);
        double ownK = outside == own
                ? Double.POSITIVE_INFINITY
                : ParetoSmoothing.of(ownRatio).paretoK();
        double[] uncovered = uncovered(logTarget, q, ratio, evidence.logEvidence());

        WeightedDraws weighted = new WeightedDraws(points, own, logTarget, q, mixture, smoothed.weights());
        List<MarginalSummary> marginals = new ArrayList<>();
        for (int j = 0; j < points.columns(); j++) {
            int column = j;
            marginals.add(weighted.summary(target.names().get(j), x -> x[column]));
        }
        Verdict open = new Verdict(
                false,
                elbo,
                outside > 0 ? Double.NaN : Math.sqrt(squares / (own - 1.0) / own),
                evidence.logEvidence(),
                evidence.standardError(),
                ownK,
                smoothed.paretoK(),
                smoothed.effectiveSampleSize(),
                n,
                uncovered[0],
                uncovered[1],
                totalVariation(ratio, q, mixture, evidence.logEvidence()),
                lostModes,
                (double) outside / own,
                marginals,
                List.of(),
                List.of(),
                weighted,
                target.evaluations() - before);
        return Judgement.complete(open);
    }

    /** The verdict with its last words. */
    Verdict with(boolean isTrusted, List<String> newReasons, List<String> newAdvice) {
        return new Verdict(
                isTrusted,
                elbo,
                elboStandardError,
                logEvidence,
                logEvidenceStandardError,
                paretoK,
                defensiveParetoK,
                effectiveSampleSize,
                draws,
                uncoveredMass,
                uncoveredMassStandardError,
                totalVariation,
                lostModes,
                outsideShare,
                marginals,
                newReasons,
                newAdvice,
                weighted,
                targetEvaluations);
    }

    /** Share of the weights, as they are, on uncovered points, and its standard error. */
    private static double[] uncovered(double[] logTarget, double[] q, double[] ratio, double logEvidence) {
        int n = ratio.length;
        double max = Arrays.stream(ratio).max().orElseThrow();
        double total = 0;
        double mass = 0;
        for (int i = 0; i < n; i++) {
            double w = Math.exp(ratio[i] - max);
            total += w;
            mass += logTarget[i] - q[i] - logEvidence > UNCOVERED ? w : 0;
        }
        double share = mass / total;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double w = Math.exp(ratio[i] - max) / total;
            double e = (logTarget[i] - q[i] - logEvidence > UNCOVERED ? 1 : 0) - share;
            squares += w * w * e * e;
        }
        return new double[] {share, Math.sqrt(squares)};
    }

    /** Mean of |t / (Z r) - q / r| / 2 over draws of r, at most 1. */
    private static double totalVariation(double[] ratio, double[] q, double[] proposal, double logEvidence) {
        double sum = 0;
        for (int i = 0; i < ratio.length; i++) {
            sum += Math.abs(Math.exp(ratio[i] - logEvidence) - Math.exp(q[i] - proposal[i]));
        }
        return Math.min(1, 0.5 * sum / ratio.length);
    }

    /** log t at many points. */
    private static double[] evaluate(GuardedTarget target, Points points, int threads) {
        int n = points.rows();
        int d = points.columns();
        double[] out = new double[n];
        try (Workers workers = Workers.of(threads)) {
            workers.run((n + BLOCK - 1) / BLOCK, (block, worker) -> {
                int from = block * BLOCK;
                int rows = Math.min(BLOCK, n - from);
                double[] x = Arrays.copyOfRange(points.values(), from * d, (from + rows) * d);
                double[] values = new double[rows];
                target.logDensities(x, rows, values, new double[0]);
                System.arraycopy(values, 0, out, from, rows);
            });
        }
        return out;
    }

    /** Median of log(t / q) over points inside of the support. */
    private static double median(double[] logTarget, double[] logModel) {
        double[] r = new double[logTarget.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = logTarget[i] - logModel[i];
        }
        double[] inside = Arrays.stream(r)
                .filter(v -> v > Double.NEGATIVE_INFINITY)
                .sorted()
                .toArray();
        return inside.length == 0 ? Double.NEGATIVE_INFINITY : inside[inside.length / 2];
    }
}
