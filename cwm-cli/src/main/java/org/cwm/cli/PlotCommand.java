package org.cwm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.cwm.cli.charts.Sheet;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm plot}: pictures of a model. */
@Command(
        name = "plot",
        description = "Draws a model: a curve for one column, a map for two, a grid of pairs for more (the first six).")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class PlotCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model file.")
    private String model;

    @Option(names = "--x", paramLabel = "COLUMN", description = "Draw this column only, or against --y.")
    private @Nullable String x;

    @Option(names = "--y", paramLabel = "COLUMN", description = "Column that runs upwards, with --x.")
    private @Nullable String y;

    @Option(
            names = "--columns",
            paramLabel = "A,B,..",
            split = ",",
            description = "Columns of the grid of pairs. Default: the first six.")
    private List<String> columns = List.of();

    @Option(
            names = "--weights",
            description =
                    "Of a model of one column: its weights alpha_k(u) over the base's distribution function and pi_k(x)"
                            + " over the data, for the four components of most mass.")
    private boolean weights;

    @Option(names = "--data", paramLabel = "DATA", description = "Rows to show beside the model. " + DataOptions.KINDS)
    private @Nullable String data;

    @Mixin
    private final DataOptions source = new DataOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PNG",
            required = true,
            description = "Picture to write.")
    private String output;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        int threadCount = threads.count();
        if (y != null && x == null) {
            throw Problem.usage("--y needs --x");
        }
        if (x != null && !columns.isEmpty()) {
            throw Problem.usage("--x and --columns can't be given together");
        }
        Path file = Outputs.picture(output);
        FittedModel fitted = Models.read(model);
        int[] chosen = chosen(fitted);
        Points rows = source.given(data)
                ? source.read(data, fitted.schema().names(), 1).table().points()
                : null;
        Plots plots = new Plots(fitted, String.valueOf(Path.of(model).getFileName()), rows, threadCount);
        if (weights && fitted.dimension() != 1) {
            throw Problem.usage("--weights: the model has " + fitted.dimension() + " columns, must have 1");
        }
        Sheet sheet = weights
                ? plots.weights()
                : switch (chosen.length) {
                    case 1 -> plots.curve(chosen[0]);
                    case 2 -> plots.map(chosen[0], chosen[1]);
                    default -> plots.pairs(chosen);
                };
        Outputs.write(file, sheet::write);
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("file", file.toString());
        o.put("kind", weights ? "weights" : chosen.length == 1 ? "curve" : chosen.length == 2 ? "map" : "pairs");
        o.put(
                "columns",
                IntStream.of(chosen).mapToObj(fitted.schema().names()::get).toList());
        json.print(main.terminal(), o);
        main.remark("Written to " + file);
        return ExitCode.DONE;
    }

    private int[] chosen(FittedModel fitted) {
        if (x != null) {
            if (x.equals(y)) {
                throw Problem.usage("--x and --y are the same column");
            }
            return y == null ? new int[] {index(fitted, x)} : new int[] {index(fitted, x), index(fitted, y)};
        }
        if (!columns.isEmpty()) {
            if (columns.size() > Plots.MOST_COLUMNS) {
                throw Problem.usage("--columns: " + columns.size() + ", must be at most " + Plots.MOST_COLUMNS);
            }
            return columns.stream().mapToInt(c -> index(fitted, c)).distinct().toArray();
        }
        if (fitted.dimension() > Plots.MOST_COLUMNS) {
            main.remark("The model has " + fitted.dimension() + " columns; these are the first " + Plots.MOST_COLUMNS
                    + ". --columns chooses others.");
        }
        return IntStream.range(0, Math.min(Plots.MOST_COLUMNS, fitted.dimension()))
                .toArray();
    }

    private static int index(FittedModel fitted, String name) {
        int i = fitted.schema().names().indexOf(name);
        if (i < 0) {
            throw Problem.unusable("column '" + name + "' is not in the model, which has "
                    + Numbers.list(fitted.schema().names(), 20));
        }
        return i;
    }
}
