package org.cwm.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code cwm infer}: posteriors of regressions by variational inference, with a verdict. */
@Command(
        name = "infer",
        description = "Finds the posterior of a regression's coefficients by variational inference, and judges it.",
        subcommands = {RegressionCommand.Logistic.class, RegressionCommand.Linear.class, RegressionCommand.Poisson.class
        })
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class InferCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    Main main() {
        return main;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say which regression: logistic, linear or poisson");
    }
}
