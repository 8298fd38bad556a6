package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.cwm.io.ModelFile;
import org.cwm.kernel.Activation;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.cwm.schema.UnusableDataException;
import org.junit.jupiter.api.Test;

/** Fits of p(y | x). */
final class ConditionalFitTest {

    private static final double SPREAD = 0.2;

    /** y = sin(2 x) + noise whose size grows with the second condition, 300 in the unit of y; columns x, y, s. */
    private static Table waves(int n, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] v = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double x = 2 * random.nextDouble() - 1;
            double s = random.nextDouble();
            v[3 * i] = x;
            v[3 * i + 1] = 300 * (Math.sin(4 * x) + SPREAD * (1 + s) * random.nextGaussian());
            v[3 * i + 2] = s;
        }
        return Table.of(List.of("x", "y", "s"), Points.of(n, 3, v));
    }

    private static FitOptions options() {
        return FitOptions.defaults()
                .withGiven(List.of("x", "s"))
                .withComponents(2)
                .withMaps(new MapSpec.Conditional(CovarianceType.FULL, new int[] {16, 16}, Activation.SILU, 1))
                .withClassifier(ClassifierSpec.mlp(Activation.SILU, 1, 8))
                .withValidationFraction(0.2)
                .withEpochs(60.0)
                .withSeed(3);
    }

    @Test
    void learnsACurveWithItsNoise() throws Exception {
        Table data = waves(3000, 1);
        FitReport report = Fit.fit(data, options().withThreads(1));
        FitReport again = Fit.fit(data, options().withThreads(3));
        FittedModel model = report.model();
        assertThat(ModelFile.bytes(again.model())).isEqualTo(ModelFile.bytes(model));
        assertThat(model.schema().names()).containsExactly("y", "x", "s");
        assertThat(model.schema().given()).containsExactly("x", "s");
        assertThat(model.dimension()).isEqualTo(1);
        assertThat(model.conditions()).isEqualTo(2);
        assertThat(report.accepted()).isTrue();
        Table fresh = waves(3000, 2);
        Points rows = fresh.project(model.schema().names()).points();
        double[] got = new double[3000];
        double[] start = new double[3000];
        model.logDensity(rows, got, 1);
        report.gaussianMixture().logDensity(rows, start, 1);
        double truth = 0;
        for (int i = 0; i < 3000; i++) {
            double sd = 300 * SPREAD * (1 + rows.get(i, 2));
            double z = (rows.get(i, 0) - 300 * Math.sin(4 * rows.get(i, 1))) / sd;
            truth += (-0.5 * z * z - Math.log(sd) - 0.5 * Math.log(2 * Math.PI)) / 3000;
        }
        double mean = Arrays.stream(got).average().orElseThrow();
        // the truth is the ceiling; a thousand parameters on 2,400 rows cost about 0.1 nats at most
        assertThat(mean).isLessThan(truth + 0.02).isGreaterThan(truth - 0.15);
        assertThat(mean).isGreaterThan(Arrays.stream(start).average().orElseThrow() + 0.1);
        FittedModel read = ModelFile.read(ModelFile.bytes(model));
        double[] same = new double[3000];
        read.logDensity(rows, same, 1);
        assertThat(same).isEqualTo(got);
    }

    @Test
    void fewRowsGiveAnAverage() throws Exception {
        Table data = waves(400, 4);
        FitOptions few = options().withValidationFraction(null);
        FitReport report = Fit.fit(data, few.withThreads(1));
        FitReport again = Fit.fit(data, few.withThreads(2));
        FittedModel model = report.model();
        assertThat(report.plan().members()).isEqualTo(5);
        assertThat(report.accepted()).isTrue();
        assertThat(ModelFile.bytes(again.model())).isEqualTo(ModelFile.bytes(model));
        List<ClassifierWeightedMixture> members = model.ensemble().members();
        assertThat(members).hasSize(5);
        assertThat(report.gaussianMixture().ensemble().members()).hasSameSizeAs(members);
        assertThatThrownBy(model::mixture).isInstanceOf(IllegalStateException.class);
        // Jensen: on rows that no fit has seen the average scores at least the mean of its members
        Points rows = waves(2000, 5).project(model.schema().names()).points();
        double[] scores = new double[2000];
        double single = 0;
        for (ClassifierWeightedMixture m : members) {
            FittedModel.of(model.schema(), m, model.provenance(), new double[0]).logDensity(rows, scores, 1);
            single += Arrays.stream(scores).average().orElseThrow() / members.size();
        }
        model.logDensity(rows, scores, 1);
        assertThat(Arrays.stream(scores).average().orElseThrow()).isGreaterThanOrEqualTo(single);
        double[] same = new double[2000];
        ModelFile.read(ModelFile.bytes(model)).logDensity(rows, same, 1);
        assertThat(same).isEqualTo(scores);
        // no training: the conditional of one mixture of all rows
        FitReport none = Fit.fit(data, few.withEpochs(0.0));
        assertThat(none.accepted()).isFalse();
        assertThat(none.model().ensemble().members()).hasSize(1);
    }

    @Test
    void aModelAtFixedConditionsIsADensity() {
        FittedModel model = Fit.fit(waves(600, 1), options().withEpochs(5.0)).model();
        Density density = model.given(0.3, 0.5);
        int n = 4000;
        double h = 4000.0 / n;
        double[] y = new double[n];
        Arrays.setAll(y, i -> -2000 + h * (i + 0.5));
        double[] out = new double[n];
        density.logDensity(Points.of(n, 1, y), out, 1);
        // float32 networks
        assertThat(Arrays.stream(out).map(Math::exp).sum() * h).isCloseTo(1, within(1e-4));
        assertThat(density.logDensity(new double[] {y[1500]})).isEqualTo(out[1500]);
        Points draws = density.sample(5000, RandomStream.of(4), 1);
        double mean = 0;
        double second = 0;
        for (int i = 0; i < n; i++) {
            mean += Math.exp(out[i]) * h * y[i];
            second += Math.exp(out[i]) * h * y[i] * y[i];
        }
        double average = Arrays.stream(draws.values()).average().orElseThrow();
        assertThat(average).isCloseTo(mean, within(4.5 * Math.sqrt((second - mean * mean) / 5000)));
        assertThatThrownBy(() -> model.given(1)).hasMessageContaining("2 conditions");
        assertThatThrownBy(() -> model.given(1, Double.NaN)).hasMessageContaining("'s'");
    }

    @Test
    void impossibleConditionsAreRefused() {
        Table data = waves(100, 1);
        assertThatThrownBy(() -> Fit.fit(data, options().withGiven(List.of("z"))))
                .isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("'z'");
        assertThatThrownBy(() -> Fit.fit(data, options().withGiven(List.of("x", "y", "s"))))
                .isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("none left");
        assertThatThrownBy(() -> options().withGiven(List.of("x", "x"))).hasMessageContaining("different columns");
    }
}
