package org.cwm.cli.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param data rows
 * @param cells where cells are kept
 * @param quick whether minutes matter more than the last digit
 * @param seed of all randomness
 * @param threads number of threads
 */
public record Lab(@Nullable Path folder, TrialData data, Cells cells, boolean quick, long seed, int threads) {

    /** Steps of training with {@code quick}. */
    private static final int QUICK_STEPS = 600;

    private static final int QUICK_BATCH = 1024;

    /**
     * Settings that all cells share: the defaults, or 600 steps for {@code quick}.
     *
     * @return options with this seed
     */
    public FitOptions options() {
        FitOptions o = FitOptions.defaults().withSeed(seed).withThreads(threads);
        if (!quick) {
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
     * @param options of the fit
     * @return the scores
     * @throws IOException if the folder can't be read or written
     */
    public CellResult run(String id, String label, FitOptions options) throws IOException {
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
     * Log densities of the test rows under the model of a cell.
     *
     * @param id of the cell
     * @return nats, in the units of the data
     * @throws IOException if the model can't be read
     */
    double[] testScores(String id) throws IOException {
        double[] scores = new double[data.test().points().rows()];
        model(id).logDensity(data.test().points(), scores, threads);
        return scores;
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
        o.put("data", data.name());
        o.put("trainRows", data.train().points().rows());
        o.put("testRows", data.test().points().rows());
        o.put("quick", quick);
        o.put("seed", seed);
        o.put("conclusions", outcome.conclusions());
        o.put("results", outcome.table().rows());
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

    private String setting() {
        return data.name() + ": " + data.train().points().rows() + " rows to fit, "
                + data.test().points().rows() + " other rows to score; seed " + seed + ", "
                + (quick ? "quick setting" : "full setting") + ".";
    }

    private String markdown(Experiment experiment, Outcome outcome) {
        StringBuilder out = new StringBuilder("# " + experiment.title() + "\n\n" + outcome.question() + "\n\n"
                + setting() + "\n\n" + outcome.table().markdown() + "\n");
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
        if (!outcome.figures().isEmpty()) {
            page.heading("Pictures");
            page.figures(outcome.figures().toArray(Figure[]::new));
        }
        page.heading("How it was measured");
        page.paragraph(setting());
        List.copyOf(outcome.notes()).forEach(page::paragraph);
        page.code(experiment.command(this));
        page.footer("Log-likelihoods are means in nats a row, in the units of the data. Made by cwm " + version + ".");
        return page;
    }
}
