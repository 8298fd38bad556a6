package org.cwm.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;

/** The command {@code cwm}. */
@Command(
        name = "cwm",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        description =
                "Classifier weighted mixtures: learn the density of a table or a picture, score, sample and draw it.",
        subcommands = {
            DemoCommand.class,
            FitCommand.class,
            InferCommand.class,
            ScoreCommand.class,
            SampleCommand.class,
            PlotCommand.class,
            DescribeCommand.class,
            CompareCommand.class,
            ExperimentCommand.class,
            DoctorCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a fault of this program",
            "2:the command line makes no sense",
            "3:the data, a model file or a place for output can't be used",
            "4:the fit did not converge, or its posterior is not to be trusted; its model was written all the same"
        })
public final class Main implements Runnable {

    private static final int SHOWN_WARNINGS = 4;

    private final Terminal terminal;

    @Mixin
    private final TalkOptions talk = new TalkOptions();

    Main(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    TalkOptions talk() {
        return talk;
    }

    /** Says something beside the result, unless silence was asked for. */
    void remark(String text) {
        if (!talk.quiet) {
            terminal.err().println(text);
        }
    }

    /** Shows the first warnings; more than a few drown what matters. */
    void warn(List<String> warnings) {
        warnings.stream().limit(SHOWN_WARNINGS).forEach(w -> terminal.err().println("warning: " + w));
        if (warnings.size() > SHOWN_WARNINGS) {
            terminal.err().println("warning: and " + (warnings.size() - SHOWN_WARNINGS) + " more; --json has them all");
        }
    }

    @Override
    public void run() {
        commandLine(this).usage(terminal.out());
    }

    /**
     * Runs the command and exits with its code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        int code = run(terminal, args);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(code);
    }

    /** Runs the command line and returns its exit code. */
    static int run(Terminal terminal, String... args) {
        Main main = new Main(terminal);
        try {
            return commandLine(main).execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            return new Errors(terminal, main.talk).report(e);
        }
    }

    /** The parser of the whole command. */
    static CommandLine commandLine(Main main) {
        Errors errors = new Errors(main.terminal, main.talk);
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(new PrintWriter(main.terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(main.terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }
}
