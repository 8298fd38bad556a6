package org.cwm.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Values of a conditional model's conditions. */
final class GivenOptions {

    @Option(
            names = "--given-values",
            paramLabel = "A=1,B=2,..",
            split = ",",
            description = "Values of the columns that the model is conditional on.")
    private List<String> values = List.of();

    @Option(
            names = "--given",
            paramLabel = "FILE",
            description =
                    "Rows of the columns that the model is conditional on: a table in one of the formats of DATA.")
    private @Nullable String file;

    /**
     * The conditions, n x C in the order of the model; no rows for a model without conditions.
     *
     * @param fitted the model
     */
    Points rows(FittedModel fitted) {
        List<String> names = fitted.schema().given();
        if (names.isEmpty()) {
            if (file != null || !values.isEmpty()) {
                throw Problem.usage("--given and --given-values need a model that is conditional; this one is not");
            }
            return Points.of(0, 1, new double[0]);
        }
        if ((file == null) == values.isEmpty()) {
            throw Problem.usage(
                    "the model is conditional: one of --given-values and --given must give " + Numbers.list(names, 20));
        }
        return file == null
                ? Points.of(row(fitted))
                : DataOptions.read(file, names, 1, 0).table().points();
    }

    /** The conditions of a single case, from {@code --given-values}. */
    double[] row(FittedModel fitted) {
        List<String> names = fitted.schema().given();
        Map<String, Double> given = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 0) {
                throw Problem.usage("--given-values: '" + value + "' is not of the form COLUMN=NUMBER");
            }
            String name = value.substring(0, equals).strip();
            if (!names.contains(name)) {
                throw Problem.unusable("--given-values: the model is not conditional on '" + name + "' but on "
                        + Numbers.list(names, 20));
            }
            if (given.put(name, number(name, value.substring(equals + 1).strip())) != null) {
                throw Problem.usage("--given-values: '" + name + "' is given twice");
            }
        }
        List<String> missing = names.stream().filter(n -> !given.containsKey(n)).toList();
        if (!missing.isEmpty()) {
            throw Problem.usage("--given-values: " + Numbers.list(missing, 20) + " missing");
        }
        double[] row = new double[names.size()];
        Arrays.setAll(row, i -> given.getOrDefault(names.get(i), Double.NaN));
        return row;
    }

    /** Whether anything was given. */
    boolean any() {
        return file != null || !values.isEmpty();
    }

    private static double number(String name, String text) {
        double v;
        try {
            v = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw Problem.usage("--given-values: " + name + "=" + text + " is not a number");
        }
        if (!Double.isFinite(v)) {
            throw Problem.usage("--given-values: " + name + "=" + text + ", must be finite");
        }
        return v;
    }
}
