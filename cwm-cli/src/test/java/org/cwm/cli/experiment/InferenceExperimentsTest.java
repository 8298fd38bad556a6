package org.cwm.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cwm.fit.FitListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiment on estimators, in sizes that take a moment. */
class InferenceExperimentsTest {

    private static final TargetWorkload.Sizes SIZES = new TargetWorkload.Sizes(4, 40, 12, 3, 200, 200, 16);

    @TempDir
    static Path folder;

    private static Outcome outcome;
    private static int reused;

    private static Outcome run() throws IOException {
        Cells cells = new Cells(folder, 1, FitListener.SILENT);
        Lab lab = new Lab(
                folder,
                null,
                () -> {
                    throw new IllegalStateException("no rows");
                },
                cells,
                new LabSettings(true, 0, 1, null, null, List.of()),
                "cwm experiment estimators");
        Outcome o = lab.report(new EstimatorsExperiment(SIZES), "1");
        reused = cells.reused();
        return o;
    }

    @BeforeAll
    static void measure() throws IOException {
        outcome = run();
    }

    @Test
    void whatWasMeasuredIsNotMeasuredAgain() throws IOException {
        Outcome again = run();
        assertThat(reused).isEqualTo(4);
        assertThat(again.table().rows()).isEqualTo(outcome.table().rows());
        Files.delete(folder.resolve("cells/regression-1.json"));
        Outcome third = run();
        assertThat(reused).isEqualTo(3);
        // seconds differ, gaps do not
        assertThat(third.table().rows())
                .extracting(r -> r.get("gapEqualDraws"))
                .isEqualTo(outcome.table().rows().stream()
                        .map(r -> r.get("gapEqualDraws"))
                        .toList());
    }

    @Test
    void everyEstimatorHasItsLineEverywhere() {
        int estimators = EstimatorTrial.ALL.size();
        assertThat(outcome.table().rows()).hasSize(2 * estimators);
        assertThat(outcome.more().get(0).table().rows()).hasSize(2 * estimators);
        assertThat(outcome.more().get(1).table().rows()).hasSize(2 * estimators);
        assertThat(folder.resolve("regression.png")).isNotEmptyFile();
        assertThat(folder.resolve("clusters.png")).isNotEmptyFile();
        assertThat(folder.resolve("index.html")).isNotEmptyFile();
    }

    /** K = 8 at the start, where no weight is negligible: draws times paths, times steps. */
    @Test
    void evaluationsAreThoseOfTheFormula() {
        for (Map<String, Object> row : outcome.table().rows()) {
            if (!row.get("workload").equals("logistic regression")) {
                continue;
            }
            EstimatorTrial t = EstimatorTrial.ALL.stream()
                    .filter(e -> e.label().equals(row.get("estimator")))
                    .findFirst()
                    .orElseThrow();
            int paths = t.paths() == 0 ? 8 : t.paths();
            assertThat(row.get("evaluationsEqualDraws")).isEqualTo((long) SIZES.draws() * SIZES.steps() * paths);
            assertThat(t.draws(SIZES.draws(), 8) * paths).isEqualTo(SIZES.draws() * 8);
        }
    }

    @Test
    void sumsOverBothValuesOfTheToyHaveNoVariance() {
        List<Map<String, Object>> rows = outcome.more().get(2).table().rows();
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
