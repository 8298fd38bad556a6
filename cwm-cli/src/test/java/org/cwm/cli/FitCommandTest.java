package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.cwm.base.ScaleMixture;
import org.cwm.io.ModelFile;
import org.cwm.kernel.Activation;
import org.cwm.map.CouplingFlow;
import org.cwm.map.FlowArchitecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitCommandTest {

    @TempDir
    Path folder;

    @Test
    void jsonIsOneObjectWithTheDocumentedKeys() {
        Path data = Cli.table(folder, "d.csv", 300, 3);
        Path model = folder.resolve("m.cwm");
        Cli.Result r = Cli.run(Cli.quick("fit", data, "-o", model, "--json", "--columns", "c,a", "--seed", 5));
        assertThat(r.code()).as(r.err()).isZero();
        Map<String, Object> o = r.json();
        assertThat(o)
                .containsKeys(
                        "rows",
                        "columns",
                        "parameters",
                        "train",
                        "validation",
                        "seconds",
                        "backend",
                        "stopReason",
                        "components",
                        "model",
                        "warnings")
                .containsEntry("rows", 300L)
                .containsEntry("columns", List.of("c", "a"))
                .containsEntry("components", 2L)
                .containsEntry("seed", 5L)
                .containsEntry("model", model.toString());
        for (String part : List.of("train", "validation")) {
            assertThat((Map<?, ?>) o.get(part)).as(part).hasToString(o.get(part).toString());
            Map<?, ?> score = (Map<?, ?>) o.get(part);
            assertThat(score.keySet()).hasToString("[rows, emStart, final, gainStandardError]");
            assertThat((Double) score.get("final")).isFinite();
        }
        Map<?, ?> seconds = (Map<?, ?>) o.get("seconds");
        assertThat(seconds.containsKey("em") && seconds.containsKey("total")).isTrue();
        assertThat(model).exists();
    }

    @Test
    void sameSeedSameModel() throws IOException {
        Path data = Cli.table(folder, "d.csv", 200, 2);
        byte[][] files = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Path model = folder.resolve("m" + i + ".cwm");
            Object[] args = {
                "fit",
                data,
                "-o",
                model,
                "--seed",
                3,
                "--components",
                2,
                "--classifier",
                "4",
                "--epochs",
                3,
                "--threads",
                i + 1,
                "--quiet"
            };
            assertThat(Cli.run(args).code()).isZero();
            files[i] = Files.readAllBytes(model);
        }
        assertThat(files[0]).isEqualTo(files[1]);
    }

    @Test
    void flowsAreOneMoreFamilyOfMaps() throws IOException {
        Path data = Cli.table(folder, "d.csv", 300, 2);
        Path model = folder.resolve("m.cwm");
        Object[] fit = {
            "fit",
            data,
            "-o",
            model,
            "--model",
            "nsf",
            "--bins",
            5,
            "--flow-layers",
            2,
            "--flow-hidden",
            "8,8",
            "--spline-bound",
            3,
            "--flow-activation",
            "tanh",
            "--flow-mixing",
            "none",
            "--epochs",
            1,
            "--validation",
            0.2,
            "--json",
            "--quiet"
        };
        Cli.Result r = Cli.run(fit);
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("components", 1L);
        CouplingFlow maps = (CouplingFlow) ModelFile.read(model).mixture().maps();
        FlowArchitecture flow = maps.architecture();
        assertThat(flow.coupling()).isEqualTo(new FlowArchitecture.Spline(5, 3));
        assertThat(flow.activation()).isEqualTo(Activation.TANH);
        assertThat(flow.mixing()).isEqualTo(FlowArchitecture.Mixing.NONE);
        assertThat(Cli.run("fit", data, "--model", "nsf", "--spline-bound", -1).code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("fit", data, "--model", "realnvp", "--spline-bound", 3)
                        .err())
                .contains("affine couplings have none");
        assertThat(Cli.run("fit", data, "--flow-mixing", "linear").err()).contains("belong to flows");
        assertThat(Cli.run("score", model, data, "-o", folder.resolve("s.csv")).code())
                .isZero();
        assertThat(Cli.run("fit", data, "--model", "realnvp", "--bins", 5).err())
                .contains("affine couplings have none");
        assertThat(Cli.run("fit", data, "--bins", 5).code()).isEqualTo(2);
        fit[5] = "glow";
        assertThat(Cli.run(fit).code()).isEqualTo(2);
        assertThat(Cli.run("fit", data, "--model", "nsf", "--covariance", "full")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void resumesFromACheckpoint() throws IOException {
        Path data = Cli.table(folder, "d.csv", 300, 2);
        Path model = folder.resolve("m.cwm");
        Object[] line = Cli.quick("fit", data, "-o", model, "--validation", 0.2, "--checkpoint-interval", "1ms");
        assertThat(Cli.run(line).code()).isZero();
        assertThat(folder.resolve("m.cwm.checkpoint")).doesNotExist();
        byte[] first = Files.readAllBytes(model);
        Cli.Result again = Cli.run(Cli.quick("fit", data, "-o", model, "--validation", 0.2, "--resume"));
        assertThat(again.code()).isZero();
        assertThat(again.err()).contains("beginning anew");
        assertThat(Files.readAllBytes(model)).isEqualTo(first);
        Cli.write(folder.resolve("m.cwm.checkpoint"), "rubbish");
        Cli.Result damaged = Cli.run(Cli.quick("fit", data, "-o", model, "--validation", 0.2, "--resume"));
        assertThat(damaged.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(damaged.err()).contains("m.cwm.checkpoint");
    }

    @Test
    void textTellsScoresAndPlace() {
        Path data = Cli.table(folder, "d.csv", 300, 1);
        Path model = folder.resolve("m.cwm");
        Cli.Result r = Cli.run(Cli.quick("fit", data, "-o", model));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out()).contains("Held-out", "Gaussian mixture", "\u00b1", "Written     " + model);
        assertThat(r.err()).contains("% em");
    }

    @Test
    void quietSaysNothingBesideTheResult() {
        Path data = Cli.table(folder, "d.csv", 300, 1);
        Cli.Result r = Cli.run(Cli.quick("fit", data, "-o", folder.resolve("m.cwm"), "--quiet"));
        assertThat(r.err()).isEmpty();
        assertThat(r.out()).contains("Written");
    }

    @Test
    void barIsDrawnOnATerminal() {
        Path data = Cli.table(folder, "d.csv", 300, 1);
        Cli.Result r = Cli.run(true, Cli.quick("fit", data, "-o", folder.resolve("m.cwm")));
        assertThat(r.err()).contains("\r", "[#");
    }

    @Test
    void queryAndHeldOutFile() {
        Path data = Cli.table(folder, "d.csv", 300, 2);
        Path heldOut = Cli.table(folder, "v.csv", 50, 3);
        Cli.Result r = Cli.run(Cli.quick(
                "fit",
                "--sql",
                "SELECT a, b FROM '" + data + "' WHERE a < 100",
                "--validation",
                heldOut,
                "-o",
                folder.resolve("m.cwm"),
                "--json"));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(((Map<?, ?>) r.json().get("validation")).get("rows")).isEqualTo(50L);
        assertThat(((Map<?, ?>) r.json().get("train")).get("rows")).isEqualTo(300L);
    }

    @Test
    void pictureIsADensityOnTheUnitSquare() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 16; j++) {
                image.setRGB(j, i, 0xFFFFFF);
            }
        }
        Path picture = folder.resolve("half.png");
        ImageIO.write(image, "png", picture.toFile());
        Path model = folder.resolve("m.cwm");
        Cli.Result r = Cli.run(Cli.quick("fit", picture, "--draws", 600, "-o", model, "--json"));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("columns", List.of("x", "y")).containsEntry("rows", 600L);
        Map<?, ?> described = (Map<?, ?>) r.json().get("picture");
        assertThat((Double) described.get("negativeEntropy"))
                .isCloseTo(Math.log(2), org.assertj.core.api.Assertions.within(1e-9));
        Cli.Result score = Cli.run("score", model, picture, "--draws", 500, "--json");
        assertThat(score.json()).containsEntry("rows", 500L);
        // all draws lie in the white half, where the density is 2
        assertThat((Double) score.json().get("excess"))
                .isCloseTo(
                        Math.log(2) - (Double) score.json().get("meanLogDensity"),
                        org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void aScaleMixtureBaseIsFittedAndDescribed() {
        Path data = Cli.table(folder, "d.csv", 300, 2);
        Path model = folder.resolve("m.cwm");
        Cli.Result r = Cli.run(
                "fit", data, "--components", 3, "--base", "scale-mixture", "--epochs", 2, "-o", model, "--quiet");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(Cli.run("describe", model).out()).contains("Base        scale-mixture, scales with their weights");
        assertThat(Cli.run("describe", model, "--json").json()).containsEntry("base", "scale-mixture");
        assertThat(Cli.run("fit", data, "--base", "cauchy", "-o", model).code()).isEqualTo(2);
    }

    @Test
    void scalesOfABaseAreThoseAskedFor() throws IOException {
        Path data = Cli.table(folder, "d.csv", 300, 2);
        Path model = folder.resolve("m.cwm");
        Object[] fit = {
            "fit",
            data,
            "--components",
            3,
            "--base-weights",
            "fixed",
            "--base-scales",
            4,
            "--base-range",
            "0.5,2",
            "--epochs",
            2,
            "-o",
            model,
            "--quiet"
        };
        Cli.Result r = Cli.run(fit);
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(ModelFile.read(model).mixture().base().parameters())
                .isEqualTo(ScaleMixture.geometric(4, 0.5, 2).parameters());
        fit[7] = 1;
        assertThat(Cli.run(fit).err()).contains("--base-scales: 1, must be at least 2");
        fit[7] = 4;
        for (String range : List.of("2,0.5", "0,1", "1", "a,b", "1,Infinity")) {
            fit[9] = range;
            assertThat(Cli.run(fit).err()).contains("--base-range: '" + range + "', must be two numbers");
        }
        assertThat(Cli.run("fit", data, "--base", "normal", "--base-scales", 3).err())
                .contains("belong to --base scale-mixture");
    }

    @Test
    void constantClassifierIsAGaussianMixture() {
        Path data = Cli.table(folder, "d.csv", 300, 2);
        Cli.Result r = Cli.run(
                "fit",
                data,
                "--components",
                3,
                "--classifier",
                "constant",
                "--covariance",
                "Diagonal",
                "-o",
                folder.resolve("m.cwm"),
                "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("classifier", "constant").containsEntry("covariance", "diagonal");
        Map<?, ?> score = (Map<?, ?>) r.json().get("validation");
        assertThat(score.get("final")).isEqualTo(score.get("emStart"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--components 0",
                "--components many",
                "--epochs -1",
                "--learning-rate 0",
                "--batch-size 0",
                "--validation 0.9",
                "--time-limit soon",
                "--classifier 3,x",
                "--classifier constant --activation tanh",
                "--classifier 0",
                "--covariance round",
                "--activation relu",
                "--threads -1",
                "--columns a,a",
                "--colour blue"
            })
    void nonsenseIsAUsageError(String options) throws IOException {
        Path data = Cli.table(folder, "d.csv", 100, 2);
        Path out = Files.createDirectory(folder.resolve("out"));
        Object[] args = ("fit " + data + " -o " + out.resolve("m.cwm") + " " + options).split(" ");
        Cli.Result r = Cli.run(args);
        assertThat(r.code()).as(r.err()).isEqualTo(ExitCode.USAGE);
        assertThat(r.out()).isEmpty();
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void dataIsNeededOnce() {
        assertThat(Cli.run("fit", "-o", folder.resolve("m.cwm")).code()).isEqualTo(ExitCode.USAGE);
        Path data = Cli.table(folder, "d.csv", 100, 2);
        assertThat(Cli.run("fit", data, "--sql", "SELECT 1", "-o", folder.resolve("m.cwm"))
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void defaultNameComesFromTheData() {
        assertThat(FitSummary.stem("somewhere/wine.csv.gz")).isEqualTo("wine");
        assertThat(FitSummary.stem("picture.png")).isEqualTo("picture");
        assertThat(FitSummary.stem(null)).isEqualTo("model");
        assertThat(FitSummary.stem("noending")).isEqualTo("noending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"60s", "60", "1m", "60000ms", "1min", "PT1M"})
    void times(String text) {
        assertThat(new FitSettings.Time().convert(text)).hasMinutes(1);
    }
}
