package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.io.Json;
import org.cwm.variational.EstimatorStudy.Gradient;
import org.cwm.variational.EstimatorStudy.Look;

/**
 * What one estimator did on one workload with one seed.
 *
 * @param places by name: near the start, near the optimum
 * @param equalDraws ascent with as many base points a step as all others
 * @param equalEvaluations ascent with as many evaluations of the target a step as all others
 */
record EstimatorScores(Map<String, Place> places, List<Look> equalDraws, List<Look> equalEvaluations) {

    static final String START = "start";
    static final String OPTIMUM = "optimum";

    /**
     * Gradients at one place.
     *
     * @param variance of the gradient from one draw
     * @param evaluations a draw
     * @param seconds a draw
     * @param squareBias estimate of the square length of the bias, without bias itself
     * @param squareNoise standard deviation of that estimate where there is no bias
     * @param squareLength estimate of the square length of the exact gradient
     */
    record Place(
            double variance,
            double evaluations,
            double seconds,
            double squareBias,
            double squareNoise,
            double squareLength) {

        /** Per draw, from gradients of so many draws. */
        static Place of(Gradient g, int draws, Gradient exact) {
            return new Place(
                    draws * g.totalVariance(),
                    g.evaluations() / draws,
                    g.seconds() / draws,
                    g.squareDistance(exact),
                    g.noise(exact),
                    exact.squareLength());
        }

        private Map<String, Object> json() {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("variance", variance);
            o.put("evaluations", evaluations);
            o.put("seconds", seconds);
            o.put("squareBias", squareBias);
            o.put("squareNoise", squareNoise);
            o.put("squareLength", squareLength);
            return o;
        }

        private static Place of(Map<?, ?> o) {
            return new Place(
                    number(o, "variance"),
                    number(o, "evaluations"),
                    number(o, "seconds"),
                    number(o, "squareBias"),
                    number(o, "squareNoise"),
                    number(o, "squareLength"));
        }
    }

    private static double number(Map<?, ?> o, String key) {
        return Json.toDouble(o.get(key));
    }

    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        places.forEach((name, place) -> o.put(name, place.json()));
        o.put("equalDraws", looks(equalDraws));
        o.put("equalEvaluations", looks(equalEvaluations));
        return o;
    }

    private static List<Object> looks(List<Look> looks) {
        List<Object> out = new ArrayList<>();
        looks.forEach(l -> out.add(new double[] {l.step(), l.evaluations(), l.seconds(), l.elbo()}));
        return out;
    }

    static EstimatorScores of(Map<?, ?> o) {
        Map<String, Place> places = new LinkedHashMap<>();
        for (String name : List.of(START, OPTIMUM)) {
            if (o.get(name) instanceof Map<?, ?> place) {
                places.put(name, Place.of(place));
            }
        }
        return new EstimatorScores(places, looks(o.get("equalDraws")), looks(o.get("equalEvaluations")));
    }

    private static List<Look> looks(@org.jspecify.annotations.Nullable Object o) {
        List<Look> out = new ArrayList<>();
        if (o instanceof List<?> list) {
            for (Object each : list) {
                double[] v = each instanceof double[] array
                        ? array
                        : ((List<?>) each).stream().mapToDouble(Json::toDouble).toArray();
                out.add(new Look((int) v[0], (long) v[1], v[2], v[3]));
            }
        }
        return out;
    }
}
