package org.cwm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.cwm.engine.TilePool;
import org.cwm.engine.Workers;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Density;
import org.cwm.model.MixtureEnsemble;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Domain;
import org.cwm.schema.Schema;

/**
 * A mixture, or an average of several, with the schema that leads from the units of the data to its coordinates: a density on
 * rows of a table.
 * log p(row) = log q(u(row)) + sum_d log |du_d / dx_d|. Immutable and safe for use by many threads.
 */
public final class FittedModel implements Density {

    /** Rows that one task transforms. */
    private static final int BLOCK = 1024;

    private final Schema schema;
    private final MixtureEnsemble mixture;
    private final Provenance provenance;
    private final double[] calibration;
    private final TilePool<double[]> coordinates;

    private FittedModel(Schema schema, MixtureEnsemble mixture, Provenance provenance, double[] calibration) {
        this.schema = Objects.requireNonNull(schema, "schema");
        this.mixture = Objects.requireNonNull(mixture, "mixture");
        this.provenance = Objects.requireNonNull(provenance, "provenance");
        this.calibration = calibration.clone();
        coordinates = new TilePool<>(() -> new double[schema.dimension()]);
        if (schema.conditions() != mixture.conditions()
                || schema.dimension() != mixture.dimension() + mixture.conditions()) {
            throw new IllegalArgumentException("schema: " + schema.dimension() + " columns, of them "
                    + schema.conditions() + " conditions, the mixture has dimension " + mixture.dimension() + " and "
                    + mixture.conditions() + " conditions");
        }
    }

    /**
     * A model.
     *
     * @param schema columns and transforms
     * @param mixture density of the transformed columns
     * @param provenance where it comes from
     * @param calibration held-out log densities in increasing order, data units; may be empty; copied
     * @return the model
     */
    public static FittedModel of(
            Schema schema, ClassifierWeightedMixture mixture, Provenance provenance, double[] calibration) {
        return of(schema, MixtureEnsemble.of(List.of(mixture)), provenance, calibration);
    }

    /**
     * A model of an average of mixtures.
     *
     * @param schema columns and transforms
     * @param ensemble density of the transformed columns
     * @param provenance where it comes from
     * @param calibration held-out log densities in increasing order, data units; may be empty; copied
     * @return the model
     */
    public static FittedModel of(Schema schema, MixtureEnsemble ensemble, Provenance provenance, double[] calibration) {
        return new FittedModel(schema, ensemble, provenance, calibration);
    }

    /**
     * Columns and their transforms.
     *
     * @return the schema
     */
    public Schema schema() {
        return schema;
    }

    /**
     * The density of the transformed columns.
     *
     * @return the mixture
     * @throws IllegalStateException if the model averages several: {@link #ensemble} has them
     */
    public ClassifierWeightedMixture mixture() {
        if (mixture.members().size() > 1) {
            throw new IllegalStateException(
                    "the model averages " + mixture.members().size() + " mixtures");
        }
        return mixture.members().get(0);
    }

    /**
     * The density of the transformed columns as an average of mixtures, mostly of one.
     *
     * @return the ensemble
     */
    public MixtureEnsemble ensemble() {
        return mixture;
    }

    /**
     * Where the model comes from.
     *
     * @return provenance
     */
    public Provenance provenance() {
        return provenance;
    }

    /**
     * Held-out log densities in increasing order.
     *
     * @return a copy
     */
    public double[] calibration() {
        return calibration.clone();
    }

    @Override
    public int dimension() {
        return mixture.dimension();
    }

    @Override
    public int conditions() {
        return mixture.conditions();
    }

    @Override
    public double logDensity(double[] x) {
        if (x.length != schema.dimension()) {
            throw new IllegalArgumentException(
                    "x: length " + x.length + ", the model has " + schema.dimension() + " columns");
        }
        double[] u = coordinates.take();
        double logDet = toModel(x, 0, u);
        double logDensity = mixture.logDensity(u) + logDet;
        coordinates.give(u);
        return logDensity;
    }

    @Override
    public void logDensity(Points points, double[] out, int threads) {
        logDensity(points, out, new int[0], threads);
    }

    /**
     * Log densities in data units and the most likely component of many rows. Where the density is zero, outside a
     * bounded column's margin or too far away for a double, the log density is {@code -Infinity} and the component 0.
     *
     * @param points n x (D + C) in data units, not modified
     * @param out receives n log densities in nats
     * @param topComponents receives n components from 0, or has length 0 if they are not wanted
     * @param threads number of threads; the result does not depend on it
     */
    public void logDensity(Points points, double[] out, int[] topComponents, int threads) {
        int d = schema.dimension();
        if (points.columns() != d) {
            throw new IllegalArgumentException("points: " + points.columns() + " columns, the model has " + d);
        }
        double[] x = points.values();
        double[] u = new double[x.length];
        double[] logDet = new double[points.rows()];
        inBlocks(logDet.length, threads, i -> logDet[i] = toModel(x, i, u));
        mixture.logDensity(Points.of(points.rows(), d, u), out, topComponents, threads);
        for (int i = 0; i < logDet.length; i++) {
            out[i] += logDet[i];
            if (logDet[i] == Double.NEGATIVE_INFINITY && topComponents.length > 0) {
                topComponents[i] = 0;
            }
        }
    }

    /** Does something for each row, in blocks shared among threads. */
    private static void inBlocks(int rows, int threads, IntConsumer row) {
        try (Workers workers = Workers.of(rows > BLOCK ? threads : 1)) {
            workers.run((rows + BLOCK - 1) / BLOCK, (block, worker) -> {
                for (int i = block * BLOCK; i < Math.min(rows, (block + 1) * BLOCK); i++) {
                    row.accept(i);
                }
            });
        }
    }

    /** One row to model coordinates; where there is no density, to the origin with a log-Jacobian of -Infinity. */
    private double toModel(double[] x, int row, double[] u) {
        int d = schema.dimension();
        double logDet = schema.toModel(x, row * d, u, row * d);
        for (int j = 0; j < d; j++) {
            if (!Double.isFinite(x[row * d + j])) {
                throw new IllegalArgumentException("points: row " + (row + 1) + ", column '"
                        + schema.columns().get(j).name() + "' is " + x[row * d + j] + ", must be finite");
            }
            if (!Double.isFinite(u[row * d + j])) {
                logDet = Double.NEGATIVE_INFINITY;
            }
        }
        if (logDet == Double.NEGATIVE_INFINITY) {
            Arrays.fill(u, row * d, (row + 1) * d, 0);
        }
        return logDet;
    }

    /** Draws in data units, clamped to the bounds of bounded columns, and to what a double can hold. */
    @Override
    public Points sample(int n, RandomStream random, int threads) {
        return toData(mixture.sample(n, random, threads), threads);
    }

    /**
     * Draws given conditions, one for each of their rows, in data units, clamped as all draws.
     *
     * @param given n x C in data units, not modified
     * @param random source of randomness, advanced
     * @param threads number of threads; the result does not depend on it
     * @return n x (D + C) rows: draws with their conditions
     * @throws IllegalArgumentException naming the row and column of a condition that is not finite or out of its domain
     */
    public Points sample(Points given, RandomStream random, int threads) {
        int c = conditions();
        if (c == 0 || given.columns() != c) {
            throw new IllegalArgumentException(
                    "given: " + given.columns() + " columns, the model has " + c + " conditions " + schema.given());
        }
        double[] u = new double[given.rows() * c];
        for (int i = 0; i < u.length; i++) {
            int column = dimension() + i % c;
            u[i] = schema.transforms().get(column).toModel(given.values()[i]);
            if (!Double.isFinite(u[i])) {
                throw new IllegalArgumentException("given: row " + (i / c + 1) + ", column '"
                        + schema.names().get(column) + "': " + given.values()[i]
                        + " is not finite or outside the column's domain");
            }
        }
        Points rows = toData(mixture.sample(Points.of(given.rows(), c, u), random, threads), threads);
        double[] v = rows.values();
        for (int i = 0; i < u.length; i++) {
            // as they were given, not as they come back from the model's coordinates
            v[i / c * schema.dimension() + dimension() + i % c] = given.values()[i];
        }
        return rows;
    }

    /**
     * The density of the targets at fixed conditions.
     *
     * @param conditions C values in data units; copied
     * @return a density on the targets in data units
     * @throws IllegalArgumentException if the number of values is not C, or one is not finite or out of its domain
     */
    public Density given(double... conditions) {
        // which checks them
        sample(Points.of(conditions.clone()), RandomStream.of(0), 1);
        return new GivenDensity(this, conditions);
    }

    private Points toData(Points points, int threads) {
        int d = schema.dimension();
        double[] v = points.values();
        double[] out = new double[v.length];
        inBlocks(points.rows(), threads, i -> {
            schema.toData(v, i * d, out, i * d);
            for (int j = 0; j < d; j++) {
                double least = -Double.MAX_VALUE;
                double greatest = Double.MAX_VALUE;
                if (schema.columns().get(j).domain() instanceof Domain.Bounded b) {
                    least = b.lower();
                    greatest = b.upper();
                }
                out[i * d + j] = Math.max(least, Math.min(greatest, out[i * d + j]));
            }
        });
        return Points.of(points.rows(), d, out);
    }

    @Override
    public String toString() {
        return "FittedModel" + schema.names() + " " + mixture;
    }
}
