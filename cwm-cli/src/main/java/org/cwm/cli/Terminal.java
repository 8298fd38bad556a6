package org.cwm.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The streams a command talks to.
 *
 * @param out results
 * @param err all talk: progress, warnings, errors
 * @param interactive whether {@code err} is a screen on which a line can be drawn over
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

    /** The streams of this process in UTF-8, whatever the locale; the launcher says whether they are a screen. */
    static Terminal ofProcess() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), Boolean.getBoolean("cwm.terminal"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
    }
}
