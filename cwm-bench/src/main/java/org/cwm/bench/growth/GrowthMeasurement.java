package org.cwm.bench.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.EmFit;
import org.cwm.fit.EmOptions;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.kernel.Activation;
import org.cwm.schema.Table;

/**
 * Measures one case in a process of its own: a fit as a user would call it, with a limit of time.
 *
 * <p>Seconds per epoch come from the second half of the training steps, when everything is compiled; a fit that runs out
 * of time before an epoch is over is extrapolated. With constant weights an epoch is an EM iteration. Peak memory is
 * what the operating system saw.
 */
final class GrowthMeasurement {
    /** What the result's line begins with. */
    static final String MARK = "growth-result ";

    /** The columns of a result. */
    static final List<String> COLUMNS = List.of("secondsPerEpoch", "peakMegabytes", "epochsDone", "steps");

    private static final int BATCH = 512;
    /** So many steps at least, so that neither compilation nor scoring of held-out rows weighs much. */
    private static final int STEPS = 5000;

    private static final int EM_ITERATIONS = 10;
    /** Seconds a row that the limit is longer by: preparation and EM on all rows belong to it. */
    private static final double PREPARATION = 5e-6;

    private GrowthMeasurement() {}

    /**
     * Measures and prints a line.
     *
     * @param args limit in seconds, the Parquet file of flights, the cells of a case
     * @throws IOException if the system does not tell its peak memory
     */
    public static void main(String[] args) throws IOException {
        double limit = Double.parseDouble(args[0]);
        GrowthCase c = GrowthCase.of(Arrays.asList(args).subList(2, args.length));
        Table table = GrowthData.of(c, Path.of(args[1]));
        double[] time = c.width() == 0 ? em(c, table) : training(c, table, limit);
        System.out.println(MARK
                + String.format(
                        Locale.ROOT, "%.6g,%.1f,%.4g,%d", time[0], peakMegabytes(), time[1] / time[2], (long) time[1]));
    }

    /** Returns seconds per pass, passes done and 1. */
    private static double[] em(GrowthCase c, Table table) {
        List<Long> ends = new ArrayList<>();
        EmFit.fit(
                table.points(),
                EmOptions.defaults()
                        .withComponents(c.components())
                        .withMaxIterations(EM_ITERATIONS)
                        .withTolerance(0)
                        .withListener(step -> ends.add(System.nanoTime())));
        int half = ends.size() / 2;
        double seconds = (ends.get(ends.size() - 1) - ends.get(half)) * 1e-9 / (ends.size() - 1 - half);
        return new double[] {seconds, ends.size(), 1};
    }

    /** Returns seconds per epoch, steps done and steps per epoch. */
    private static double[] training(GrowthCase c, Table table, double limit) {
        int trainRows = c.rows() - (int) Math.round(0.1 * c.rows());
        int perEpoch = trainRows / BATCH;
        int[] hidden = new int[c.layers()];
        Arrays.fill(hidden, c.width());
        List<Long> looks = new ArrayList<>();
        FitReport report = Fit.fit(
                table,
                FitOptions.defaults()
                        .withComponents(c.components())
                        .withClassifier(ClassifierSpec.mlp(Activation.SINE, 0.3, hidden))
                        .withValidationFraction(0.1)
                        .withEpochs(Math.max(1, (double) STEPS / perEpoch))
                        .withBatchSize(BATCH)
                        .withEmIterations(EM_ITERATIONS)
                        .withTimeLimit(Duration.ofMillis((long) (1000 * (limit + PREPARATION * c.rows())))),
                progress -> {
                    if (progress.stage().equals("train")) {
                        looks.add(System.nanoTime());
                    }
                },
                org.cwm.fit.Checkpoints.NONE);
        var history = report.history();
        // history also holds the start, which nobody is told of
        int last = history.size() - 1;
        if (looks.size() != last || last < 2) {
            throw new IllegalStateException(
                    looks.size() + " looks, " + last + " in the history: " + report.stopReason());
        }
        int half = (last + 1) / 2;
        double seconds = (looks.get(last - 1) - looks.get(half - 1)) * 1e-9;
        int steps = history.get(last).step() - history.get(half).step();
        return new double[] {seconds / steps * perEpoch, history.get(last).step(), perEpoch};
    }

    /** The greatest resident memory of this process so far. */
    private static double peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
            }
        }
        throw new IOException("/proc/self/status has no line VmHWM");
    }
}
