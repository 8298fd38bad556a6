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

    /** Flows under a classifier, and the same ones under constant weights. */
    static final String CLASSIFIED_FLOWS = "cwm-nsf";

    static final String FLOWS_ALONE = "monf";

    /** So many passes that the time limit ends training, never the number of steps. */
    private static final double ENDLESS = 1000;
    /** EM too ends by the clock or by itself. */
    private static final int EM_ITERATIONS = 1000;
    /** More and noisier steps: within minutes flows got further with half of the usual batch. */
    private static final int FLOW_BATCH = 256;
    /** Of a spline; with five bins and these bounds flows got further within minutes than with eight and wider ones. */
    private static final int BINS = 5;

    private static final double BOUND = 4;
    /** Spline flows of a mixture. */
    private static final int FLOWS = 3;

    FitOptions options(FitOptions shared) {
        return settings.apply(shared.withEpochs(ENDLESS));
    }

    /** All models, in the order in which they are run. */
    static List<PatchModel> all(boolean quick) {
        int k = quick ? 30 : 200;
        int layers = quick ? 6 : 10;
        int width = quick ? 64 : 128;
        BaseSpec heavy = BaseSpec.scaleMixture();
        MapSpec.Flow affine = flow(new FlowArchitecture.Affine(), layers, width);
        MapSpec.Flow spline = flow(new FlowArchitecture.Spline(BINS, BOUND), layers, 64);
        MapSpec.Flow several = flow(new FlowArchitecture.Spline(BINS, BOUND), quick ? 4 : 6, 64);
        UnaryOperator<FitOptions> flows = flows(FLOWS, several, heavy);
        return List.of(
                mixture("gmm", "Gaussian mixture", k, BaseSpec.normal()),
                mixture("gmm-scales", "GMM over scales", k, heavy),
                weighted("cwm", "CWM", k, BaseSpec.normal()),
                weighted("cwm-scales", "CWM over scales", k, heavy),
                new PatchModel("realnvp", "RealNVP", false, flows(1, affine, heavy)),
                new PatchModel("nsf", "Neural spline flow", false, flows(1, spline, heavy)),
                new PatchModel(FLOWS_ALONE, "Mixture of spline flows", false, o -> flows.apply(o)
                        .withClassifier(ClassifierSpec.ofConstant())),
                new PatchModel(CLASSIFIED_FLOWS, "CWM over spline flows", true, flows));
    }

    private static UnaryOperator<FitOptions> flows(int k, MapSpec.Flow maps, BaseSpec base) {
        return o -> o.withComponents(k).withBase(base).withMaps(maps).withBatchSize(FLOW_BATCH);
    }

    private static MapSpec.Flow flow(FlowArchitecture.Coupling coupling, int layers, int width) {
        return new MapSpec.Flow(
                coupling, layers, new int[] {width, width}, Activation.SILU, 1, FlowArchitecture.Mixing.LINEAR);
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
}
