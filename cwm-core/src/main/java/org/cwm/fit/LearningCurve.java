package org.cwm.fit;

import java.util.ArrayList;
import java.util.List;

/** The mean of several folds' learning curves: held-out gain over the start, look by look. */
final class LearningCurve {

    private final List<Double> gains = new ArrayList<>();
    private final List<Integer> steps = new ArrayList<>();
    private boolean empty = true;

    /**
     * Adds a fold. Looks that not all folds have come to are dropped.
     *
     * @param history the fold's looks, the start first; may be empty
     * @param weight share of the held-out rows
     */
    void add(List<HistoryPoint> history, double weight) {
        for (int i = 0; i < history.size(); i++) {
            double gain = weight * (history.get(i).validation() - history.get(0).validation());
            if (empty) {
                gains.add(gain);
                steps.add(history.get(i).step());
            } else if (i < gains.size()) {
                gains.set(i, gains.get(i) + gain);
            }
        }
        while (gains.size() > history.size()) {
            gains.remove(gains.size() - 1);
            steps.remove(steps.size() - 1);
        }
        empty = false;
    }

    private int best() {
        int best = 0;
        for (int i = 1; i < gains.size(); i++) {
            if (gains.get(i) > gains.get(best)) {
                best = i;
            }
        }
        return best;
    }

    /** Greatest mean gain in nats, at least 0. */
    double bestGain() {
        return gains.isEmpty() ? 0 : gains.get(best());
    }

    /** The step it belongs to. */
    int bestStep() {
        return steps.isEmpty() ? 0 : steps.get(best());
    }
}
