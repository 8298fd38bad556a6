package org.cwm.engine;

import java.util.Arrays;

/** Sums of fixed tasks, added in task order: the total does not depend on who did which task. */
final class TaskSums {

    /** Greatest number of tasks. */
    static final int MOST = 32;

    private static final int PIECE = 8192;

    private final int size;
    private float[][] sums = new float[0][];
    private int tasks;

    TaskSums(int size) {
        this.size = size;
    }

    /** Starts at zero; returns into how many tasks so many blocks are cut. */
    int begin(int blocks) {
        tasks = Math.min(blocks, MOST);
        int old = sums.length;
        if (old < tasks) {
            sums = Arrays.copyOf(sums, tasks);
            for (int i = old; i < tasks; i++) {
                sums[i] = new float[size];
            }
        }
        for (int t = 0; t < tasks; t++) {
            Arrays.fill(sums[t], 0f);
        }
        return tasks;
    }

    /** The first block of a task. */
    static int first(int task, int tasks, int blocks) {
        return (int) ((long) blocks * task / tasks);
    }

    /** The sum of one task. */
    float[] of(int task) {
        return sums[task];
    }

    /** The sums of all tasks, 0 if there are none. */
    void add(Workers workers, float[] total) {
        workers.run((size + PIECE - 1) / PIECE, (part, worker) -> {
            int from = part * PIECE;
            int to = Math.min(size, from + PIECE);
            Arrays.fill(total, from, to, 0f);
            for (int t = 0; t < tasks; t++) {
                add(sums[t], total, from, to);
            }
        });
    }

    private static void add(float[] x, float[] sum, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += x[i];
        }
    }
}
