package org.cwm.cli;

/** Ends the command with one line for the user and an exit code. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Problem(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    private Problem(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** A file, or what is in it, can't be used. */
    static Problem unusable(String message) {
        return new Problem(ExitCode.UNUSABLE, message);
    }

    /** A file, or what is in it, can't be used. */
    static Problem unusable(String message, Throwable cause) {
        return new Problem(ExitCode.UNUSABLE, message, cause);
    }

    /** The options don't fit together or have values that can't be. */
    static Problem usage(String message) {
        return new Problem(ExitCode.USAGE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
