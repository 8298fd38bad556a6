package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cwm.base.ScaleMixture;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a base is asked to be is what it becomes. */
final class BaseSpecTest {

    private static final BaseSpec THREE = BaseSpec.scaleMixture().withScales(3).withRange(0.5, 4);

    private static float[] base(FittedModel m) {
        return m.mixture().base().parameters();
    }

    /** EM and gradient steps learn weights, gradient steps scales too; a fixed base goes through both as it was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFixedBaseStaysAndALearnedOneMoves(boolean learned) {
        Table train = FitData.ring(2000, 1);
        Table validation = FitData.ring(500, 2);
        BaseSpec spec = THREE.withLearned(learned);
        FitReport r = FitData.fit(train, validation, FitData.QUICK.withBase(spec));
        float[] start = spec.base().parameters();
        assertThat(r.accepted()).isTrue();
        if (learned) {
            assertThat(base(r.gaussianMixture())).isNotEqualTo(start);
            assertThat(base(r.model())).isNotEqualTo(base(r.gaussianMixture()));
        } else {
            assertThat(base(r.gaussianMixture())).isEqualTo(start);
            assertThat(base(r.model())).isEqualTo(start);
        }
    }

    @Test
    void rangeAndNumberAreThoseAsked() {
        ScaleMixture base = (ScaleMixture) THREE.base();
        assertThat(base.scales()).isEqualTo(3);
        assertThat(base.scale(2) / base.scale(0)).isCloseTo(8, org.assertj.core.api.Assertions.within(1e-5));
        assertThat(THREE).hasToString("3 scales from 0.5 to 4.0");
        assertThat(THREE.withLearned(false)).hasToString("3 scales from 0.5 to 4.0, fixed");
        assertThatThrownBy(() -> THREE.withRange(2, 1)).hasMessageContaining("in this order");
        assertThatThrownBy(() -> THREE.withScales(0)).hasMessageContaining("must be at least 1");
    }
}
