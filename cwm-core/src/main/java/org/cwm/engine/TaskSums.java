package org.cwm.engine;

import java.util.Arrays;

/** Sums of fixed tasks, added in task order: the total does not depend on who did which task. */
public final class TaskSums {

    /** Greatest number of tasks. */
    public static final int MOST = 32;

    private static final int PIECE = 8192;

    private final int size;
    private float[][] sums = new float[0][];
    private int tasks;

    /**
     * Sums of one length.
     *
     * @param size number of floats
     */
    public TaskSums(int size) {
        this.size = size;
    }

    /**
     * Starts at zero.
     *
     * @param blocks number of blocks of work
     * @return into how many tasks they are cut
     */
    public int begin(int blocks) {
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

    /**
     * The first block of a task.
     *
     * @param task from 0 to the number of tasks, for which it is the number of blocks
     * @param tasks number of tasks
     * @param blocks number of blocks
     * @return block number
     */
    public static int first(int task, int tasks, int blocks) {
        return (int) ((long) blocks * task / tasks);
    }

    /**
     * The sum of one task.
     *
     * @param task from 0
     * @return to be added to
     */
    public float[] of(int task) {
        return sums[task];
    }

    /**
     * The sums of all tasks, 0 if there are none.
     *
     * @param workers who adds
     * @param total receives the sum
     */
    public void add(Workers workers, float[] total) {
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
