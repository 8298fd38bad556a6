package org.cwm.bench.growth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The study of growth: runs every case that its CSV file lacks in a process of its own, one after the other, then draws
 * the pictures and prints the slopes.
 */
public final class Growth {
    /** Little slack in the heap, so that peak memory follows what is in use. */
    private static final List<String> HEAP =
            List.of("-XX:+UseSerialGC", "-Xmn48m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    private Growth() {}

    /**
     * Runs the study.
     *
     * @param args {@code --csv FILE} where results are kept, {@code --pictures FOLDER}, {@code --flights FILE.parquet}
     *     (left out if not given), {@code --quick} for few and small cases, {@code --limit SECONDS} of a fit,
     *     {@code --budget SECONDS} after which no case is begun, {@code --axis NAME} for one axis only
     * @throws IOException if files can't be read or written, or a process does not start
     * @throws InterruptedException if interrupted while waiting
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        GrowthOptions options;
        try {
            options = GrowthOptions.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/growth: " + e.getMessage() + "; 'bench/growth --help' tells what there is");
            System.exit(2);
            return;
        }
        run(options);
    }

    private static void run(GrowthOptions options) throws IOException, InterruptedException {
        GrowthResults results = GrowthResults.open(options.csv());
        long start = System.nanoTime();
        int left = 0;
        for (GrowthCase c : GrowthCase.all(options.quick(), !options.flights().isEmpty())) {
            if (results.has(c) || (!options.axis().isEmpty() && !options.axis().equals(c.axis()))) {
                continue;
            }
            if ((System.nanoTime() - start) * 1e-9 >= options.budget()) {
                left++;
                continue;
            }
            List<String> result = measure(c, options.flights(), options.limit());
            results.put(c, result);
            System.out.println(String.join(",", c.cells()) + ": " + String.join(",", result));
        }
        if (left > 0) {
            System.out.println(left + " cases left");
        }
        for (String axis : results.axes()) {
            GrowthPictures.draw(results, axis, options.pictures());
        }
        slopes(results);
    }

    private static void slopes(GrowthResults results) {
        System.out.println("| axis | curve | time, all | time, upper half | memory, upper half |");
        System.out.println("|---|---|---:|---:|---:|");
        for (String axis : results.axes()) {
            for (String curve : results.curves(axis)) {
                double[][] time = results.points(axis, curve, 0);
                double[][] memory = results.points(axis, curve, 1);
                if (time[0].length > 1) {
                    System.out.printf(
                            Locale.ROOT,
                            "| %s | %s | %.2f | %.2f | %.2f |%n",
                            axis,
                            curve,
                            Slope.of(time[0], time[1]),
                            Slope.ofUpperHalf(time[0], time[1]),
                            Slope.ofUpperHalf(memory[0], memory[1]));
                }
            }
        }
    }

    private static List<String> measure(GrowthCase c, String flights, double limit)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        command.add("-Xmx" + Runtime.getRuntime().maxMemory());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(GrowthMeasurement.class.getName(), Double.toString(limit), flights));
        command.addAll(c.cells());
        Path output = Files.createTempFile("growth", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int code = process.waitFor();
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            for (String line : lines) {
                if (code == 0 && line.startsWith(GrowthMeasurement.MARK)) {
                    return List.of(
                            line.substring(GrowthMeasurement.MARK.length()).split(",", -1));
                }
            }
            throw new IllegalStateException("exit code " + code + " for " + c + ":\n" + String.join("\n", lines));
        } finally {
            Files.delete(output);
        }
    }
}
