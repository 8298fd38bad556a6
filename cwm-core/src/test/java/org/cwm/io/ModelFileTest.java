package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    @TempDir
    Path folder;

    @Test
    void everyArchitectureReturnsWithTheSameBits() throws Exception {
        for (var entry : Models.all().entrySet()) {
            FittedModel model = entry.getValue();
            Path file = folder.resolve(entry.getKey() + ".cwm");
            ModelFile.write(model, file);
            for (FittedModel read : Arrays.asList(
                    ModelFile.read(file),
                    ModelFile.read(Files.readAllBytes(file)),
                    ModelFile.read(new ByteArrayInputStream(Files.readAllBytes(file))))) {
                assertSame(read, model);
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(ModelFile.bytes(ModelFile.read(file)));
        }
    }

    static void assertSame(FittedModel read, FittedModel model) {
        assertThat(read.provenance()).isEqualTo(model.provenance());
        assertThat(read.schema()).isEqualTo(model.schema());
        assertThat(bits(read.calibration())).isEqualTo(bits(model.calibration()));
        assertThat(read.mixture().layout()).isEqualTo(model.mixture().layout());
        assertThat(read.mixture().parameters()).isEqualTo(model.mixture().parameters());
        assertThat(read.mixture().maps().id()).isEqualTo(model.mixture().maps().id());
        assertThat(read.mixture().classifier().id())
                .isEqualTo(model.mixture().classifier().id());
        Points rows = model.sample(100, RandomStream.of(1), 1);
        assertThat(bits(read.sample(100, RandomStream.of(1), 1).values())).isEqualTo(bits(rows.values()));
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
}
