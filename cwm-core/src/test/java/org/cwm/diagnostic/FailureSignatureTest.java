package org.cwm.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ComponentMaps;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failure is made on purpose and raises its own signature and no other; what is sound raises none. */
final class FailureSignatureTest {

    private static final int STEPS = 1000;
    private static final double CLIP = 10;
    private static final double[] FLOORS = {1e-4, 1e-4};

    private static List<FailureSignature> signatures(List<Finding> findings) {
        findings.forEach(f -> assertThat(f.text()).isNotBlank());
        return findings.stream().map(Finding::signature).toList();
    }

    private interface Curve {
        double at(double share);
    }

    /** A run whose batches score curve + noise and whose gradients have the given norms, with noise of a quarter. */
    private static TrainingWatch run(Curve score, double noise, Curve norm) {
        TrainingWatch watch = TrainingWatch.begin();
        RandomStream random = RandomStream.of(3);
        for (int i = 0; i < STEPS; i++) {
            double share = (double) i / STEPS;
            watch.step(
                    score.at(share) + noise * random.nextGaussian(),
                    norm.at(share) * Math.exp(0.25 * random.nextGaussian()),
                    CLIP);
        }
        return watch;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.3, 20})
    void soundRunsAreNotBlamed(double noise) {
        Curve learning = s -> 1 - Math.exp(-5 * s);
        assertThat(run(learning, noise, s -> 1).findings(CLIP)).isEmpty();
        // at rest: the best of many noisy means is no fall
        assertThat(run(s -> -3, noise, s -> 3).findings(CLIP)).isEmpty();
        // a fall that is made good
        assertThat(run(s -> s < 0.3 ? s : s < 0.5 ? -1 : 1, noise, s -> 1).findings(CLIP))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.3, 5})
    void fallingLikelihood(double noise) {
        double fall = 10 * noise;
        TrainingWatch watch = run(s -> s < 0.4 ? s : 0.4 - fall * (s - 0.4), noise, s -> 1);
        assertThat(signatures(watch.findings(CLIP))).containsExactly(FailureSignature.FALLING_LIKELIHOOD);
    }

    @Test
    void explodingGradients() {
        Curve learning = s -> s;
        assertThat(signatures(run(learning, 0.1, s -> 0.01 * Math.exp(8 * s)).findings(CLIP)))
                .containsExactly(FailureSignature.EXPLODING_GRADIENTS);
        assertThat(signatures(run(learning, 0.1, s -> (1 + 9 * s) * CLIP).findings(CLIP)))
                .containsExactly(FailureSignature.EXPLODING_GRADIENTS);
    }

    /** Flows in many dimensions: cut at every step from the first one on, and sound. */
    @Test
    void longGradientsThatDoNotGrowAreNotBlamed() {
        assertThat(run(s -> s, 0.1, s -> 10 * CLIP).findings(CLIP)).isEmpty();
        assertThat(run(s -> s, 0.1, s -> (1 + s) * CLIP).findings(CLIP)).isEmpty();
        assertThat(signatures(run(s -> s, 0.1, s -> 1e5 * CLIP).findings(CLIP)))
                .containsExactly(FailureSignature.EXPLODING_GRADIENTS);
    }

    @Test
    void aRunThatGoesOnRemembersAll() {
        TrainingWatch whole = run(s -> -s, 0.1, s -> (1 + 9 * s) * CLIP);
        TrainingWatch again = TrainingWatch.resume(whole.state());
        assertThat(again.findings(CLIP)).isEqualTo(whole.findings(CLIP)).hasSize(2);
        again.step(1, 2, CLIP);
        whole.step(1, 2, CLIP);
        assertThat(again.state()).isEqualTo(whole.state());
    }

    @Test
    void fewStepsAreNotJudged() {
        TrainingWatch watch = TrainingWatch.begin();
        for (int i = 0; i < TrainingWatch.LEAST_STEPS - 1; i++) {
            watch.step(-i, 1e3 * Math.exp(0.1 * i), CLIP);
        }
        assertThat(watch.findings(CLIP)).isEmpty();
        watch.step(-1000, 1e8, CLIP);
        assertThat(watch.findings(CLIP)).hasSize(2);
    }

    private static List<FailureSignature> signatures(ComponentMaps maps, Classifier classifier) {
        return signatures(
                ModelWatch.findings(ClassifierWeightedMixture.of(maps, classifier), FLOORS, RandomStream.of(1)));
    }

    private static ComponentMaps maps(int k) {
        return NamedModels.maps("diagonal", k, 2, RandomStream.of(5));
    }

    private static Classifier network(int k, float size) {
        Classifier c = NamedModels.classifier("tanh", k, 2, RandomStream.of(8));
        float[] v = c.parameters();
        for (var slice : c.layout().slices()) {
            for (int i = slice.offset(); slice.name().contains("1") && i < slice.end(); i++) {
                v[i] *= size;
            }
        }
        return c.withParameters(v);
    }

    @Test
    void soundModelsAreNotBlamed() {
        for (NamedModels.Named named : NamedModels.all()) {
            double[] floors = new double[named.model().dimension()];
            Arrays.fill(floors, 1e-4);
            assertThat(ModelWatch.findings(named.model(), floors, RandomStream.of(1)))
                    .as(named.name())
                    .isEmpty();
        }
    }

    @Test
    void massAndEntropyOfConstantWeightsAreExact() {
        double[] p = {0.5, 0.3, 0.15, 0.05};
        float[] logits = new float[4];
        double entropy = 0;
        for (int i = 0; i < 4; i++) {
            logits[i] = (float) (Math.log(p[i]) + 2);
            entropy -= p[i] * Math.log(p[i]);
        }
        ModelWatch.Weights w =
                ModelWatch.weights(ClassifierWeightedMixture.of(maps(4), Constant.of(logits)), RandomStream.of(1));
        // logits are float32: relative error 2^-24 times the logit's size
        assertThat(w.mass()).containsExactly(p, within(1e-6));
        assertThat(w.entropy()).isCloseTo(entropy, within(1e-6));
    }

    @Test
    void nearDeterministicWeights() {
        // half planes with sharp borders, both inhabited
        Mlp.Architecture a = new Mlp.Architecture(2, new int[0], Activation.TANH, 2);
        float[] v = new float[a.layout().size()];
        v[0] = 2000;
        v[1] = -1000;
        assertThat(signatures(maps(2), Mlp.of(a, v))).containsExactly(FailureSignature.NEAR_DETERMINISTIC_WEIGHTS);
        assertThat(signatures(maps(5), network(5, 1))).isEmpty();
    }

    /** Own draws are the best held-out rows there are: they blame a sharpened twin, and not the model itself. */
    @Test
    void overconfidentWeights() {
        Mlp own = (Mlp) network(5, 3);
        ClassifierWeightedMixture sound = ClassifierWeightedMixture.of(maps(5), own);
        Points rows = sound.sample(4000, RandomStream.of(3), 1);
        assertThat(ConfidenceWatch.findings(sound, rows, 1)).isEmpty();
        assertThat(ConfidenceWatch.findings(ClassifierWeightedMixture.of(maps(5), own.withTemperature(2)), rows, 1))
                .isEmpty();
        for (double t : new double[] {0.1, 0.01}) {
            ClassifierWeightedMixture sharp = ClassifierWeightedMixture.of(maps(5), own.withTemperature(t));
            assertThat(ConfidenceWatch.findings(sharp, rows, 1))
                    .extracting(Finding::signature)
                    .containsExactly(FailureSignature.OVERCONFIDENT_WEIGHTS);
            // and its own draws don't blame it, however deterministic it is
            assertThat(ConfidenceWatch.findings(sharp, sharp.sample(4000, RandomStream.of(3), 1), 1))
                    .isEmpty();
        }
    }

    /** softmax(f / t) is w^(1/t), normalised. */
    @Test
    void temperature() {
        Mlp own = (Mlp) network(4, 1);
        double[] z = {0.3, -1.1};
        double[] w = new double[4];
        double[] half = new double[4];
        own.logWeights(z, 0, w);
        own.withTemperature(2).logWeights(z, 0, half);
        double sum = 0;
        for (double x : w) {
            sum += Math.exp(x / 2);
        }
        for (int k = 0; k < 4; k++) {
            // halving a float is exact
            assertThat(half[k]).isCloseTo(w[k] / 2 - Math.log(sum), within(1e-12));
        }
    }

    @Test
    void deadComponents() {
        float[] logits = {0, 0, -12, 0.5f};
        assertThat(signatures(maps(4), Constant.of(logits))).containsExactly(FailureSignature.DEAD_COMPONENTS);
        // one of many is no failure
        float[] many = new float[40];
        many[7] = -12;
        assertThat(signatures(maps(40), Constant.of(many))).isEmpty();
    }

    @Test
    void collapsedScales() {
        Classifier classifier = network(4, 1);
        for (double narrow : new double[] {Math.log(1e-4), Math.log(1e-5), -200}) {
            float[] v = maps(4).parameters();
            // the second of two scales of the third component
            v[2 * 4 + 2 * 2 + 1] = (float) narrow;
            assertThat(signatures(LocationScale.of(4, 2, v), classifier))
                    .containsExactly(FailureSignature.COLLAPSED_SCALES);
        }
        float[] v = maps(4).parameters();
        v[2 * 4 + 2 * 2 + 1] = (float) Math.log(1.1e-4);
        assertThat(signatures(LocationScale.of(4, 2, v), classifier)).isEmpty();
    }

    @Test
    void everySignatureHasANameOfItsOwn() {
        assertThat(IntStream.range(0, FailureSignature.values().length)
                        .mapToObj(i -> FailureSignature.values()[i].id())
                        .distinct())
                .hasSize(6);
    }
}
