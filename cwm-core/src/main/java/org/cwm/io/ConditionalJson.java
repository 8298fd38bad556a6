package org.cwm.io;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cwm.kernel.Activation;
import org.cwm.map.ConditionalArchitecture;

/** The object {@code conditional} of an architecture: number of conditions, covariance, hidden units and activation. */
final class ConditionalJson {

    private ConditionalJson() {}

    static Map<String, Object> encode(ConditionalArchitecture a) {
        if (a.hidden().length > ArchitectureJson.MAX_HIDDEN_LAYERS) {
            throw new IllegalArgumentException("model: " + a.hidden().length + " hidden layers, a file may hold "
                    + ArchitectureJson.MAX_HIDDEN_LAYERS);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("conditions", a.conditions());
        json.put("covariance", a.full() ? "full" : "diagonal");
        json.put("hidden", a.hidden());
        json.put("activation", a.activation().id());
        return json;
    }

    static ConditionalArchitecture decode(Fields json, int components, int dimension) throws ModelFileException {
        int conditions = json.integer("conditions");
        String covariance = json.string("covariance");
        int[] hidden = json.integers("hidden");
        String activation = json.string("activation");
        json.end();
        if (!covariance.equals("full") && !covariance.equals("diagonal")) {
            throw json.error("unknown covariance '" + covariance + "'");
        }
        if (hidden.length > ArchitectureJson.MAX_HIDDEN_LAYERS) {
            throw json.error(hidden.length + " hidden layers, must be at most " + ArchitectureJson.MAX_HIDDEN_LAYERS);
        }
        try {
            return new ConditionalArchitecture(
                    components, dimension, conditions, covariance.equals("full"), hidden, Activation.of(activation));
        } catch (IllegalArgumentException e) {
            throw json.error(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The number of parameters beside the K x D means and K x D log scales.
     *
     * @throws ArithmeticException if it is beyond the range of numbers
     */
    static long furtherParameters(ConditionalArchitecture a) {
        long k = a.components();
        long d = a.dimension();
        long lower = a.full() ? d * (d - 1) / 2 : 0;
        long n = Math.addExact(
                Math.multiplyExact(Math.multiplyExact(k, d), (long) a.conditions()), Math.multiplyExact(k, lower));
        long in = a.conditions();
        for (int h : a.hidden()) {
            n = Math.addExact(n, Math.multiplyExact(in + 1, (long) h));
            in = h;
        }
        return a.hidden().length == 0
                ? n
                : Math.addExact(n, Math.multiplyExact(Math.multiplyExact(k, 2 * d + lower), in));
    }
}
