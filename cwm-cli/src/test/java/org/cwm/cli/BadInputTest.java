package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Unusable data, models and places end in exit code 3, one line that names the fault, and no file. */
class BadInputTest {

    @TempDir
    static Path shared;

    static Path model;

    @TempDir
    Path folder;

    private Path output;

    @BeforeAll
    static void fit() {
        model = Cli.model(shared, 2);
    }

    @BeforeEach
    void place() throws IOException {
        output = Files.createDirectory(folder.resolve("out"));
    }

    private static String rows(int n, String row) {
        StringBuilder b = new StringBuilder("a,b\n");
        for (int i = 1; i <= n; i++) {
            double x = Math.sin(i * 12.9898) * 3;
            double y = Math.sin(i * 78.233) * 2;
            b.append(row.replace("X", "" + x).replace("Y", "" + y).replace("N", "" + i))
                    .append('\n');
        }
        return b.toString();
    }

    static Stream<Arguments> tables() {
        String good = rows(50, "X,Y");
        return Stream.of(
                arguments("empty", "", List.of("empty")),
                arguments("header only", "a,b\n", List.of("row")),
                arguments("one row", "a,b\n1,2\n", List.of("row")),
                arguments("ragged", good + "1,2,3\n", List.of("52")),
                arguments("short row", good + "1\n", List.of("52")),
                arguments("text", good.replaceFirst("\n", "\n1,apple\n"), List.of("apple", "b")),
                arguments("missing cell", good + "1,\n" + rows(3, "X,Y").substring(4), List.of("51", "b")),
                arguments("NaN", good + "NaN,2\n", List.of("51", "a")),
                arguments("infinite", good + "1,Infinity\n", List.of("51", "b")),
                arguments("constant column", rows(50, "X,5"), List.of("'b'")),
                arguments("duplicate columns", rows(50, "X,X"), List.of("'b'", "'a'")),
                arguments("collinear columns", collinear(), List.of("linear")),
                arguments("duplicate names", "a,a\n1,2\n2,3\n", List.of("a")));
    }

    private static String collinear() {
        StringBuilder b = new StringBuilder("a,b,c\n");
        for (int i = 1; i <= 60; i++) {
            double x = Math.sin(i * 12.9898);
            double y = Math.sin(i * 78.233);
            b.append(x + "," + y + "," + (2 * x - 3 * y) + "\n");
        }
        return b.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void tableThatCannotBeLearned(String name, String content, List<String> named) throws IOException {
        Path data = Cli.write(folder.resolve("data.csv"), content);
        Cli.Result r = Cli.run(Cli.quick("fit", data, "-o", output.resolve("m.cwm"), "--json"));
        assertUnusable(r, named);
    }

    @Test
    void missingFile() throws IOException {
        assertUnusable(Cli.run("fit", folder.resolve("none.csv"), "-o", output.resolve("m.cwm")), List.of("none.csv"));
    }

    @Test
    void folderInsteadOfData() throws IOException {
        assertUnusable(Cli.run("fit", folder, "-o", output.resolve("m.cwm")), List.of(folder.toString()));
    }

    @Test
    void fewerRowsThanComponents() throws IOException {
        Path data = Cli.table(folder, "few.csv", 40, 2);
        assertUnusable(
                Cli.run("fit", data, "--components", 60, "-o", output.resolve("m.cwm")), List.of("60", "components"));
    }

    @Test
    void unknownColumn() throws IOException {
        Path data = Cli.table(folder, "few.csv", 40, 2);
        assertUnusable(Cli.run("fit", data, "--columns", "a,z", "-o", output.resolve("m.cwm")), List.of("z"));
    }

    @Test
    void badQuery() throws IOException {
        assertUnusable(Cli.run("fit", "--sql", "SELEKT 1", "-o", output.resolve("m.cwm")), List.of("SELEKT"));
    }

    @Test
    void damagedPicture() throws IOException {
        Path picture = Cli.write(folder.resolve("p.png"), "not a picture");
        assertUnusable(Cli.run("fit", picture, "-o", output.resolve("m.cwm")), List.of("p.png"));
    }

    @Test
    void enormousAndTinyValuesAreLearnedOrRefused() {
        for (String factor : List.of("e-300", "e300")) {
            StringBuilder b = new StringBuilder("a,b\n");
            for (int i = 1; i <= 80; i++) {
                b.append(Math.abs(Math.round(Math.sin(i * 12.9898) * 1e6) / 1e6) + factor + "," + Math.cos(i * i)
                        + "\n");
            }
            Path data = Cli.write(folder.resolve("extreme.csv"), b.toString());
            Path file = output.resolve("m" + factor + ".cwm");
            Cli.Result r = Cli.run(Cli.quick("fit", data, "-o", file, "--json"));
            assertThat(r.code()).as(r.err()).isIn(ExitCode.DONE, ExitCode.UNUSABLE, ExitCode.NOT_CONVERGED);
            assertThat(Files.exists(file)).isEqualTo(r.code() != ExitCode.UNUSABLE);
        }
    }

    @Test
    void truncatedModel() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        for (int length : new int[] {0, 4, 100, bytes.length / 2, bytes.length - 1}) {
            Path cut = folder.resolve("cut.cwm");
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            assertUnusable(Cli.run("describe", cut, "--json"), List.of("cut.cwm"));
        }
    }

    @Test
    void flippedBit() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        for (int at : new int[] {3, 40, bytes.length / 2, bytes.length - 3}) {
            byte[] b = bytes.clone();
            b[at] ^= 0x10;
            Path flipped = folder.resolve("flipped.cwm");
            Files.write(flipped, b);
            assertUnusable(Cli.run("sample", flipped, "-n", 3), List.of("flipped.cwm"));
        }
    }

    @Test
    void noModel() throws IOException {
        assertUnusable(Cli.run("describe", folder.resolve("none.cwm")), List.of("none.cwm"));
        assertUnusable(Cli.run("describe", folder), List.of("folder"));
    }

    @Test
    void columnsThatTheModelNeedsAreMissing() throws IOException {
        Path data = Cli.write(folder.resolve("other.csv"), "a,c\n1,2\n3,4\n");
        assertUnusable(Cli.run("score", model, data, "-o", output.resolve("s.csv")), List.of("b"));
    }

    @Test
    void placesThatCannotBeWrittenAreFoundBeforeTheFit() throws IOException {
        Path data = Cli.table(folder, "data.csv", 60, 2);
        Path file = Cli.write(folder.resolve("file"), "");
        assertUnusable(Cli.run("fit", data, "-o", folder.resolve("no/m.cwm")), List.of("no folder"));
        assertUnusable(Cli.run("fit", data, "-o", file.resolve("m.cwm")), List.of("file"));
        assertUnusable(Cli.run("fit", data, "-o", folder), List.of("folder"));
        assertUnusable(Cli.run("demo", "-o", file), List.of("file"));
        assertUnusable(Cli.run("demo", "-o", file.resolve("deeper")), List.of("file"));
        assertUnusable(Cli.run("sample", model, "-n", 3, "-o", folder.resolve("no/s.csv")), List.of("no folder"));
        assertUnusable(Cli.run("plot", model, "-o", folder.resolve("no/s.png")), List.of("no folder"));
    }

    @Test
    void stackTraceOnlyWhenAskedFor() {
        Cli.Result r = Cli.run("describe", folder.resolve("none.cwm"), "--debug");
        assertThat(r.err()).contains("\tat org.cwm.cli.");
    }

    private void assertUnusable(Cli.Result r, List<String> named) throws IOException {
        assertThat(r.code()).as("exit code; %s", r.err()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(r.out()).isEmpty();
        List<String> lines = new ArrayList<>(r.err().lines().toList());
        lines.removeIf(l -> !l.startsWith("cwm: "));
        assertThat(lines).as(r.err()).hasSize(1);
        assertThat(r.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(lines.get(0)).contains(named);
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files).isEmpty();
        }
    }
}
