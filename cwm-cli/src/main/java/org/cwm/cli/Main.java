package org.cwm.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code cwm}. */
@Command(name = "cwm", mixinStandardHelpOptions = true, version = "0.1.0-SNAPSHOT")
public final class Main implements Runnable {
    /** Makes the command. */
    public Main() {}

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /**
     * Runs the command and exits with its code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
