package org.cwm.io;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;

/** The member {@code flow} of the entry {@code cwm.architecture}. */
final class FlowJson {

    private static final String AFFINE = "affine";
    private static final String SPLINE = "spline";
    /** Nothing that long is ever trained; keeps a forged file from taking memory. */
    private static final int MAX_LAYERS = 1000;

    private static final int MAX_HIDDEN_LAYERS = 100;

    private FlowJson() {}

    static Map<String, Object> encode(FlowArchitecture a) {
        if (a.layers() > MAX_LAYERS || a.hidden().length > MAX_HIDDEN_LAYERS) {
            throw new IllegalArgumentException("model: " + a.layers() + " coupling layers, networks of "
                    + a.hidden().length + " hidden layers, a file may hold " + MAX_LAYERS + " and "
                    + MAX_HIDDEN_LAYERS);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        if (a.coupling() instanceof FlowArchitecture.Spline spline) {
            json.put("coupling", SPLINE);
            json.put("bins", spline.bins());
            json.put("bound", spline.bound());
        } else {
            json.put("coupling", AFFINE);
        }
        json.put("layers", a.layers());
        json.put("hidden", a.hidden());
        json.put("activation", a.activation().id());
        json.put("mixing", a.mixing().id());
        return json;
    }

    /** The sizes; allocates nothing that grows with K or D. */
    static FlowArchitecture decode(Fields fields, int components, int dimension) throws ModelFileException {
        try {
            String kind = fields.string("coupling");
            FlowArchitecture.Coupling coupling;
            if (kind.equals(SPLINE)) {
                coupling = new FlowArchitecture.Spline(fields.integer("bins"), fields.number("bound"));
            } else if (kind.equals(AFFINE)) {
                coupling = new FlowArchitecture.Affine();
            } else {
                throw fields.error("unknown coupling '" + kind + "', this version knows affine and spline");
            }
            FlowArchitecture a = new FlowArchitecture(
                    components,
                    dimension,
                    coupling,
                    fields.integer("layers"),
                    fields.integers("hidden"),
                    Activation.of(fields.string("activation")),
                    FlowArchitecture.Mixing.of(fields.string("mixing")));
            if (a.layers() > MAX_LAYERS || a.hidden().length > MAX_HIDDEN_LAYERS) {
                throw fields.error("layers " + a.layers() + ", at most " + MAX_LAYERS + "; hidden layers "
                        + a.hidden().length + ", at most " + MAX_HIDDEN_LAYERS);
            }
            fields.end();
            return a;
        } catch (IllegalArgumentException e) {
            throw fields.error(String.valueOf(e.getMessage()));
        }
    }
}
