package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.cwm.io.ModelFile;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets in the README compile and do what it says. */
final class ReadmeTest {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    @TempDir
    private Path folder;

    @Test
    void theSnippetRuns() throws Exception {
        Points people = people();
        StringBuilder csv = new StringBuilder("height,weight,name\n");
        for (int i = 0; i < people.rows(); i++) {
            csv.append(people.get(i, 0)).append(',').append(people.get(i, 1)).append(",x\n");
        }
        Files.writeString(folder.resolve("people.csv"), csv);
        String snippet = blocks("java").get(0);
        assertThat(snippet.lines().count()).isLessThanOrEqualTo(10);
        run(snippet.replace("\"people.", "\"" + folder.toString().replace("\\", "\\\\") + "/people."));
        assertThat(ModelFile.read(folder.resolve("people.cwm")).schema().names())
                .containsExactly("height", "weight");
    }

    /** It prints what the README says, as far as different processors agree, and the evidence is that by quadrature. */
    @Test
    void thePosteriorIsAsPrinted() throws Exception {
        List<String> java = blocks("java");
        assertThat(java).hasSize(2);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Locale locale = Locale.getDefault();
        Locale.setDefault(Locale.ROOT);
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run(java.get(1));
        } finally {
            System.setOut(before);
            Locale.setDefault(locale);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        List<String> promised = blocks("console").stream()
                .filter(b -> b.startsWith("trusted"))
                .findFirst()
                .orElseThrow()
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("trusted: true []").isEqualTo(promised.get(0));
        for (int i = 1; i < 3; i++) {
            assertThat(NUMBER.matcher(lines.get(i)).replaceAll("#"))
                    .isEqualTo(NUMBER.matcher(promised.get(i)).replaceAll("#"));
            List<Double> numbers = numbers(lines.get(i));
            for (int j = 0; j < numbers.size(); j++) {
                assertThat(numbers.get(j)).isCloseTo(numbers(promised.get(i)).get(j), within(0.1));
            }
        }
        List<Double> evidence = numbers(lines.get(1));
        assertThat(evidence.get(0)).isCloseTo(logEvidence(), within(5 * evidence.get(1) + 0.005));
    }

    private static List<Double> numbers(String line) {
        return NUMBER.matcher(line)
                .results()
                .map(r -> Double.valueOf(r.group()))
                .toList();
    }

    /** Of the README's five numbers, by the midpoint rule over mu and log sigma. */
    private static double logEvidence() {
        double[] data = {4.9, 6.1, 5.3, 7.2, 5.5};
        double h = 0.01;
        double sum = 0;
        for (double mu = -10; mu < 20; mu += h) {
            for (double y = -3; y < 3.5; y += h) {
                double sigma = Math.exp(y);
                double squares = 0;
                for (double x : data) {
                    squares += (x - mu) * (x - mu);
                }
                sum += Math.exp(-squares / (2 * sigma * sigma) - 5 * y - mu * mu / 200 - sigma + y);
            }
        }
        return Math.log(sum * h * h) - 3 * Math.log(2 * Math.PI) - Math.log(10);
    }

    /** Compiles the lines as a method and runs it. */
    private void run(String snippet) throws Exception {
        String source = "import java.nio.file.Path; import java.time.Duration; import java.util.List;"
                + "import org.cwm.data.TableReader; import org.cwm.fit.*; import org.cwm.io.ModelFile;"
                + "import org.cwm.model.Points; import org.cwm.random.RandomStream; import org.cwm.schema.Table;"
                + "import org.cwm.variational.*; import org.cwm.variational.transform.Parameters;"
                + "public final class Snippet { public static void run() throws Exception {"
                + snippet
                + "} }";
        Path file = Files.writeString(folder.resolve("Snippet.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-encoding",
                                "UTF-8",
                                "-d",
                                folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)
                                .getJavaFileObjects(file))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Snippet").getMethod("run").invoke(null);
        }
    }

    private static Points people() {
        RandomStream random = RandomStream.of(1);
        double[] v = new double[2 * 400];
        for (int i = 0; i < 400; i++) {
            double tall = random.nextGaussian();
            v[2 * i] = 1.72 + 0.09 * tall;
            v[2 * i + 1] = 70 + 8 * tall + 9 * random.nextGaussian();
        }
        return Points.of(400, 2, v);
    }

    /** The README's blocks in a language, in order. */
    private static List<String> blocks(String language) throws IOException {
        Path readme = Path.of("").toAbsolutePath();
        while (!Files.exists(readme.resolve("README.md"))) {
            readme = readme.getParent();
        }
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(readme.resolve("README.md")))
                .results()
                .map(m -> m.group(1))
                .toList();
    }
}
