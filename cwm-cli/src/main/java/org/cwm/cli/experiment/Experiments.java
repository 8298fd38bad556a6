package org.cwm.cli.experiment;

import java.util.List;
import java.util.stream.Collectors;

/** All experiments. */
public final class Experiments {

    private static final List<Experiment> ALL = List.of(
            new PictureExperiment(),
            new CapacityExperiment(),
            new RobustnessExperiment(),
            new FlowsExperiment(),
            new PatchesExperiment(),
            new DimensionExperiment(),
            new VaeExperiment(),
            new EstimatorsExperiment(),
            new PosteriorsExperiment());

    private Experiments() {}

    /**
     * The experiment with a given name.
     *
     * @param name as of {@link Experiment#name}
     * @return the experiment
     */
    public static Experiment of(String name) {
        return ALL.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("experiment: '" + name + "', must be one of " + names()));
    }

    /**
     * All names.
     *
     * @return separated by commas
     */
    public static String names() {
        return ALL.stream().map(Experiment::name).collect(Collectors.joining(", "));
    }
}
