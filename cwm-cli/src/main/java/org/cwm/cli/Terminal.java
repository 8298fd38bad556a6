package org.cwm.cli;

import java.io.PrintStream;

/**
 * The streams a command talks to.
 *
 * @param out results
 * @param err all talk: progress, warnings, errors
 * @param interactive whether {@code err} is a screen on which a line can be drawn over
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

    /** The streams of this process; the launcher says whether they are a screen. */
    static Terminal ofProcess() {
        return new Terminal(System.out, System.err, Boolean.getBoolean("cwm.terminal"));
    }
}
