package org.cwm.cli;

/** What the command tells its caller. */
final class ExitCode {

    /** Done. */
    static final int DONE = 0;
    /** Something is wrong with the program, not with what it was given. */
    static final int INTERNAL = 1;
    /** The command line makes no sense. */
    static final int USAGE = 2;
    /** The data, a model file or a place for output can't be used. */
    static final int UNUSABLE = 3;
    /** The fit ended before it converged; its model was written all the same. */
    static final int NOT_CONVERGED = 4;

    private ExitCode() {}
}
