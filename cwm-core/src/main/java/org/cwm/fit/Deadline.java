package org.cwm.fit;

import java.time.Duration;

/**
 * A point in time after which work stops.
 *
 * @param startNanos of {@link System#nanoTime()} when the work began
 * @param seconds that it may take; infinite for no limit, so that the clock then plays no role at all
 */
record Deadline(long startNanos, double seconds) {

    /** As good as no limit. */
    private static final double CENTURY = 100 * 365.0 * 24 * 3600;

    /** A deadline some seconds from now. */
    static Deadline in(double seconds) {
        return new Deadline(System.nanoTime(), seconds < CENTURY ? seconds : Double.POSITIVE_INFINITY);
    }

    /** A deadline some time from now. */
    static Deadline in(Duration time) {
        return in(time.getSeconds() + time.getNano() * 1e-9);
    }

    private double elapsed() {
        return (System.nanoTime() - startNanos) * 1e-9;
    }

    /** Share of the time that has passed, at least 0. */
    double share() {
        return elapsed() / Math.max(1e-9, seconds);
    }

    /** Whether the time is up. */
    boolean passed() {
        return elapsed() >= seconds;
    }

    /** Seconds that are left, at least 0. */
    double secondsLeft() {
        return Math.max(0, seconds - elapsed());
    }
}
