package org.cwm.cli.experiment;

import java.util.List;
import java.util.Locale;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;

/**
 * One of the estimators that are compared.
 *
 * @param id for machines
 * @param label for people
 * @param options which
 * @param paths components at which a draw asks for the target; 0 for all of them
 */
record EstimatorTrial(String id, String label, EstimatorOptions options, int paths) {

    private static final double TEMPERATURE = 0.5;

    /** The sum over all components in path form, which the others are held against. */
    static final String REFERENCE = "rb-path";

    /** What variational fits use unless told otherwise. */
    static final String DEFAULT = "rb-3-path";

    static final List<EstimatorTrial> ALL = List.of(
            of("rb", "RB", Estimator.RAO_BLACKWELL, 1, 0),
            of(REFERENCE, "RB, path", Estimator.RAO_BLACKWELL_PATH, 1, 0),
            of("rb-2-path", "RB of 2, path", Estimator.SUBSAMPLED_PATH, 2, 2),
            of(DEFAULT, "RB of 3, path (default)", Estimator.SUBSAMPLED_PATH, 3, 3),
            of("rb-4-path", "RB of 4, path", Estimator.SUBSAMPLED_PATH, 4, 4),
            of("reinforce", "REINFORCE", Estimator.REINFORCE, 1, 1),
            of("reinforce-path", "REINFORCE, path", Estimator.REINFORCE_PATH, 1, 1),
            of("gumbel", "Gumbel-Softmax (biased)", Estimator.GUMBEL_SOFTMAX, 1, 1),
            of("straight-through", "straight-through (biased)", Estimator.STRAIGHT_THROUGH, 1, 1));

    private static EstimatorTrial of(String id, String label, Estimator estimator, int components, int paths) {
        return new EstimatorTrial(id, label, new EstimatorOptions(estimator, components, TEMPERATURE), paths);
    }

    /** The trial of that name. */
    static EstimatorTrial of(String id) {
        return ALL.stream().filter(t -> t.id.equals(id)).findFirst().orElseThrow();
    }

    /** Draws a step that ask for the target as often as n draws of the sum over K components do. */
    int draws(int n, int components) {
        return paths == 0 ? n : Math.max(2, n * components / Math.min(paths, components));
    }

    static String note() {
        return String.format(
                Locale.ROOT,
                "RB: the sum over all K components at each base point. RB of n: n of them, drawn without replacement with"
                        + " Horvitz-Thompson weights. REINFORCE: one of them, score function. Both of the latter with a"
                        + " leave-one-out baseline. Path: the explicit derivative of log q, whose expectation is zero, is left"
                        + " out. Gumbel-Softmax and straight-through at temperature %s; they are biased at any.",
                TEMPERATURE);
    }
}
