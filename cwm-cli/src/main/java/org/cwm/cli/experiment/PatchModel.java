package org.cwm.cli.experiment;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cwm.fit.BaseSpec;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.FitOptions;
import org.cwm.fit.MapSpec;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;

/**
 * A model of natural patches with its settings.
 *
 * @param id letters, digits and hyphens
 * @param label for people
 * @param classified whether it has a classifier
 * @param settings what it asks for, on top of seed, threads and time limit
 */
record PatchModel(String id, String label, boolean classified, UnaryOperator<FitOptions> settings) {

    /** So many passes that the time limit ends training, never the number of steps. */
    private static final double ENDLESS = 1000;
    /** EM too ends by the clock or by itself. */
    private static final int EM_ITERATIONS = 1000;
    /** More and noisier steps: within minutes flows got further with half of the usual batch. */
    private static final int FLOW_BATCH = 256;

    FitOptions options(FitOptions shared) {
        return settings.apply(shared.withEpochs(ENDLESS));
    }

    /** All models, in the order in which they are run. */
    static List<PatchModel> all(boolean quick) {
        int k = quick ? 30 : 200;
        int width = quick ? 64 : 128;
        int layers = quick ? 6 : 10;
        BaseSpec heavy = BaseSpec.scaleMixture();
        return List.of(
                mixture("gmm", "Gaussian mixture", k, BaseSpec.normal()),
                mixture("gmm-scales", "GMM over scales", k, heavy),
                weighted("cwm", "CWM", k, BaseSpec.normal()),
                weighted("cwm-scales", "CWM over scales", k, heavy),
                flow("realnvp", "RealNVP", new FlowArchitecture.Affine(), 1, layers, heavy, width, width),
                flow("nsf", "Neural spline flow", new FlowArchitecture.Spline(8, 5), 1, layers, heavy, width, width),
                flow(
                        "cwm-realnvp",
                        "CWM over affine flows",
                        new FlowArchitecture.Affine(),
                        quick ? 4 : 10,
                        layers / 2,
                        heavy,
                        width / 2,
                        width / 2));
    }

    private static PatchModel mixture(String id, String label, int k, BaseSpec base) {
        return new PatchModel(id, label, false, o -> o.withComponents(k)
                .withBase(base)
                .withClassifier(ClassifierSpec.ofConstant())
                .withEmIterations(EM_ITERATIONS));
    }

    private static PatchModel weighted(String id, String label, int k, BaseSpec base) {
        return new PatchModel(
                id, label, true, o -> o.withComponents(k).withBase(base).withEmIterations(EM_ITERATIONS));
    }

    private static PatchModel flow(
            String id,
            String label,
            FlowArchitecture.Coupling coupling,
            int k,
            int layers,
            BaseSpec base,
            int... hidden) {
        MapSpec.Flow maps =
                new MapSpec.Flow(coupling, layers, hidden, Activation.SILU, 1, FlowArchitecture.Mixing.LINEAR);
        return new PatchModel(id, label, k > 1, o -> o.withComponents(k)
                .withBase(base)
                .withMaps(maps)
                .withBatchSize(FLOW_BATCH));
    }
}
