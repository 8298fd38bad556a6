package org.cwm.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cwm.fit.FitListener;
import org.cwm.random.RandomStream;
import org.cwm.variational.VariationalOptions;
import org.cwm.variational.zoo.PosteriorDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiment on estimators, in sizes that take a moment. */
class InferenceExperimentsTest {

    private static final TargetWorkload.Sizes SIZES = new TargetWorkload.Sizes(4, 40, 12, 3, 200, 200, 16);

    private static final VaeWorkload.Sizes VAE_SIZES = new VaeWorkload.Sizes(60, 20, 6, 2, 10, 2, 3, 2, 4, 40, 4);

    @TempDir
    static Path folder;

    @TempDir
    static Path source;

    private static Outcome outcome;
    private static int reused;

    /** 80 pictures of 4 x 4 pixels: stripes, upright or level, with noise. */
    private static void pictures() throws IOException {
        RandomStream random = RandomStream.of(1);
        ByteBuffer b = ByteBuffer.allocate(16 + 80 * 16);
        b.putInt(0x803).putInt(80).putInt(4).putInt(4);
        for (int i = 0; i < 80 * 16; i++) {
            int stripe = i / 16 % 2 == 0 ? i % 4 : i / 4 % 4;
            b.put((byte) (random.nextDouble() < (stripe % 2 == 0 ? 0.9 : 0.1) ? 255 : 0));
        }
        Files.createDirectory(source.resolve("fashion_mnist"));
        Files.write(source.resolve("fashion_mnist/t10k-images-idx3-ubyte"), b.array());
    }

    private static Outcome run() throws IOException {
        return run(folder, source);
    }

    private static Outcome run(Path folder, @Nullable Path source) throws IOException {
        Cells cells = new Cells(folder, 1, FitListener.SILENT);
        Lab lab = new Lab(
                folder,
                source,
                () -> {
                    throw new IllegalStateException("no rows");
                },
                cells,
                new LabSettings(true, 0, 1, null, null, List.of()),
                "cwm experiment estimators");
        Outcome o = lab.report(new EstimatorsExperiment(SIZES, VAE_SIZES), "1");
        reused = cells.reused();
        return o;
    }

    @BeforeAll
    static void measure() throws IOException {
        pictures();
        outcome = run();
    }

    /** Kept results are found by these names. */
    @Test
    void posteriorsHaveNamesOfTheirOwn() {
        assertThat(PosteriorDatabase.names().stream().map(PosteriorTarget::id))
                .doesNotHaveDuplicates()
                .contains("garch11", "kidscore-momiq", "sblrc-blr", "sblri-blr");
    }

    @Test
    void imagesAreFoundInAFolderOfData() throws IOException {
        ImageSplit found = ImageSplit.read(source, 1);
        ImageSplit given = ImageSplit.read(source.resolve("fashion_mnist"), 1);
        assertThat(found.name()).isEqualTo("fashion_mnist");
        assertThat(ImageSplit.binary(found.train())).hasSize(72 * 16).isEqualTo(ImageSplit.binary(given.train()));
        assertThat(ImageSplit.binary(found.test())).isEqualTo(ImageSplit.binary(given.test()));
    }

    @Test
    void whatWasMeasuredIsNotMeasuredAgain() throws IOException {
        Outcome again = run();
        assertThat(reused).isEqualTo(6);
        assertThat(again.table().rows()).isEqualTo(outcome.table().rows());
        Files.delete(folder.resolve("cells/regression-1.json"));
        Files.delete(folder.resolve("cells/auto-encoder-1.json"));
        Outcome third = run();
        assertThat(reused).isEqualTo(4);
        // seconds differ, gaps do not
        assertThat(third.table().rows())
                .extracting(r -> r.get("gap"))
                .isEqualTo(
                        outcome.table().rows().stream().map(r -> r.get("gap")).toList());
    }

    @Test
    void everyEstimatorHasItsLineEverywhere() {
        int estimators = EstimatorTrial.ALL.size();
        assertThat(outcome.table().rows()).hasSize(3 * estimators);
        assertThat(outcome.more().get(0).table().rows()).hasSize(3 * estimators);
        assertThat(outcome.more().get(1).table().rows()).hasSize(3 * estimators);
        assertThat(outcome.more().get(2).table().rows()).hasSize(3 * estimators);
        assertThat(folder.resolve("regression.png")).isNotEmptyFile();
        assertThat(folder.resolve("clusters.png")).isNotEmptyFile();
        assertThat(folder.resolve("auto-encoder.png")).isNotEmptyFile();
        assertThat(folder.resolve("index.html")).isNotEmptyFile();
    }

    /** The default of fits is among them; the notes say what is left out. */
    @Test
    void withoutPicturesTheAutoencoderIsLeftOut(@TempDir Path other) throws IOException {
        assertThat(EstimatorTrial.of(EstimatorTrial.DEFAULT).options())
                .isEqualTo(VariationalOptions.defaults().estimator());
        assertThat(run(other, null).notes().toString()).contains("auto-encoder was left out");
        assertThat(outcome.notes().toString()).doesNotContain("left out: it");
        assertThat(outcome.setting()).contains("fashion_mnist, 4 x 4 binary pixels, 60 images to train and 8 held out");
    }

    /** K = 12 and 2 base points an image: points through the decoder, 24 an image and step, or 2 a component that is drawn. */
    @Test
    void evaluationsOfTheAutoencoderAreThoseOfTheFormula() {
        List<Map<String, Object>> rows = outcome.more().get(0).table().rows().stream()
                .filter(r -> r.get("workload").equals("auto-encoder"))
                .toList();
        assertThat(rows).hasSize(EstimatorTrial.ALL.size());
        for (Map<String, Object> row : rows) {
            EstimatorTrial t = EstimatorTrial.ALL.stream()
                    .filter(e -> e.label().equals(row.get("estimator")))
                    .findFirst()
                    .orElseThrow();
            int paths = t.paths() == 0 ? 12 : t.paths();
            assertThat(row.get("evaluations")).isEqualTo(2L * 60 * 2 * paths);
            assertThat(t.draws(2, 12) * paths).isEqualTo(24);
        }
    }

    /** K = 8 at the start, where no weight is negligible: draws times paths, times steps. */
    @Test
    void evaluationsAreThoseOfTheFormula() {
        for (Map<String, Object> row : outcome.more().get(0).table().rows()) {
            if (!row.get("workload").equals("logistic regression")) {
                continue;
            }
            EstimatorTrial t = EstimatorTrial.ALL.stream()
                    .filter(e -> e.label().equals(row.get("estimator")))
                    .findFirst()
                    .orElseThrow();
            int paths = t.paths() == 0 ? 8 : t.paths();
            assertThat(row.get("evaluations")).isEqualTo((long) SIZES.draws() * SIZES.steps() * paths);
            assertThat(t.draws(SIZES.draws(), 8) * paths).isBetween(SIZES.draws() * 8 - paths + 1, SIZES.draws() * 8);
        }
    }

    @Test
    void sumsOverBothValuesOfTheToyHaveNoVariance() {
        List<Map<String, Object>> rows = outcome.more().get(3).table().rows();
        assertThat(rows).hasSize(15);
        for (Map<String, Object> row : rows) {
            double variance = ((Number) row.get("variance")).doubleValue();
            if (row.get("estimator").equals("RB")) {
                assertThat(variance).isLessThan(1e-25);
            } else {
                assertThat(variance).isPositive();
            }
        }
    }
}
