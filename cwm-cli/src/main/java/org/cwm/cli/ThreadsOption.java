package org.cwm.cli;

import picocli.CommandLine.Option;

/** How many processors to use. */
final class ThreadsOption {

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads. Results do not depend on it. Default: all processors.")
    private int threads;

    int count() {
        if (threads < 0) {
            throw Problem.usage("--threads: " + threads + ", must be at least 1");
        }
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
