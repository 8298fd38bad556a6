package org.cwm.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.cwm.fit.FitListener;
import org.cwm.fit.FitProgress;

/**
 * Shows how a fit gets on: one line drawn over itself on a screen; elsewhere a plain line every few seconds.
 */
final class ProgressBar implements FitListener, AutoCloseable {

    private static final int CELLS = 20;
    private static final int WIDTH = 79;
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 4_000_000_000L;

    private enum Mode {
        SILENT,
        LINES,
        BAR
    }

    private final PrintStream err;
    private final Mode mode;
    private String stage = "";
    private long stageFrom;
    private long lastShown;
    private boolean shown;
    private int drawn;

    ProgressBar(Main main) {
        TalkOptions talk = main.talk();
        err = main.terminal().err();
        mode = talk.quiet ? Mode.SILENT : main.terminal().interactive() || talk.progress ? Mode.BAR : Mode.LINES;
    }

    @Override
    public synchronized void progress(FitProgress p) {
        if (mode == Mode.SILENT) {
            return;
        }
        long now = System.nanoTime();
        boolean begins = !p.stage().equals(stage);
        if (begins) {
            stage = p.stage();
            stageFrom = now;
        }
        long pause = mode == Mode.BAR ? REDRAW_NANOS : LINE_NANOS;
        boolean last = mode == Mode.BAR && p.fraction() >= 1;
        if (shown && !last && now - lastShown < pause) {
            return;
        }
        shown = true;
        lastShown = now;
        if (mode == Mode.BAR) {
            draw(bar(p, now));
        } else {
            err.println(percent(p.fraction()) + " " + p.stage() + score(p) + text(p));
        }
    }

    private static String text(FitProgress p) {
        return p.text().isEmpty() ? "" : "  " + p.text();
    }

    private String bar(FitProgress p, long now) {
        double fraction = Math.max(0, Math.min(1, p.fraction()));
        int full = (int) Math.round(fraction * CELLS);
        String left = "";
        double elapsed = (now - stageFrom) * 1e-9;
        if (fraction > 0.02 && fraction < 1 && elapsed > 1) {
            left = String.format(Locale.ROOT, "  %.0f s left", elapsed * (1 - fraction) / fraction);
        }
        String line = String.format(
                Locale.ROOT,
                "%-6s [%s%s] %s%s%s%s",
                p.stage(),
                "#".repeat(full),
                ".".repeat(CELLS - full),
                percent(fraction),
                score(p),
                left,
                text(p));
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%3.0f%%", 100 * Math.max(0, Math.min(1, fraction)));
    }

    private static String score(FitProgress p) {
        return Double.isFinite(p.validation()) ? "  held-out " + Numbers.nats(p.validation()) : "";
    }

    private void draw(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        err.flush();
        drawn = line.length();
    }

    private void finishLine() {
        if (drawn > 0) {
            err.println();
            drawn = 0;
        }
    }

    /** Leaves the cursor on a new line. */
    @Override
    public synchronized void close() {
        finishLine();
    }
}
