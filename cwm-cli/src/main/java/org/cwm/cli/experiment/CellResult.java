package org.cwm.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.io.Json;

/**
 * One fit with its scores: a cell of a table. Log-likelihoods are means in nats a row, in the units of the data.
 *
 * @param id name within its experiment
 * @param label for people
 * @param seed of the fit
 * @param components K
 * @param parameters number of parameters
 * @param train on training rows (at most 20,000)
 * @param test on test rows
 * @param testError standard error of {@code test} over the rows
 * @param start on test rows, of the Gaussian mixture that training started from
 * @param excess mean of log p_true - log p_model over the test rows; NaN where the truth is not known
 * @param excessError its standard error over the rows
 * @param accepted whether training was accepted
 * @param best greatest score of held-out rows in training; NaN if nothing was trained
 * @param last score of held-out rows at the end of training; NaN if nothing was trained
 * @param findings identifiers of the failure signatures that were seen
 * @param seconds of the fit, reading and scoring apart
 * @param stopReason why training ended
 * @param warnings of the fit
 */
public record CellResult(
        String id,
        String label,
        long seed,
        int components,
        int parameters,
        double train,
        double test,
        double testError,
        double start,
        double excess,
        double excessError,
        boolean accepted,
        double best,
        double last,
        List<String> findings,
        double seconds,
        String stopReason,
        List<String> warnings) {

    /** The cell as a JSON object. */
    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", id);
        o.put("label", label);
        o.put("seed", seed);
        o.put("components", components);
        o.put("parameters", parameters);
        o.put("train", train);
        o.put("test", test);
        o.put("testError", testError);
        o.put("start", start);
        if (!Double.isNaN(excess)) {
            o.put("excess", excess);
            o.put("excessError", excessError);
        }
        o.put("accepted", accepted);
        if (!Double.isNaN(best)) {
            o.put("best", best);
            o.put("last", last);
        }
        o.put("findings", findings);
        o.put("seconds", seconds);
        o.put("stopReason", stopReason);
        o.put("warnings", warnings);
        return o;
    }

    /** A cell from what {@link #json} gave. */
    static CellResult of(Map<?, ?> o) {
        return new CellResult(
                String.valueOf(o.get("id")),
                String.valueOf(o.get("label")),
                (long) number(o, "seed"),
                (int) number(o, "components"),
                (int) number(o, "parameters"),
                number(o, "train"),
                number(o, "test"),
                number(o, "testError"),
                number(o, "start"),
                optional(o, "excess"),
                optional(o, "excessError"),
                Boolean.TRUE.equals(o.get("accepted")),
                optional(o, "best"),
                optional(o, "last"),
                texts(o, "findings"),
                number(o, "seconds"),
                String.valueOf(o.get("stopReason")),
                texts(o, "warnings"));
    }

    private static double optional(Map<?, ?> o, String key) {
        return o.containsKey(key) ? number(o, key) : Double.NaN;
    }

    private static List<String> texts(Map<?, ?> o, String key) {
        return o.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static double number(Map<?, ?> o, String key) {
        return Json.toDouble(o.get(key));
    }

    /** The same numbers under another label. */
    CellResult labelled(String other) {
        return new CellResult(
                id,
                other,
                seed,
                components,
                parameters,
                train,
                test,
                testError,
                start,
                excess,
                excessError,
                accepted,
                best,
                last,
                findings,
                seconds,
                stopReason,
                warnings);
    }
}
