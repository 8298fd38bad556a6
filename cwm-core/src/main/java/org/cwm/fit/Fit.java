package org.cwm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Domain;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;

/**
 * Fits a model to a table: schema, EM for a Gaussian mixture, the mixture as an exact start, gradient ascent, best
 * held-out iterate. The model returned is the Gaussian mixture itself if training gained less than the paired standard
 * error of the gain on the held-out rows.
 */
public final class Fit {

    private static final int LEAST_ROWS = 10;
    private static final int CALIBRATION = 1000;

    private final Preparation data;
    private final FitPlan plan;
    private final FitListener listener;
    private final Workers workers;
    private final RandomStream random;
    private final Deadline deadline;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    private Fit(Preparation data, FitPlan plan, FitListener listener, Workers workers) {
        this.data = data;
        this.plan = plan;
        this.listener = listener;
        this.workers = workers;
        random = RandomStream.of(plan.seed());
        deadline = Deadline.in(plan.timeLimit().toMillis() * 1e-3);
    }

    /**
     * Fits with held-out rows split off by chance.
     *
     * @param data rows in the units of the data
     * @param options what the user asks
     * @return the report with the model
     * @throws UnusableDataException if the data have a fault that the message names
     */
    public static FitReport fit(Table data, FitOptions options) {
        return fit(data, options, FitListener.SILENT);
    }

    /**
     * Fits with held-out rows split off by chance.
     *
     * @param data rows in the units of the data
     * @param options what the user asks
     * @param listener hears about progress
     * @return the report with the model
     * @throws UnusableDataException if the data have a fault that the message names
     */
    public static FitReport fit(Table data, FitOptions options, FitListener listener) {
        int n = data.points().rows();
        checkRows(n);
        FitPlan plan = FitPlan.resolve(data, options);
        int heldOut = Math.max(2, (int) Math.round(n * plan.validationFraction()));
        int[] order = RandomStream.of(plan.seed()).split(0).permutation(n);
        int[] validation = Arrays.copyOf(order, heldOut);
        int[] train = Arrays.copyOfRange(order, heldOut, n);
        Arrays.sort(validation);
        Arrays.sort(train);
        return fit(data.select(train), data.select(validation), plan, listener);
    }

    /**
     * Fits with held-out rows given.
     *
     * @param train training rows
     * @param validation held-out rows, same columns
     * @param options what the user asks; its validation share is not used
     * @param listener hears about progress
     * @return the report with the model
     * @throws UnusableDataException if the data have a fault that the message names
     */
    public static FitReport fit(Table train, Table validation, FitOptions options, FitListener listener) {
        checkRows(train.points().rows());
        if (!train.names().equals(validation.names())) {
            throw new UnusableDataException(
                    "validation columns " + validation.names() + " differ from the data's " + train.names());
        }
        if (validation.points().rows() < 2) {
            throw new UnusableDataException(
                    "the validation data have " + validation.points().rows() + " rows: at least 2 are needed");
        }
        return fit(train, validation, FitPlan.resolve(train, options), listener);
    }

    private static FitReport fit(Table train, Table validation, FitPlan plan, FitListener listener) {
        int rows = train.points().rows();
        for (int k : plan.components()) {
            if (k > rows) {
                throw new UnusableDataException(k + " components for " + rows
                        + " training rows: fewer rows than components. Ask for fewer components or bring more rows");
            }
        }
        try (Workers workers = Workers.of(plan.threads())) {
            return new Fit(Preparation.of(train, validation), plan, listener, workers).run(train);
        }
    }

    private static void checkRows(int n) {
        if (n < LEAST_ROWS) {
            throw new UnusableDataException(
                    "the data have " + n + (n == 1 ? " row" : " rows") + ": at least " + LEAST_ROWS + " are needed");
        }
    }

    /** One candidate: a number of components, its Gaussian mixture and what training made of it. */
    private record Candidate(
            int components,
            ClassifierWeightedMixture start,
            ClassifierWeightedMixture end,
            double[] startScores,
            double[] endScores,
            boolean accepted,
            List<HistoryPoint> history,
            String stopReason,
            boolean failed,
            boolean stillImproving) {

        double score() {
            return mean(accepted ? endScores : startScores);
        }

        ClassifierWeightedMixture model() {
            return accepted ? end : start;
        }
    }

    private FitReport run(Table train) {
        Candidate best = null;
        int[] ks = plan.components();
        List<String> warnings = new ArrayList<>(data.warnings());
        for (int i = 0; i < ks.length; i++) {
            Deadline own = Deadline.in(deadline.secondsLeft() / (ks.length - i));
            Candidate c = candidate(ks[i], random.split(10 + i), own);
            if (best == null || c.score() > best.score()) {
                best = c;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no candidate");
        }
        long from = System.nanoTime();
        double[] trainStart = scores(best.start(), data.train());
        double[] trainEnd = scores(best.model(), data.train());
        double[] endScores = best.accepted() ? best.endScores() : best.startScores();
        Score trainScore = score(trainStart, trainEnd, data.trainLogDet());
        Score validationScore = score(best.startScores(), endScores, data.validationLogDet());
        addSeconds("score", from);
        if (best.failed()) {
            warnings.add(0, "training broke down and the best model before that was kept: " + best.stopReason());
        }
        List<HistoryPoint> history = new ArrayList<>();
        for (HistoryPoint h : best.history()) {
            history.add(new HistoryPoint(
                    h.step(),
                    h.epoch(),
                    h.train() + data.trainLogDet(),
                    h.validation() + data.validationLogDet(),
                    h.learningRate()));
        }
        String backend = Backend.get().kernels().name();
        var options = new java.util.TreeMap<>(plan.describe());
        options.put("components", Integer.toString(best.components()));
        options.put("componentsTried", Arrays.toString(ks));
        Provenance provenance = new Provenance(
                Library.NAME_AND_VERSION,
                train.origin(),
                DataHash.of(train.points()),
                trainScore,
                validationScore,
                backend,
                options,
                history,
                best.stopReason());
        FittedModel model = FittedModel.of(data.schema(), best.model(), provenance, calibration(endScores));
        FittedModel start = FittedModel.of(data.schema(), best.start(), provenance, calibration(best.startScores()));
        return new FitReport(
                model,
                start,
                plan,
                trainScore,
                validationScore,
                best.accepted(),
                !best.failed() && !best.stillImproving(),
                history,
                seconds,
                best.stopReason(),
                warnings);
    }

    private Candidate candidate(int k, RandomStream stream, Deadline own) {
        long from = System.nanoTime();
        listener.progress(new FitProgress("em", 0, Double.NaN, k + " components"));
        EmReport em = MixtureStart.em(
                data.train(),
                k,
                plan.covariance(),
                data.floors(),
                plan.emIterations(),
                stream.split(0),
                plan.threads(),
                own);
        MixtureStart start = MixtureStart.of(em.mixture());
        ClassifierWeightedMixture mixture = ClassifierWeightedMixture.of(start.maps(), Constant.of(start.logits()));
        addSeconds("em", from);
        double[] startScores = scores(mixture, data.validation());
        int n = data.train().rows();
        int steps = (int) Math.round(plan.epochs() * n / plan.batchSize());
        boolean constant = plan.classifier().constant();
        if (constant || steps == 0 || k == 1) {
            String reason = constant || k == 1 ? "a Gaussian mixture needs no training" : "no training was asked for";
            return new Candidate(k, mixture, mixture, startScores, startScores, false, List.of(), reason, false, false);
        }
        from = System.nanoTime();
        ClassifierSpec spec = plan.classifier();
        Classifier classifier = Mlp.constant(
                new Mlp.Architecture(data.train().columns(), spec.hidden(), spec.activation(), k),
                start.logits(),
                spec.firstLayerScale(),
                stream.split(1));
        TrainingSettings settings = new TrainingSettings(
                steps,
                plan.batchSize(),
                plan.learningRate(),
                plan.weightDecay(),
                0.99,
                10,
                plan.classifierNoise(),
                plan.roulette(),
                Math.min(40, steps),
                15);
        Trainer trainer = new Trainer(
                ClassifierWeightedMixture.of(start.maps(), classifier),
                data.train(),
                data.validation(),
                data.floors(),
                settings,
                perturbation(mixture),
                stream.split(2),
                workers,
                own);
        Trainer.Outcome outcome = trainer.run(trainer.start(), state -> {}, listener, data.validationLogDet());
        double[] endScores = scores(outcome.best(), data.validation());
        addSeconds("train", from);
        double[] gain = difference(endScores, startScores);
        boolean accepted = outcome.improved() && mean(gain) > standardError(gain);
        String reason = outcome.stopReason();
        if (!accepted) {
            reason += String.format(
                    Locale.ROOT,
                    "; the Gaussian mixture was kept, since training gained %.4f nats on held-out rows with standard"
                            + " error %.4f",
                    mean(gain),
                    standardError(gain));
        }
        return new Candidate(
                k,
                mixture,
                outcome.best(),
                startScores,
                endScores,
                accepted,
                outcome.history(),
                reason,
                outcome.failed(),
                outcome.stillImproving());
    }

    private Perturbation perturbation(ClassifierWeightedMixture mixture) {
        if (plan.jitter() == 0) {
            return Perturbation.NONE;
        }
        if (data.schema().columns().stream().allMatch(c -> c.domain() instanceof Domain.Bounded)) {
            return Perturbations.inDataUnits(data.schema(), plan.jitter());
        }
        int[] own = new int[data.train().rows()];
        mixture.logDensity(data.train(), new double[own.length], own, plan.threads());
        return Perturbations.likeOwnComponent(mixture.maps(), own, plan.jitter());
    }

    private double[] scores(ClassifierWeightedMixture m, Points x) {
        double[] out = new double[x.rows()];
        m.logDensity(x, out, plan.threads());
        return out;
    }

    private void addSeconds(String stage, long from) {
        seconds.merge(stage, (System.nanoTime() - from) * 1e-9, Double::sum);
    }

    private Score score(double[] start, double[] end, double logDet) {
        return new Score(start.length, mean(start) + logDet, mean(end) + logDet, standardError(difference(end, start)));
    }

    private double[] calibration(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int n = Math.min(CALIBRATION, sorted.length);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = sorted[(int) ((i + 0.5) * sorted.length / n)] + data.validationLogDet();
        }
        return out;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }

    private static double mean(double[] x) {
        double s = 0;
        for (double v : x) {
            s += v;
        }
        return s / x.length;
    }

    private static double standardError(double[] x) {
        double m = mean(x);
        double s = 0;
        for (double v : x) {
            s += (v - m) * (v - m);
        }
        return Math.sqrt(s / (x.length - 1) / x.length);
    }
}
