package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cwm.classifier.Mlp;
import org.cwm.fit.FittedModel;
import org.cwm.kernel.Activation;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {

    @TempDir
    Path folder;

    @Test
    void everyArchitectureReturnsWithTheSameBits() throws Exception {
        for (var entry : Models.all().entrySet()) {
            FittedModel model = entry.getValue();
            Path file = folder.resolve(entry.getKey() + ".cwm");
            ModelFile.write(model, file);
            byte[] bytes = Files.readAllBytes(file);
            for (FittedModel read : List.of(
                    ModelFile.read(file), ModelFile.read(bytes), ModelFile.read(new ByteArrayInputStream(bytes)))) {
                assertSame(read, model);
            }
        }
    }

    private static void assertSame(FittedModel read, FittedModel model) {
        assertThat(read.provenance()).isEqualTo(model.provenance());
        assertThat(read.schema()).isEqualTo(model.schema());
        assertThat(bits(read.calibration())).isEqualTo(bits(model.calibration()));
        assertThat(read.ensemble()).hasToString(model.ensemble().toString());
        for (int m = 0; m < model.ensemble().members().size(); m++) {
            ClassifierWeightedMixture member = model.ensemble().members().get(m);
            assertThat(read.ensemble().members().get(m).layout()).isEqualTo(member.layout());
            assertThat(read.ensemble().members().get(m).parameters()).isEqualTo(member.parameters());
        }
        Points rows = Models.draws(model, 100, 1);
        assertThat(bits(Models.draws(read, 100, 1).values())).isEqualTo(bits(rows.values()));
        assertThat(bits(densities(read, rows))).isEqualTo(bits(densities(model, rows)));
    }

    private static double[] densities(FittedModel model, Points rows) {
        double[] out = new double[rows.rows()];
        model.logDensity(rows, out, 1);
        return out;
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        for (var entry : Models.all().entrySet()) {
            Path file = folder.resolve(entry.getKey() + ".cwm");
            ModelFile.write(entry.getValue(), file);
            assertThat(Files.readAllBytes(file))
                    .isEqualTo(ModelFile.bytes(Models.all().get(entry.getKey())))
                    .isEqualTo(ModelFile.bytes(ModelFile.read(file)));
        }
    }

    @Test
    void emptyCalibrationAndLargeModelsAreKept() throws Exception {
        FittedModel some = Models.model(true, 2, 60, Activation.SINE, 64, 64);
        FittedModel model = FittedModel.of(some.schema(), some.mixture(), some.provenance(), new double[0]);
        assertSame(ModelFile.read(ModelFile.bytes(model)), model);
    }

    @Test
    void tensorsAreAlignedAndUnderTheirSliceNames() throws Exception {
        byte[] bytes = ModelFile.bytes(Models.model(true, 3, 5, Activation.TANH, 8));
        Forge file = Forge.open(bytes);
        assertThat((bytes.length - file.data().length) % 8).isZero();
        assertThat(file.header())
                .startsWith("{\"__metadata__\":{\"cwm.sha256\":\"")
                .contains("\"maps.mean\":{\"dtype\":\"F32\",\"shape\":[5,3],\"data_offsets\":[160,220]}")
                .contains("\"classifier.1.bias\":{\"dtype\":\"F32\",\"shape\":[5],");
    }

    @ParameterizedTest
    @CsvSource({"1-location-scale-constant, location-scale, constant", "1-lower-triangular-sine, lower-triangular, mlp"
    })
    void filesOfEarlierVersionsStillLoad(String name, String maps, String classifier) throws Exception {
        Path golden = Path.of(ModelFileTest.class.getResource("/golden").toURI());
        FittedModel model = ModelFile.read(golden.resolve(name + ".cwm"));
        assertThat(model.mixture().maps().id()).isEqualTo(maps);
        assertThat(model.mixture().classifier().id()).isEqualTo(classifier);
        List<String> rows = Files.readAllLines(golden.resolve(name + ".rows.csv"));
        List<String> expected = Files.readAllLines(golden.resolve(name + ".expected.csv"));
        assertThat(expected).hasSize(50);
        for (int i = 0; i < expected.size(); i++) {
            double[] row = Arrays.stream(rows.get(i + 1).split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            double density = Double.parseDouble(expected.get(i));
            assertThat(model.logDensity(row)).isCloseTo(density, within(1e-5 * (1 + Math.abs(density))));
        }
    }

    @Test
    void aModelThatAmplifiesRoundingIsStillReadable() throws Exception {
        FittedModel some = Models.model(false, 2, 3, Activation.SINE, 8);
        float[] values = some.mixture().parameters();
        for (int i = 12; i < values.length; i++) {
            values[i] *= 60;
        }
        FittedModel model = FittedModel.of(
                some.schema(), some.mixture().withParameters(values), some.provenance(), some.calibration());
        assertSame(ModelFile.read(ModelFile.bytes(model)), model);
    }

    @Test
    void aModelWithoutFiniteDensitiesIsNotWritten() {
        FittedModel some = Models.model(false, 2, 3, null);
        float[] values = some.mixture().parameters();
        Arrays.fill(values, 6, 12, 1e30f);
        FittedModel model = FittedModel.of(
                some.schema(), some.mixture().withParameters(values), some.provenance(), some.calibration());
        Path file = folder.resolve("model.cwm");
        assertThatThrownBy(() -> ModelFile.write(model, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none of 64 draws");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void moreHiddenLayersThanAFileHoldsAreRefused() {
        int[] hidden = new int[101];
        Arrays.fill(hidden, 1);
        Mlp.Architecture a = new Mlp.Architecture(2, hidden, Activation.TANH, 3);
        FittedModel some = Models.model(false, 2, 3, null);
        FittedModel model = FittedModel.of(
                some.schema(),
                ClassifierWeightedMixture.of(
                        some.mixture().maps(), Mlp.of(a, new float[a.layout().size()])),
                some.provenance(),
                some.calibration());
        assertThatThrownBy(() -> ModelFile.bytes(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101 hidden layers");
    }

    @Test
    void missingFilesAndFolders() {
        assertThatThrownBy(() -> ModelFile.read(folder.resolve("none.cwm"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ModelFile.read(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void readersSeeTheOldFileOrTheNewOne() throws Exception {
        List<FittedModel> models =
                List.of(Models.model(true, 2, 3, Activation.TANH, 4), Models.model(false, 2, 5, Activation.SINE, 30));
        Path file = folder.resolve("model.cwm");
        ModelFile.write(models.get(0), file);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                Callable<Integer> reader = () -> {
                    int n = 0;
                    for (; n < 100; n++) {
                        FittedModel read = ModelFile.read(file);
                        assertThat(read.mixture().components()).isIn(3, 5);
                    }
                    return n;
                };
                readers.add(threads.submit(reader));
            }
            Future<Integer> writer = threads.submit(() -> {
                int n = 0;
                for (; n < 30; n++) {
                    ModelFile.write(models.get((n + 1) % 2), file);
                }
                return n;
            });
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isEqualTo(100);
            }
            assertThat(writer.get()).isEqualTo(30);
        } finally {
            threads.shutdownNow();
        }
        assertSame(ModelFile.read(file), models.get(0));
        assertThat(folder).isDirectoryContaining(f -> f.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
