package org.cwm.bench.selfterm;

import org.cwm.bench.jobs.Shape;
import org.cwm.kernel.Activation;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/** Mixtures as fits of posteriors end up, with a classifier of 32 tanh units. */
enum Scene {
    /** In the plane, one beside the other along a narrow ring: a point meets a few of them. */
    RING("ring, D = 2", 2),
    /** In 25 dimensions, around the same Gaussian: every point meets all of them. */
    CLOUD("overlapping, D = 25", 25);

    private static final double RADIUS = 8;
    private static final double WIDTH = 0.1;

    private final String title;
    private final int dimension;

    Scene(String title, int dimension) {
        this.title = title;
        this.dimension = dimension;
    }

    String title() {
        return title;
    }

    /** The scene with K components. */
    ClassifierWeightedMixture mixture(int components) {
        RandomStream random = RandomStream.of(17);
        float[] maps = standard(components);
        for (int k = 0; k < components; k++) {
            if (this == RING) {
                onTheRing(maps, k, components);
            } else {
                for (int i = 0; i < dimension; i++) {
                    maps[k * dimension + i] = (float) (0.3 * random.nextGaussian());
                }
            }
        }
        return of(maps, components);
    }

    /** As large a mixture whose components are all the same, so that none of them can be left out anywhere. */
    ClassifierWeightedMixture coinciding(int components) {
        return of(standard(components), components);
    }

    /** K times N(0, I): means, log diagonals and strict lower triangles are 0. */
    private float[] standard(int components) {
        return new float[LowerTriangular.layout(components, dimension).size()];
    }

    private ClassifierWeightedMixture of(float[] maps, int components) {
        return ClassifierWeightedMixture.of(
                LowerTriangular.of(components, dimension, maps),
                Shape.classifier(dimension, new int[] {32}, Activation.TANH, components, RandomStream.of(18)));
    }

    /** Component k of K: half the distance to the next one long, as wide as the ring. */
    private static void onTheRing(float[] maps, int k, int components) {
        double angle = 2 * Math.PI * (k + 0.5) / components;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double along = Math.max(WIDTH, Math.PI * RADIUS / components);
        double xx = WIDTH * WIDTH * c * c + along * along * s * s;
        double xy = (WIDTH * WIDTH - along * along) * c * s;
        double yy = WIDTH * WIDTH * s * s + along * along * c * c;
        double below = xy / Math.sqrt(xx);
        maps[2 * k] = (float) (RADIUS * c);
        maps[2 * k + 1] = (float) (RADIUS * s);
        maps[2 * (components + k)] = (float) (0.5 * Math.log(xx));
        maps[2 * (components + k) + 1] = (float) (0.5 * Math.log(yy - below * below));
        maps[4 * components + k] = (float) below;
    }
}
