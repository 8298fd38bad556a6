package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeMap;
import org.cwm.classifier.Constant;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Schema;
import org.cwm.schema.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mixture behind a schema: densities and draws in data units. */
final class FittedModelTest {

    private static final Score SCORE = new Score(1, 0, 0, 0);

    private static final Provenance NOWHERE =
            new Provenance("test", "memory", "", SCORE, SCORE, "scalar", new TreeMap<>(), List.of(), "made up");

    private static final Schema MIXED = new Schema(
            List.of(Column.real("a"), Column.bounded("b", -2, 6)),
            List.of(new Transform.Standardise(100, 5), new Transform.Logit(-2, 6, 0.01)));

    private static FittedModel model(String classifier) {
        RandomStream random = RandomStream.of(classifier.hashCode());
        return FittedModel.of(
                MIXED,
                ClassifierWeightedMixture.of(
                        NamedModels.maps("triangular", 5, 2, random), NamedModels.classifier(classifier, 5, 2, random)),
                NOWHERE,
                new double[] {-3, -2});
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "tanh", "silu", "sine"})
    void oneRowScoresLikeMany(String classifier) {
        FittedModel m = model(classifier);
        Points x = m.sample(300, RandomStream.of(1), 1);
        double[] one = new double[300];
        double[] three = new double[300];
        int[] top = new int[300];
        m.logDensity(x, one, 1);
        m.logDensity(x, three, top, 3);
        assertThat(three).isEqualTo(one);
        double[] u = new double[2];
        for (int i = 0; i < 300; i++) {
            double[] row = x.row(i);
            assertThat(m.logDensity(row)).isEqualTo(one[i]);
            double logDet = MIXED.toModel(row, 0, u, 0);
            assertThat(one[i]).isEqualTo(m.mixture().logDensity(u) + logDet);
            double[] r = m.mixture().responsibilities(u);
            for (double share : r) {
                // float32 in the engine: shares closer than that may change places
                assertThat(r[top[i]]).isGreaterThan(share - 1e-4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "tanh", "sine"})
    void drawsAreInBoundsAndReproducible(String classifier) {
        FittedModel m = model(classifier);
        Points x = m.sample(5000, RandomStream.of(2), 1);
        assertThat(m.sample(5000, RandomStream.of(2), 3).values()).isEqualTo(x.values());
        assertThat(m.sample(5000, RandomStream.of(3), 1).values()).isNotEqualTo(x.values());
        for (int i = 0; i < 5000; i++) {
            assertThat(x.get(i, 1)).isBetween(-2.0, 6.0);
            assertThat(x.get(i, 0)).isFinite();
        }
        assertThat(m.sample(0, RandomStream.of(2), 1).rows()).isZero();
        // the same draws as the mixture's, through the schema
        double[] u = m.mixture().sample(5000, RandomStream.of(2), 1).values();
        for (int i = 0; i < 5000; i++) {
            assertThat(x.get(i, 0)).isEqualTo(MIXED.transforms().get(0).toData(u[2 * i]));
        }
    }

    /** In two dimensions on a grid over the real column and the bounded one with its margin. */
    @Test
    void integratesToOneInDataUnits() {
        FittedModel m = model("silu");
        int n = 300;
        double extra = 8 * 0.01 / 0.98;
        double hb = (8 + 2 * extra) / n;
        double ha = 5.0 * 24 / n;
        double[] v = new double[2 * n * n];
        for (int i = 0; i < n * n; i++) {
            v[2 * i] = 100 - 60 + ha * (i % n + 0.5);
            v[2 * i + 1] = -2 - extra + hb * (i / n + 0.5);
        }
        double[] out = new double[n * n];
        m.logDensity(Points.of(n * n, 2, v), out, 2);
        double sum = 0;
        for (double l : out) {
            sum += ha * hb * Math.exp(l);
        }
        // near the ends of the bounded column the logit's steps are wide: midpoints are good to 1e-3 there
        assertThat(sum).isCloseTo(1, within(1e-3));
    }

    /** Outside the support the density is zero, for one row as for many; only what is no number is an error. */
    @Test
    void outsideTheSupportTheDensityIsZero() {
        FittedModel m = model("tanh");
        double[][] outside = {{100, 7}, {100, -3}, {100, 1e300}, {-1e300, -1e300}};
        for (double[] row : outside) {
            assertThat(m.logDensity(row)).isEqualTo(Double.NEGATIVE_INFINITY);
        }
        double[] out = new double[6];
        int[] top = new int[6];
        m.logDensity(
                Points.of(outside[0], new double[] {100, 1}, outside[1], outside[2], new double[] {90, -2}, outside[3]),
                out,
                top,
                1);
        assertThat(out[1]).isEqualTo(m.logDensity(new double[] {100, 1})).isFinite();
        assertThat(out[4]).isEqualTo(m.logDensity(new double[] {90, -2})).isFinite();
        for (int i : new int[] {0, 2, 3, 5}) {
            assertThat(out[i]).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(top[i]).isZero();
        }
        // the bounds themselves have a density, and so has the margin
        for (double edge : new double[] {-2, 6, -2.05, 6.05}) {
            assertThat(m.logDensity(new double[] {100, edge})).isFinite();
        }
    }

    /** However far: finite or -Infinity, never NaN, never above what is nearer. */
    @ParameterizedTest
    @ValueSource(strings = {"constant", "linear", "tanh", "silu", "sine", "deep"})
    void farRowsAreNeverNaN(String classifier) {
        FittedModel m = model(classifier);
        double before = m.logDensity(new double[] {100, 0});
        for (double far : new double[] {1e4, 1e10, 1e18, 1e25, 1e38, 1e39, 1e60, 1e150, 1e160, 1e300, 1.7e308}) {
            for (double sign : new double[] {1, -1}) {
                double l = m.logDensity(new double[] {sign * far, 0});
                assertThat(l).as(sign * far + "").isNotNaN().isLessThan(-1e5);
                assertThat(l).isLessThanOrEqualTo(before);
            }
            before = Math.max(m.logDensity(new double[] {far, 0}), m.logDensity(new double[] {-far, 0}));
        }
    }

    @Test
    void badArgumentsAreNamed() {
        FittedModel m = model("constant");
        assertThatThrownBy(() -> m.logDensity(new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 1")
                .hasMessageContaining("2 columns");
        assertThatThrownBy(() -> m.logDensity(Points.of(1, 3, new double[3]), new double[1], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 columns");
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> m.logDensity(new double[] {1, bad}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'b'")
                    .hasMessageContaining(Double.toString(bad));
            assertThatThrownBy(
                            () -> m.logDensity(Points.of(new double[] {1, 1}, new double[] {bad, 1}), new double[2], 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("row 2")
                    .hasMessageContaining("'a'");
        }
        assertThatThrownBy(() -> m.logDensity(Points.of(2, 2, new double[4]), new double[1], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("out");
        ClassifierWeightedMixture one =
                ClassifierWeightedMixture.of(LocationScale.of(1, 1, new float[2]), Constant.of(new float[1]));
        assertThatThrownBy(() -> FittedModel.of(MIXED, one, NOWHERE, new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void whatItHoldsCannotBeChanged() {
        double[] calibration = {-3, -2};
        FittedModel m = FittedModel.of(MIXED, model("constant").mixture(), NOWHERE, calibration);
        calibration[0] = 7;
        m.calibration()[1] = 9;
        assertThat(m.calibration()).containsExactly(-3, -2);
        double[] row = {101, 2};
        m.logDensity(row);
        assertThat(row).containsExactly(101, 2);
    }
}
