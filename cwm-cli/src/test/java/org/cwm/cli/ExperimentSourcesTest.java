package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.cwm.io.Json;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments that read folders, on made-up ones so small that a fit takes a moment. */
class ExperimentSourcesTest {

    @TempDir
    Path folder;

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> o, String key) {
        return (List<Map<String, Object>>) o.get(key);
    }

    /** Pictures of smooth waves with some noise. */
    private Path pictures(int count) throws IOException {
        Path out = Files.createDirectories(folder.resolve("pictures"));
        RandomStream random = RandomStream.of(1);
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(20, 16, BufferedImage.TYPE_BYTE_GRAY);
            double phase = random.nextDouble();
            for (int p = 0; p < 20 * 16; p++) {
                double v = 128
                        + 60 * Math.sin(0.4 * (p % 20) + phase)
                        + 30 * Math.cos(0.3 * (p / 20))
                        + 8 * random.nextGaussian();
                image.getRaster().setSample(p % 20, p / 20, 0, (int) Math.max(0, Math.min(255, v)));
            }
            ImageIO.write(
                    image, "png", out.resolve(String.format("p%02d.png", i)).toFile());
        }
        Files.writeString(out.resolve("README.md"), "not a picture");
        return out;
    }

    /** Images whose levels are independent and equally likely: no model can need fewer than 8 bits a pixel. */
    private Path noise(String file, int count, int side) throws IOException {
        Path out = Files.createDirectories(folder.resolve("idx"));
        RandomStream random = RandomStream.of(file.hashCode());
        try (DataOutputStream o = new DataOutputStream(Files.newOutputStream(out.resolve(file)))) {
            o.writeInt(0x803);
            o.writeInt(count);
            o.writeInt(side);
            o.writeInt(side);
            for (int i = 0; i < count * side * side; i++) {
                o.writeByte(random.nextInt(256));
            }
        }
        return out;
    }

    /** Whole pictures are held out and named; nothing is fitted twice. */
    @Test
    void patches() throws IOException {
        Path out = folder.resolve("out");
        Object[] line = {
            "experiment",
            "natural-patches",
            pictures(20),
            "--quick",
            "--rows",
            400,
            "--time-limit",
            "400ms",
            "--threads",
            1,
            "-o",
            out,
            "--json"
        };
        Map<String, Object> o = Cli.run(line).json();
        List<Map<String, Object>> results = rows(o, "results");
        assertThat(results).hasSizeGreaterThan(5);
        for (Map<String, Object> r : results) {
            assertThat((Double) r.get("test")).isFinite();
            assertThat((Double) r.get("rowError")).isPositive();
        }
        String page = Files.readString(out.resolve("index.html"));
        assertThat(page).contains("Held-out pictures: p05.png, p15.png.", "400 patches of 18 pictures", "157.54");
        assertThat(ImageIO.read(out.resolve("patches.png").toFile()).getWidth()).isGreaterThan(1000);
        Map<String, Object> again = Cli.run(line).json();
        assertThat(again.get("results")).isEqualTo(o.get("results"));
        assertThat(again).containsEntry("reused", (long) results.size());
        Object[] some = Arrays.copyOf(line, line.length + 2);
        some[line.length] = "--models";
        some[line.length + 1] = "gmm,nsf";
        Map<String, Object> part = Cli.run(some).json();
        assertThat(rows(part, "results"))
                .isEqualTo(results.stream()
                        .filter(r -> r.get("model").equals("Gaussian mixture")
                                || r.get("model").equals("Neural spline flow"))
                        .toList())
                .hasSize(2);
        assertThat(part).containsEntry("reused", 2L);
        for (String wrong : new String[] {"gmm,foo", ""}) {
            some[line.length + 1] = wrong;
            assertThat(Cli.run(some)).satisfies(r -> {
                assertThat(r.code()).isEqualTo(ExitCode.USAGE);
                assertThat(r.err()).contains("must be among gmm, gmm-scales");
            });
        }
        assertThat(Cli.run("experiment", "vae", out, "--models", "gmm", "-o", out))
                .satisfies(r -> {
                    assertThat(r.code()).isEqualTo(ExitCode.USAGE);
                    assertThat(r.err()).contains("no choice of models");
                });
    }

    /** On noise every model needs the eight bits of a level, but for chance. */
    @Test
    void dimension() throws IOException {
        noise("train-images-idx3-ubyte", 260, 4);
        Path source = noise("t10k-images-idx3-ubyte", 200, 4);
        Path out = folder.resolve("out");
        Object[] line = {
            "experiment", "dimension", source, "--quick", "--time-limit", "200ms", "--threads", 1, "-o", out, "--json"
        };
        Map<String, Object> o = Cli.run(line).json();
        int seen = 0;
        for (Map<String, Object> r : rows(o, "results")) {
            double bits = (Double) r.get("bits");
            if (r.get("resolution").equals("4 x 4")) {
                assertThat(bits).as("%s", r).isGreaterThan(8 - 4 * (Double) r.get("bitsError"));
                seen++;
            } else {
                // the mean of four levels has a standard deviation of 37: nearly normal, 7.25 bits; the error is about
                // 0.04
                assertThat(bits).as("%s", r).isGreaterThan(7);
            }
        }
        assertThat(seen).isEqualTo(6);
        // three kinds of models with three seeds each
        assertThat(rows(o, "stability")).hasSize(9);
        Object kept = Json.parse(Files.readString(out.resolve("results.json")));
        assertThat(((Map<?, ?>) kept).get("stability")).isEqualTo(o.get("stability"));
        assertThat(out.resolve("samples.png")).isNotEmptyFile();
        assertThat(out.resolve("resolution.png")).isNotEmptyFile();
        assertThat(Cli.run(line).json().get("results")).isEqualTo(o.get("results"));
    }

    /** Fair coins: no model explains an image better than with log 2 a pixel, but for chance. */
    @Test
    void autoencoders() throws IOException {
        noise("train-images-idx3-ubyte", 200, 4);
        Path source = noise("t10k-images-idx3-ubyte", 120, 4);
        Path out = folder.resolve("out");
        Object[] line = {"experiment", "vae", source, "--quick", "--threads", 1, "-o", out, "--json"};
        Map<String, Object> o = Cli.run(line).json();
        List<Map<String, Object>> results = rows(o, "results");
        assertThat(results).hasSize(10);
        for (Map<String, Object> r : results) {
            double bound = (Double) r.get("bound");
            assertThat(bound)
                    .as("%s", r)
                    .isLessThan(-16 * Math.log(2) + 4 * (Double) r.get("boundError"))
                    .isGreaterThan((Double) r.get("elbo"));
        }
        assertThat(ImageIO.read(out.resolve("samples.png").toFile()).getWidth()).isGreaterThan(1000);
        assertThat(out.resolve("reconstructions.png")).isNotEmptyFile();
        Map<String, Object> again = Cli.run(line).json();
        assertThat(again.get("results")).isEqualTo(o.get("results"));
        assertThat(again).containsEntry("reused", 10L);
    }

    /** The message says what is expected. */
    @Test
    void wrongSources() throws IOException {
        Path out = folder.resolve("out");
        assertThat(Cli.run("experiment", "natural-patches", "-o", out)).satisfies(r -> {
            assertThat(r.code()).isEqualTo(ExitCode.USAGE);
            assertThat(r.err()).contains("SOURCE is missing", "a folder of at least 10 PNG or JPEG pictures");
        });
        assertThat(Cli.run("experiment", "natural-patches", folder.resolve("none"), "-o", out))
                .satisfies(r -> {
                    assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
                    assertThat(r.err()).contains("none", "no such folder", "pictures");
                });
        assertThat(Cli.run("experiment", "natural-patches", pictures(3), "-o", out))
                .satisfies(r -> {
                    assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
                    assertThat(r.err()).contains("holds 3 PNG or JPEG pictures");
                });
        Path file = pictures(1).resolve("p00.png");
        assertThat(Cli.run("experiment", "natural-patches", file, "-o", out)).satisfies(r -> {
            assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
            assertThat(r.err()).contains("is a file");
        });
        assertThat(Cli.run("experiment", "natural-patches", file.getParent(), "--columns", "a", "-o", out)
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("experiment", "dimension", file, "-o", out)).satisfies(r -> {
            assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
            assertThat(r.err()).contains("no IDX file of images");
        });
        noise("a-idx3-ubyte", 20, 4);
        assertThat(Cli.run("experiment", "dimension", noise("b-idx3-ubyte", 20, 4), "-o", out))
                .satisfies(r -> {
                    assertThat(r.code()).isEqualTo(ExitCode.UNUSABLE);
                    assertThat(r.err()).contains("2 IDX files of training images and 0 of test images");
                });
    }
}
