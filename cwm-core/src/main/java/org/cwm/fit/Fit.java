package org.cwm.fit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.diagnostic.Finding;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.Density;
import org.cwm.model.MixtureEnsemble;
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
 * being held out once; the model is then fitted to all rows in the same way. With conditions that is done five times and
 * the model is the average ({@link MixtureEnsemble}); the held-out score told is that of single fits, which the average is
 * expected to exceed.
 *
 * <p>A time limit covers all of this. Each stage ends early for it: the first centres and EM by half of it (by four
 * fifths if EM is all), training in time for the scores, and held-out rows are scored as far as the time allows. What can still exceed it, without bound:
 * one pass over all rows that prepares them (checks, transforms, a sort of each column) and the piece of work that is
 * under way when the time is up: an iteration of EM, a step of training with a look at up to 4,096 held-out rows, the
 * scores of 2,000 rows. With more rows than 20,000 EM may so see a part of them only.
 */
public final class Fit {

    private static final int LEAST_ROWS = 10;

    private final Preparation data;
    private final FitPlan plan;
    private final Deadline deadline;
    private final RandomStream random;
    private final FitUnit units;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final Reporting reporting;
    private int unitsDone;

    private Fit(
            Preparation data, FitPlan plan, Deadline deadline, FitListener listener, Workers workers, UnitStore store) {
        this.data = data;
        this.plan = plan;
        this.deadline = deadline;
        random = RandomStream.of(plan.seed());
        reporting = new Reporting(data, plan, deadline, random, seconds);
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
        return fit(data, options, listener, checkpoints, Deadline.in(options.timeLimit()));
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

    static FitReport fit(
            Table all, FitOptions options, FitListener listener, Checkpoints checkpoints, Deadline deadline) {
        Table data = ordered(all, options.given());
        int n = data.points().rows();
        checkRows(n);
        Preparation.checkCells(data.points(), data.columns(), "");
        FitPlan plan = FitPlan.resolve(data, options, false);
        if (plan.folds() > 1) {
            return fit(data, data.select(new int[0]), plan, listener, checkpoints, deadline);
        }
        int heldOut = Math.max(2, (int) Math.round(n * plan.validationFraction()));
        int[] order = RandomStream.of(plan.seed()).split(0).permutation(n);
        int[] validation = Arrays.copyOf(order, heldOut);
        int[] train = Arrays.copyOfRange(order, heldOut, n);
        Arrays.sort(validation);
        Arrays.sort(train);
        return fit(data.select(train), data.select(validation), plan, listener, checkpoints, deadline);
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
        Deadline deadline = Deadline.in(options.timeLimit());
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
                checkpoints,
                deadline);
    }

    private static FitReport fit(
            Table train,
            Table validation,
            FitPlan plan,
            FitListener listener,
            Checkpoints checkpoints,
            Deadline deadline) {
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
            return new Fit(data, plan, deadline, listener, workers, store).run(train.origin(), trainHash);
        }
    }

    private static void checkRows(int n) {
        if (n < LEAST_ROWS) {
            throw new UnusableDataException(
                    "the data have " + n + (n == 1 ? " row" : " rows") + ": at least " + LEAST_ROWS + " are needed");
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
        List<FitUnit.Result> units = chosen.units();
        if (plan.folds() > 1) {
            units = refits(best, chosen);
            if (chosen.accepted() && units.stream().noneMatch(FitUnit.Result::improved)) {
                chosen = chosen.notTrained(units.get(0));
            }
        }
        List<Finding> findings = new ArrayList<>();
        units.forEach(r -> findings.addAll(r.findings()));
        findings.addAll(chosen.result().findings());
        boolean accepted = chosen.accepted();
        List<FitUnit.Result> members =
                accepted ? units.stream().filter(FitUnit.Result::improved).toList() : units.subList(0, 1);
        MixtureEnsemble start =
                MixtureEnsemble.of(members.stream().map(FitUnit.Result::start).toList());
        MixtureEnsemble end = accepted
                ? MixtureEnsemble.of(members.stream().map(FitUnit.Result::end).toList())
                : start;
        return reporting.report(chosen, start, end, Reporting.firsts(findings), origin, trainHash);
    }

    /** Trained on the training rows, scored on the held-out rows. */
    private Candidate heldOut(int i) {
        Deadline own = ownDeadline();
        FitUnit.Result r = run(new FitUnit.Job(
                i,
                plan.components()[i],
                data.train(),
                data.validation(),
                1,
                random.split(10 + i),
                own,
                lookLogDet(data.validationLogDet()),
                plan.components()[i] + " components"));
        PairedScores s = scores(r.start(), r.end(), data.validation(), own);
        double gain = Statistics.mean(s.end()) - Statistics.mean(s.start());
        List<HistoryPoint> history = FitUnit.inDataUnits(
                r.history(), Statistics.mean(data.trainLogDet()), lookLogDet(data.validationLogDet()));
        return new Candidate(List.of(r), s, r.improved() ? gain : 0, 1, history);
    }

    /** Each row held out once. */
    private Candidate crossValidated(int i) {
        int n = data.train().rows();
        int folds = plan.folds();
        int[] order = random.split(0).permutation(n);
        double[] startScores = new double[n];
        double[] endScores = new double[n];
        LearningCurve curve = new LearningCurve();
        List<FitUnit.Result> units = new ArrayList<>();
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
            PairedScores s = scores(r.start(), r.end(), validation, Deadline.in((Duration) null));
            for (int j = 0; j < held.length; j++) {
                startScores[held[j]] = s.start()[j];
                endScores[held[j]] = s.end()[j];
            }
            curve.add(r.history(), (double) held.length / n);
            units.add(r);
            if (f == 0) {
                history = FitUnit.inDataUnits(
                        r.history(), Statistics.mean(Statistics.select(data.trainLogDet(), rest)), heldLogDet);
            }
        }
        return new Candidate(
                units,
                new PairedScores(Statistics.spread(n, n), startScores, endScores),
                curve.bestGain(),
                (double) curve.bestStep() / Math.max(1, units.get(0).steps()),
                history);
    }

    /** Mean log-Jacobian of the held-out rows that training looks at. */
    private static double lookLogDet(double[] logDet) {
        return Statistics.mean(Statistics.select(logDet, Trainer.lookRows(logDet.length)));
    }

    /** All rows, trained for the share of the steps that was best across the folds; several times for an average. */
    private List<FitUnit.Result> refits(int i, Candidate chosen) {
        List<FitUnit.Result> all = new ArrayList<>();
        int members = chosen.accepted() ? plan.members() : 1;
        for (int m = 0; m < members; m++) {
            all.add(run(new FitUnit.Job(
                    plan.components().length * plan.folds() + m,
                    plan.components()[i],
                    data.train(),
                    data.train().select(new int[0]),
                    chosen.accepted() ? chosen.share() : 0,
                    random.split(10 + i).split(plan.folds() + m),
                    ownDeadline(),
                    0,
                    plan.components()[i] + " components, all rows"
                            + (members > 1 ? ", " + (m + 1) + " of " + members : ""))));
        }
        return all;
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
        int all = plan.components().length * plan.folds() + (plan.folds() > 1 ? plan.members() : 0);
        return deadline.part(1.0 / Math.max(1, all - unitsDone));
    }

    private PairedScores scores(Density start, Density end, Points x, Deadline limit) {
        return PairedScores.of(start, end, x, limit, random.split(1), plan.threads());
    }
}
