package org.cwm.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.cwm.data.TableReader;
import org.cwm.fit.Checkpoints;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitProgress;
import org.cwm.fit.FitReport;
import org.cwm.fit.Score;
import org.cwm.kernel.Activation;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code cwm demo}: real data, a fit, and a page that shows what came out. */
@Command(
        name = "demo",
        description =
                "Learns the density of real data that comes with the program (places of postal codes in the United"
                        + " States) and writes a folder with pictures and a page that explains them.")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class DemoCommand implements Callable<Integer> {

    private static final String DATA = "us-postal-codes.csv.gz";
    private static final int QUICK_ROWS = 3_000;
    private static final long SPLIT_SEED = 1;

    @ParentCommand
    private Main main;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            defaultValue = "cwm-demo",
            description = "Folder to write. Default: ${DEFAULT-VALUE}.")
    private String output;

    @Option(names = "--quick", description = "A small model of few rows, in seconds: to see that everything works.")
    private boolean quick;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        int threadCount = threads.count();
        Path folder = Outputs.folder(output);
        long begin = System.nanoTime();
        Path file = folder.resolve(DATA);
        Outputs.write(file, out -> {
            try (InputStream in = Objects.requireNonNull(DemoCommand.class.getResourceAsStream("demo/" + DATA), DATA)) {
                in.transferTo(out);
            }
        });
        Table table = TableReader.read(file, List.of());
        FitOptions options = FitOptions.defaults().withThreads(threadCount);
        if (quick) {
            int every = table.points().rows() / QUICK_ROWS;
            table = table.select(
                    IntStream.range(0, QUICK_ROWS).map(i -> i * every).toArray());
            options = options.withComponents(12)
                    .withValidationFraction(0.2)
                    .withClassifier(ClassifierSpec.mlp(Activation.SINE, 1, 16, 16))
                    .withEpochs(25.0);
        }
        main.remark(
                Numbers.plural(table.points().rows(), "place") + " of postal codes in the contiguous United States");
        Table[] parts = split(table);
        FitReport report;
        Score test;
        double fitSeconds;
        try (ProgressBar bar = new ProgressBar(main)) {
            report = Fit.fit(parts[0], options, bar, Checkpoints.NONE);
            fitSeconds = (System.nanoTime() - begin) * 1e-9;
            test = score(report, parts[1].points(), threadCount);
            DemoPictures pictures = new DemoPictures(report, table, folder, quick ? 150 : 620, threadCount);
            pictures.write(done -> bar.progress(new FitProgress("draw", done, Double.NaN, "")));
        }
        Path model = folder.resolve("model.cwm");
        Models.write(report.model(), model);
        DemoReport text = new DemoReport(report, table.points().rows(), test, fitSeconds);
        Path page = folder.resolve("index.html");
        Outputs.write(page, out -> text.page().write(out));
        main.warn(report.warnings());
        double total = (System.nanoTime() - begin) * 1e-9;
        if (json.json) {
            json.print(main.terminal(), object(report, test, table, folder, page, model, fitSeconds, total));
        } else {
            PrintStream out = main.terminal().out();
            text.conclusion().forEach(out::println);
            out.println("Written to " + folder + " in " + Numbers.seconds(total) + "; open " + page);
        }
        return ExitCode.DONE;
    }

    /** Nine tenths to fit, with their own held-out rows, and one tenth that no choice ever depends on. */
    private static Table[] split(Table table) {
        int n = table.points().rows();
        int[] order = RandomStream.of(SPLIT_SEED).permutation(n);
        int tests = n / 10;
        int[] test = Arrays.copyOf(order, tests);
        int[] rest = Arrays.copyOfRange(order, tests, n);
        Arrays.sort(test);
        Arrays.sort(rest);
        return new Table[] {table.select(rest), table.select(test)};
    }

    private static Score score(FitReport report, Points test, int threads) {
        int n = test.rows();
        double[] start = new double[n];
        double[] end = new double[n];
        report.gaussianMixture().logDensity(test, start, threads);
        report.model().logDensity(test, end, threads);
        double[] gain = new double[n];
        for (int i = 0; i < n; i++) {
            gain[i] = end[i] - start[i];
        }
        double error = ScoreCommand.standardError(gain, ScoreCommand.mean(gain));
        return new Score(n, ScoreCommand.mean(start), ScoreCommand.mean(end), error);
    }

    private static Map<String, Object> object(
            FitReport report,
            Score test,
            Table table,
            Path folder,
            Path page,
            Path model,
            double fitSeconds,
            double total) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("folder", folder.toString());
        o.put("page", page.toString());
        o.put("model", model.toString());
        o.put("rows", table.points().rows());
        o.put("columns", table.names());
        o.put("components", report.model().mixture().components());
        o.put("parameters", report.model().mixture().layout().size());
        o.put("test", FitSummary.json(test));
        o.put("train", FitSummary.json(report.train()));
        o.put("validation", FitSummary.json(report.validation()));
        o.put("accepted", report.accepted());
        o.put("converged", report.converged());
        o.put("stopReason", report.stopReason());
        o.put("backend", report.model().provenance().backend());
        Map<String, Object> seconds = new LinkedHashMap<>(report.seconds());
        seconds.put("fit", fitSeconds);
        seconds.put("total", total);
        o.put("seconds", seconds);
        o.put("conclusion", new DemoReport(report, table.points().rows(), test, fitSeconds).conclusion());
        o.put("warnings", report.warnings());
        return o;
    }
}
