package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferCommandTest {

    private static final int ROWS = 60;
    private static final double SCALE = 1.5;

    @TempDir
    Path folder;

    /** Columns a, yes (0 or 1), count, value; all of them depend on a. */
    private Path table() throws IOException {
        RandomStream random = RandomStream.of(3);
        StringBuilder text = new StringBuilder("a,yes,count,value\n");
        for (int i = 0; i < ROWS; i++) {
            double a = random.nextGaussian();
            text.append(String.format(
                    Locale.ROOT,
                    "%.4f,%d,%d,%.4f%n",
                    a,
                    random.nextDouble() < 1 / (1 + Math.exp(-a)) ? 1 : 0,
                    (int) Math.floor(Math.exp(0.5 * a) + random.nextDouble()),
                    0.8 * a + 0.3 * random.nextGaussian()));
        }
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    private Cli.Result infer(String kind, String label, Object... more) throws IOException {
        List<Object> line = new java.util.ArrayList<>(List.of(
                "infer",
                kind,
                table(),
                "--label",
                label,
                "--columns",
                "a",
                "--standardise",
                "none",
                "--prior-scale",
                SCALE));
        line.addAll(List.of("--components", 2, "--time-limit", "2s", "--threads", 1, "-o", folder.resolve("p.cwm")));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private double[][] rows() throws IOException {
        return Files.readAllLines(table()).stream()
                .skip(1)
                .map(l -> java.util.Arrays.stream(l.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Evidence and mean of one coefficient against the integral on a fine grid. */
    @ParameterizedTest
    @CsvSource({"logistic, yes", "poisson, count"})
    void oneCoefficient(String kind, String label) throws IOException {
        double[][] rows = rows();
        double h = 1e-3;
        double z = 0;
        double first = 0;
        double offset = -40;
        for (double b = -6; b < 6; b += h) {
            double log = -0.5 * b * b / (SCALE * SCALE) - Math.log(SCALE) - 0.5 * Math.log(2 * Math.PI);
            for (double[] r : rows) {
                double eta = r[0] * b;
                if ("logistic".equals(kind)) {
                    log -= Math.log1p(Math.exp(r[1] == 1 ? -eta : eta));
                } else {
                    log += r[2] * eta - Math.exp(eta);
                    for (int k = 2; k <= r[2]; k++) {
                        log -= Math.log(k);
                    }
                }
            }
            z += h * Math.exp(log - offset);
            first += h * b * Math.exp(log - offset);
        }
        Cli.Result r = infer(kind, label, "--json");
        Map<String, Object> json = r.json();
        assertThat(r.code())
                .isEqualTo(Boolean.TRUE.equals(json.get("trusted")) ? ExitCode.DONE : ExitCode.NOT_CONVERGED);
        assertThat((double) json.get("logEvidence"))
                .isCloseTo(offset + Math.log(z), within(4 * (double) json.get("logEvidenceStandardError") + 1e-5));
        Map<?, ?> coefficient = (Map<?, ?>) ((List<?>) json.get("coefficients")).get(0);
        assertThat(coefficient.get("name")).isEqualTo("a");
        assertThat((double) coefficient.get("mean"))
                .isCloseTo(first / z, within(4 * (double) coefficient.get("meanStandardError") + 1e-5));
        assertThat(json)
                .containsKeys("elbo", "paretoK", "uncoveredMass", "trusted", "seconds", "targetEvaluations", "reasons");
        // a probability's error; what is trusted has at most 0.1
        assertThat((double) json.get("totalVariation"))
                .isBetween(0.0, Boolean.TRUE.equals(json.get("trusted")) ? 0.1 : 1.0);
        assertThat(((Number) json.get("targetEvaluations")).longValue()).isGreaterThan(1000);
    }

    @Test
    void linearWithInterceptIsReadableAndCanBeDrawnFrom() throws IOException {
        Cli.Result r = infer("linear", "value", "--intercept");
        assertThat(r.code()).isIn(ExitCode.DONE, ExitCode.NOT_CONVERGED);
        assertThat(r.out())
                .contains(
                        "linear regression, 3 parameters",
                        "intercept",
                        "sigma",
                        "ELBO",
                        "log Z = ",
                        "Uncovered",
                        "Off by")
                .contains(r.code() == ExitCode.DONE ? "Verdict     trusted" : "Verdict     do not trust");
        Cli.Result draws = Cli.run("sample", folder.resolve("p.cwm"), "-n", 5);
        assertThat(draws.code()).isZero();
        assertThat(draws.out().lines().toList()).hasSize(6).startsWith("intercept,a,log(sigma)");
        Path picture = folder.resolve("p.png");
        assertThat(Cli.run("plot", folder.resolve("p.cwm"), "--x", "a", "--y", "intercept", "-o", picture)
                        .err())
                .doesNotContain("cwm:");
        assertThat(picture).isNotEmptyFile();
        Cli.Result described = Cli.run("describe", folder.resolve("p.cwm"));
        assertThat(described.out())
                .contains("posterior linear regression")
                .contains(r.code() == ExitCode.DONE ? "Verdict     trusted" : "Verdict     do not trust: ")
                .doesNotContain("NaN", "Held-out", "Stopped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logistic | value | 3 | different values, must be two",
                "poisson  | value | 3 | must be a whole number from 0",
                "logistic | nope  | 3 | nope",
                "logistic | a     | 2 | 'a' is the label"
            })
    void badLabels(String kind, String label, int code, String words) throws IOException {
        Cli.Result r = infer(kind, label);
        assertThat(r.err()).doesNotContain(": y: ");
        assertThat(r.code()).isEqualTo(code);
        assertThat(r.err()).contains("cwm: ", words);
        assertThat(r.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prior-scale 0     | --prior-scale: 0.0, must be above 0",
                "--prior-scale NaN   | --prior-scale: NaN",
                "--components -1     | --components: -1",
                "--standardise twice | twice"
            })
    void badOptions(String options, String words) throws IOException {
        Cli.Result r = Cli.run(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("infer", "logistic", table(), "--label", "yes"),
                        java.util.Arrays.stream(options.split(" ")))
                .toArray());
        assertThat(r.code()).isEqualTo(ExitCode.USAGE);
        assertThat(r.err()).contains(words);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThat(Cli.run("infer").code()).isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("infer").err()).contains("logistic, linear or poisson");
        assertThat(Cli.run("infer", "logistic", table()).err()).contains("--label");
        assertThat(Cli.run("infer", "logistic", folder.resolve("none.csv"), "--label", "y")
                        .code())
                .isEqualTo(ExitCode.UNUSABLE);
        Path text = Files.writeString(folder.resolve("text.csv"), "a,y\n1,0\nx,1\n");
        Cli.Result r = Cli.run("infer", "logistic", text, "--label", "y");
        assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(r.err()).contains("x");
        Path clash = Files.writeString(folder.resolve("clash.csv"), "intercept,y\n1,0\n2,1\n");
        assertThat(Cli.run("infer", "logistic", clash, "--label", "y", "--intercept")
                        .err())
                .contains("'intercept'");
        Path lonely = Files.writeString(folder.resolve("lonely.csv"), "y\n1\n0\n");
        assertThat(Cli.run("infer", "logistic", lonely, "--label", "y").err()).contains("no column but the label");
    }
}
