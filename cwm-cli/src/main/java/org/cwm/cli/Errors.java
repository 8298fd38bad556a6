package org.cwm.cli;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.cwm.data.DataException;
import org.cwm.schema.UnusableDataException;
import org.cwm.variational.TargetException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on standard error and an exit code. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Terminal terminal;
    private final TalkOptions talk;

    Errors(Terminal terminal, TalkOptions talk) {
        this.terminal = terminal;
        this.talk = talk;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return report(e);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        PrintStream err = terminal.err();
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println(name + ": " + line(String.valueOf(e.getMessage())));
        UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
        err.println("Try '" + name + " --help'.");
        if (talk.debug) {
            e.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    /** Says what went wrong and gives the exit code for it. */
    int report(Throwable e) {
        PrintStream err = terminal.err();
        int code = code(e);
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof OutOfMemoryError) {
            message = "not enough memory (" + message + "); give more, such as CWM_JAVA_OPTS=-Xmx8g";
        } else if (e instanceof TargetException t && t.reason() == TargetException.Cause.TOO_SLOW) {
            message = "the time limit was too short: "
                    + message.replaceFirst("^the target is too slow for the time limit: ", "");
        } else if (code == ExitCode.INTERNAL) {
            message = "unexpected error: "
                    + (e instanceof RuntimeException ? "" : e.getClass().getSimpleName() + ": ") + message
                    + (talk.debug ? "" : " (--debug shows where)");
        }
        err.println("cwm: " + line(message));
        if (talk.debug) {
            e.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static int code(Throwable e) {
        if (e instanceof Problem p) {
            return p.exitCode();
        }
        boolean unusable = e instanceof DataException
                || e instanceof UnusableDataException
                || e instanceof UncheckedIOException
                || e instanceof TargetException;
        return unusable ? ExitCode.UNUSABLE : ExitCode.INTERNAL;
    }

    /** One line, whatever the message holds. */
    private static String line(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ").strip();
    }
}
