package org.cwm.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.io.Json;
import org.cwm.variational.MarginalSummary;
import org.cwm.variational.Posterior;
import org.cwm.variational.Verdict;

/**
 * What one fit to one target came to.
 *
 * @param failure why there is no posterior, empty if there is one
 * @param trusted whether the verdict trusts it
 * @param numbers by name, see {@link #of(Posterior)}
 * @param modelMean mean of each coordinate under q
 * @param modelDeviation standard deviation of each coordinate under q
 * @param weightedMean mean of each coordinate by importance weights
 * @param weightedDeviation standard deviation of each coordinate by importance weights
 */
record PosteriorScores(
        String failure,
        boolean trusted,
        Map<String, Double> numbers,
        double[] modelMean,
        double[] modelDeviation,
        double[] weightedMean,
        double[] weightedDeviation) {

    static PosteriorScores of(Posterior p) {
        Verdict v = p.verdict();
        Map<String, Double> n = new LinkedHashMap<>();
        n.put("components", (double) p.q().components());
        n.put("elbo", v.elbo());
        n.put("elboError", v.elboStandardError());
        n.put("mixtureElbo", p.mixtureElbo());
        n.put("logEvidence", v.logEvidence());
        n.put("logEvidenceError", v.logEvidenceStandardError());
        n.put("paretoK", v.paretoK());
        n.put("defensiveParetoK", v.defensiveParetoK());
        n.put("effectiveShare", v.effectiveSampleSize() / v.draws());
        n.put("uncoveredMass", v.uncoveredMass());
        n.put("lostModes", (double) v.lostModes());
        n.put("repairs", (double) p.repairs());
        n.put("evaluations", (double) p.targetEvaluations());
        n.put("seconds", p.seconds());
        List<MarginalSummary> m = v.marginals();
        return new PosteriorScores(
                "",
                v.trusted(),
                n,
                m.stream().mapToDouble(MarginalSummary::modelMean).toArray(),
                m.stream().mapToDouble(MarginalSummary::modelStandardDeviation).toArray(),
                m.stream().mapToDouble(MarginalSummary::mean).toArray(),
                m.stream().mapToDouble(MarginalSummary::standardDeviation).toArray());
    }

    static PosteriorScores failed(RuntimeException e) {
        double[] none = {};
        return new PosteriorScores(String.valueOf(e.getMessage()), false, Map.of(), none, none, none, none);
    }

    boolean failed() {
        return !failure.isEmpty();
    }

    /** A number, NaN if the fit failed. */
    double number(String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("failure", failure);
        o.put("trusted", trusted);
        o.put("numbers", numbers);
        o.put("modelMean", modelMean);
        o.put("modelDeviation", modelDeviation);
        o.put("weightedMean", weightedMean);
        o.put("weightedDeviation", weightedDeviation);
        return o;
    }

    static PosteriorScores of(Map<?, ?> o) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (o.get("numbers") instanceof Map<?, ?> kept) {
            kept.forEach((k, v) -> numbers.put(String.valueOf(k), Json.toDouble(v)));
        }
        return new PosteriorScores(
                String.valueOf(o.get("failure")),
                Boolean.TRUE.equals(o.get("trusted")),
                numbers,
                array(o.get("modelMean")),
                array(o.get("modelDeviation")),
                array(o.get("weightedMean")),
                array(o.get("weightedDeviation")));
    }

    private static double[] array(@org.jspecify.annotations.Nullable Object o) {
        if (o instanceof double[] v) {
            return v;
        }
        return o instanceof List<?> list
                ? list.stream().mapToDouble(Json::toDouble).toArray()
                : new double[0];
    }
}
