package org.cwm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.cwm.base.Base;
import org.cwm.classifier.Classifier;
import org.cwm.diagnostic.Finding;
import org.cwm.diagnostic.TrainingWatch;
import org.cwm.engine.GradientOptions;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.map.ComponentMaps;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;

/**
 * Stochastic gradient ascent on the mean log-likelihood. Starts exactly at a given mixture and keeps the iterate that
 * scores best on held-out rows, the start included. The maps move in relative coordinates, so that one learning rate
 * fits components of any size.
 */
final class Trainer {

    private static final int MONITOR_ROWS = 4096;
    private static final double WARM_UP = 0.03;
    /** Looks that come with the time, not with the steps, take at most this share of it. */
    private static final double LOOK_SHARE = 0.1;
    /** Share of a time limit, at most, that is kept for the scores after training. */
    static final double RESERVE = 0.2;

    private final Base base;
    private final ComponentMaps maps;
    private final Classifier classifier;
    private final Points train;
    private final Points monitor;
    private final double[] floors;
    private final TrainingSettings settings;
    private final Perturbation perturbation;
    private final RandomStream random;
    private final Deadline deadline;

    private final MixtureProgram program;
    private final MixtureEngine engine;
    private final float[] reference;
    /** Where the maps' and the classifier's parameters begin. */
    private final int mapsAt;

    private final int classifierAt;
    private final float[] relativeMaps;
    private final float[] absoluteMaps;
    private final float[] absolute;
    private final float[] decay;
    private final double[] scores;
    /** The scores after training in looks: start and end are scored on the held-out rows and on some training rows. */
    private final double looksAfter;

    /** Called after each step; may save the state. */
    interface StepListener extends Consumer<TrainingState> {}

    /**
     * The end of a training run.
     *
     * @param best the best iterate, which may be the start
     * @param last the averaged iterate at the end; the best if training broke down
     * @param improved whether the best is not the start
     * @param history learning curve in model coordinates
     * @param stopReason in words
     * @param failed whether training broke down (non-finite numbers)
     * @param findings failure signatures of the steps
     */
    record Outcome(
            ClassifierWeightedMixture best,
            ClassifierWeightedMixture last,
            boolean improved,
            List<HistoryPoint> history,
            String stopReason,
            boolean failed,
            List<Finding> findings) {}

    Trainer(
            ClassifierWeightedMixture start,
            Points train,
            Points validation,
            double[] floors,
            TrainingSettings settings,
            Perturbation perturbation,
            RandomStream random,
            Workers workers,
            Deadline deadline) {
        base = start.base();
        maps = start.maps();
        classifier = start.classifier();
        this.train = train;
        monitor = validation.select(lookRows(validation.rows()));
        this.floors = floors;
        this.settings = settings;
        this.perturbation = perturbation;
        this.random = random;
        this.deadline = deadline;
        program = new MixtureProgram(base, maps, classifier, Backend.get().kernels());
        engine = new MixtureEngine(program, workers);
        reference = maps.parameters();
        mapsAt = base.layout().size();
        classifierAt = mapsAt + reference.length;
        relativeMaps = new float[reference.length];
        absoluteMaps = new float[reference.length];
        absolute = new float[classifierAt + classifier.layout().size()];
        decay = new float[absolute.length];
        for (Slice s : maps.layout().followedBy(classifier.layout()).slices()) {
            if (s.name().endsWith(".weight")) {
                Arrays.fill(decay, mapsAt + s.offset(), mapsAt + s.end(), (float) settings.weightDecay());
            }
        }
        scores = new double[monitor.rows()];
        double rowsAfter = validation.rows() + Math.min(train.rows(), Reporting.SCORED);
        looksAfter = monitor.rows() == 0 ? 0 : 2 * rowsAfter / monitor.rows();
    }

    /** Which of the held-out rows training looks at: all, or a part spread over them, since their order may mean much. */
    static int[] lookRows(int rows) {
        return Statistics.spread(rows, MONITOR_ROWS);
    }

    /** The state before the first step. */
    TrainingState start() {
        float[] theta = new float[absolute.length];
        System.arraycopy(base.parameters(), 0, theta, 0, mapsAt);
        System.arraycopy(maps.origin(), 0, theta, mapsAt, reference.length);
        System.arraycopy(classifier.parameters(), 0, theta, classifierAt, theta.length - classifierAt);
        double score = score(theta);
        List<HistoryPoint> history = List.of(new HistoryPoint(0, 0, Double.NaN, score, 0));
        return new TrainingState(
                0,
                theta,
                new float[theta.length],
                new float[theta.length],
                theta.clone(),
                theta.clone(),
                score,
                0,
                0,
                Double.NaN,
                history,
                TrainingWatch.begin().state());
    }

    private void load(float[] theta) {
        System.arraycopy(theta, 0, absolute, 0, theta.length);
        System.arraycopy(theta, mapsAt, relativeMaps, 0, relativeMaps.length);
        maps.compose(reference, relativeMaps, absoluteMaps);
        System.arraycopy(absoluteMaps, 0, absolute, mapsAt, absoluteMaps.length);
        program.load(absolute);
    }

    /** Mean held-out log-likelihood in model coordinates, NaN without held-out rows. */
    private double score(float[] theta) {
        if (scores.length == 0) {
            return Double.NaN;
        }
        load(theta);
        engine.logDensity(monitor.values(), monitor.rows(), scores, new int[0]);
        double sum = 0;
        for (double s : scores) {
            sum += s;
        }
        return sum / scores.length;
    }

    /**
     * Trains from a state to the end.
     *
     * @param from its arrays are modified
     * @param afterStep sees the state after every step (its arrays are reused: copy to keep)
     * @param listener hears about progress
     * @param toDataUnits added to a mean held-out log-likelihood before it is told
     */
    Outcome run(TrainingState from, StepListener afterStep, FitListener listener, double toDataUnits) {
        int n = train.rows();
        int batch = Math.min(settings.batchSize(), n);
        int perEpoch = Math.max(1, n / batch);
        int steps = settings.steps();
        float[] theta = from.parameters();
        float[] average = from.average();
        float[] best = from.best();
        double bestScore = from.bestScore();
        int bestStep = from.bestStep();
        int sinceBest = from.looksSinceBest();
        double running = from.runningTrain();
        List<HistoryPoint> history = new ArrayList<>(from.history());
        TrainingWatch watch = TrainingWatch.resume(from.watch());
        float[] raw = new float[program.rawGradientSize()];
        float[] gradient = new float[theta.length];
        int[] order = new int[0];
        int orderEpoch = -1;
        GradientOptions options = new GradientOptions(settings.roulette(), settings.classifierNoise());
        Schedule schedule = new Schedule(settings.learningRate(), WARM_UP);
        int end = Math.min(steps, settings.stopAt());
        String reason = end < steps ? "step " + end + " reached" : "all " + steps + " steps done";
        boolean failed = false;
        boolean out = false;
        int looks = (int) ((long) from.step() * settings.looks() / steps);
        LookTimer timer = new LookTimer(LOOK_SHARE);
        for (int step = from.step(); step < end && !out; step++) {
            if (sinceBest >= settings.patience()) {
                reason = "no better held-out score for " + sinceBest + " looks";
                break;
            }
            if (step == from.step() && deadline.passed()) {
                reason = "time limit reached after " + step + " of " + steps + " steps";
                break;
            }
            int epoch = step / perEpoch;
            if (epoch != orderEpoch) {
                order = random.split(1).split(epoch).permutation(n);
                orderEpoch = epoch;
            }
            double time = deadline.share(Math.min(RESERVE * deadline.seconds(), looksAfter * timer.seconds()));
            double progress = Math.max((double) step / steps, time);
            if (progress >= 1) {
                reason = "time limit reached after " + (step + 1) + " of " + steps + " steps";
                out = true;
            }
            double rate = schedule.rate(progress);
            load(theta);
            int first = (step % perEpoch) * batch;
            double logLikelihood = engine.gradient(
                    train.values(),
                    order,
                    first,
                    first + batch,
                    options,
                    perturbation,
                    random.split(2).split(step),
                    raw);
            program.finish(raw, theta, gradient);
            if (!settings.learnsBase()) {
                Arrays.fill(gradient, 0, mapsAt, 0);
            }
            maps.toRelative(reference, gradient, mapsAt);
            double norm = scaleAndNorm(gradient, batch);
            if (!Double.isFinite(logLikelihood) || !Double.isFinite(norm)) {
                reason = String.format(
                        Locale.ROOT,
                        "stopped at step %d: the log-likelihood was %s and the gradient's norm %s",
                        step,
                        logLikelihood,
                        norm);
                failed = true;
                break;
            }
            watch.step(logLikelihood, norm, settings.clip());
            if (norm > settings.clip()) {
                multiply(gradient, (float) (settings.clip() / norm));
            }
            Adam.DEFAULT.step(theta, gradient, from.mean(), from.square(), step + 1, rate, decay);
            System.arraycopy(theta, mapsAt, relativeMaps, 0, relativeMaps.length);
            maps.clampScales(reference, relativeMaps, floors, settings.leastScale());
            System.arraycopy(relativeMaps, 0, theta, mapsAt, relativeMaps.length);
            double keep = Math.min(settings.averaging(), (step + 1.0) / (step + 10.0));
            blend(average, theta, (float) keep);
            if (!settings.learnsBase()) {
                System.arraycopy(theta, 0, average, 0, mapsAt); // an average of equal numbers may round
            }
            running = Double.isNaN(running) ? logLikelihood : running + 0.02 * (logLikelihood - running);
            int bySteps = (int) ((step + 1L) * settings.looks() / steps);
            int byTime = (int) (Math.min(1, time) * settings.looks());
            if (bySteps > looks || (byTime > looks && timer.affordable()) || out || step + 1 == end) {
                looks = Math.max(bySteps, byTime);
                timer.begin();
                double score = score(average);
                timer.end();
                history.add(new HistoryPoint(step + 1, (step + 1.0) * batch / n, running, score, rate));
                if (scores.length > 0 ? score > bestScore : out || step + 1 == end) {
                    bestScore = score;
                    bestStep = step + 1;
                    System.arraycopy(average, 0, best, 0, best.length);
                    sinceBest = 0;
                } else if (scores.length > 0) {
                    sinceBest++;
                }
                listener.progress(new FitProgress(
                        "train",
                        Math.max(progress, (step + 1.0) / end),
                        score + toDataUnits,
                        String.format(Locale.ROOT, "step %d of %d", step + 1, end)));
            }
            afterStep.accept(new TrainingState(
                    step + 1,
                    theta,
                    from.mean(),
                    from.square(),
                    average,
                    best,
                    bestScore,
                    bestStep,
                    sinceBest,
                    running,
                    history,
                    watch.state()));
        }
        boolean improved = bestStep > 0;
        ClassifierWeightedMixture chosen = mixture(best);
        ClassifierWeightedMixture last = failed ? chosen : mixture(average);
        return new Outcome(chosen, last, improved, history, reason, failed, watch.findings(settings.clip()));
    }

    private ClassifierWeightedMixture mixture(float[] theta) {
        load(theta);
        return ClassifierWeightedMixture.of(base, maps, classifier).withParameters(absolute);
    }

    private static double scaleAndNorm(float[] gradient, int batch) {
        float f = 1f / batch;
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= f;
            sum += (double) gradient[i] * gradient[i];
        }
        return Math.sqrt(sum);
    }

    private static void multiply(float[] x, float f) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= f;
        }
    }

    private static void blend(float[] average, float[] x, float keep) {
        for (int i = 0; i < x.length; i++) {
            average[i] = keep * average[i] + (1 - keep) * x[i];
        }
    }
}
