package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    @TempDir
    Path folder;

    static Checkpoint checkpoint(int n) {
        float[] parameters = new float[n];
        Arrays.fill(parameters, n);
        return new Checkpoint(
                Map.of("seed", "7", "plan", "{\"a\":\"ä\\n\"}", "cwm.format", "any name"),
                Map.of("parameters", parameters, "special", new float[] {Float.NaN, -0f, Float.MIN_VALUE}),
                Map.of("best", new double[] {Double.NEGATIVE_INFINITY, n}, "none", new double[0]),
                Map.of("step", new long[] {Long.MIN_VALUE, n}));
    }

    private static void assertSame(Checkpoint read, Checkpoint written) {
        assertThat(read.metadata()).isEqualTo(written.metadata());
        assertThat(read.floats()).containsOnlyKeys(written.floats().keySet());
        assertThat(read.doubles()).containsOnlyKeys(written.doubles().keySet());
        assertThat(read.longs()).containsOnlyKeys(written.longs().keySet());
        written.floats()
                .forEach((name, v) -> assertThat(read.floats().get(name)).isEqualTo(v));
        written.doubles()
                .forEach((name, v) -> assertThat(read.doubles().get(name)).isEqualTo(v));
        written.longs().forEach((name, v) -> assertThat(read.longs().get(name)).isEqualTo(v));
    }

    @Test
    void returnsWithTheSameBits() throws Exception {
        Path file = folder.resolve("run.checkpoint");
        for (int n : new int[] {1000, 1}) {
            CheckpointFile.write(checkpoint(n), file);
            assertSame(CheckpointFile.read(file), checkpoint(n));
        }
        byte[] bytes = Files.readAllBytes(file);
        CheckpointFile.write(checkpoint(1), file);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void anEmptyCheckpointIsOne() throws Exception {
        Path file = folder.resolve("empty");
        Checkpoint empty = new Checkpoint(Map.of(), Map.of(), Map.of(), Map.of());
        CheckpointFile.write(empty, file);
        assertSame(CheckpointFile.read(file), empty);
    }

    @Test
    void namesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Checkpoint(Map.of(), Map.of("a", new float[1]), Map.of("a", new double[1]), Map.of()))
                .withMessageContaining("name: 'a', must be distinct");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Checkpoint(Map.of(), Map.of("__metadata__", new float[1]), Map.of(), Map.of()))
                .withMessageContaining("__metadata__");
    }

    @Test
    void damageIsRefused() throws Exception {
        Path file = folder.resolve("run.checkpoint");
        CheckpointFile.write(checkpoint(10), file);
        byte[] bytes = Files.readAllBytes(file);
        RandomStream random = RandomStream.of(3);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = bytes.clone();
            int bit = random.nextInt(8 * bytes.length);
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, damaged);
            assertThatThrownBy(() -> CheckpointFile.read(file))
                    .as("bit %d", bit)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageStartingWith(file + ": ");
            Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(ModelFileException.class);
        }
    }

    @Test
    void otherKindsAreRefused() throws Exception {
        Path model = folder.resolve("model.cwm");
        ModelFile.write(Models.model(false, 2, 2, null), model);
        assertThatThrownBy(() -> CheckpointFile.read(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageEndingWith("holds a 'model', not a 'checkpoint'");
        Path file = folder.resolve("run.checkpoint");
        CheckpointFile.write(checkpoint(10), file);
        Forge forge = Forge.open(Files.readAllBytes(file));
        Files.write(file, forge.replace("\"shape\":[10]", "\"shape\":[5,2]").close());
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageEndingWith("must have one axis");
        Files.write(file, forge.replace("cwm.checkpoint", "cwm.checkpoints").close());
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageEndingWith("'cwm.checkpoint' is missing");
        Files.write(
                file,
                forge.replace("\"cwm.kind\"", "\"more\":\"\",\"cwm.kind\"").close());
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageContaining("metadata: [more, cwm.checkpoint]");
    }

    /** Writes checkpoints, one after the other, until it is killed. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            for (int n = 1; ; n++) {
                CheckpointFile.write(checkpoint(100_000 + n), Path.of(args[0]));
                System.out.println(n);
            }
        }
    }

    @Test
    void aKilledProcessLeavesAWholeFile() throws Exception {
        Path file = folder.resolve("run.checkpoint");
        RandomStream random = RandomStream.of(11);
        for (int i = 0; i < 4; i++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var lines = process.inputReader()) {
                assertThat(lines.readLine()).isEqualTo("1");
                Thread.sleep(random.nextInt(60));
                process.destroyForcibly();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            Checkpoint read = CheckpointFile.read(file);
            assertSame(read, checkpoint((int) read.longs().get("step")[1]));
        }
    }
}
