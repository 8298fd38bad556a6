package org.cwm.variational;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cwm.variational.TargetException.Cause;

/**
 * Work with a time limit that somebody waits for: if a call of the target does not return, the wait ends with an error and
 * the work's daemon threads are left behind, since Java cannot stop a thread. A target whose calls return, but too late for the
 * work to end, is stopped by its guard.
 */
final class Watched {

    /** Seconds that a call may go on beyond the limit. */
    private static final double PATIENCE = 1;

    private Watched() {}

    /**
     * Runs on a thread of its own.
     *
     * @param target whose calls are looked at
     * @param limitSeconds of the work
     * @param work to be done
     * @return its result
     * @throws TargetException if a call is under way that began more than {@link #PATIENCE} ago and the limit has passed
     */
    static <T> T run(GuardedTarget target, double limitSeconds, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "cwm-variational-fit");
        thread.setDaemon(true);
        thread.start();
        double wait = limitSeconds + PATIENCE;
        try {
            while (true) {
                try {
                    return task.get((long) (1e3 * wait), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    String call = target.longestCall(PATIENCE);
                    if (!call.isEmpty()) {
                        throw new TargetException(
                                Cause.TOO_SLOW, "the time limit has passed and " + call + " has not returned", e);
                    }
                    wait = 0.25 * PATIENCE;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a fit was running", e);
        }
    }
}
