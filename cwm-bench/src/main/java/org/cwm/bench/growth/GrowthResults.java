package org.cwm.bench.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measured cases in a CSV file, so that a study can go on where it stopped. */
final class GrowthResults {
    private final Path file;
    private final Map<GrowthCase, List<String>> measured = new LinkedHashMap<>();

    private GrowthResults(Path file) {
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @param file CSV, need not exist
     * @return what it holds
     */
    static GrowthResults open(Path file) throws IOException {
        GrowthResults r = new GrowthResults(file);
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                List<String> cells = List.of(line.split(",", -1));
                int n = GrowthCase.COLUMNS.size();
                r.measured.put(GrowthCase.of(cells), cells.subList(n, cells.size()));
            }
        }
        return r;
    }

    /** Whether a case has been measured. */
    boolean has(GrowthCase c) {
        return measured.containsKey(c);
    }

    /** Keeps a result and saves all. */
    void put(GrowthCase c, List<String> result) throws IOException {
        measured.put(c, result);
        List<String> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(GrowthCase.COLUMNS);
        header.addAll(GrowthMeasurement.COLUMNS);
        lines.add(String.join(",", header));
        measured.forEach((key, cells) -> {
            List<String> all = new ArrayList<>(key.cells());
            all.addAll(cells);
            lines.add(String.join(",", all));
        });
        Files.write(file, lines);
    }

    /** The axes measured, in order. */
    List<String> axes() {
        return measured.keySet().stream().map(GrowthCase::axis).distinct().toList();
    }

    /** The curves of an axis, in order. */
    List<String> curves(String axis) {
        return measured.keySet().stream()
                .filter(c -> c.axis().equals(axis))
                .map(GrowthCase::curve)
                .distinct()
                .toList();
    }

    /**
     * A curve, without a point at 0, which a logarithmic axis has not.
     *
     * @param axis what grows
     * @param curve which
     * @param column of the results
     * @return x and y, x increasing
     */
    double[][] points(String axis, String curve, int column) {
        List<Map.Entry<GrowthCase, List<String>>> on = measured.entrySet().stream()
                .filter(e -> e.getKey().axis().equals(axis)
                        && e.getKey().curve().equals(curve)
                        && e.getKey().x() > 0)
                .sorted((a, b) -> Integer.compare(a.getKey().x(), b.getKey().x()))
                .toList();
        return new double[][] {
            on.stream().mapToDouble(e -> e.getKey().x()).toArray(),
            on.stream()
                    .mapToDouble(e -> Double.parseDouble(e.getValue().get(column)))
                    .toArray()
        };
    }
}
