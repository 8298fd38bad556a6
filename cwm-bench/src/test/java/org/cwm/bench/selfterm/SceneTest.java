package org.cwm.bench.selfterm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

/** The mixtures that are measured are what the table says. */
class SceneTest {

    private static final int N = 4000;

    /** Weights sum to 1 at each base point: K equal components are one standard normal, whatever the classifier. */
    @Test
    void coincidingComponentsAreOneNormal() {
        for (Scene scene : Scene.values()) {
            ClassifierWeightedMixture q = scene.coinciding(20);
            Points x = q.sample(50, RandomStream.of(1), 1);
            for (int i = 0; i < x.rows(); i++) {
                double squares = 0;
                double[] point = new double[x.columns()];
                for (int j = 0; j < point.length; j++) {
                    point[j] = x.get(i, j);
                    squares += point[j] * point[j];
                }
                assertThat(q.logDensity(point))
                        .isCloseTo(-0.5 * squares - 0.5 * point.length * Math.log(2 * Math.PI), within(1e-5));
            }
        }
    }

    /** Draws of the ring lie along it: straight components leave a circle of radius 8 outwards only. */
    @Test
    void theRingIsARing() {
        Points x = Scene.RING.mixture(50).sample(N, RandomStream.of(1), 1);
        int[] quadrants = new int[4];
        for (int i = 0; i < N; i++) {
            // six widths, and what a tangent of six of the components' lengths leaves the circle by
            double length = Math.PI * 8 / 50;
            assertThat(Math.hypot(x.get(i, 0), x.get(i, 1))).isBetween(7.4, Math.hypot(8.6, 6 * length));
            quadrants[(x.get(i, 0) > 0 ? 1 : 0) + (x.get(i, 1) > 0 ? 2 : 0)]++;
        }
        assertThat(quadrants).doesNotContain(0);
    }

    /** In the cloud means differ by less than components are wide: no component is negligible at a typical draw. */
    @Test
    void theCloudOverlaps() {
        ClassifierWeightedMixture q = Scene.CLOUD.mixture(20);
        double[] z = new double[25];
        double[] a = new double[25];
        for (int k = 0; k < 20; k++) {
            q.maps().toData(k, z, 0, a, 0);
            double squares = 0;
            for (double v : a) {
                squares += v * v;
            }
            // |m|^2 = 0.09 chi^2(25): below 0.09 * 70
            assertThat(squares).isLessThan(6.3);
        }
    }
}
