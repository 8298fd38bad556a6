package org.cwm.map;

/** Least log scales; both affine families keep theirs behind the K x D means. */
final class ScaleFloor {

    private ScaleFloor() {}

    /**
     * Raises relative log scales to at least leastRelative, and so that reference + relative is at least log floor
     * (or stays at a lower reference).
     */
    static void clamp(
            float[] reference, float[] relative, int offset, int dimension, double[] floors, double leastRelative) {
        for (int d = 0; d < dimension; d++) {
            float floor = (float) Math.log(floors[d]);
            for (int i = offset + d; i < 2 * offset; i += dimension) {
                float least = Math.max((float) Math.log(leastRelative), Math.min(0, floor - reference[i]));
                relative[i] = Math.max(relative[i], least);
            }
        }
    }
}
