package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cwm.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparisons and experiments, on tables so small that a fit takes a moment. */
class LabTest {

    @TempDir
    Path folder;

    private Path data(int rows) {
        return Cli.table(folder, "data.csv", rows, 2);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> o, String key) {
        return (List<Map<String, Object>>) o.get(key);
    }

    /** Every system has its line, from the same rows; what is in the folder is not fitted again. */
    @Test
    void comparison() throws IOException {
        Path out = folder.resolve("out");
        Object[] line = {
            "compare",
            data(300),
            "--models",
            "gmm,cwm",
            "--seeds",
            2,
            "--epochs",
            2,
            "--threads",
            1,
            "-o",
            out,
            "--json"
        };
        Map<String, Object> o = Cli.run(line).json();
        assertThat(o).containsEntry("trainRows", 270L).containsEntry("testRows", 30L);
        List<Map<String, Object>> models = rows(o, "models");
        assertThat(models).extracting(m -> m.get("model")).containsExactlyInAnyOrder("Gaussian mixture", "CWM");
        assertThat((Double) models.get(0).get("test"))
                .isGreaterThanOrEqualTo((Double) models.get(1).get("test"));
        // the best is behind itself by nothing; the other by what their means differ, with an error over the rows
        assertThat((Double) models.get(0).get("behind")).isZero();
        assertThat((Double) models.get(0).get("behindError")).isZero();
        assertThat((Double) models.get(1).get("behind"))
                .isCloseTo(
                        (Double) models.get(0).get("test")
                                - (Double) models.get(1).get("test"),
                        org.assertj.core.api.Assertions.within(1e-12));
        assertThat((Double) models.get(1).get("behindError")).isNotNegative().isLessThan((Double)
                models.get(1).get("rowError"));
        assertThat((List<?>) ((Map<?, ?>) models.get(1).get("behindBest")).get("seeds"))
                .hasSize(2);
        assertThat((List<?>) o.get("conclusions")).hasSize(1).allSatisfy(c -> assertThat((String) c)
                .containsAnyOf("is ahead of", "are not distinguishable"));
        assertThat(out.resolve("index.html")).isNotEmptyFile();
        assertThat(out.resolve("densities.png")).isNotEmptyFile();
        assertThat(Files.readString(out.resolve("results.md"))).contains("| model", "| CWM");
        // seconds too come from the cells: nothing was run again
        assertThat(Cli.run(line).json()).isEqualTo(o);
        Path model = out.resolve("cells/cwm-0.cwm");
        assertThat(Cli.run("score", model, data(300)).code()).isZero();
        // other settings are other cells
        line[7] = 3;
        assertThat(Cli.run(line).json()).isNotEqualTo(o);
    }

    @Test
    void comparisonOnRowsOfAFile() {
        Path test = Cli.table(folder, "test.csv", 50, 2);
        Cli.Result r = Cli.run(
                "compare", data(200), "--test", test, "--models", "gmm", "--seeds", 1, "--epochs", 1, "--markdown");
        assertThat(r.code()).isZero();
        assertThat(r.out()).startsWith("| model").hasLineCount(3);
    }

    @Test
    void whatMakesNoSense() {
        assertThat(Cli.run("compare", data(100), "--models", "gmm,xyz").err()).contains("xyz", "must be one of gmm");
        assertThat(Cli.run("compare", data(100), "--seeds", 0).code()).isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("experiment", "xyz", data(100)).err()).contains("must be one of picture, capacity");
        Cli.Result table = Cli.run("experiment", "picture", data(100), "-o", folder.resolve("p"));
        assertThat(table.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(table.err()).contains("data.csv", "needs a picture");
        Cli.Result missing = Cli.run("experiment", "capacity", "-o", folder.resolve("c"));
        assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err()).contains("SOURCE is missing", "a table or a picture");
        assertThat(Cli.run("experiment", "capacity", data(100), "--rows", 10, "-o", folder.resolve("c"))
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"capacity", "robustness"})
    void experiment(String name) throws IOException {
        Path out = folder.resolve(name);
        Object[] line = {"experiment", name, data(400), "--quick", "--threads", 1, "-o", out, "--json"};
        Map<String, Object> o = Cli.run(line).json();
        assertThat(o).containsEntry("reused", 0L);
        assertThat(rows(o, "results")).hasSizeGreaterThan(3);
        Object kept = Json.parse(Files.readString(out.resolve("results.json")));
        assertThat(((Map<?, ?>) kept).get("results")).isEqualTo(o.get("results"));
        assertThat(Files.readString(out.resolve("index.html"))).contains("<table>", "densities.png");
        Map<String, Object> again = Cli.run(line).json();
        assertThat((Long) again.get("reused")).isPositive();
        assertThat(again.get("results")).isEqualTo(o.get("results"));
    }

    /** The integral is E[sum_k w_k(Z)]: it follows the sum of the weights and nothing else. */
    @Test
    void integralFollowsTheSumOfTheWeights() {
        Map<String, Object> o = Cli.run(
                        "experiment",
                        "robustness",
                        data(400),
                        "--quick",
                        "--threads",
                        1,
                        "-o",
                        folder.resolve("r"),
                        "--json")
                .json();
        for (Map<String, Object> row : rows(o, "results")) {
            String name = (String) row.get("corruption");
            if (name.startsWith("NaN")) {
                assertThat(row.get("integral")).isEqualTo("NaN");
                continue;
            }
            double integral = ((Number) row.get("integral")).doubleValue();
            double expected = name.startsWith("sum is")
                    ? Double.parseDouble(name.substring(7))
                    : name.startsWith("each less")
                            ? 1 - Double.parseDouble(name.substring(10, name.indexOf(" / ")))
                            : 1;
            if (!name.equals("independent sigmoids")) {
                assertThat(integral).as(name).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-9));
            }
        }
    }

    /** By formula alone, each fit cut short: trusted or not, the lines are there, and there to stay. */
    @Test
    void posteriors() throws IOException {
        Path out = folder.resolve("posteriors");
        Object[] line = {
            "experiment", "posteriors", "--quick", "--time-limit", "1s", "--threads", 1, "-o", out, "--json"
        };
        Map<String, Object> o = Cli.run(line).json();
        assertThat(rows(o, "results")).extracting(r -> r.get("target")).containsOnly("ring");
        assertThat(rows(o, "results"))
                .extracting(r -> r.get("fit"))
                .containsExactly("CWM", "Gaussian mixture", "full-rank Gaussian", "mean-field Gaussian");
        assertThat(Files.readString(out.resolve("index.html"))).contains("<table>", "gaps.png");
        Map<String, Object> again = Cli.run(line).json();
        assertThat(again).containsEntry("reused", 4L);
        assertThat(again.get("results")).isEqualTo(o.get("results"));
    }

    @Test
    void foldersWithoutTargets() throws IOException {
        for (String name : List.of("posteriors", "estimators")) {
            Cli.Result empty = Cli.run("experiment", name, folder, "-o", folder.resolve("o"));
            assertThat(empty.code()).isEqualTo(ExitCode.UNUSABLE);
            assertThat(empty.err()).contains("holds no target", "svbmc_gmm20.csv");
            assertThat(Cli.run("experiment", name, folder.resolve("none")).err())
                    .contains("there is no such folder");
        }
        Files.createDirectory(folder.resolve("vi_logreg"));
        Cli.write(folder.resolve("vi_logreg/german.data-numeric"), "1 2 x\n");
        Cli.Result broken = Cli.run("experiment", "posteriors", folder, "-o", folder.resolve("o"));
        assertThat(broken.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(broken.err()).contains("german.data-numeric");
    }

    @Test
    void presets() {
        Path model = folder.resolve("m.cwm");
        Map<String, Object> o = Cli.run(
                        "fit",
                        data(200),
                        "--model",
                        "gmm",
                        "--components",
                        3,
                        "--validation",
                        0.2,
                        "-o",
                        model,
                        "--json")
                .json();
        assertThat(o).containsEntry("components", 3L).containsEntry("classifier", "constant");
        assertThat(Cli.run("fit", data(200), "--model", "abc").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void weightsOfOneColumn() {
        Path model = Cli.model(folder, 1);
        Path png = folder.resolve("w.png");
        assertThat(Cli.run("plot", model, "--weights", "-o", png, "--json").json())
                .containsEntry("kind", "weights");
        assertThat(png).isNotEmptyFile();
        Path two = Cli.model(folder, 2);
        assertThat(Cli.run("plot", two, "--weights", "-o", png).code()).isEqualTo(ExitCode.USAGE);
    }
}
