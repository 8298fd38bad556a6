package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.CouplingFlow;
import org.cwm.map.FlowArchitecture;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fits with coupling flows as maps: the same trainer, the same laws. */
final class FlowFitTest {

    private static MapSpec.Flow flow(boolean spline) {
        return new MapSpec.Flow(
                spline ? new FlowArchitecture.Spline(8, 3) : new FlowArchitecture.Affine(),
                4,
                new int[] {32, 32},
                Activation.SILU,
                1,
                FlowArchitecture.Mixing.LINEAR);
    }

    private static FitOptions options(boolean spline) {
        return FitOptions.defaults()
                .withThreads(2)
                .withMaps(flow(spline))
                .withEpochs(10.0)
                .withBatchSize(256)
                .withLearningRate(1e-2);
    }

    /** One flow learns much of a ring of which one Gaussian misses 1.9 nats. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneFlowIsTrained(boolean spline) {
        Table train = FitData.ring(4000, 1);
        Table validation = FitData.ring(1000, 2);
        FitReport r = FitData.fit(train, validation, options(spline));
        assertThat(r.history().get(0).validation())
                .isCloseTo(FitData.mean(r.gaussianMixture(), validation), within(1e-5));
        assertThat(r.accepted()).isTrue();
        assertThat(r.model().mixture().maps()).isInstanceOf(CouplingFlow.class);
        assertThat(r.model().mixture().classifier()).isInstanceOf(Constant.class);
        assertThat(r.validation().end() - r.validation().emStart()).isGreaterThan(spline ? 0.5 : 0.25);
        assertThat(FitData.mean(r.model(), validation)).isCloseTo(r.validation().end(), within(1e-9));
    }

    /** Several flows, under constant weights and under a classifier; the number of threads changes no bit. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void severalFlows(boolean constant) {
        Table train = FitData.ring(2000, 1);
        Table validation = FitData.ring(500, 2);
        FitOptions o = options(true)
                .withComponents(3)
                .withEpochs(3.0)
                .withClassifier(
                        constant ? ClassifierSpec.ofConstant() : ClassifierSpec.mlp(Activation.SINE, 1, 16, 16));
        FitReport two = FitData.fit(train, validation, o);
        FitReport one = FitData.fit(train, validation, o.withThreads(1));
        assertThat(two.accepted()).isTrue();
        assertThat(two.model().mixture().classifier()).isInstanceOf(constant ? Constant.class : Mlp.class);
        assertThat(one.model().mixture().parameters())
                .isEqualTo(two.model().mixture().parameters());
    }

    @Test
    void specsAreChecked() {
        assertThatThrownBy(() -> new MapSpec.Flow(
                        new FlowArchitecture.Affine(),
                        2,
                        new int[] {0},
                        Activation.SILU,
                        1,
                        FlowArchitecture.Mixing.NONE))
                .hasMessageContaining("[0]");
        assertThatThrownBy(() -> new MapSpec.Flow(
                        new FlowArchitecture.Affine(),
                        2,
                        new int[] {8},
                        Activation.SILU,
                        0,
                        FlowArchitecture.Mixing.NONE))
                .hasMessageContaining("firstLayerScale");
        assertThatThrownBy(() -> flow(false).with(null, null, null, null, 8, null))
                .hasMessageContaining("bins: 8");
        assertThatThrownBy(() -> flow(false).with(null, null, null, null, null, 3.0))
                .hasMessageContaining("bound: 3.0");
        assertThat(flow(true).with(null, null, null, null, null, null)).isEqualTo(flow(true));
        assertThat(flow(true)
                        .with(3, new int[] {5}, null, null, 4, null)
                        .architecture(1, 2)
                        .layers())
                .isEqualTo(3);
        assertThat(flow(true)).isEqualTo(flow(true)).isNotEqualTo(flow(false)).hasSameHashCodeAs(flow(true));
    }
}
