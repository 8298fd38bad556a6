package org.cwm.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.cli.experiment.Cells;
import org.cwm.cli.experiment.Experiment;
import org.cwm.cli.experiment.Experiments;
import org.cwm.cli.experiment.Lab;
import org.cwm.cli.experiment.LabSettings;
import org.cwm.cli.experiment.Outcome;
import org.cwm.cli.experiment.Source;
import org.cwm.cli.experiment.TrialData;
import org.cwm.data.DataSource;
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
            "Puts a question to the method and answers it, with a table, pictures and a page. Of any table or picture:",
            "  picture     how near a picture's density comes to the best that is possible",
            "  capacity    what constant, linear, shallow and deep classifiers are worth",
            "  robustness  what invalid outputs of the classifier do, and what catches them",
            "  monf        CWM against mixtures of flows with as many parameters",
            "Of other sources:",
            "  natural-patches  patches of a folder of pictures: mixtures, flows and classifiers in 63 dimensions",
            "  dimension        IDX images at three resolutions: mixtures, flows and classifiers as dimensions grow",
            "  vae              auto-encoders of IDX images: a Gaussian encoder against classifier weighted mixtures",
            "Of a folder of targets, or of none:",
            "  estimators       variance, bias, cost and way up of gradient estimators of variational inference",
            "  posteriors       fits to targets with known answers beside simpler ones, and their verdicts",
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

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the experiment.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SOURCE",
            description = "What the experiment reads. Tables and pictures: " + DataOptions.KINDS)
    private @Nullable String data;

    @Mixin
    private final DataOptions rows = new DataOptions();

    @Option(
            names = "--columns",
            paramLabel = "A,B,..",
            split = ",",
            description = "Columns to learn, in this order. Default: all.")
    private List<String> columns = List.of();

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Training rows to take from a folder. Default: the experiment's own number.")
    private @Nullable Integer rowLimit;

    @Option(
            names = "--models",
            paramLabel = "A,B,..",
            split = ",",
            description = "Models of natural-patches to run, to be joined by the others later. Default: all.")
    private List<String> models = List.of();

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = FitSettings.Time.class,
            description = "Wall-clock limit of each fit, such as 60s. Default: none, or the experiment's own.")
    private @Nullable Duration timeLimit;

    @Option(names = "--quick", description = "A smaller setting: minutes instead of hours.")
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
        checkModels(experiment);
        int threadCount = threads.count();
        Path source = source(experiment.source());
        Path folder = Outputs.folder(output == null ? "cwm-" + name : output);
        LabSettings settings = new LabSettings(quick, seed, threadCount, timeLimit, rowLimit, models);
        Outcome outcome;
        int reused;
        try (ProgressBar bar = new ProgressBar(main)) {
            Cells cells = new Cells(folder, threadCount, bar);
            Lab lab = new Lab(folder, source, this::trial, cells, settings, command());
            outcome = lab.report(experiment, Version.number());
            reused = cells.reused();
        } catch (UnusableDataException e) {
            throw Problem.unusable((source == null ? name : source) + ": " + e.getMessage(), e);
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
            outcome.more().forEach(s -> o.put(s.key(), s.table().rows()));
            o.put("conclusions", outcome.conclusions());
            json.print(main.terminal(), o);
        } else {
            main.terminal().out().println(outcome.table().markdown());
            outcome.more().forEach(s -> main.terminal()
                    .out()
                    .println(s.heading() + "\n\n" + s.table().markdown()));
            outcome.conclusions().forEach(main.terminal().out()::println);
            main.terminal().out().println("Written to " + folder + "; open " + folder.resolve("index.html"));
        }
        return ExitCode.DONE;
    }

    private void checkModels(Experiment experiment) {
        List<String> known = experiment.models();
        if (!models.isEmpty() && known.isEmpty()) {
            throw Problem.usage("--models: the experiment '" + name + "' has no choice of models");
        }
        for (String m : models) {
            if (!known.contains(m)) {
                throw Problem.usage("--models: '" + m + "', must be among " + String.join(", ", known));
            }
        }
    }

    /** What the user named, if the experiment can read it. */
    private @Nullable Path source(Source expected) {
        boolean table = expected.kind() == Source.Kind.ROWS;
        if (!table && (rows.sql != null || !columns.isEmpty())) {
            throw Problem.usage("--sql and --columns: the experiment '" + name + "' reads no table");
        }
        if (rowLimit != null && (table || expected.kind() == Source.Kind.NONE)) {
            throw Problem.usage("--rows: the experiment '" + name + "' reads no folder");
        }
        if (rowLimit != null && rowLimit < 1) {
            throw Problem.usage("--rows: " + rowLimit + ", must be at least 1");
        }
        if (data != null && expected.kind() == Source.Kind.NONE) {
            throw Problem.usage("SOURCE: the experiment '" + name + "' reads nothing");
        }
        if (expected.required() && !rows.given(data)) {
            throw Problem.usage("SOURCE is missing: the experiment '" + name + "' reads " + expected.what());
        }
        Path path = data == null ? null : DataSource.path(data);
        String problem = expected.problem(path);
        if (problem != null) {
            throw Problem.unusable(path + ": " + problem);
        }
        return path;
    }

    /** The command line that runs it again. */
    private String command() {
        return "cwm experiment " + name + (quick ? " --quick" : "") + " --seed " + seed
                + (timeLimit == null ? "" : " --time-limit " + timeLimit.toMillis() / 1000.0 + "s")
                + (rowLimit == null ? "" : " --rows " + rowLimit)
                + (models.isEmpty() ? "" : " --models " + String.join(",", models))
                + (columns.isEmpty() ? "" : " --columns " + String.join(",", columns))
                + (rows.sql == null ? "" : " --sql \"" + rows.sql + "\"")
                + (data == null ? "" : " " + DataSource.path(data).getFileName());
    }

    private TrialData trial() {
        DataOptions.Rows read = rows.read(data, columns, seed);
        if (read.picture() == null) {
            return TrialData.split(read.name(), read.table(), TEST_SHARE, seed);
        }
        int draws = quick ? Math.min(rows.draws, QUICK_DRAWS) : rows.draws;
        return TrialData.of(read.name(), read.picture(), draws, quick ? QUICK_FRESH : FRESH, seed);
    }
}
