package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cwm infer} tells about units, priors and columns that say nothing. */
class InferUnitsTest {

    private static final int ROWS = 40;

    @TempDir
    Path folder;

    /** Columns a (mean 3, standard deviation 2), c (0.1 in each row), y = 1187 + 69 (a - 3) / 2, yes. */
    private Path table() {
        RandomStream random = RandomStream.of(5);
        double[] a = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            a[i] = 3 + (i % 2 == 0 ? 2 : -2);
        }
        StringBuilder text = new StringBuilder("a,c,y,yes\n");
        for (int i = 0; i < ROWS; i++) {
            double y = 1187 + 69 * (a[i] - 3) / 2 + random.nextGaussian();
            text.append(a[i]).append(",0.1,").append(y);
            text.append(random.nextDouble() < 0.5 ? ",yes\n" : ",no\n");
        }
        return Cli.write(folder.resolve("rows.csv"), text.toString());
    }

    private Cli.Result infer(String kind, Object... more) {
        List<Object> line = new ArrayList<>(List.of("infer", kind));
        line.addAll(List.of(more));
        line.addAll(List.of("--components", 1, "--time-limit", "2s", "--threads", 1, "-o", folder.resolve("p.cwm")));
        return Cli.run(line.toArray());
    }

    private static List<?> warnings(Cli.Result r) {
        return (List<?>) r.json().get("warnings");
    }

    private static Map<?, ?> coefficient(Cli.Result r, int j) {
        return (Map<?, ?>) ((List<?>) r.json().get("coefficients")).get(j);
    }

    @Test
    void coefficientsCanBeTurnedBack() {
        Cli.Result r = infer(
                "linear", table(), "--label", "y", "--columns", "a,c", "--intercept", "--prior-scale", 400, "--json");
        assertThat(coefficient(r, 0).get("centre")).isEqualTo(0.0);
        assertThat(coefficient(r, 0).get("scale")).isEqualTo(1.0);
        assertThat((double) coefficient(r, 1).get("centre")).isCloseTo(3, within(1e-9));
        double scale = (double) coefficient(r, 1).get("scale");
        assertThat(scale).isCloseTo(2, within(1e-9));
        assertThat((double) coefficient(r, 1).get("mean") / scale).isCloseTo(34.5, within(1.0));
        assertThat(coefficient(r, 3).get("name")).isEqualTo("sigma");
        assertThat(coefficient(r, 3).get("scale")).isEqualTo(1.0);
        assertThat(warnings(r)).hasSize(1);
        assertThat(String.valueOf(warnings(r).get(0)))
                .isEqualTo("column 'c' is constant: its coefficient is the prior");
        assertThat(r.err()).contains("warning: column 'c' is constant");
        assertThat((double) coefficient(r, 2).get("centre")).isEqualTo(0.1);
        // the prior and nothing else
        assertThat((double) coefficient(r, 2).get("sd")).isCloseTo(400, within(40.0));
        Map<?, ?> kept = (Map<?, ?>)
                Cli.run("describe", folder.resolve("p.cwm"), "--json").json().get("provenance");
        Map<?, ?> options = (Map<?, ?>) kept.get("options");
        assertThat(Double.parseDouble(String.valueOf(options.get("scale.a")))).isEqualTo(scale);
        assertThat(Double.parseDouble(String.valueOf(options.get("centre.a")))).isCloseTo(3, within(1e-9));
    }

    @Test
    void unitsAreSaid() {
        Cli.Result r = infer("linear", table(), "--label", "y", "--columns", "a", "--intercept");
        assertThat(r.out()).contains("centre", "scale", "per standard deviation of the column", "cwm describe");
        Cli.Result plain = infer("linear", table(), "--label", "y", "--columns", "a", "--standardise", "none");
        assertThat(plain.out()).contains("Parameter").doesNotContain("centre", "per standard deviation");
        assertThat(Cli.run("describe", folder.resolve("p.cwm")).out()).doesNotContain("centre.a");
    }

    @Test
    void labelBeyondThePrior() {
        Cli.Result r = infer("linear", table(), "--label", "y", "--columns", "a", "--intercept", "--json");
        assertThat(warnings(r)).hasSize(2);
        assertThat(String.valueOf(warnings(r).get(0))).contains("mean is 1187", "scale 10", "--prior-scale");
        assertThat(String.valueOf(warnings(r).get(1))).contains("standard deviation is", "sigma", "--prior-scale");
    }

    @Test
    void centredWithoutIntercept() {
        Cli.Result r = infer("linear", table(), "--label", "y", "--columns", "a", "--prior-scale", 100, "--json");
        assertThat(warnings(r)).hasSize(1);
        assertThat(String.valueOf(warnings(r).get(0))).contains("--intercept", "is 0");
        // 100s of plain columns are within the prior
        assertThat(warnings(
                        infer("linear", table(), "--label", "a", "--columns", "y", "--standardise", "none", "--json")))
                .isEmpty();
    }

    @Test
    void labelOfWords() {
        Path table = table();
        Cli.Result r = infer("logistic", table, "--label", "yes", "--columns", "a");
        assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(r.err())
                .contains("column 'yes' is not numeric")
                .contains("--sql \"SELECT * REPLACE (yes = 'yes' AS yes) FROM '" + table + "'\"");
        Cli.Result all = infer("logistic", table, "--label", "yes");
        assertThat(all.err()).contains("--sql").doesNotContain("choose numeric columns");
        String sql = "SELECT * REPLACE (yes = 'yes' AS yes) FROM '" + table + "'";
        assertThat(infer("logistic", "--sql", sql, "--label", "yes", "--columns", "a")
                        .code())
                .isIn(ExitCode.DONE, ExitCode.NOT_CONVERGED);
        assertThat(infer("linear", table, "--label", "yes", "--columns", "a").err())
                .contains("is not numeric")
                .doesNotContain("--sql");
    }

    @Test
    void optionsSayIt() {
        String help = Cli.run("infer", "linear", "--help").out().replaceAll("\\s+", " ");
        assertThat(help).contains("and of the intercept", "sigma's prior", "one half (logistic)", "constant column");
    }
}
