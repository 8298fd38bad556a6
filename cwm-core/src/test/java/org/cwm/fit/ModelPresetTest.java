package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cwm.kernel.Activation;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Presets fill what is open and nothing else. */
final class ModelPresetTest {

    private static final Table DATA = FitData.ring(1200, 1);

    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void whatTheUserChoseStays(ModelPreset preset) {
        FitOptions asked = FitOptions.defaults()
                .withComponents(3)
                .withCovariance(CovarianceType.DIAGONAL)
                .withClassifier(ClassifierSpec.mlp(Activation.TANH, 1, 5))
                .withEpochs(7.0)
                .withSeed(11);
        assertThat(preset.apply(DATA, asked)).isEqualTo(asked);
        assertThat(ModelPreset.of(preset.id().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(preset);
    }

    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void systemsAreChoicesOfMapsAndClassifier(ModelPreset preset) {
        FitOptions o = preset.apply(DATA, FitOptions.defaults());
        boolean constant = !preset.id().startsWith("cwm");
        assertThat(o.maps() instanceof MapSpec.Flow).isEqualTo(preset.flows());
        assertThat(o.classifier() != null && o.classifier().constant()).isEqualTo(constant);
        boolean one = preset == ModelPreset.REALNVP || preset == ModelPreset.NSF;
        assertThat(o.components()).isEqualTo(preset.flows() ? (Integer) (one ? 1 : 10) : null);
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
        FitReport report = FitData.fit(DATA, preset.apply(DATA, o));
        FitData.assertFinite(report, FitData.ring(100, 2));
    }

    @Test
    void unknownName() {
        assertThatThrownBy(() -> ModelPreset.of("x")).hasMessageContaining("must be one of gmm, realnvp, nsf");
    }
}
