package org.cwm.fit;

import java.util.ArrayList;
import java.util.List;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.diagnostic.ConfidenceWatch;
import org.cwm.diagnostic.Finding;
import org.cwm.diagnostic.ModelWatch;
import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.engine.Workers;
import org.cwm.map.ComponentMaps;
import org.cwm.map.CouplingFlow;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Domain;
import org.cwm.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One unit of a fit: EM and training for one number of components on one split of the rows. A fit is one or several
 * units; each can be resumed from its last saved state.
 */
final class FitUnit {

    private static final double AVERAGING = 0.99;
    private static final double CLIP = 10;
    /** EM ends when this share of the time limit has passed, if training follows. */
    private static final double EM_SHARE = 0.5;

    private static final int LOOKS = 40;
    /** Stream of the draws that findings are looked for in. */
    private static final int FINDINGS = 4;
    /** More looks than there are by steps: most is gained at the end, which a lucky look must not prevent. */
    private static final int PATIENCE = LOOKS + 1;

    private final FitPlan plan;
    private final Schema schema;
    private final double[] floors;
    private final Workers workers;
    private final FitListener listener;
    private final UnitStore store;

    /**
     * What training made of a Gaussian mixture.
     *
     * @param components K
     * @param start the Gaussian mixture
     * @param end the best iterate
     * @param improved whether that is not the start
     * @param steps number of steps of the whole schedule
     * @param history learning curve, model coordinates
     * @param stopReason in words
     * @param failed whether training broke down
     * @param findings failure signatures of the last iterate and of the way to it
     * @param emSeconds time of EM
     * @param trainSeconds time of training
     */
    record Result(
            int components,
            ClassifierWeightedMixture start,
            ClassifierWeightedMixture end,
            boolean improved,
            int steps,
            List<HistoryPoint> history,
            String stopReason,
            boolean failed,
            List<Finding> findings,
            double emSeconds,
            double trainSeconds) {}

    /**
     * Where and with what a unit runs.
     *
     * @param number of the unit
     * @param components K
     * @param train training rows, model coordinates
     * @param validation held-out rows, or none
     * @param stopAt share of the steps to do, in [0, 1]
     * @param random stream of this unit
     * @param deadline of this unit
     * @param toDataUnits added to held-out scores that are told
     * @param label what the user is told
     */
    record Job(
            int number,
            int components,
            Points train,
            Points validation,
            double stopAt,
            RandomStream random,
            Deadline deadline,
            double toDataUnits,
            String label) {}

    FitUnit(FitPlan plan, Schema schema, double[] floors, Workers workers, FitListener listener, UnitStore store) {
        this.plan = plan;
        this.schema = schema;
        this.floors = floors;
        this.workers = workers;
        this.listener = listener;
        this.store = store;
    }

    Result run(Job job) {
        int k = job.components();
        UnitState saved = store.resume(job.number());
        long from = System.nanoTime();
        listener.progress(new FitProgress("em", 0, Double.NaN, job.label()));
        EmState em = em(job, saved);
        GaussianMixture gaussian = em.mixture();
        MixtureStart start = MixtureStart.of(gaussian);
        ClassifierWeightedMixture joint =
                ClassifierWeightedMixture.of(start.base(), start.maps(), Constant.of(start.logits()));
        boolean conditional = plan.maps() instanceof MapSpec.Conditional;
        ClassifierWeightedMixture mixture =
                conditional ? ConditionalStart.of(gaussian, plan.given().size()).mixture() : joint;
        double emSeconds = (System.nanoTime() - from) * 1e-9;
        int steps = (int) Math.min(
                Integer.MAX_VALUE, Math.round(plan.epochs() * job.train().rows() / plan.batchSize()));
        boolean plain = plain(job);
        boolean untrained = plain || steps == 0 || job.stopAt() == 0;
        if (untrained || job.deadline().passed()) {
            String reason = !untrained
                    ? "time limit reached before the first of " + steps + " steps"
                    : steps == 0 && !plain ? "no training was asked for" : "a Gaussian mixture needs no training";
            return new Result(
                    k,
                    mixture,
                    mixture,
                    false,
                    steps,
                    List.of(),
                    reason,
                    false,
                    ModelWatch.findings(mixture, floors, job.random().split(FINDINGS)),
                    emSeconds,
                    0);
        }
        from = System.nanoTime();
        TrainingSettings settings = new TrainingSettings(
                steps,
                (int) Math.round(job.stopAt() * steps),
                plan.batchSize(),
                plan.learningRate(),
                plan.weightDecay(),
                AVERAGING,
                CLIP,
                plan.classifierNoise(),
                plan.roulette(),
                plan.leastScale(),
                Math.min(LOOKS, steps),
                plan.base().learned(),
                PATIENCE);
        Trainer trainer = new Trainer(
                untrained(job, start, gaussian),
                job.train(),
                job.validation(),
                floors,
                settings,
                perturbation(joint, job.train()),
                job.random().split(2),
                workers,
                // the learning rate follows the time that is left for training, not what EM took before
                job.deadline().part(1));
        TrainingState state = saved != null && saved.training() != null ? saved.training() : trainer.start();
        Trainer.Outcome outcome = trainer.run(
                state,
                s -> store.put(job.number(), new UnitState(true, em, s)),
                p -> listener.progress(
                        new FitProgress(p.stage(), p.fraction(), p.validation(), job.label() + ", " + p.text())),
                job.toDataUnits());
        List<Finding> findings = new ArrayList<>(outcome.findings());
        findings.addAll(ModelWatch.findings(outcome.last(), floors, job.random().split(FINDINGS)));
        if (!job.deadline().passed()) {
            Points looked =
                    job.validation().select(Trainer.lookRows(job.validation().rows()));
            findings.addAll(ConfidenceWatch.findings(outcome.last(), looked, plan.threads()));
        }
        return new Result(
                k,
                mixture,
                outcome.best(),
                outcome.improved(),
                steps,
                outcome.history(),
                outcome.stopReason(),
                outcome.failed(),
                findings,
                emSeconds,
                (System.nanoTime() - from) * 1e-9);
    }

    /** The start with networks to train. */
    private ClassifierWeightedMixture untrained(Job job, MixtureStart start, GaussianMixture gaussian) {
        return plan.maps() instanceof MapSpec.Conditional conditional
                ? ConditionalStart.of(gaussian, plan.given().size())
                        .mixture(
                                plan.base().base(),
                                conditional,
                                plan.classifier(),
                                job.random().split(1))
                : ClassifierWeightedMixture.of(start.base(), maps(job, start), classifier(job, start));
    }

    private ComponentMaps maps(Job job, MixtureStart start) {
        return plan.maps() instanceof MapSpec.Flow flow && start.maps() instanceof LowerTriangular affine
                ? CouplingFlow.identity(
                        flow.architecture(affine.components(), affine.dimension()),
                        affine,
                        flow.firstLayerScale(),
                        job.random().split(3))
                : start.maps();
    }

    private Classifier classifier(Job job, MixtureStart start) {
        ClassifierSpec spec = plan.classifier();
        return spec.constant()
                ? Constant.of(start.logits())
                : Mlp.constant(
                        new Mlp.Architecture(job.train().columns(), spec.hidden(), spec.activation(), job.components()),
                        start.logits(),
                        spec.firstLayerScale(),
                        job.random().split(1));
    }

    /** Whether EM is all: a Gaussian mixture. */
    private boolean plain(Job job) {
        return !(plan.maps() instanceof MapSpec.Flow)
                && (plan.classifier().constant()
                        || (job.components() == 1 && !(plan.maps() instanceof MapSpec.Conditional)));
    }

    private EmState em(Job job, @Nullable UnitState saved) {
        if (saved != null && saved.emDone()) {
            return saved.em();
        }
        EmOptions options = MixtureStart.options(
                        job.train().rows(),
                        job.components(),
                        plan.maps().covariance(),
                        plan.maps() instanceof MapSpec.Conditional ? BaseSpec.normal() : plan.base(),
                        floors,
                        job.random().split(0),
                        plan.threads(),
                        job.deadline(),
                        plain(job) ? 1 - Trainer.RESERVE : EM_SHARE)
                .withMaxIterations(plan.emIterations());
        EmReport report = EmFit.fit(job.train(), options, saved == null ? null : saved.em(), state -> {
            listener.progress(new FitProgress(
                    "em",
                    (double) state.iterations() / plan.emIterations(),
                    Double.NaN,
                    job.label() + ", " + state.iterations() + " iterations"));
            store.put(job.number(), new UnitState(false, state, null));
        });
        int before = saved == null ? 0 : saved.em().iterations();
        EmState done = new EmState(report.mixture(), before + report.iterations(), 0, 0, 0);
        store.put(job.number(), new UnitState(true, done, null));
        return done;
    }

    private Perturbation perturbation(ClassifierWeightedMixture mixture, Points train) {
        if (plan.jitter() == 0) {
            return Perturbation.NONE;
        }
        if (schema.conditions() > 0) {
            return Perturbations.onConditions(
                    schema.dimension() - schema.conditions(), schema.conditions(), plan.jitter());
        }
        if (schema.columns().stream().allMatch(c -> c.domain() instanceof Domain.Bounded)) {
            return schema.dimension() == 2
                    ? Perturbations.alongLevels(schema, train, plan.jitter())
                    : Perturbations.inDataUnits(schema, plan.jitter());
        }
        int[] own = new int[train.rows()];
        mixture.logDensity(train, new double[own.length], own, plan.threads());
        return Perturbations.likeOwnComponent(mixture.maps(), own, plan.jitter());
    }

    /** Restores the order of the history's numbers to the units of the data. */
    static List<HistoryPoint> inDataUnits(List<HistoryPoint> history, double trainLogDet, double validationLogDet) {
        List<HistoryPoint> out = new ArrayList<>();
        for (HistoryPoint h : history) {
            out.add(new HistoryPoint(
                    h.step(), h.epoch(), h.train() + trainLogDet, h.validation() + validationLogDet, h.learningRate()));
        }
        return out;
    }
}
