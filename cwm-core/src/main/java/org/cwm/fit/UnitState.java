package org.cwm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cwm.base.ScaleMixture;
import org.jspecify.annotations.Nullable;

/**
 * How far one unit of a fit has come: first EM, then training.
 *
 * @param emDone whether EM has ended
 * @param em how far EM has come
 * @param training state of the training, or null if it has not begun
 */
record UnitState(boolean emDone, EmState em, @Nullable TrainingState training) {

    private static final int HISTORY_WIDTH = 5;

    void write(String prefix, Map<String, float[]> floats, Map<String, double[]> doubles, Map<String, long[]> longs) {
        GaussianMixture mixture = em.mixture();
        doubles.put(prefix + "em.objective", new double[] {em.objective()});
        doubles.put(prefix + "em.weights", mixture.weights());
        doubles.put(prefix + "em.means", mixture.means());
        doubles.put(prefix + "em.factors", mixture.factors());
        floats.put(prefix + "em.base", mixture.base().parameters());
        longs.put(prefix + "em.sizes", new long[] {
            emDone ? 1 : 0,
            mixture.dimension(),
            mixture.covarianceType() == CovarianceType.FULL ? 1 : 0,
            em.iterations(),
            em.rounds(),
            em.reseeded()
        });
        TrainingState t = training;
        if (t == null) {
            return;
        }
        floats.put(prefix + "parameters", t.parameters());
        floats.put(prefix + "mean", t.mean());
        floats.put(prefix + "square", t.square());
        floats.put(prefix + "average", t.average());
        floats.put(prefix + "best", t.best());
        doubles.put(prefix + "scores", new double[] {t.bestScore(), t.runningTrain()});
        doubles.put(prefix + "watch", t.watch());
        longs.put(prefix + "counters", new long[] {t.step(), t.looksSinceBest(), t.bestStep()});
        double[] history = new double[HISTORY_WIDTH * t.history().size()];
        for (int i = 0; i < t.history().size(); i++) {
            HistoryPoint h = t.history().get(i);
            int o = HISTORY_WIDTH * i;
            history[o] = h.step();
            history[o + 1] = h.epoch();
            history[o + 2] = h.train();
            history[o + 3] = h.validation();
            history[o + 4] = h.learningRate();
        }
        doubles.put(prefix + "history", history);
    }

    static @Nullable UnitState read(String prefix, FitState state) {
        long[] sizes = state.longs().get(prefix + "em.sizes");
        if (sizes == null) {
            return null;
        }
        GaussianMixture mixture = GaussianMixture.of(
                sizes[2] == 1 ? CovarianceType.FULL : CovarianceType.DIAGONAL,
                (int) sizes[1],
                doubles(state, prefix + "em.weights"),
                doubles(state, prefix + "em.means"),
                doubles(state, prefix + "em.factors"));
        float[] base = floats(state, prefix + "em.base");
        if (base.length > 0) {
            mixture = mixture.withBase(ScaleMixture.of(base.length / 2, base));
        }
        EmState em = new EmState(
                mixture, (int) sizes[3], doubles(state, prefix + "em.objective")[0], (int) sizes[4], (int) sizes[5]);
        long[] counters = state.longs().get(prefix + "counters");
        if (counters == null) {
            return new UnitState(sizes[0] == 1, em, null);
        }
        double[] scores = doubles(state, prefix + "scores");
        double[] h = doubles(state, prefix + "history");
        List<HistoryPoint> history = new ArrayList<>();
        for (int o = 0; o < h.length; o += HISTORY_WIDTH) {
            history.add(new HistoryPoint((int) h[o], h[o + 1], h[o + 2], h[o + 3], h[o + 4]));
        }
        TrainingState training = new TrainingState(
                (int) counters[0],
                floats(state, prefix + "parameters"),
                floats(state, prefix + "mean"),
                floats(state, prefix + "square"),
                floats(state, prefix + "average"),
                floats(state, prefix + "best"),
                scores[0],
                (int) counters[2],
                (int) counters[1],
                scores[1],
                history,
                doubles(state, prefix + "watch"));
        return new UnitState(true, em, training);
    }

    private static float[] floats(FitState state, String name) {
        float[] a = state.floats().get(name);
        if (a == null) {
            throw new IllegalArgumentException("checkpoint: '" + name + "' is missing");
        }
        return a.clone();
    }

    private static double[] doubles(FitState state, String name) {
        double[] a = state.doubles().get(name);
        if (a == null) {
            throw new IllegalArgumentException("checkpoint: '" + name + "' is missing");
        }
        return a;
    }
}
