package org.cwm.fit;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;

/**
 * Systems of the field as choices of maps, classifier and number of components. A preset fills what a user left open in
 * {@link FitOptions} and touches nothing else.
 */
public enum ModelPreset {
    /** A Gaussian mixture: affine maps, constant weights. */
    GMM("gmm", "Gaussian mixture"),
    /** RealNVP: one flow of affine couplings (arXiv 1605.08803). */
    REALNVP("realnvp", "RealNVP"),
    /** A neural spline flow: one flow of rational-quadratic couplings (arXiv 1906.04032). */
    NSF("nsf", "Neural spline flow"),
    /** A mixture of flows: few flows under constant weights. */
    MONF("monf", "Mixture of flows"),
    /** A classifier weighted mixture with affine maps. */
    CWM("cwm", "CWM"),
    /** A classifier weighted mixture over neural spline flows. */
    CWM_NSF("cwm-nsf", "CWM over spline flows"),
    /** A classifier weighted mixture over flows of affine couplings. */
    CWM_REALNVP("cwm-realnvp", "CWM over affine flows");

    private final String id;
    private final String title;

    ModelPreset(String id, String title) {
        this.id = id;
        this.title = title;
    }

    private static FitOptions constant(FitOptions o) {
        return o.classifier() == null ? o.withClassifier(ClassifierSpec.ofConstant()) : o;
    }

    private static FitOptions flow(FitOptions o, FlowArchitecture.Coupling coupling, int layers, int components) {
        FitOptions out = o.maps() != null
                ? o
                : o.withMaps(new MapSpec.Flow(
                        coupling, layers, new int[] {64, 64}, Activation.SILU, 1, FlowArchitecture.Mixing.LINEAR));
        return out.components() == null ? out.withComponents(components) : out;
    }

    /**
     * Name for the command line.
     *
     * @return such as {@code cwm-nsf}
     */
    public String id() {
        return id;
    }

    /**
     * Name for tables.
     *
     * @return such as {@code CWM over spline flows}
     */
    public String title() {
        return title;
    }

    /**
     * The preset with a given name.
     *
     * @param id as of {@link #id()}, in any case
     * @return the preset
     */
    public static ModelPreset of(String id) {
        for (ModelPreset p : values()) {
            if (p.id.equals(id.strip().toLowerCase(Locale.ROOT))) {
                return p;
            }
        }
        throw new IllegalArgumentException("model: '" + id + "', must be one of " + names());
    }

    /**
     * All names.
     *
     * @return separated by commas
     */
    public static String names() {
        return Arrays.stream(values()).map(ModelPreset::id).collect(Collectors.joining(", "));
    }

    /**
     * Fills what is open.
     *
     * @param options what a user asked
     * @return options of this system
     */
    public FitOptions apply(FitOptions options) {
        return switch (this) {
            case GMM -> constant(options);
            case REALNVP -> constant(flow(options, new FlowArchitecture.Affine(), 8, 1));
            case NSF -> constant(flow(options, new FlowArchitecture.Spline(12, 4), 6, 1));
            case MONF -> constant(flow(options, new FlowArchitecture.Spline(8, 4), 4, 8));
            case CWM -> options;
            case CWM_NSF -> flow(options, new FlowArchitecture.Spline(8, 4), 4, 8);
            case CWM_REALNVP -> flow(options, new FlowArchitecture.Affine(), 4, 8);
        };
    }
}
