package org.cwm.bench.growth;

import java.nio.file.Path;
import java.util.List;

/**
 * What the study of growth was asked.
 *
 * @param csv where results are kept
 * @param pictures folder of the pictures
 * @param flights the Parquet file of flights, empty to leave it out
 * @param quick whether few and small cases only
 * @param limit seconds of a fit
 * @param budget seconds after which no case is begun
 * @param axis the only axis to measure, empty for all
 */
record GrowthOptions(Path csv, Path pictures, String flights, boolean quick, double limit, double budget, String axis) {

    /** The axes that there are. */
    static final List<String> AXES = List.of("rows", "dimension", "components", "width");

    private static final double LIMIT = 25;
    private static final double QUICK_LIMIT = 5;

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    static GrowthOptions of(String... args) {
        GrowthOptions o = new GrowthOptions(
                Path.of("growth.csv"), Path.of("."), "", false, Double.NaN, Double.POSITIVE_INFINITY, "");
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--quick")) {
                o = new GrowthOptions(o.csv, o.pictures, o.flights, true, o.limit, o.budget, o.axis);
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": no such option, or its value is missing");
            }
            o = o.with(args[i], args[++i]);
        }
        double limit = Double.isNaN(o.limit) ? o.quick ? QUICK_LIMIT : LIMIT : o.limit;
        return new GrowthOptions(o.csv, o.pictures, o.flights, o.quick, limit, o.budget, o.axis);
    }

    private GrowthOptions with(String name, String value) {
        return switch (name) {
            case "--csv" -> new GrowthOptions(Path.of(value), pictures, flights, quick, limit, budget, axis);
            case "--pictures" -> new GrowthOptions(csv, Path.of(value), flights, quick, limit, budget, axis);
            case "--flights" -> new GrowthOptions(csv, pictures, value, quick, limit, budget, axis);
            case "--limit" -> new GrowthOptions(csv, pictures, flights, quick, seconds(name, value), budget, axis);
            case "--budget" -> new GrowthOptions(csv, pictures, flights, quick, limit, seconds(name, value), axis);
            case "--axis" -> {
                if (!AXES.contains(value)) {
                    throw new IllegalArgumentException(name + ": " + value + ", must be one of " + AXES);
                }
                yield new GrowthOptions(csv, pictures, flights, quick, limit, budget, value);
            }
            default -> throw new IllegalArgumentException(name + ": no such option");
        };
    }

    private static double seconds(String name, String value) {
        double seconds = Double.NaN;
        try {
            seconds = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            // told below
        }
        if (!(seconds > 0)) {
            throw new IllegalArgumentException(name + ": " + value + ", must be seconds above 0");
        }
        return seconds;
    }
}
