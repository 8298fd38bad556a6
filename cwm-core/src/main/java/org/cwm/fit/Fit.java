package org.cwm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;

/**
 * Fits a model to a table: schema, EM for a Gaussian mixture, the mixture as an exact start, gradient ascent, best
 * held-out iterate. The model returned is the Gaussian mixture itself if training gained less than two paired
 * standard errors on the held-out rows.
 *
 * <p>With many rows one part is held out. With few rows (below 5,000, unless a held-out share is asked for) five-fold
 * cross-validation chooses the number of components, the length of training and whether to train at all, every row
 * being held out once; the model is then fitted to all rows in the same way.
 */
public final class Fit {

    private static final int LEAST_ROWS = 10;
    private static final int CALIBRATION = 1000;
    /** Training rows that the report scores, at most: scoring a million would take longer than training. */
    private static final int SCORED = 20_000;
    /** Training must gain this many standard errors: the step and the number of components were chosen too. */
    private static final double ACCEPTED = 2;

    private final Preparation data;
    private final FitPlan plan;
    private final Deadline deadline;
    private final RandomStream random;
    private final FitUnit units;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private int unitsDone;

    private Fit(Preparation data, FitPlan plan, FitListener listener, Workers workers, UnitStore store) {
        this.data = data;
        this.plan = plan;
        deadline = Deadline.in(plan.timeLimit());
        random = RandomStream.of(plan.seed());
        units = new FitUnit(plan, data.schema(), data.floors(), workers, listener, store);
    }

    /**
     * Fits with held-out rows chosen by chance.
     *
     * @param data rows in the units of the data
     * @param options what the user asks
     * @return the report with the model
     * @throws UnusableDataException if the data have a fault that the message names
     */
    public static FitReport fit(Table data, FitOptions options) {
        return fit(data, options, FitListener.SILENT, Checkpoints.NONE);
    }

    /**
     * Fits with held-out rows chosen by chance.
     *
     * @param data rows in the units of the data
     * @param options what the user asks
     * @param listener hears about progress
     * @param checkpoints where the state is saved and resumed from
     * @return the report with the model
     * @throws UnusableDataException if the data have a fault that the message names
     */
    public static FitReport fit(Table data, FitOptions options, FitListener listener, Checkpoints checkpoints) {
        return fitOrdered(ordered(data, options.given()), options, listener, checkpoints);
    }

    /** The columns that are conditions behind the others. */
    private static Table ordered(Table data, List<String> given) {
        if (given.isEmpty()) {
            return data;
        }
        List<String> names = new ArrayList<>(data.names());
        for (String name : given) {
            if (!names.remove(name)) {
                throw new UnusableDataException(
                        "the data have no column '" + name + "' to be given; they have " + data.names());
            }
        }
        if (names.isEmpty()) {
            throw new UnusableDataException("all columns are given: there is none left to learn");
        }
        names.addAll(given);
        return data.project(names);
    }

    private static FitReport fitOrdered(Table data, FitOptions options, FitListener listener, Checkpoints checkpoints) {
        int n = data.points().rows();
        checkRows(n);
        Preparation.checkCells(data.points(), data.columns(), "");
        FitPlan plan = FitPlan.resolve(data, options, false);
        if (plan.folds() > 1) {
            return fit(data, data.select(new int[0]), plan, listener, checkpoints);
        }
        int heldOut = Math.max(2, (int) Math.round(n * plan.validationFraction()));
        int[] order = RandomStream.of(plan.seed()).split(0).permutation(n);
        int[] validation = Arrays.copyOf(order, heldOut);
        int[] train = Arrays.copyOfRange(order, heldOut, n);
        Arrays.sort(validation);
        Arrays.sort(train);
        return fit(data.select(train), data.select(validation), plan, listener, checkpoints);
    }

    /**
     * Fits with held-out rows given.
     *
     * @param train training rows
     * @param validation held-out rows, same columns
     * @param options what the user asks; its validation share is not used
     * @param listener hears about progress
     * @param checkpoints where the state is saved and resumed from
     * @return the report with the model
     * @throws UnusableDataException if the data have a fault that the message names
     */
    public static FitReport fit(
            Table train, Table validation, FitOptions options, FitListener listener, Checkpoints checkpoints) {
        checkRows(train.points().rows());
        if (!train.names().equals(validation.names())) {
            throw new UnusableDataException(
                    "validation columns " + validation.names() + " differ from the data's " + train.names());
        }
        if (validation.points().rows() < 2) {
            throw new UnusableDataException(
                    "the validation data have " + validation.points().rows() + " rows: at least 2 are needed");
        }
        Preparation.checkCells(train.points(), train.columns(), "");
        Preparation.checkCells(validation.points(), train.columns(), "validation data, ");
        return fit(
                ordered(train, options.given()),
                ordered(validation, options.given()),
                FitPlan.resolve(train, options, true),
                listener,
                checkpoints);
    }

    private static FitReport fit(
            Table train, Table validation, FitPlan plan, FitListener listener, Checkpoints checkpoints) {
        int rows = train.points().rows();
        int least = plan.folds() > 1 ? rows - (rows + plan.folds() - 1) / plan.folds() : rows;
        for (int k : plan.components()) {
            if (k > least) {
                throw new UnusableDataException(k + " components for " + least
                        + " training rows: fewer rows than components. Ask for fewer components or bring more rows");
            }
        }
        Preparation data = Preparation.of(train, validation, plan.given().size());
        String trainHash = DataHash.of(train.points());
        UnitStore store = new UnitStore(
                checkpoints,
                String.join(
                        " ",
                        Library.NAME_AND_VERSION,
                        Backend.get().kernels().name(),
                        trainHash,
                        DataHash.of(validation.points()),
                        train.columns().toString(),
                        plan.describe().toString()));
        try (Workers workers = Workers.of(plan.threads())) {
            return new Fit(data, plan, listener, workers, store).run(train.origin(), trainHash);
        }
    }

    private static void checkRows(int n) {
        if (n < LEAST_ROWS) {
            throw new UnusableDataException(
                    "the data have " + n + (n == 1 ? " row" : " rows") + ": at least " + LEAST_ROWS + " are needed");
        }
    }

    /**
     * A number of components with its held-out scores.
     *
     * @param result the unit that stands for it (of several folds the first)
     * @param startScores held-out log densities under the Gaussian mixtures
     * @param endScores the same under the best iterates
     * @param gain mean held-out log-likelihood of training, nats; of several folds at the step that is best for all
     *     together, since each fold's own best step would flatter
     * @param share share of the steps that the gain belongs to
     * @param history learning curve of that unit, data units
     */
    private record Candidate(
            FitUnit.Result result,
            double[] startScores,
            double[] endScores,
            double gain,
            double share,
            List<HistoryPoint> history) {

        double standardError() {
            return Statistics.standardError(Statistics.difference(endScores, startScores));
        }

        boolean accepted() {
            return gain > 0 && gain > ACCEPTED * standardError();
        }

        double score() {
            return Statistics.mean(startScores) + (accepted() ? gain : 0);
        }

        /** The same after the fit to all rows broke down: only the Gaussian mixture is left. */
        Candidate notTrained(FitUnit.Result all) {
            return new Candidate(all, startScores, startScores, 0, 0, history);
        }
    }

    private FitReport run(String origin, String trainHash) {
        int[] ks = plan.components();
        Candidate[] candidates = new Candidate[ks.length];
        int best = 0;
        for (int i = 0; i < ks.length; i++) {
            candidates[i] = plan.folds() > 1 ? crossValidated(i) : heldOut(i);
            if (candidates[i].score() > candidates[best].score()) {
                best = i;
            }
        }
        Candidate chosen = candidates[best];
        ClassifierWeightedMixture start = chosen.result().start();
        ClassifierWeightedMixture end = chosen.accepted() ? chosen.result().end() : start;
        if (plan.folds() > 1) {
            FitUnit.Result all = refit(best, chosen);
            if (chosen.accepted() && !all.improved()) {
                chosen = chosen.notTrained(all);
            }
            start = all.start();
            end = chosen.accepted() ? all.end() : start;
        }
        return report(chosen, start, end, origin, trainHash);
    }

    /** Trained on the training rows, scored on the held-out rows. */
    private Candidate heldOut(int i) {
        FitUnit.Result r = run(new FitUnit.Job(
                i,
                plan.components()[i],
                data.train(),
                data.validation(),
                1,
                random.split(10 + i),
                ownDeadline(),
                lookLogDet(data.validationLogDet()),
                plan.components()[i] + " components"));
        double[] startScores = scores(r.start(), data.validation());
        double[] endScores = scores(r.end(), data.validation());
        double gain = Statistics.mean(endScores) - Statistics.mean(startScores);
        List<HistoryPoint> history = FitUnit.inDataUnits(
                r.history(), Statistics.mean(data.trainLogDet()), lookLogDet(data.validationLogDet()));
        return new Candidate(r, startScores, endScores, r.improved() ? gain : 0, 1, history);
    }

    /** Each row held out once. */
    private Candidate crossValidated(int i) {
        int n = data.train().rows();
        int folds = plan.folds();
        int[] order = random.split(0).permutation(n);
        double[] startScores = new double[n];
        double[] endScores = new double[n];
        LearningCurve curve = new LearningCurve();
        FitUnit.Result first = null;
        List<HistoryPoint> history = List.of();
        for (int f = 0; f < folds; f++) {
            int from = (int) ((long) n * f / folds);
            int to = (int) ((long) n * (f + 1) / folds);
            int[] held = Arrays.copyOfRange(order, from, to);
            int[] rest = new int[n - held.length];
            System.arraycopy(order, 0, rest, 0, from);
            System.arraycopy(order, to, rest, from, n - to);
            Arrays.sort(rest);
            Points validation = data.train().select(held);
            double heldLogDet = lookLogDet(Statistics.select(data.trainLogDet(), held));
            FitUnit.Result r = run(new FitUnit.Job(
                    i * folds + f,
                    plan.components()[i],
                    data.train().select(rest),
                    validation,
                    1,
                    random.split(10 + i).split(f),
                    ownDeadline(),
                    heldLogDet,
                    plan.components()[i] + " components, fold " + (f + 1) + " of " + folds));
            double[] s = scores(r.start(), validation);
            double[] e = scores(r.end(), validation);
            for (int j = 0; j < held.length; j++) {
                startScores[held[j]] = s[j];
                endScores[held[j]] = e[j];
            }
            curve.add(r.history(), (double) held.length / n);
            if (first == null) {
                first = r;
                history = FitUnit.inDataUnits(
                        r.history(), Statistics.mean(Statistics.select(data.trainLogDet(), rest)), heldLogDet);
            }
        }
        if (first == null) {
            throw new IllegalStateException("no fold");
        }
        return new Candidate(
                first,
                startScores,
                endScores,
                curve.bestGain(),
                (double) curve.bestStep() / Math.max(1, first.steps()),
                history);
    }

    /** Mean log-Jacobian of the held-out rows that training looks at. */
    private static double lookLogDet(double[] logDet) {
        return Statistics.mean(Statistics.select(logDet, Trainer.lookRows(logDet.length)));
    }

    /** All rows, trained for the share of the steps that was best across the folds. */
    private FitUnit.Result refit(int i, Candidate chosen) {
        return run(new FitUnit.Job(
                plan.components().length * plan.folds(),
                plan.components()[i],
                data.train(),
                data.train().select(new int[0]),
                chosen.accepted() ? chosen.share() : 0,
                random.split(10 + i).split(plan.folds()),
                ownDeadline(),
                0,
                plan.components()[i] + " components, all rows"));
    }

    private FitUnit.Result run(FitUnit.Job job) {
        FitUnit.Result r = units.run(job);
        unitsDone++;
        seconds.merge("em", r.emSeconds(), Double::sum);
        seconds.merge("train", r.trainSeconds(), Double::sum);
        return r;
    }

    /** An equal share of the time that is left. */
    private Deadline ownDeadline() {
        int all = plan.folds() > 1 ? plan.components().length * plan.folds() + 1 : plan.components().length;
        return Deadline.in(deadline.secondsLeft() / Math.max(1, all - unitsDone));
    }

    private FitReport report(
            Candidate chosen,
            ClassifierWeightedMixture start,
            ClassifierWeightedMixture end,
            String origin,
            String trainHash) {
        long from = System.nanoTime();
        boolean folds = plan.folds() > 1;
        double[] heldOutLogDet = folds ? data.trainLogDet() : data.validationLogDet();
        double[] endScores = chosen.accepted() ? chosen.endScores() : chosen.startScores();
        int[] rows = Statistics.spread(data.train().rows(), SCORED);
        Points some = data.train().select(rows);
        double[] someLogDet = Statistics.select(data.trainLogDet(), rows);
        Score train = score(scores(start, some), scores(end, some), someLogDet);
        double startMean = Statistics.mean(chosen.startScores()) + Statistics.mean(heldOutLogDet);
        Score validation = new Score(
                endScores.length,
                startMean,
                startMean + (chosen.accepted() ? chosen.gain() : 0),
                chosen.accepted() ? chosen.standardError() : 0);
        seconds.put("score", (System.nanoTime() - from) * 1e-9);
        FitUnit.Result r = chosen.result();
        List<HistoryPoint> history = chosen.history();
        List<String> warnings = new ArrayList<>(data.warnings());
        if (r.failed()) {
            warnings.add(0, "training broke down and the best model before that was kept: " + r.stopReason());
        }
        TreeMap<String, String> options = new TreeMap<>(plan.describe());
        options.put("components", Integer.toString(r.components()));
        options.put("componentsTried", Arrays.toString(plan.components()));
        String reason = stopReason(chosen);
        Provenance provenance = new Provenance(
                Library.NAME_AND_VERSION,
                origin,
                trainHash,
                train,
                validation,
                Backend.get().kernels().name(),
                options,
                history,
                reason);
        return new FitReport(
                FittedModel.of(data.schema(), end, provenance, calibration(endScores, heldOutLogDet)),
                FittedModel.of(data.schema(), start, provenance, calibration(chosen.startScores(), heldOutLogDet)),
                plan,
                train,
                validation,
                chosen.accepted(),
                !r.failed(),
                history,
                seconds,
                reason,
                warnings);
    }

    private String stopReason(Candidate chosen) {
        FitUnit.Result r = chosen.result();
        if (chosen.accepted() || r.history().isEmpty()) {
            return r.stopReason();
        }
        return String.format(
                Locale.ROOT,
                "%s; the Gaussian mixture was kept, since training gained %.4f nats a row on held-out rows with"
                        + " standard error %.4f",
                r.stopReason(),
                chosen.gain(),
                chosen.standardError());
    }

    private double[] scores(ClassifierWeightedMixture m, Points x) {
        double[] out = new double[x.rows()];
        m.logDensity(x, out, plan.threads());
        return out;
    }

    private static Score score(double[] start, double[] end, double[] logDet) {
        double jacobian = Statistics.mean(logDet);
        return new Score(
                start.length,
                Statistics.mean(start) + jacobian,
                Statistics.mean(end) + jacobian,
                Statistics.standardError(Statistics.difference(end, start)));
    }

    /** Held-out log densities in data units, in increasing order, thinned to at most a thousand. */
    private static double[] calibration(double[] scores, double[] logDet) {
        double[] sorted = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            sorted[i] = scores[i] + logDet[i];
        }
        Arrays.sort(sorted);
        int n = Math.min(CALIBRATION, sorted.length);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = sorted[(int) ((i + 0.5) * sorted.length / n)];
        }
        return out;
    }
}
