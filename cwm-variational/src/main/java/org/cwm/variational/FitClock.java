package org.cwm.variational;

import java.util.function.DoubleSupplier;

/** The time of a fit: what has passed and what is left before the time that is set aside for the verdict. */
final class FitClock {

    private final long began = System.nanoTime();
    private final double limit;
    private double reserve;

    /** Begins now. */
    FitClock(double limitSeconds) {
        limit = limitSeconds;
    }

    double seconds() {
        return (System.nanoTime() - began) * 1e-9;
    }

    double limit() {
        return limit;
    }

    /** Sets seconds aside. */
    void setAside(double seconds) {
        reserve = seconds;
    }

    /** Seconds to the limit, less what is set aside; may be negative. */
    double left() {
        return limit - reserve - seconds();
    }

    /**
     * Share of a part of the time left that has passed, from 0 now; at once 1 if nothing is left. What is set aside later
     * shortens that part.
     */
    DoubleSupplier share(double partOfLeft) {
        double from = seconds();
        return () -> {
            double length = partOfLeft * (limit - reserve - from);
            return length > 0 ? (seconds() - from) / length : 1;
        };
    }
}
