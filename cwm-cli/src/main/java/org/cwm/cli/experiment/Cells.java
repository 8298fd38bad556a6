package org.cwm.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cwm.fit.Checkpoints;
import org.cwm.fit.Fit;
import org.cwm.fit.FitListener;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.fit.FittedModel;
import org.cwm.fit.HistoryPoint;
import org.cwm.io.FitCheckpoints;
import org.cwm.io.Json;
import org.cwm.io.ModelFile;
import org.cwm.model.Points;
import org.cwm.schema.UnusableDataException;
import org.jspecify.annotations.Nullable;

/**
 * Runs cells and keeps them: the scores as {@code cells/ID.json}, the model beside them. A cell that is there already, for
 * the same rows and settings, is not run again; one that was interrupted goes on from its checkpoint.
 */
public final class Cells {

    /** Changes with what a fit's cell holds. */
    private static final String FORMAT = "fit 2";

    private static final Duration CHECKPOINTS = Duration.ofSeconds(20);

    private final @Nullable Path folder;
    private final int threads;
    private final FitListener listener;
    private final Map<String, FittedModel> models = new HashMap<>();
    private final Map<String, TestScores> scores = new HashMap<>();
    private int reused;

    /**
     * A store of cells.
     *
     * @param folder of the experiment, which exists; null to keep models in memory only
     * @param threads number of threads
     * @param listener hears about the fits
     */
    public Cells(@Nullable Path folder, int threads, FitListener listener) {
        this.folder = folder == null ? null : folder.resolve("cells");
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Cells that were there already.
     *
     * @return their number
     */
    public int reused() {
        return reused;
    }

    /**
     * Hears about the fits.
     *
     * @return the listener
     */
    public FitListener listener() {
        return listener;
    }

    /** What a cell does. */
    @FunctionalInterface
    public interface Work {

        /**
         * Does it.
         *
         * @return results, as JSON has them
         * @throws IOException if the folder can't be read or written
         */
        Map<String, Object> run() throws IOException;
    }

    /**
     * Runs a cell of any kind, or finds it.
     *
     * @param id letters, digits and hyphens
     * @param fingerprint changes with whatever the results depend on
     * @param work what to do if there are no results of this fingerprint
     * @return the results
     * @throws IOException if the folder can't be read or written
     */
    public Map<?, ?> keep(String id, String fingerprint, Work work) throws IOException {
        if (folder == null) {
            return work.run();
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(id + ".json");
        Map<?, ?> known = known(file, fingerprint);
        if (known != null) {
            reused++;
            return known;
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("fingerprint", fingerprint);
        o.putAll(work.run());
        write(file, Json.pretty(o).getBytes(StandardCharsets.UTF_8));
        return o;
    }

    /**
     * Fits a model, or finds it.
     *
     * @param id letters, digits and hyphens
     * @param label for people
     * @param data rows to fit and to score
     * @param options of the fit; its threads are not used
     * @return the scores
     * @throws IOException if the folder can't be read or written
     */
    public CellResult run(String id, String label, TrialData data, FitOptions options) throws IOException {
        String fingerprint = FORMAT + " " + data.fingerprint() + " " + options.withThreads(1);
        Map<?, ?> cell = keep(id, fingerprint, () -> {
            long from = System.nanoTime();
            FitReport report = fit(id, data, options);
            double seconds = (System.nanoTime() - from) * 1e-9;
            TestScores s = TestScores.of(report, data.test().points(), threads);
            models.put(id, report.model());
            scores.put(id, s);
            if (folder != null) {
                ModelFile.write(report.model(), folder.resolve(id + ".cwm"));
                write(folder.resolve(id + ".scores"), s.bytes());
            }
            return result(id, label, data, options.seed(), report, s, seconds).json();
        });
        return CellResult.of(cell).labelled(label);
    }

    private FitReport fit(String id, TrialData data, FitOptions options) throws IOException {
        FitOptions o = options.withThreads(threads);
        if (folder == null) {
            return Fit.fit(data.train(), o, listener, Checkpoints.NONE);
        }
        Path file = folder.resolve(id + ".checkpoint");
        FitReport report;
        FitCheckpoints checkpoints = FitCheckpoints.at(file, CHECKPOINTS, true);
        try {
            report = Fit.fit(data.train(), o, listener, checkpoints);
        } catch (UnusableDataException e) {
            if (!Files.exists(file)) {
                throw e;
            }
            // of other rows or settings
            Files.delete(file);
            report = Fit.fit(data.train(), o, listener, checkpoints);
        }
        checkpoints.delete();
        return report;
    }

    private static CellResult result(
            String id, String label, TrialData data, long seed, FitReport report, TestScores scores, double seconds) {
        Points test = data.test().points();
        double excess = Double.NaN;
        double excessError = Double.NaN;
        if (data.truth() != null) {
            double[] e = new double[test.rows()];
            for (int i = 0; i < e.length; i++) {
                e[i] = data.truth().logDensity(test.get(i, 0), test.get(i, 1)) - scores.model()[i];
            }
            excess = Statistics.mean(e);
            excessError = Statistics.standardError(e);
        }
        return new CellResult(
                id,
                label,
                seed,
                report.model().ensemble().components(),
                report.model().ensemble().parameterCount(),
                report.train().end(),
                Statistics.mean(scores.model()),
                Statistics.standardError(scores.model()),
                Statistics.mean(scores.start()),
                excess,
                excessError,
                report.accepted(),
                report.history().stream()
                        .mapToDouble(HistoryPoint::validation)
                        .max()
                        .orElse(Double.NaN),
                report.history().isEmpty()
                        ? Double.NaN
                        : report.history().get(report.history().size() - 1).validation(),
                report.findings().stream().map(f -> f.signature().id()).toList(),
                seconds,
                report.stopReason(),
                report.warnings());
    }

    private static @Nullable Map<?, ?> known(Path file, String fingerprint) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        Object o = Json.parse(Files.readString(file));
        return o instanceof Map<?, ?> map && fingerprint.equals(map.get("fingerprint")) ? map : null;
    }

    /**
     * The model of a cell that has been run or found.
     *
     * @param id of the cell
     * @return its model
     * @throws IOException if its file can't be read
     */
    public FittedModel model(String id) throws IOException {
        FittedModel m = models.get(id);
        if (m == null) {
            m = ModelFile.read(inFolder(id + ".cwm"));
            models.put(id, m);
        }
        return m;
    }

    /**
     * The scores of the test rows of a cell that has been run or found.
     *
     * @param id of the cell
     * @return its scores, in the order of the rows
     * @throws IOException if its file can't be read
     */
    public TestScores scores(String id) throws IOException {
        TestScores s = scores.get(id);
        if (s == null) {
            s = TestScores.of(Files.readAllBytes(inFolder(id + ".scores")));
            scores.put(id, s);
        }
        return s;
    }

    private Path inFolder(String file) {
        if (folder == null) {
            throw new IllegalArgumentException("id: of " + file + ", must be a cell that was run");
        }
        return folder.resolve(file);
    }

    /** Writes a file that appears under its name only when it is complete. */
    static void write(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(draft, content);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
