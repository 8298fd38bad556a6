package org.cwm.engine;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed crew of threads for many short parallel loops. {@link #run} hands out task numbers in increasing order to
 * whoever is free: the calling thread, which is worker 0, and {@code threads - 1} daemon threads, workers 1, 2, ...
 * Idle workers spin briefly, then sleep. A call costs a few microseconds while they spin.
 *
 * <p>Which worker gets which task is left to chance, so results that must not depend on the number of threads are
 * written by task number; the worker number is for scratch memory only.
 *
 * <p>One call of {@link #run} at a time: a crew is not for use by several threads at once, nor from inside a task.
 */
public final class Workers implements AutoCloseable {

    /** Work that is cut into numbered tasks. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does one task. Called by several threads at once, never for the same {@code taskIndex} or the same
         * {@code workerIndex}.
         *
         * @param taskIndex from 0, below the number of tasks
         * @param workerIndex from 0, below {@link Workers#threads()}
         */
        void run(int taskIndex, int workerIndex);
    }

    private static final long SPIN_NANOS = 30_000;
    private static final int SPINS_PER_LOOK = 16;

    private final AtomicBoolean busy = new AtomicBoolean();
    private final Helper[] helpers;
    private volatile @Nullable Job job;
    private volatile boolean closed;

    private Workers(int threads) {
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
        }
    }

    /**
     * Starts a crew.
     *
     * @param threads number of workers, at least 1; 1 starts no thread and runs every task inline
     * @return the crew, to be closed after use
     */
    public static Workers of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + ", must be at least 1");
        }
        Workers crew = new Workers(threads);
        for (Helper h : crew.helpers) {
            h.start();
        }
        return crew;
    }

    /**
     * Number of workers, the calling thread included.
     *
     * @return at least 1
     */
    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs tasks 0, ..., tasks - 1 and returns when all are done. What the tasks wrote is visible to the caller.
     *
     * <p>If a task throws, tasks of higher number that have not begun are skipped, and the exception of the
     * lowest-numbered failing task is thrown here, whatever the number of threads.
     *
     * @param tasks number of tasks, at least 0
     * @param task the work
     * @throws IllegalStateException if the crew is closed or already running
     */
    public void run(int tasks, Task task) {
        if (tasks < 0) {
            throw new IllegalArgumentException("tasks: " + tasks + ", must be at least 0");
        }
        if (closed) {
            throw new IllegalStateException("the workers are closed");
        }
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("the workers are already running");
        }
        try {
            if (helpers.length == 0 || tasks <= 1) {
                for (int i = 0; i < tasks; i++) {
                    task.run(i, 0);
                }
            } else {
                runTogether(new Job(tasks, task));
            }
        } finally {
            busy.set(false);
        }
    }

    private void runTogether(Job current) {
        job = current;
        int wanted = Math.min(helpers.length, current.tasks - 1);
        for (int i = 0; i < wanted; i++) {
            helpers[i].wake();
        }
        current.work(0);
        current.await();
        job = null;
        Failure failure = current.failure.get();
        if (failure != null) {
            failure.raise();
        }
    }

    /** Ends the threads. Idempotent; a crew that is running finishes its tasks first. */
    @Override
    public void close() {
        closed = true;
        for (Helper h : helpers) {
            LockSupport.unpark(h);
        }
    }

    /** One call of run: the numbers are handed out by a counter, and whoever finishes the last task wakes the caller. */
    private static final class Job {
        private final int tasks;
        private final Task task;
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

        Job(int tasks, Task task) {
            this.tasks = tasks;
            this.task = task;
        }

        boolean open() {
            return next.get() < tasks;
        }

        void work(int worker) {
            // the check before the increment keeps the counter from overflowing when many look at a finished job
            while (open()) {
                int i = next.getAndIncrement();
                if (i >= tasks) {
                    return;
                }
                Failure before = failure.get();
                if (before == null || i < before.index) {
                    attempt(i, worker);
                }
                if (done.incrementAndGet() == tasks) {
                    LockSupport.unpark(caller);
                }
            }
        }

        private void attempt(int i, int worker) {
            try {
                task.run(i, worker);
            } catch (Throwable e) {
                failure.accumulateAndGet(
                        new Failure(i, e), (old, other) -> old == null || other.index < old.index ? other : old);
            }
        }

        void await() {
            long start = System.nanoTime();
            boolean interrupted = false;
            while (done.get() < tasks) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    pause();
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void pause() {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
            Thread.onSpinWait();
        }
    }

    private record Failure(int index, Throwable cause) {
        void raise() {
            if (cause instanceof Error e) {
                throw e;
            }
            if (cause instanceof RuntimeException e) {
                throw e;
            }
            throw new UndeclaredThrowableException(cause); // a checked exception smuggled past the compiler
        }
    }

    private final class Helper extends Thread {
        private final int worker;
        private volatile boolean asleep;

        Helper(int worker) {
            super("cwm-worker-" + worker);
            this.worker = worker;
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (!closed) {
                Job current = job;
                if (current != null && current.open()) {
                    current.work(worker);
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    pause();
                } else {
                    sleep();
                    idleSince = System.nanoTime();
                }
            }
        }

        private void sleep() {
            asleep = true;
            Job current = job;
            if (!closed && (current == null || !current.open())) {
                LockSupport.park(Workers.this);
            }
            asleep = false;
        }
    }
}
