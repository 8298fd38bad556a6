package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Schema;
import org.cwm.schema.Transform;
import org.junit.jupiter.api.Test;

/** Noise that runs along the level lines of the density. */
final class LevelNoiseTest {

    private static final double SIZE = 0.007;

    /** Points of the unit square; {@code share} of them fall right of x = 1/2. */
    private static double[] halves(int n, double share, boolean swap) {
        RandomStream random = RandomStream.of(7);
        double[] v = new double[2 * n];
        for (int i = 0; i < n; i++) {
            boolean right = random.nextDouble() < share;
            double x = (random.nextDouble() + (right ? 1 : 0)) / 2;
            double y = random.nextDouble();
            v[2 * i] = swap ? y : x;
            v[2 * i + 1] = swap ? x : y;
        }
        return v;
    }

    /** Variance along x, covariance, variance along y. */
    private static double[] covariance(LevelNoise noise, double x, double y) {
        float[] l = new float[3];
        noise.factor(x, y, SIZE, l, 0);
        return new double[] {l[0] * l[0], l[0] * l[1], l[1] * l[1] + l[2] * l[2]};
    }

    @Test
    void isRoundOfItsSizeWhereTheDensityIsUniform() {
        LevelNoise noise = LevelNoise.of(halves(400_000, 0.5, false));
        RandomStream random = RandomStream.of(8);
        for (int i = 0; i < 100; i++) {
            double[] c = covariance(noise, random.nextDouble(), random.nextDouble());
            // the estimate's gradient is not quite 0: its variance 1 / (8 pi n h^4) = 3 makes the noise 4 % smaller,
            // twice to four times that near the borders; the estimate itself varies by 3 %
            assertThat(c[0]).isBetween(0.75 * SIZE * SIZE, 1.1 * SIZE * SIZE);
            assertThat(c[2]).isBetween(0.75 * SIZE * SIZE, 1.1 * SIZE * SIZE);
            assertThat(Math.abs(c[1])).isLessThan(0.15 * SIZE * SIZE);
        }
    }

    @Test
    void isNarrowAcrossAnEdgeAndWideAlongIt() {
        for (boolean swap : new boolean[] {false, true}) {
            LevelNoise noise = LevelNoise.of(halves(200_000, 0.8, swap));
            double[] c = covariance(noise, 0.5, 0.5);
            double across = swap ? c[2] : c[0];
            double along = swap ? c[0] : c[2];
            assertThat(across).isLessThan(along / 3);
            assertThat(along).isCloseTo(SIZE * SIZE, within(0.3 * SIZE * SIZE));
        }
    }

    /** Half of Abramson's exponent: variances go with the inverse root of the density. */
    @Test
    void isWiderWherePointsAreSparse() {
        LevelNoise noise = LevelNoise.of(halves(400_000, 0.8, false));
        double sparse = covariance(noise, 0.25, 0.5)[2];
        double dense = covariance(noise, 0.75, 0.5)[2];
        assertThat(sparse / dense).isCloseTo(Math.sqrt(0.8 / 0.2), within(0.3));
    }

    /** Swapping the axes swaps the noise. */
    @Test
    void knowsNoAxes() {
        double[] v = halves(50_000, 0.7, false);
        double[] w = halves(50_000, 0.7, true);
        LevelNoise noise = LevelNoise.of(v);
        LevelNoise swapped = LevelNoise.of(w);
        for (int i = 0; i < 50; i++) {
            double[] c = covariance(noise, v[2 * i], v[2 * i + 1]);
            double[] s = covariance(swapped, v[2 * i + 1], v[2 * i]);
            // factors are floats
            assertThat(s[0]).isCloseTo(c[2], within(1e-5 * c[2]));
            assertThat(s[1]).isCloseTo(c[1], within(1e-5 * Math.sqrt(c[0] * c[2])));
        }
    }

    @Test
    void rowsStayWithinTheirBoundsAndMoveByTheNoise() {
        Schema schema = new Schema(
                List.of(Column.bounded("a", -2, 2), Column.bounded("b", 10, 20)),
                List.of(new Transform.Logit(-2, 2, 0.01), new Transform.Logit(10, 20, 0.01)));
        int n = 20_000;
        double[] v = halves(n, 0.5, false);
        for (int i = 0; i < n; i++) {
            v[2 * i] = -2 + 4 * v[2 * i];
            v[2 * i + 1] = 10 + 10 * v[2 * i + 1];
        }
        Points train = schema.toModel(Points.of(n, 2, v), new double[n]);
        Perturbation p = Perturbations.alongLevels(schema, train, SIZE);
        double[] row = new double[2];
        double square = 0;
        RandomStream random = RandomStream.of(9);
        for (int i = 0; i < n; i++) {
            double[] x = {train.get(i, 0), train.get(i, 1)};
            p.apply(x, 1, new int[] {i}, 0, random.split(i));
            schema.toData(x, 0, row, 0);
            // rounding of logit and back
            assertThat(row[0]).isBetween(-2 - 1e-9, 2 + 1e-9);
            assertThat(row[1]).isBetween(10 - 1e-9, 20 + 1e-9);
            square += Math.pow((row[1] - v[2 * i + 1]) / 10, 2) / n;
        }
        assertThat(Math.sqrt(square)).isBetween(0.6 * SIZE, 1.2 * SIZE);
    }
}
