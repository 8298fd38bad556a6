package org.cwm.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.cli.experiment.Cells;
import org.cwm.cli.experiment.Comparison;
import org.cwm.cli.experiment.Lab;
import org.cwm.cli.experiment.LabSettings;
import org.cwm.cli.experiment.Outcome;
import org.cwm.cli.experiment.TrialData;
import org.cwm.fit.FitOptions;
import org.cwm.fit.ModelPreset;
import org.cwm.schema.UnusableDataException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cwm compare}: systems side by side on rows that none of them has seen. */
@Command(
        name = "compare",
        description =
                "Fits several systems to the same rows, with the same held-out rows and budget, and compares them on"
                        + " rows that no fit has seen.")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class CompareCommand implements Callable<Integer> {

    private static final int FRESH = 50_000;

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
            names = "--test",
            paramLabel = "FILE|SHARE",
            defaultValue = "0.1",
            description =
                    "Rows to compare on: a file, or the share of the rows to set aside. Of a picture 50,000 fresh draws"
                            + " are taken. Default: ${DEFAULT-VALUE}.")
    private String test;

    @Option(
            names = "--models",
            paramLabel = "M,M,..",
            split = ",",
            defaultValue = "gmm,realnvp,nsf,monf,cwm,cwm-nsf",
            description = "Systems: gmm, realnvp, nsf, monf, cwm, cwm-nsf, cwm-realnvp. Default: ${DEFAULT-VALUE}.")
    private List<String> models;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Fits of each system, with seeds from --seed on. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = FitSettings.Time.class,
            description = "Wall-clock limit of each fit, such as 60s. Default: none.")
    private @Nullable Duration timeLimit;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the training rows of each fit. Default: chosen by the data, the same for all.")
    private @Nullable Double epochs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "First seed. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description =
                    "Folder for the table, pictures, models and a page. What is in it already is not fitted again.")
    private @Nullable String output;

    @Option(names = "--markdown", description = "Print the table in Markdown and nothing else.")
    private boolean markdown;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        if (markdown && json.json) {
            throw Problem.usage("--markdown and --json can't be given together");
        }
        if (seeds < 1) {
            throw Problem.usage("--seeds: " + seeds + ", must be at least 1");
        }
        int threadCount = threads.count();
        List<ModelPreset> presets = new ArrayList<>(
                new LinkedHashSet<>(models.stream().map(CompareCommand::preset).toList()));
        Path folder = output == null ? null : Outputs.folder(output);
        FitOptions options = FitSettings.usage(() -> FitOptions.defaults()
                .withTimeLimit(timeLimit)
                .withEpochs(epochs)
                .withSeed(seed)
                .withThreads(threadCount));
        TrialData trial = trial();
        Comparison comparison = new Comparison(presets, seeds, options);
        Outcome outcome;
        int reused;
        try (ProgressBar bar = new ProgressBar(main)) {
            Cells cells = new Cells(folder, threadCount, bar);
            LabSettings settings = new LabSettings(false, seed, threadCount, timeLimit, null, List.of());
            Lab lab = new Lab(folder, null, () -> trial, cells, settings, command(trial));
            outcome = lab.report(comparison, Version.number());
            reused = cells.reused();
        } catch (UnusableDataException e) {
            throw Problem.unusable(trial.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw Problem.unusable(folder + ": " + e.getMessage(), e);
        }
        if (json.json) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("data", trial.name());
            o.put("trainRows", trial.train().points().rows());
            o.put("testRows", trial.test().points().rows());
            o.put("seeds", seeds);
            o.put("models", outcome.table().rows());
            o.put("conclusions", outcome.conclusions());
            if (folder != null) {
                o.put("folder", folder.toString());
            }
            json.print(main.terminal(), o);
            return ExitCode.DONE;
        }
        main.terminal().out().print(outcome.table().markdown());
        if (!markdown) {
            main.terminal().out().println();
            outcome.conclusions().forEach(main.terminal().out()::println);
            if (folder != null) {
                main.terminal()
                        .out()
                        .println("Written to " + folder
                                + (reused > 0 ? "; " + Numbers.plural(reused, "fit") + " had been done before" : ""));
            }
        }
        return ExitCode.DONE;
    }

    private static ModelPreset preset(String name) {
        return FitSettings.usage(() -> ModelPreset.of(name));
    }

    private TrialData trial() {
        DataOptions.Rows rows = source.read(data, columns, seed);
        if (rows.picture() != null) {
            return TrialData.of(rows.name(), rows.picture(), source.draws, FRESH, seed);
        }
        try {
            double share = Double.parseDouble(test);
            if (!(share > 0 && share < 1)) {
                throw Problem.usage("--test: " + test + ", must be a file or a share between 0 and 1");
            }
            return TrialData.split(rows.name(), rows.table(), share, seed);
        } catch (NumberFormatException e) {
            return new TrialData(
                    rows.name(),
                    rows.table(),
                    DataOptions.read(test, rows.table().names(), source.draws, seed + 1)
                            .table(),
                    null);
        }
    }

    private String command(TrialData trial) {
        return "cwm compare " + trial.name() + " --models " + String.join(",", models) + " --seeds " + seeds
                + (epochs == null ? "" : " --epochs " + epochs)
                + (timeLimit == null ? "" : " --time-limit " + timeLimit.toMillis() / 1000.0 + "s");
    }
}
