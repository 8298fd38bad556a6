package org.cwm.fit;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;
import org.cwm.schema.Table;

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
    /** A mixture of flows: few spline flows under constant weights. */
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

    /** Flows of a mixture, unless another number is asked for. */
    private static final int FLOWS = 10;

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
     * Whether its maps are flows.
     *
     * @return false for Gaussian components
     */
    public boolean flows() {
        return this != GMM && this != CWM;
    }

    /**
     * Fills what is open.
     *
     * @param data what will be fitted: planes, which have many fine features, get sine networks with fine first weights;
     *     tables get SiLU networks and mixed layers
     * @param options what a user asked
     * @return options of this system
     */
    public FitOptions apply(Table data, FitOptions options) {
        FitOptions o = options;
        if (flows()) {
            o = o.maps() != null ? o : o.withMaps(flow(Defaults.plane(data)));
            o = o.components() != null ? o : o.withComponents(this == REALNVP || this == NSF ? 1 : FLOWS);
        }
        boolean classified = this == CWM || this == CWM_NSF || this == CWM_REALNVP;
        return classified || o.classifier() != null ? o : o.withClassifier(ClassifierSpec.ofConstant());
    }

    private MapSpec.Flow flow(boolean plane) {
        boolean affine = this == REALNVP || this == CWM_REALNVP;
        boolean one = this == REALNVP || this == NSF;
        return new MapSpec.Flow(
                affine ? new FlowArchitecture.Affine() : new FlowArchitecture.Spline(one ? 16 : 8, plane ? 3 : 5),
                one ? affine ? 12 : 6 : affine ? 4 : 2,
                one ? new int[] {64, 64} : new int[] {32, 32},
                plane ? Activation.SINE : Activation.SILU,
                plane ? 2 : 1,
                plane ? FlowArchitecture.Mixing.NONE : FlowArchitecture.Mixing.LINEAR);
    }
}
