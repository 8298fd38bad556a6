package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.cwm.io.ModelFile;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippet in the README compiles and does what it says. */
final class ReadmeTest {

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
        String snippet = snippet();
        assertThat(snippet.lines().count()).isLessThanOrEqualTo(10);
        String source = "import java.nio.file.Path; import java.time.Duration; import java.util.List;"
                + "import org.cwm.data.TableReader; import org.cwm.fit.*; import org.cwm.io.ModelFile;"
                + "import org.cwm.model.Points; import org.cwm.random.RandomStream; import org.cwm.schema.Table;"
                + "public final class Snippet { public static void run() throws Exception {"
                + snippet.replace("\"people.", "\"" + folder.toString().replace("\\", "\\\\") + "/people.")
                + "} }";
        Path file = Files.writeString(folder.resolve("Snippet.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-cp", System.getProperty("java.class.path"), "-proc:none", "-d", folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Snippet").getMethod("run").invoke(null);
        }
        assertThat(ModelFile.read(folder.resolve("people.cwm")).schema().names())
                .containsExactly("height", "weight");
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

    /** The only Java block of the README. */
    private static String snippet() throws IOException {
        Path readme = Path.of("").toAbsolutePath();
        while (!Files.exists(readme.resolve("README.md"))) {
            readme = readme.getParent();
        }
        Matcher m = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(readme.resolve("README.md")));
        assertThat(m.find()).isTrue();
        return m.group(1);
    }
}
