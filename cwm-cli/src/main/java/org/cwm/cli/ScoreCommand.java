package org.cwm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.data.OutputColumn;
import org.cwm.data.Picture;
import org.cwm.data.TableWriter;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm score}: log densities of rows. */
@Command(
        name = "score",
        description =
                "Scores rows: log density in nats, in the units of the data (logDensity), and the most likely component,"
                        + " counted from 0 (component). Columns that the model doesn't know are ignored.")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class ScoreCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model file.")
    private String model;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DATA", description = DataOptions.KINDS)
    private @Nullable String data;

    @Mixin
    private final DataOptions source = new DataOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write a row of logDensity and component for each row: .csv, .tsv (also with .gz), .parquet;"
                    + " - is CSV on standard output.")
    private @Nullable String output;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the points drawn from a picture. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        boolean toOut = "-".equals(output);
        if (toOut && json.json) {
            throw Problem.usage("-o - and --json both want standard output");
        }
        int threadCount = threads.count();
        Path file = output == null || toOut ? null : Outputs.table(output);
        FittedModel fitted = Models.read(model);
        DataOptions.Rows rows = source.read(data, fitted.schema().names(), seed);
        Points points = rows.table().points();
        double[] logDensity = new double[points.rows()];
        int[] component = new int[points.rows()];
        try {
            fitted.logDensity(points, logDensity, component, threadCount);
        } catch (IllegalArgumentException e) {
            throw Problem.unusable(rows.name() + ": " + e.getMessage(), e);
        }
        List<OutputColumn> columns =
                List.of(OutputColumn.of("logDensity", logDensity), OutputColumn.of("component", component));
        if (toOut) {
            TableWriter.writeCsv(main.terminal().out(), points.rows(), columns);
        } else if (file != null) {
            TableWriter.write(file, points.rows(), columns);
            main.remark(Numbers.plural(points.rows(), "row") + " written to " + file);
        }
        double mean = mean(logDensity);
        double error = standardError(logDensity, mean);
        if (json.json) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("rows", points.rows());
            o.put("meanLogDensity", mean);
            o.put("standardError", error);
            if (rows.picture() != null) {
                double[] excess = excess(rows.picture(), points, logDensity);
                o.put("negativeEntropy", rows.picture().negativeEntropy());
                o.put("excess", mean(excess));
                o.put("excessStandardError", standardError(excess, mean(excess)));
            }
            if (file != null) {
                o.put("file", file.toString());
            }
            json.print(main.terminal(), o);
        } else if (!toOut) {
            main.terminal()
                    .out()
                    .println(rows.name() + ": " + Numbers.plural(points.rows(), "row") + ", mean log density "
                            + Numbers.nats(mean) + " \u00b1 " + Numbers.nats(error) + " nats");
            if (rows.picture() != null) {
                double[] excess = excess(rows.picture(), points, logDensity);
                main.terminal()
                        .out()
                        .println("Below the picture's own density on the same points by " + Numbers.nats(mean(excess))
                                + " \u00b1 " + Numbers.nats(standardError(excess, mean(excess))) + " nats");
            }
        }
        return ExitCode.DONE;
    }

    /** log p_true - log p_model of each point; the mean over draws estimates the Kullback-Leibler divergence. */
    private static double[] excess(Picture picture, Points points, double[] logDensity) {
        double[] excess = new double[logDensity.length];
        for (int i = 0; i < excess.length; i++) {
            excess[i] = picture.logDensity(points.get(i, 0), points.get(i, 1)) - logDensity[i];
        }
        return excess;
    }

    static double mean(double[] v) {
        double s = 0;
        for (double x : v) {
            s += x;
        }
        return s / v.length;
    }

    /** Of the mean; 0 for a single row. */
    static double standardError(double[] v, double mean) {
        if (v.length < 2) {
            return 0;
        }
        double s = 0;
        for (double x : v) {
            s += (x - mean) * (x - mean);
        }
        return Math.sqrt(s / (v.length - 1) / v.length);
    }
}
