package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit|DATA --sql --columns --model --flow-layers --flow-hidden --bins --spline-bound --flow-activation --flow-mixing --components --base --base-scales --base-range --base-weights --covariance --classifier --activation --first-layer-scale"
                        + " --validation --epochs --time-limit --batch-size --learning-rate --weight-decay --jitter --seed"
                        + " --threads --checkpoint-interval --resume --draws --json --quiet --debug -o",
                "score|MODEL DATA --sql --draws --seed --threads --json -o",
                "sample|MODEL -n --seed --threads --json -o",
                "plot|MODEL --x --y --data --columns --weights --json -o",
                "compare|DATA --sql --columns --test --models --seeds --time-limit --epochs --seed --markdown --draws"
                        + " --threads --json -o",
                "experiment|NAME SOURCE --sql --columns --rows --time-limit --quick --seed --draws --threads --json -o",
                "describe|MODEL --json",
                "infer|logistic linear poisson --quiet",
                "doctor|--json",
                "demo|--quick --threads --json -o"
            })
    void everyOptionIsExplained(String verb, String options) {
        Cli.Result r = Cli.run(verb, "--help");
        assertThat(r.code()).isZero();
        assertThat(r.out()).contains("Usage: cwm " + verb).contains(options.split(" "));
        CommandLine command = Main.commandLine(new Main(new Terminal(System.out, System.err, false)))
                .getSubcommands()
                .get(verb);
        for (OptionSpec o : command.getCommandSpec().options()) {
            assertThat(o.description()).as(o.longestName()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logistic", "linear", "poisson"})
    void everyRegressionIsExplained(String kind) {
        assertThat(Cli.run("infer", kind, "--help").out())
                .contains("Usage: cwm infer " + kind)
                .contains("DATA", "--sql", "--label", "--columns", "--prior-scale", "--intercept", "--standardise")
                .contains("-o", "--components", "--time-limit", "--seed", "--threads", "--json", "--quiet");
    }

    @Test
    void everyVerbIsListed() {
        Cli.Result r = Cli.run();
        assertThat(r.code()).isZero();
        assertThat(r.out())
                .contains(
                        "  demo ",
                        "  fit ",
                        "  infer ",
                        "  score ",
                        "  sample ",
                        "  plot ",
                        "  describe ",
                        "  compare ",
                        "  experiment ",
                        "  doctor ")
                .contains("Exit codes:");
    }

    @Test
    void version() {
        assertThat(Cli.run("--version").out()).startsWith("cwm ");
        assertThat(Cli.run("fit", "--version").out()).startsWith("cwm ");
    }

    @Test
    void misspeltVerb() {
        Cli.Result r = Cli.run("fitt");
        assertThat(r.code()).isEqualTo(ExitCode.USAGE);
        assertThat(r.err()).contains("fit").contains("Try 'cwm --help'");
        assertThat(r.out()).isEmpty();
    }
}
