package org.cwm.cli.experiment;

import org.cwm.variational.GaussianFit;
import org.cwm.variational.Posterior;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.VariationalFit;
import org.cwm.variational.VariationalOptions;
import org.cwm.variational.VariationalProgress;

/** What is fitted to each target, on one engine. */
enum PosteriorMethod {
    /** Components under a classifier. */
    CWM("CWM"),
    /** Components under constant weights, as many. */
    MIXTURE("Gaussian mixture"),
    /** One component. */
    FULL_RANK("full-rank Gaussian"),
    /** One component with independent coordinates. */
    MEAN_FIELD("mean-field Gaussian");

    private final String label;

    PosteriorMethod(String label) {
        this.label = label;
    }

    String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    String label() {
        return label;
    }

    Posterior fit(TargetDensity target, VariationalOptions options, VariationalProgress.Listener listener) {
        return switch (this) {
            case CWM -> VariationalFit.fit(target, options, listener);
            case MIXTURE -> VariationalFit.fit(target, options.withHidden(0), listener);
            // a repair would add components
            case FULL_RANK ->
                VariationalFit.fit(
                        target, options.withHidden(0).withComponents(1).withRepairs(0), listener);
            case MEAN_FIELD -> GaussianFit.meanField(target, options, listener);
        };
    }
}
