package org.cwm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cwm.fit.Checkpoints;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.io.FitCheckpoints;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm fit}: learns a density. */
@Command(
        name = "fit",
        description = {
            "Learns the density of a table or picture: a Gaussian mixture by EM, then a classifier weighted mixture that"
                    + " starts there. Part of the rows is held out; the model that scores best on them is written."
        })
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class FitCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DATA", description = DataOptions.KINDS)
    private @Nullable String data;

    @Mixin
    private final DataOptions source = new DataOptions();

    @Option(
            names = "--columns",
            paramLabel = "A,B,..",
            split = ",",
            description = "Columns to learn, in this order. Default: all.")
    private List<String> columns = List.of();

    @Option(
            names = "--given",
            paramLabel = "A,B,..",
            split = ",",
            description = "Columns that are conditions: learn the density of the other columns given these.")
    private List<String> given = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "MODEL",
            description = "Model file to write. Default: the data's name with .cwm, in this folder.")
    private @Nullable String output;

    @Option(
            names = "--validation",
            paramLabel = "SHARE|FILE",
            description =
                    "Share of the rows to hold out, or a file of held-out rows. Default: 0.1, at most 10,000 rows;"
                            + " below 5,000 rows five-fold cross-validation, after which the model is fitted to all rows.")
    private @Nullable String validation;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "TIME",
            converter = FitSettings.Time.class,
            defaultValue = "60s",
            description = "Save the state of the fit this often in MODEL.checkpoint, which is removed at the end; 0 for"
                    + " never. Default: ${DEFAULT-VALUE}.")
    private Duration checkpointInterval = Duration.ofMinutes(1);

    @Option(
            names = "--resume",
            description =
                    "Go on from MODEL.checkpoint if it is there; the model is the same as without the interruption.")
    private boolean resume;

    @Mixin
    private final FitSettings settings = new FitSettings();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        int threadCount = threads.count();
        Path file = Outputs.file(output == null ? FitSummary.stem(data) + ".cwm" : output);
        Map<String, Double> seconds = new LinkedHashMap<>();
        long begin = System.nanoTime();
        DataOptions.Rows rows = source.read(data, columns, settings.seed);
        Double share = share(validation);
        Table heldOut = validation == null || share != null
                ? null
                : DataOptions.read(validation, rows.table().names(), source.draws, settings.seed + 1)
                        .table();
        seconds.put("read", since(begin));
        checkGiven(rows);
        FitOptions options = settings.options(rows.table(), given, share, heldOut != null, threadCount);
        FitCheckpoints checkpoints = checkpoints(file);
        FitReport report;
        try (ProgressBar bar = new ProgressBar(main)) {
            report = heldOut == null
                    ? Fit.fit(rows.table(), options, bar, checkpoints)
                    : Fit.fit(rows.table(), heldOut, options, bar, checkpoints);
        } catch (UnusableDataException e) {
            throw Problem.unusable(rows.name() + ": " + e.getMessage(), e);
        }
        seconds.putAll(report.seconds());
        long written = System.nanoTime();
        Models.write(report.model(), file);
        delete(checkpoints);
        seconds.put("write", since(written));
        seconds.put("total", since(begin));
        FitSummary summary = new FitSummary(
                report, file, rows, heldOut == null ? 0 : heldOut.points().rows(), seconds);
        main.warn(report.warnings());
        if (json.json) {
            json.print(main.terminal(), summary.json());
        } else {
            summary.lines().forEach(main.terminal().out()::println);
        }
        if (!report.converged()) {
            main.terminal().err().println("cwm: the fit did not converge: " + report.stopReason());
            return ExitCode.NOT_CONVERGED;
        }
        return ExitCode.DONE;
    }

    private void checkGiven(DataOptions.Rows rows) {
        List<String> names = rows.table().names();
        for (String name : given) {
            if (!names.contains(name)) {
                throw Problem.unusable(
                        rows.name() + ": --given: there is no column '" + name + "' among " + Numbers.list(names, 20));
            }
        }
        if (Set.copyOf(given).size() < given.size()) {
            throw Problem.usage("--given: " + String.join(",", given) + " names a column twice");
        }
        if (given.size() == names.size()) {
            throw Problem.usage("--given: all columns are given; there is none left to learn");
        }
    }

    /** A file beside the model; "never" is a very long time. */
    private FitCheckpoints checkpoints(Path model) {
        Path file = model.resolveSibling(model.getFileName() + ".checkpoint");
        if (resume) {
            main.remark(
                    Files.exists(file)
                            ? "Going on from " + file
                            : "There is no " + file + " to go on from: beginning anew");
        }
        Duration interval = checkpointInterval.isZero() ? Checkpoints.NONE.interval() : checkpointInterval;
        return FitCheckpoints.at(file, interval, resume);
    }

    private void delete(FitCheckpoints checkpoints) {
        try {
            checkpoints.delete();
        } catch (IOException e) {
            main.terminal().err().println("warning: the checkpoint can't be removed: " + e.getMessage());
        }
    }

    /** The share, or null if the text is not a number and so names a file. */
    private static @Nullable Double share(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) * 1e-9;
    }
}
