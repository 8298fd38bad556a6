package org.cwm.fit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A point in time after which work stops.
 *
 * @param clock nanoseconds, as {@link System#nanoTime()}
 * @param startNanos of the clock when the work began
 * @param seconds that it may take; infinite for no limit, so that the clock then plays no role at all
 */
record Deadline(LongSupplier clock, long startNanos, double seconds) {

    /** As good as no limit. */
    private static final double CENTURY = 100 * 365.0 * 24 * 3600;

    /** A deadline some seconds from now by a clock. */
    static Deadline in(LongSupplier clock, double seconds) {
        return new Deadline(clock, clock.getAsLong(), seconds < CENTURY ? seconds : Double.POSITIVE_INFINITY);
    }

    /** A deadline some seconds from now. */
    static Deadline in(double seconds) {
        return in(System::nanoTime, seconds);
    }

    /** A deadline some time from now; null for none. */
    static Deadline in(@Nullable Duration time) {
        Duration t = time == null ? ChronoUnit.FOREVER.getDuration() : time;
        return in(t.getSeconds() + t.getNano() * 1e-9);
    }

    /** A deadline when a share of the time that is left has passed. */
    Deadline part(double share) {
        long now = clock.getAsLong();
        double left = Math.max(0, seconds - (now - startNanos) * 1e-9);
        return new Deadline(clock, now, share * left);
    }

    private double elapsed() {
        return (clock.getAsLong() - startNanos) * 1e-9;
    }

    /** Whether there is a limit at all. */
    boolean limited() {
        return seconds < Double.POSITIVE_INFINITY;
    }

    /** Share of the time that has passed, at least 0. */
    double share() {
        return share(0);
    }

    /** Share of the time that has passed, at least 0 and 1 without any time, where the last seconds are kept for something else. */
    double share(double reserve) {
        double time = seconds - reserve;
        return time <= 0 ? 1 : elapsed() / time;
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
