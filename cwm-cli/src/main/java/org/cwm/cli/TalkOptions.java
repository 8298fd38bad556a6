package org.cwm.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How much the command says beside its result; the same for every verb. */
final class TalkOptions {

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Show no progress and no remarks, only results, warnings and errors.")
    boolean quiet;

    @Option(
            names = "--progress",
            scope = ScopeType.INHERIT,
            description = "Draw a progress bar even if standard error is not a terminal.")
    boolean progress;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    boolean debug;
}
