package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cwm.diagnostic.FailureSignature;
import org.cwm.diagnostic.Finding;
import org.cwm.kernel.Activation;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;

/** Failure signatures of whole fits. */
final class FitFindingsTest {

    private static final FitOptions LONGER = FitData.QUICK.withEpochs(20.0).withValidationFraction(0.2);

    private static List<FailureSignature> signatures(FitReport report) {
        for (Finding f : report.findings()) {
            assertThat(report.warnings()).contains(f.text());
        }
        return report.findings().stream().map(Finding::signature).toList();
    }

    @Test
    void goodFitsHaveNone() {
        assertThat(signatures(FitData.fit(FitData.ring(2000, 1), LONGER))).isEmpty();
        assertThat(signatures(FitData.fit(FitData.gaussian(2000, 3, 1), LONGER)))
                .isEmpty();
        assertThat(signatures(FitData.fit(FitData.checkerboard(2000, 1), LONGER)))
                .isEmpty();
    }

    /** A learning rate a hundred times too high: the likelihood falls, and the mixture is kept. */
    @Test
    void aLearningRateMuchTooHigh() {
        FitReport report = FitData.fit(
                FitData.ring(2000, 1),
                LONGER.withEpochs(60.0)
                        .withLearningRate(1.0)
                        .withClassifier(ClassifierSpec.mlp(Activation.TANH, 1, 16, 16)));
        assertThat(signatures(report)).contains(FailureSignature.FALLING_LIKELIHOOD);
        assertThat(report.validation().end())
                .isGreaterThanOrEqualTo(report.validation().emStart());
    }

    /** Rows that lie on a few points, without bound but the floor. */
    @Test
    void rowsOnAFewPoints() {
        double[] v = new double[2 * 400];
        for (int i = 0; i < 400; i++) {
            v[2 * i] = i % 5;
            v[2 * i + 1] = (i * 7) % 5 + 0.001 * (i % 3);
        }
        Table table = FitData.table(2, v);
        FitReport report = FitData.fit(
                table, FitData.QUICK.withComponents(10).withEpochs(0.0).withValidationFraction(0.2));
        assertThat(signatures(report)).containsExactly(FailureSignature.COLLAPSED_SCALES);
    }
}
