package org.cwm.fit;

import java.util.Locale;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;
import org.cwm.schema.Table;

/**
 * Systems built on normalising flows, each a choice of maps, number of components and classifier that suits the data:
 * sine networks with fine first weights for planes, which have many fine features, SiLU networks and mixed layers for
 * tables. Everything else is chosen as for any fit.
 */
public enum FlowPreset {
    /** One flow of affine couplings (arXiv 1605.08803). */
    REALNVP,
    /** One neural spline flow (arXiv 1906.04032). */
    NSF,
    /** A mixture of ten small spline flows under constant weights. */
    MONF,
    /** Ten small spline flows under a classifier. */
    CWM_FLOWS;

    private static final int FLOWS = 10;

    /**
     * The name used on command lines.
     *
     * @return such as {@code cwm-flows}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The preset of that name.
     *
     * @param id as of {@link #id()}
     * @return the preset
     * @throws IllegalArgumentException if there is none
     */
    public static FlowPreset of(String id) {
        for (FlowPreset p : values()) {
            if (p.id().equals(id)) {
                return p;
            }
        }
        throw new IllegalArgumentException("preset: '" + id + "', must be realnvp, nsf, monf or cwm-flows");
    }

    /**
     * Options for this system; what they state already about the number of components, maps and classifier stays.
     *
     * @param data what will be fitted
     * @param options what else is asked
     * @return options with components, maps and classifier set (the classifier of {@link #CWM_FLOWS} is chosen by the
     *     data)
     */
    public FitOptions options(Table data, FitOptions options) {
        boolean several = this == MONF || this == CWM_FLOWS;
        FitOptions o = options.maps() != null ? options : options.withMaps(maps(Defaults.plane(data)));
        if (o.components() == null) {
            o = o.withComponents(several ? FLOWS : 1);
        }
        return o.classifier() != null || this == CWM_FLOWS ? o : o.withClassifier(ClassifierSpec.ofConstant());
    }

    private MapSpec.Flow maps(boolean plane) {
        boolean affine = this == REALNVP;
        boolean small = this == MONF || this == CWM_FLOWS;
        return new MapSpec.Flow(
                affine ? new FlowArchitecture.Affine() : new FlowArchitecture.Spline(small ? 8 : 16, plane ? 3 : 5),
                affine ? 8 : small ? 2 : 6,
                small ? new int[] {32, 32} : new int[] {64, 64},
                plane ? Activation.SINE : Activation.SILU,
                plane ? 2 : 1,
                plane ? FlowArchitecture.Mixing.NONE : FlowArchitecture.Mixing.LINEAR);
    }
}
