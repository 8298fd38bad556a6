package org.cwm.fit;

import org.cwm.engine.MixtureEngine.Perturbation;
import org.cwm.map.ComponentMaps;
import org.cwm.model.Points;
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
            Domain.Bounded b = bounds(schema, j);
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

    /**
     * Normal noise in the units of two bounded columns, along the level lines of the rows' density, reflected at the
     * bounds.
     *
     * @param schema two columns, both bounded
     * @param train rows in model coordinates, which the noise will be added to
     * @param size standard deviation as a share of the range, where the density is flat
     * @see LevelNoise
     */
    static Perturbation alongLevels(Schema schema, Points train, double size) {
        int n = train.rows();
        double[] unit = new double[2 * n];
        double[] row = new double[2];
        for (int i = 0; i < n; i++) {
            schema.toData(train.values(), 2 * i, row, 0);
            for (int j = 0; j < 2; j++) {
                Domain.Bounded b = bounds(schema, j);
                unit[2 * i + j] = (row[j] - b.lower()) / (b.upper() - b.lower());
            }
        }
        LevelNoise noise = LevelNoise.of(unit);
        float[] factors = new float[3 * n];
        for (int i = 0; i < n; i++) {
            noise.factor(unit[2 * i], unit[2 * i + 1], size, factors, 3 * i);
        }
        Domain.Bounded first = bounds(schema, 0);
        Domain.Bounded second = bounds(schema, 1);
        return (x, count, rows, from, random) -> {
            double[] moved = new double[2];
            for (int i = 0; i < count; i++) {
                int r = rows[from + i];
                double e = random.nextGaussian();
                double f = random.nextGaussian();
                double u = unit[2 * r] + factors[3 * r] * e;
                double v = unit[2 * r + 1] + factors[3 * r + 1] * e + factors[3 * r + 2] * f;
                moved[0] = first.lower() + (first.upper() - first.lower()) * reflect(u);
                moved[1] = second.lower() + (second.upper() - second.lower()) * reflect(v);
                schema.toModel(moved, 0, x, 2 * i);
            }
        };
    }

    private static Domain.Bounded bounds(Schema schema, int column) {
        if (!(schema.columns().get(column).domain() instanceof Domain.Bounded b)) {
            throw new IllegalArgumentException(
                    "schema: column " + schema.names().get(column) + " is not bounded");
        }
        return b;
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

    /**
     * Normal noise on conditions alone: noise on what is learned would widen it.
     *
     * @param dimension D, coordinates that stay as they are
     * @param conditions C, coordinates behind them
     * @param size standard deviation in model coordinates
     */
    static Perturbation onConditions(int dimension, int conditions, double size) {
        int columns = dimension + conditions;
        return (x, count, rows, first, random) -> {
            for (int i = 0; i < count; i++) {
                for (int j = dimension; j < columns; j++) {
                    x[i * columns + j] += size * random.nextGaussian();
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
