package org.cwm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cwm.diagnostic.FailureSignature;
import org.cwm.diagnostic.Finding;
import org.cwm.kernel.Backend;
import org.cwm.model.MixtureEnsemble;
import org.cwm.random.RandomStream;

/**
 * Makes the report of a fit: scores, warnings, provenance.
 *
 * @param data prepared rows
 * @param plan every setting
 * @param deadline of the whole fit
 * @param random stream of the whole fit
 * @param seconds by stage; the time of the scores is added
 */
record Reporting(Preparation data, FitPlan plan, Deadline deadline, RandomStream random, Map<String, Double> seconds) {

    private static final int CALIBRATION = 1000;
    /** Training rows that the report scores, at most: scoring a million would take longer than training. */
    static final int SCORED = 20_000;

    /**
     * The report.
     *
     * @param chosen number of components that won
     * @param start the Gaussian mixture
     * @param end the model
     * @param findings to tell
     * @param origin of the training rows
     * @param trainHash of the training rows
     */
    FitReport report(
            Candidate chosen,
            MixtureEnsemble start,
            MixtureEnsemble end,
            List<Finding> findings,
            String origin,
            String trainHash) {
        long from = System.nanoTime();
        boolean folds = plan.folds() > 1;
        PairedScores held = chosen.scores();
        double[] allLogDet = folds ? data.trainLogDet() : data.validationLogDet();
        double[] heldOutLogDet = Statistics.select(allLogDet, held.rows());
        double[] endScores = chosen.accepted() ? held.end() : held.start();
        int[] rows = Statistics.spread(data.train().rows(), SCORED);
        PairedScores some =
                PairedScores.of(start, end, data.train().select(rows), deadline, random.split(1), plan.threads());
        double[] someLogDet = Statistics.select(Statistics.select(data.trainLogDet(), rows), some.rows());
        Score train = score(some, someLogDet);
        double startMean = Statistics.mean(held.start()) + Statistics.mean(heldOutLogDet);
        Score validation = new Score(
                endScores.length,
                startMean,
                startMean + (chosen.accepted() ? chosen.gain() : 0),
                chosen.accepted() ? chosen.standardError() : 0);
        seconds.put("score", (System.nanoTime() - from) * 1e-9);
        FitUnit.Result r = chosen.result();
        List<HistoryPoint> history = chosen.history();
        List<String> warnings = new ArrayList<>();
        findings.forEach(f -> warnings.add(f.text()));
        warnings.addAll(data.warnings());
        if (held.rows().length < allLogDet.length) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the time limit left time to score %,d of the %,d held-out rows",
                    held.rows().length,
                    allLogDet.length));
        }
        if (r.failed()) {
            warnings.add(0, "training broke down and the best model before that was kept: " + r.stopReason());
        }
        TreeMap<String, String> options = new TreeMap<>(plan.describe());
        options.put("components", Integer.toString(r.components()));
        options.put("componentsTried", Arrays.toString(plan.components()));
        String reason = stopReason(chosen);
        Provenance provenance = new Provenance(
                Library.NAME_AND_VERSION,
                origin,
                trainHash,
                train,
                validation,
                Backend.get().kernels().name(),
                options,
                history,
                reason);
        return new FitReport(
                FittedModel.of(data.schema(), end, provenance, calibration(endScores, heldOutLogDet)),
                FittedModel.of(data.schema(), start, provenance, calibration(held.start(), heldOutLogDet)),
                plan,
                train,
                validation,
                chosen.accepted(),
                !r.failed(),
                history,
                seconds,
                reason,
                findings,
                warnings);
    }

    /** The first finding of each signature. */
    static List<Finding> firsts(List<Finding> findings) {
        Map<FailureSignature, Finding> first = new EnumMap<>(FailureSignature.class);
        findings.forEach(f -> first.putIfAbsent(f.signature(), f));
        return List.copyOf(first.values());
    }

    private String stopReason(Candidate chosen) {
        FitUnit.Result r = chosen.result();
        if (chosen.accepted() || (r.history().size() < 2 && !r.failed())) {
            return r.stopReason();
        }
        return String.format(
                Locale.ROOT,
                "%s; the Gaussian mixture was kept, since training gained %.4f nats a row on held-out rows with"
                        + " standard error %.4f",
                r.stopReason(),
                chosen.gain(),
                chosen.standardError());
    }

    private static Score score(PairedScores s, double[] logDet) {
        double jacobian = Statistics.mean(logDet);
        return new Score(
                s.rows().length,
                Statistics.mean(s.start()) + jacobian,
                Statistics.mean(s.end()) + jacobian,
                Statistics.standardError(Statistics.difference(s.end(), s.start())));
    }

    /** Held-out log densities in data units, in increasing order, thinned to at most a thousand. */
    private static double[] calibration(double[] scores, double[] logDet) {
        double[] sorted = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            sorted[i] = scores[i] + logDet[i];
        }
        Arrays.sort(sorted);
        int n = Math.min(CALIBRATION, sorted.length);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = sorted[(int) ((i + 0.5) * sorted.length / n)];
        }
        return out;
    }
}
