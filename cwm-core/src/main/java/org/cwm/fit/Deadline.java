package org.cwm.fit;

/**
 * A point in time after which work stops.
 *
 * @param startNanos of {@link System#nanoTime()} when the work began
 * @param endNanos when it must end
 */
record Deadline(long startNanos, long endNanos) {

    /** A deadline some seconds from now. */
    static Deadline in(double seconds) {
        long now = System.nanoTime();
        return new Deadline(now, now + (long) (Math.min(seconds, 1e9) * 1e9));
    }

    /** Share of the time that has passed, at least 0. */
    double share() {
        return (double) (System.nanoTime() - startNanos) / Math.max(1, endNanos - startNanos);
    }

    /** Whether the time is up. */
    boolean passed() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** Seconds that are left, at least 0. */
    double secondsLeft() {
        return Math.max(0, (endNanos - System.nanoTime()) * 1e-9);
    }
}
