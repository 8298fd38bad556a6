package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.junit.jupiter.api.Test;

/** Writes what {@code reference/check_read_model.sh} reads: a model, rows and their log densities, by architecture. */
class ReferenceFilesTest {

    private static final int ROWS = 50;

    @Test
    void filesForOtherReaders() throws Exception {
        // beside the classes of these tests, so that builds with other directories stay apart
        Path classes = Path.of(ReferenceFilesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path folder = Files.createDirectories(classes.resolveSibling("reference"));
        for (Map.Entry<String, FittedModel> entry : Models.all().entrySet()) {
            FittedModel model = entry.getValue();
            Path file = folder.resolve(entry.getKey() + ".cwm");
            ModelFile.write(model, file);
            Points rows = Models.draws(model, ROWS, 3);
            double[] densities = new double[ROWS];
            model.logDensity(rows, densities, 1);
            List<String> table = new ArrayList<>();
            table.add(model.schema().names().stream()
                    .map(n -> '"' + n.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(",")));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                table.add(java.util.Arrays.stream(rows.row(i))
                        .mapToObj(Json::shortest)
                        .collect(Collectors.joining(",")));
                expected.add(Json.shortest(densities[i]));
            }
            Files.write(folder.resolve(entry.getKey() + ".rows.csv"), table);
            Files.write(folder.resolve(entry.getKey() + ".expected.csv"), expected);
            assertThat(file).isNotEmptyFile();
        }
    }
}
