package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditional densities from the command line. */
class GivenTest {

    @TempDir
    Path folder;

    private Path data;
    private Path model;

    @BeforeEach
    void fit() {
        data = Cli.table(folder, "d.csv", 300, 3);
        model = folder.resolve("m.cwm");
        Cli.Result r = Cli.run(Cli.quick("fit", data, "-o", model, "--given", "c,a", "--json"));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("columns", List.of("b", "c", "a")).containsEntry("given", List.of("c", "a"));
    }

    @Test
    void scoresDescribesAndDraws() {
        Map<String, Object> score = Cli.run("score", model, data, "--json").json();
        assertThat((Double) score.get("meanLogDensity")).isFinite();
        assertThat(Cli.run("describe", model).out())
                .contains("a: any number, given")
                .contains("maps.slope");
        Cli.Result drawn = Cli.run("sample", model, "--given-values", "a=1.5,c=2", "-n", 4, "--seed", 1);
        assertThat(drawn.code()).as(drawn.err()).isZero();
        List<String> lines = drawn.out().lines().toList();
        assertThat(lines).hasSize(5).first().isEqualTo("b,c,a");
        assertThat(lines.get(1)).endsWith(",2.0,1.5");
        Path rows = Cli.write(folder.resolve("g.csv"), "a,z,c\n1,9,2\n3,9,4\n");
        List<String> two =
                Cli.run("sample", model, "--given", rows, "-n", 2).out().lines().toList();
        assertThat(two).hasSize(5);
        assertThat(two.get(1)).endsWith(",2.0,1.0");
        assertThat(two.get(3)).endsWith(",4.0,3.0");
    }

    @Test
    void plots() {
        Path curve = folder.resolve("curve.png");
        Cli.Result r = Cli.run("plot", model, "--given-values", "a=1,c=2", "-o", curve, "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("kind", "curve").containsEntry("columns", List.of("b"));
        assertThat(curve).exists();
        Path plane = folder.resolve("plane.cwm");
        assertThat(Cli.run(Cli.quick("fit", data, "-o", plane, "--columns", "a,b", "--given", "a", "--quiet"))
                        .code())
                .isZero();
        Path map = folder.resolve("map.png");
        Cli.Result m = Cli.run("plot", plane, "--data", data, "-o", map, "--json");
        assertThat(m.code()).as(m.err()).isZero();
        assertThat(m.json()).containsEntry("kind", "conditional map");
        assertThat(map).exists();
    }

    @Test
    void saysWhatIsWrong() {
        refused(ExitCode.UNUSABLE, "no column 'z'", "fit", data, "--given", "z");
        refused(ExitCode.USAGE, "none left", "fit", data, "--given", "a,b,c");
        refused(ExitCode.USAGE, "twice", "fit", data, "--given", "a,a");
        refused(ExitCode.USAGE, "c, a", "sample", model, "-n", 1);
        refused(ExitCode.USAGE, "a missing", "sample", model, "--given-values", "c=1");
        refused(ExitCode.USAGE, "not a number", "sample", model, "--given-values", "c=1,a=x");
        refused(ExitCode.USAGE, "finite", "sample", model, "--given-values", "c=1,a=NaN");
        refused(ExitCode.USAGE, "COLUMN=NUMBER", "sample", model, "--given-values", "c");
        refused(ExitCode.UNUSABLE, "'b'", "sample", model, "--given-values", "c=1,a=1,b=2");
        refused(ExitCode.USAGE, "c, a", "plot", model, "-o", folder.resolve("p.png"));
        Path plain = Cli.model(folder, 2);
        refused(ExitCode.USAGE, "conditional", "sample", plain, "--given-values", "a=1");
    }

    private static void refused(int code, String text, Object... args) {
        Cli.Result r = Cli.run(args);
        assertThat(r.code()).as(r.err()).isEqualTo(code);
        assertThat(r.err()).contains(text);
    }

    /** The density at fixed conditions integrates to one over the target. */
    @Test
    void scoresIntegrateToOne() {
        StringBuilder rows = new StringBuilder("a,b,c\n");
        int n = 800;
        double h = 0.05;
        for (int i = 0; i < n; i++) {
            rows.append("1.5,").append((i - n / 2) * h).append(",6\n");
        }
        Path grid = Cli.write(folder.resolve("grid.csv"), rows.toString());
        String scores = Cli.run("score", model, grid, "-o", "-").out();
        double sum = scores.lines()
                .skip(1)
                .mapToDouble(line -> Math.exp(Double.parseDouble(line.split(",")[0])) * h)
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-3));
    }
}
