package org.cwm.cli.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.cwm.cli.charts.Sheet;
import org.cwm.cli.report.HtmlPage;
import org.cwm.cli.report.HtmlPage.Figure;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FittedModel;
import org.cwm.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment works with.
 *
 * @param folder that everything is written to, which exists; null to write nothing
 * @param source folder or file that the user named; null for none
 * @param reader reads rows from the source, for experiments that take any table or picture
 * @param cells where cells are kept
 * @param settings how it is to be run
 * @param command line that runs it again, for the page
 */
public record Lab(
        @Nullable Path folder,
        @Nullable Path source,
        Supplier<TrialData> reader,
        Cells cells,
        LabSettings settings,
        String command) {

    /** Steps of training with {@code quick}. */
    private static final int QUICK_STEPS = 600;

    private static final int QUICK_BATCH = 1024;

    /**
     * Whether minutes matter more than the last digit.
     *
     * @return true for the quick setting
     */
    public boolean quick() {
        return settings.quick();
    }

    /**
     * Seed of all randomness.
     *
     * @return the seed
     */
    public long seed() {
        return settings.seed();
    }

    /**
     * Number of threads.
     *
     * @return at least 1
     */
    public int threads() {
        return settings.threads();
    }

    /**
     * Reads the rows of a table, a query or a picture.
     *
     * @return rows to fit and rows to score
     */
    public TrialData rows() {
        return reader.get();
    }

    /**
     * The source of an experiment that requires one.
     *
     * @return folder or file
     */
    public Path requiredSource() {
        if (source == null) {
            throw new IllegalArgumentException("source: none, must be given");
        }
        return source;
    }

    /**
     * Settings that all fits to some rows share: the defaults, or 600 steps for {@code quick}.
     *
     * @param data rows
     * @return options with this seed and time limit
     */
    public FitOptions options(TrialData data) {
        FitOptions o =
                FitOptions.defaults().withSeed(seed()).withThreads(threads()).withTimeLimit(settings.timeLimit());
        if (!quick()) {
            return o;
        }
        int rows = data.train().points().rows();
        int batch = Math.min(QUICK_BATCH, Math.max(1, rows / 8));
        return o.withValidationFraction(0.1)
                .withBatchSize(batch)
                .withEpochs((double) QUICK_STEPS * batch / (0.9 * rows));
    }

    /**
     * Runs a cell, or finds it.
     *
     * @param id letters, digits and hyphens
     * @param label for people
     * @param data rows to fit and to score
     * @param options of the fit
     * @return the scores
     * @throws IOException if the folder can't be read or written
     */
    public CellResult run(String id, String label, TrialData data, FitOptions options) throws IOException {
        return cells.run(id, label, data, options);
    }

    /**
     * The model of a cell.
     *
     * @param id of the cell
     * @return its model
     * @throws IOException if it can't be read
     */
    public FittedModel model(String id) throws IOException {
        return cells.model(id);
    }

    /**
     * Writes a picture, if there is a folder.
     *
     * @param file its name
     * @param sheet what is drawn
     * @throws IOException if it can't be written
     */
    public void picture(String file, Sheet sheet) throws IOException {
        if (folder == null) {
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        sheet.write(out);
        Cells.write(folder.resolve(file), out.toByteArray());
    }

    /**
     * Runs an experiment and writes {@code results.md}, {@code results.json} and {@code index.html}, if there is a folder.
     *
     * @param experiment what to run
     * @param version of the program, for the page's last line
     * @return the outcome
     * @throws IOException if the folder can't be written
     */
    public Outcome report(Experiment experiment, String version) throws IOException {
        Outcome outcome = experiment.run(this);
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("experiment", experiment.name());
        o.put("setting", outcome.setting());
        o.put("quick", quick());
        o.put("seed", seed());
        o.put("conclusions", outcome.conclusions());
        o.put("results", outcome.table().rows());
        outcome.more().forEach(s -> o.put(s.key(), s.table().rows()));
        text("results.json", Json.pretty(o));
        text("results.md", markdown(experiment, outcome));
        text("index.html", page(experiment, outcome, version).html());
        return outcome;
    }

    private void text(String file, String content) throws IOException {
        if (folder == null) {
            return;
        }
        Cells.write(folder.resolve(file), content.getBytes(StandardCharsets.UTF_8));
    }

    private String setting(Outcome outcome) {
        return outcome.setting() + " Seed " + seed() + ", " + (quick() ? "quick setting" : "full setting") + ".";
    }

    private String markdown(Experiment experiment, Outcome outcome) {
        StringBuilder out = new StringBuilder("# " + experiment.title() + "\n\n" + outcome.question() + "\n\n"
                + setting(outcome) + "\n\n" + outcome.table().markdown() + "\n");
        outcome.more()
                .forEach(
                        s -> out.append("## " + s.heading() + "\n\n" + s.table().markdown() + "\n"));
        outcome.conclusions().forEach(c -> out.append("- ").append(c).append('\n'));
        if (!outcome.notes().isEmpty()) {
            out.append('\n');
            outcome.notes().forEach(n -> out.append(n).append("\n"));
        }
        return out.toString();
    }

    private HtmlPage page(Experiment experiment, Outcome outcome, String version) {
        HtmlPage page = new HtmlPage(experiment.title());
        page.lead(outcome.question());
        page.heading("What came out");
        outcome.conclusions().forEach(page::paragraph);
        page.table(outcome.table().headings(), outcome.table().cells());
        for (Outcome.Section s : outcome.more()) {
            page.heading(s.heading());
            page.table(s.table().headings(), s.table().cells());
        }
        if (!outcome.figures().isEmpty()) {
            page.heading("Pictures");
            page.figures(outcome.figures().toArray(Figure[]::new));
        }
        page.heading("How it was measured");
        page.paragraph(setting(outcome));
        List.copyOf(outcome.notes()).forEach(page::paragraph);
        page.code(command);
        page.footer("Made by cwm " + version + ".");
        return page;
    }
}
