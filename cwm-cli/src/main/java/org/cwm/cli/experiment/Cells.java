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

    private static final Duration CHECKPOINTS = Duration.ofSeconds(20);

    private final @Nullable Path folder;
    private final int threads;
    private final FitListener listener;
    private final Map<String, FittedModel> models = new HashMap<>();
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
     * Runs a cell, or finds it.
     *
     * @param id letters, digits and hyphens
     * @param label for people
     * @param data rows to fit and to score
     * @param options of the fit; its threads are not used
     * @return the scores
     * @throws IOException if the folder can't be read or written
     */
    public CellResult run(String id, String label, TrialData data, FitOptions options) throws IOException {
        String fingerprint = data.fingerprint() + " " + options.withThreads(1);
        Path file = null;
        if (folder != null) {
            Files.createDirectories(folder);
            file = folder.resolve(id + ".json");
            CellResult known = known(file, fingerprint);
            if (known != null) {
                reused++;
                return known.labelled(label);
            }
        }
        long from = System.nanoTime();
        FitReport report = fit(id, data, options);
        double seconds = (System.nanoTime() - from) * 1e-9;
        CellResult result = result(id, label, data, options.seed(), report, seconds);
        models.put(id, report.model());
        if (folder != null && file != null) {
            ModelFile.write(report.model(), folder.resolve(id + ".cwm"));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("fingerprint", fingerprint);
            o.putAll(result.json());
            write(file, Json.pretty(o).getBytes(StandardCharsets.UTF_8));
        }
        return result;
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

    private CellResult result(String id, String label, TrialData data, long seed, FitReport report, double seconds) {
        Points test = data.test().points();
        double[] scores = new double[test.rows()];
        double[] start = new double[test.rows()];
        report.model().logDensity(test, scores, threads);
        report.gaussianMixture().logDensity(test, start, threads);
        double excess = Double.NaN;
        double excessError = Double.NaN;
        if (data.truth() != null) {
            double[] e = new double[scores.length];
            for (int i = 0; i < e.length; i++) {
                e[i] = data.truth().logDensity(test.get(i, 0), test.get(i, 1)) - scores[i];
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
                Statistics.mean(scores),
                Statistics.standardError(scores),
                Statistics.mean(start),
                excess,
                excessError,
                report.accepted(),
                seconds,
                report.stopReason(),
                report.warnings());
    }

    private static @Nullable CellResult known(Path file, String fingerprint) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        Object o = Json.parse(Files.readString(file));
        return o instanceof Map<?, ?> map && fingerprint.equals(map.get("fingerprint")) ? CellResult.of(map) : null;
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
            if (folder == null) {
                throw new IllegalArgumentException("id: " + id + ", must be a cell that was run");
            }
            m = ModelFile.read(folder.resolve(id + ".cwm"));
            models.put(id, m);
        }
        return m;
    }

    /** Writes a file that appears under its name only when it is complete. */
    static void write(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(draft, content);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
