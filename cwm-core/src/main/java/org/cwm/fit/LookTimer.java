package org.cwm.fit;

/** Keeps looks at held-out rows from eating up a short time limit. */
final class LookTimer {

    /** Share of the time that looks may take, in (0, 1]. */
    private final double share;

    private long began;
    private long ended = System.nanoTime();
    /** As if the start had been looked at for so long, in nanoseconds. */
    private long last = 50_000_000;

    LookTimer(double share) {
        this.share = share;
    }

    /** Whether another look, as long as the last one, would still take no more than its share of the time. */
    boolean affordable() {
        return System.nanoTime() - ended >= last * (1 / share - 1);
    }

    /** Seconds that the last look took. */
    double seconds() {
        return last * 1e-9;
    }

    void begin() {
        began = System.nanoTime();
    }

    void end() {
        ended = System.nanoTime();
        last = ended - began;
    }
}
