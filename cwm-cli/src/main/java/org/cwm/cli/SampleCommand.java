package org.cwm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.data.TableWriter;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm sample}: draws new rows. */
@Command(
        name = "sample",
        description =
                "Draws new rows from a model, in the columns and units of its data. A conditional model draws given the"
                        + " values of its conditions.")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class SampleCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model file.")
    private String model;

    @Option(
            names = {"-n", "--rows"},
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Number of rows; of a conditional model, for each row of conditions. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Mixin
    private final GivenOptions given = new GivenOptions();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "The same seed gives the same rows. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to: .csv, .tsv (also with .gz), .parquet. Default: CSV on standard output.")
    private @Nullable String output;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        if (rows < 0) {
            throw Problem.usage("-n: " + rows + ", must be at least 0");
        }
        int threadCount = threads.count();
        Path file = output == null || "-".equals(output) ? null : Outputs.table(output);
        FittedModel fitted = Models.read(model);
        Points conditions = given.rows(fitted);
        long total = (long) rows * (fitted.conditions() == 0 ? 1 : conditions.rows());
        int columns = fitted.schema().dimension();
        if (total * columns > Integer.MAX_VALUE - 16) {
            throw Problem.usage("-n: " + total + " rows of " + columns + " columns are too many at once");
        }
        Points points;
        try {
            points = fitted.conditions() == 0
                    ? fitted.sample(rows, RandomStream.of(seed), threadCount)
                    : fitted.sample(repeated(conditions, rows), RandomStream.of(seed), threadCount);
        } catch (IllegalArgumentException e) {
            throw Problem.unusable(String.valueOf(e.getMessage()), e);
        }
        Table table = new Table(fitted.schema().columns(), points, model);
        if (file != null) {
            TableWriter.write(file, table);
            main.remark(Numbers.plural(total, "row") + " written to " + file);
        } else if (!json.json) {
            TableWriter.writeCsv(main.terminal().out(), table);
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("rows", total);
        o.put("columns", table.names());
        o.put("seed", seed);
        if (file != null) {
            o.put("file", file.toString());
        } else if (json.json) {
            List<double[]> values = new ArrayList<>();
            for (int i = 0; i < total; i++) {
                values.add(points.row(i));
            }
            o.put("values", values);
        }
        json.print(main.terminal(), o);
        return ExitCode.DONE;
    }

    /** Each row so many times. */
    private static Points repeated(Points rows, int times) {
        int[] which = new int[rows.rows() * times];
        java.util.Arrays.setAll(which, i -> i / times);
        return rows.select(which);
    }
}
