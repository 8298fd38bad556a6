package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that use a model: score, sample, plot, describe; and doctor. */
class VerbsTest {

    @TempDir
    static Path shared;

    static Path one;
    static Path two;
    static Path four;

    @TempDir
    Path folder;

    @BeforeAll
    static void fit() {
        one = Cli.model(shared, 1);
        two = Cli.model(shared, 2);
        four = Cli.model(shared, 4);
    }

    @Test
    void scoreAsJson() {
        Map<String, Object> o =
                Cli.run("score", two, shared.resolve("data2.csv"), "--json").json();
        assertThat(o)
                .containsOnlyKeys("rows", "meanLogDensity", "standardError")
                .containsEntry("rows", 300L);
        assertThat((Double) o.get("meanLogDensity")).isBetween(-10.0, 0.0);
        assertThat((Double) o.get("standardError")).isBetween(0.0, 1.0);
    }

    @Test
    void scoreIgnoresOtherColumnsAndTheirOrder() throws IOException {
        Path data = Cli.write(folder.resolve("d.csv"), "b,name,a\n1.5,x,0.5\n-2,y,-1\n");
        Path plain = Cli.write(folder.resolve("p.csv"), "a,b\n0.5,1.5\n-1,-2\n");
        String scores = Cli.run("score", two, data, "-o", "-").out();
        assertThat(scores).startsWith("logDensity,component\n").hasLineCount(3);
        assertThat(Cli.run("score", two, plain, "-o", "-").out()).isEqualTo(scores);
        Path out = folder.resolve("s.csv");
        Cli.Result r = Cli.run("score", two, data, "-o", out);
        assertThat(r.code()).isZero();
        assertThat(r.out()).contains("2 rows, mean log density");
        assertThat(Files.readString(out)).isEqualTo(scores);
        assertThat(Cli.run("score", two, data).out()).contains("mean log density");
    }

    @Test
    void scoreAsParquet() {
        Path out = folder.resolve("s.parquet");
        assertThat(Cli.run("score", two, shared.resolve("data2.csv"), "-o", out).code())
                .isZero();
        Map<String, Object> again = Cli.run(Cli.quick(
                        "fit",
                        "--sql",
                        "SELECT logDensity FROM '" + out + "'",
                        "-o",
                        folder.resolve("m.cwm"),
                        "--json"))
                .json();
        assertThat(again).containsEntry("rows", 300L);
    }

    @Test
    void sampleIsReproducible() {
        String first = Cli.run("sample", two, "-n", 50, "--seed", 9).out();
        assertThat(first).startsWith("a,b\n").hasLineCount(51);
        assertThat(Cli.run("sample", two, "-n", 50, "--seed", 9, "--threads", 2).out())
                .isEqualTo(first);
        assertThat(Cli.run("sample", two, "-n", 50, "--seed", 10).out()).isNotEqualTo(first);
    }

    @Test
    void sampleFollowsTheData() throws IOException {
        Path out = folder.resolve("s.csv");
        Cli.Result r = Cli.run("sample", two, "-n", 2000, "-o", out, "--json");
        assertThat(r.json()).containsEntry("rows", 2000L).containsEntry("columns", List.of("a", "b"));
        double sum = 0;
        double squares = 0;
        List<String> lines = Files.readAllLines(out);
        for (String line : lines.subList(1, lines.size())) {
            double a = Double.parseDouble(line.split(",")[0]);
            sum += a;
            squares += a * a;
        }
        assertThat(sum / 2000).isCloseTo(0, within(0.5));
        assertThat(squares / 2000).isCloseTo(5, within(1.0));
        Map<String, Object> o = Cli.run("sample", two, "-n", 3, "--json").json();
        assertThat((List<?>) o.get("values")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1,,curve",
        "1,--data,curve",
        "2,,map",
        "2,--data,map",
        "2,--x b,curve",
        "2,--x b --y a,map",
        "4,,pairs",
        "4,--data,pairs",
        "4,--x b --y d,map",
        "4,--x c --data,curve",
        "4,'--columns a,b,d',pairs"
    })
    void plot(int columns, String options, String kind) throws IOException {
        Path model = shared.resolve("model" + columns + ".cwm");
        Path file = folder.resolve("p.png");
        String line = "plot " + model + " -o " + file + " --json " + (options == null ? "" : options);
        line = line.replace("--data", "--data " + shared.resolve("data" + columns + ".csv"));
        Cli.Result r = Cli.run((Object[]) line.strip().split(" +"));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("kind", kind).containsEntry("file", file.toString());
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isGreaterThan(700);
        assertThat(image.getHeight()).isGreaterThan(500);
        Set<Integer> colours = new HashSet<>();
        for (int i = 0; i < image.getHeight(); i++) {
            for (int j = 0; j < image.getWidth(); j++) {
                colours.add(image.getRGB(j, i));
            }
        }
        assertThat(colours).hasSizeGreaterThan(kind.equals("curve") ? 50 : 300);
    }

    @Test
    void plotSaysWhatDoesNotFit() {
        Path file = folder.resolve("p.png");
        assertThat(Cli.run("plot", two, "-o", file, "--x", "z").code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(Cli.run("plot", two, "-o", file, "--y", "a").code()).isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("plot", two, "-o", file, "--x", "a", "--y", "a").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("plot", two, "-o", folder.resolve("p.gif")).code()).isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("plot", two).code()).isEqualTo(ExitCode.USAGE);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void describe() {
        Map<String, Object> o = Cli.run("describe", four, "--json").json();
        assertThat(o)
                .containsKeys(
                        "columns",
                        "components",
                        "maps",
                        "classifier",
                        "parameters",
                        "train",
                        "validation",
                        "provenance",
                        "history",
                        "stopReason")
                .containsEntry("components", 2L);
        Map<?, ?> provenance = (Map<?, ?>) o.get("provenance");
        assertThat((String) provenance.get("dataHash")).matches("[0-9a-f]{64}");
        String text = Cli.run("describe", four).out();
        assertThat(text).contains("Components  2", "Classifier", "Parameters", "Held-out", "SHA-256", "seed 0");
    }

    @Test
    void doctor() {
        Map<String, Object> o = Cli.run("doctor", "--json").json();
        assertThat(o)
                .containsKeys("java", "launcher", "backend", "lanes", "backendReason", "processors", "maxHeapBytes");
        String text = Cli.run("doctor").out();
        assertThat(text).contains("Java", "Kernels", "Processors", "Memory", "Launcher");
    }
}
