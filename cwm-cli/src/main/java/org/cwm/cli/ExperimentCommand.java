package org.cwm.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.cli.experiment.Cells;
import org.cwm.cli.experiment.Experiment;
import org.cwm.cli.experiment.Experiments;
import org.cwm.cli.experiment.Lab;
import org.cwm.cli.experiment.Outcome;
import org.cwm.cli.experiment.TrialData;
import org.cwm.schema.UnusableDataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm experiment}: questions to the method, answered on the user's own data. */
@Command(
        name = "experiment",
        description = {
            "Puts a question to the method and answers it on the data given, with a table, pictures and a page:",
            "  picture     how near a picture's density comes to the best that is possible",
            "  capacity    what constant, linear, shallow and deep classifiers are worth",
            "  robustness  what invalid outputs of the classifier do, and what catches them",
            "  monf        CWM against mixtures of flows with as many parameters",
            "A run that was stopped goes on where it was."
        })
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class ExperimentCommand implements Callable<Integer> {

    private static final int FRESH = 50_000;
    private static final int QUICK_DRAWS = 60_000;
    private static final int QUICK_FRESH = 20_000;
    private static final double TEST_SHARE = 0.1;

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "NAME", description = "picture, capacity, robustness or monf.")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DATA", description = DataOptions.KINDS)
    private @Nullable String data;

    @Mixin
    private final DataOptions source = new DataOptions();

    @Option(
            names = "--columns",
            paramLabel = "A,B,..",
            split = ",",
            description = "Columns to learn, in this order. Default: all.")
    private List<String> columns = List.of();

    @Option(names = "--quick", description = "Fewer draws and 600 steps a fit: minutes instead of hours.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of all randomness. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Folder to write. Default: cwm- and the name of the experiment.")
    private @Nullable String output;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        Experiment experiment = FitSettings.usage(() -> Experiments.of(name));
        int threadCount = threads.count();
        Path folder = Outputs.folder(output == null ? "cwm-" + name : output);
        TrialData trial = trial();
        if (trial.truth() == null && name.equals("picture")) {
            throw Problem.usage("DATA: " + trial.name() + " is a table; this experiment needs a picture");
        }
        Outcome outcome;
        int reused;
        try (ProgressBar bar = new ProgressBar(main)) {
            Cells cells = new Cells(folder, threadCount, bar);
            outcome = new Lab(folder, trial, cells, quick, seed, threadCount).report(experiment, Version.number());
            reused = cells.reused();
        } catch (UnusableDataException e) {
            throw Problem.unusable(trial.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw Problem.unusable(folder + ": " + e.getMessage(), e);
        }
        if (json.json) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("experiment", name);
            o.put("folder", folder.toString());
            o.put("page", folder.resolve("index.html").toString());
            o.put("reused", reused);
            o.put("results", outcome.table().rows());
            o.put("conclusions", outcome.conclusions());
            json.print(main.terminal(), o);
        } else {
            main.terminal().out().print(outcome.table().markdown());
            main.terminal().out().println();
            outcome.conclusions().forEach(main.terminal().out()::println);
            main.terminal().out().println("Written to " + folder + "; open " + folder.resolve("index.html"));
        }
        return ExitCode.DONE;
    }

    private TrialData trial() {
        DataOptions.Rows rows = source.read(data, columns, seed);
        if (rows.picture() == null) {
            return TrialData.split(rows.name(), rows.table(), TEST_SHARE, seed);
        }
        int draws = quick ? Math.min(source.draws, QUICK_DRAWS) : source.draws;
        return TrialData.of(rows.name(), rows.picture(), draws, quick ? QUICK_FRESH : FRESH, seed);
    }
}
