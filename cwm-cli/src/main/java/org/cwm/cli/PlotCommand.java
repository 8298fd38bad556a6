package org.cwm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.cwm.cli.charts.Sheet;
import org.cwm.fit.FittedModel;
import org.cwm.model.Density;
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
        description =
                "Draws a model: a curve for one column, a map for two, a grid of pairs for more (the first six)."
                        + " A conditional model is drawn at --given-values; one of one column given one other is a map without them.")
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

    @Mixin
    private final GivenOptions given = new GivenOptions();

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
        if (fitted.conditions() > 0 && fitted.schema().dimension() == 2 && !given.any()) {
            return conditional(fitted, file, threadCount);
        }
        int[] chosen = chosen(fitted);
        Points conditions = given.rows(fitted);
        if (conditions.rows() > 1) {
            throw Problem.usage("--given has " + conditions.rows() + " rows: a picture shows one");
        }
        if (fitted.conditions() > 0 && source.given(data)) {
            throw Problem.usage("--data: the rows belong to other conditions than the one that is drawn");
        }
        Points rows = source.given(data)
                ? source.read(data, fitted.schema().names(), 1).table().points()
                : null;
        if (weights && (fitted.dimension() != 1 || fitted.conditions() > 0)) {
            throw Problem.usage("--weights: needs a model of one column without conditions, this one has "
                    + fitted.schema().names());
        }
        Density density = fitted.conditions() == 0 ? fitted : at(fitted, conditions.row(0));
        Plots plots = new Plots(
                fitted.schema(), density, String.valueOf(Path.of(model).getFileName()), rows, threadCount);
        if (weights) {
            return done(plots.weights(fitted), file, "weights", fitted.schema().names());
        }
        Sheet sheet =
                switch (chosen.length) {
                    case 1 -> plots.curve(chosen[0]);
                    case 2 -> plots.map(chosen[0], chosen[1]);
                    default -> plots.pairs(chosen);
                };
        return done(
                sheet,
                file,
                chosen.length == 1 ? "curve" : chosen.length == 2 ? "map" : "pairs",
                IntStream.of(chosen).mapToObj(fitted.schema().names()::get).toList());
    }

    private int conditional(FittedModel fitted, Path file, int threadCount) {
        if (x != null || !columns.isEmpty()) {
            throw Problem.usage("--x and --columns need --given-values: the model is conditional");
        }
        Points rows = source.given(data)
                ? source.read(data, fitted.schema().names(), 1).table().points()
                : null;
        Sheet sheet = Plots.conditional(fitted, String.valueOf(Path.of(model).getFileName()), rows, threadCount);
        return done(sheet, file, "conditional map", fitted.schema().names());
    }

    private static Density at(FittedModel fitted, double[] conditions) {
        try {
            return fitted.given(conditions);
        } catch (IllegalArgumentException e) {
            throw Problem.unusable(String.valueOf(e.getMessage()), e);
        }
    }

    private int done(Sheet sheet, Path file, String kind, List<String> names) {
        Outputs.write(file, sheet::write);
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("file", file.toString());
        o.put("kind", kind);
        o.put("columns", names);
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
        int i = fitted.schema().targets().indexOf(name);
        if (i < 0) {
            throw Problem.unusable("column '" + name + "' is not in the model, which has "
                    + Numbers.list(fitted.schema().targets(), 20));
        }
        return i;
    }
}
