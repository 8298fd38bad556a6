package org.cwm.fit;

import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.map.ComponentMaps;
import org.cwm.random.RandomStream;
import org.cwm.schema.Domain;
import org.cwm.schema.Schema;

/** Noise on training rows: the regulariser that pays most. */
final class Perturbations {

    private Perturbations() {}

    /**
     * Normal noise in the units of bounded columns, reflected at the bounds.
     *
     * @param schema its columns are all bounded
     * @param size standard deviation as a share of each column's range
     */
    static Perturbation inDataUnits(Schema schema, double size) {
        int d = schema.dimension();
        double[] lower = new double[d];
        double[] range = new double[d];
        for (int j = 0; j < d; j++) {
            if (!(schema.columns().get(j).domain() instanceof Domain.Bounded b)) {
                throw new IllegalArgumentException(
                        "schema: column " + schema.names().get(j) + " is not bounded");
            }
            lower[j] = b.lower();
            range[j] = b.upper() - b.lower();
        }
        return (x, count, rows, first, random) -> {
            double[] row = new double[d];
            for (int i = 0; i < count; i++) {
                schema.toData(x, i * d, row, 0);
                for (int j = 0; j < d; j++) {
                    double u = (row[j] - lower[j]) / range[j] + size * random.nextGaussian();
                    row[j] = lower[j] + range[j] * reflect(u);
                }
                schema.toModel(row, 0, x, i * d);
            }
        };
    }

    private static double reflect(double u) {
        double v = Math.abs(u) % 2;
        return v > 1 ? 2 - v : v;
    }

    /**
     * Normal noise shaped like the row's own component: x + size L_k e.
     *
     * @param maps whose scales count
     * @param component of each row
     * @param size in units of the component
     */
    static Perturbation likeOwnComponent(ComponentMaps maps, int[] component, double size) {
        int d = maps.dimension();
        double[] centres = new double[maps.components() * d];
        for (int k = 0; k < maps.components(); k++) {
            maps.toData(k, new double[d], 0, centres, k * d);
        }
        return (x, count, rows, first, random) -> {
            double[] z = new double[d];
            double[] moved = new double[d];
            for (int i = 0; i < count; i++) {
                int k = component[rows[first + i]];
                fill(z, size, random);
                maps.toData(k, z, 0, moved, 0);
                for (int j = 0; j < d; j++) {
                    x[i * d + j] += moved[j] - centres[k * d + j];
                }
            }
        };
    }

    private static void fill(double[] z, double size, RandomStream random) {
        for (int j = 0; j < z.length; j++) {
            z[j] = size * random.nextGaussian();
        }
    }
}
