package org.cwm.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.fit.FittedModel;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Schema;

/**
 * The entry {@code cwm.golden}: a few rows in the units of the data, drawn from the model with a fixed seed, with their
 * log densities by plain double arithmetic, to 12 and 10 digits. A reader that gets other densities does not compute this model.
 *
 * <p>Tolerance: the engine differs from plain arithmetic by rounding only, above all in the classifier's float32 layers
 * (relative 2^-24 an operation; about 1e-7 (1 + |log p|) in all for three layers of 64 random weights, scalar or vector
 * kernels), so t (1 + |log p|) with t = 1e-4 leaves room for large weights and other processors. A model that amplifies
 * rounding more than that gets the least power of two times 1e-4 that leaves a factor 8 between the tolerance and the
 * difference seen when it was written.
 *
 * @param rows n rows, conditions included
 * @param logDensity n values, nats
 * @param tolerance t
 */
record GoldenRows(double[][] rows, double[] logDensity, double tolerance) {

    private static final int ROWS = 8;
    private static final int DRAWS = 64;
    private static final long SEED = 8;
    private static final double LEAST_TOLERANCE = 1e-4;
    private static final double GREATEST_TOLERANCE = LEAST_TOLERANCE * 1024;
    private static final double MARGIN = 8;

    /** Draws of a model; fails if none of its draws has a density that the engine reproduces. */
    static GoldenRows of(FittedModel model) {
        Points draws = draws(model, RandomStream.of(SEED));
        List<double[]> rows = new ArrayList<>();
        List<Double> densities = new ArrayList<>();
        double tolerance = LEAST_TOLERANCE;
        for (int i = 0; i < DRAWS && rows.size() < ROWS; i++) {
            double[] row = rounded(draws.row(i), 12);
            double reference = reference(model, row);
            if (!Double.isFinite(reference)) {
                continue;
            }
            double needed = MARGIN * difference(model.logDensity(row), reference);
            if (needed <= GREATEST_TOLERANCE) {
                while (tolerance < needed) {
                    tolerance *= 2;
                }
                rows.add(row);
                densities.add(reference);
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "model: none of " + DRAWS + " draws has a log density that float32 arithmetic can reproduce");
        }
        return new GoldenRows(
                rows.toArray(new double[0][]),
                rounded(densities.stream().mapToDouble(Double::doubleValue).toArray(), 10),
                tolerance);
    }

    /** Of a conditional model at conditions that are standard normal in model coordinates. */
    private static Points draws(FittedModel model, RandomStream random) {
        Schema schema = model.schema();
        int c = schema.conditions();
        if (c == 0) {
            return model.sample(DRAWS, random, 1);
        }
        int columns = schema.dimension();
        double[] point = new double[columns];
        double[] row = new double[columns];
        double[] given = new double[DRAWS * c];
        for (int i = 0; i < DRAWS; i++) {
            for (int j = columns - c; j < columns; j++) {
                point[j] = random.nextGaussian();
            }
            schema.toData(point, 0, row, 0);
            System.arraycopy(row, columns - c, given, i * c, c);
        }
        return model.sample(Points.of(DRAWS, c, given), random, 1);
    }

    /** To a number of digits, so that a last digit that differs between versions of Java does not show in files. */
    private static double[] rounded(double[] values, int digits) {
        double[] r = values.clone();
        for (int i = 0; i < r.length; i++) {
            if (Double.isFinite(r[i])) {
                r[i] = new BigDecimal(r[i]).round(new MathContext(digits)).doubleValue();
            }
        }
        return r;
    }

    private static double difference(double value, double reference) {
        return Math.abs(value - reference) / (1 + Math.abs(reference));
    }

    /** log p by its formula, in double; NaN or infinite where the row is beyond the range of the arithmetic. */
    private static double reference(FittedModel model, double[] row) {
        int d = row.length;
        double[] u = new double[d];
        double logDet = model.schema().toModel(row, 0, u, 0);
        for (int j = 0; j < d; j++) {
            if (!Double.isFinite(row[j]) || !Double.isFinite(u[j])) {
                return Double.NaN;
            }
        }
        return model.ensemble().plainLogDensity(u) + logDet;
    }

    Map<String, Object> encode() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", List.of(rows));
        json.put("logDensity", logDensity);
        json.put("tolerance", tolerance);
        return json;
    }

    /** Reads the entry and checks it against the model. */
    static void check(Fields json, FittedModel model) throws ModelFileException {
        double[][] rows = json.table("rows");
        double[] logDensity = json.numbers("logDensity");
        double tolerance = json.number("tolerance");
        json.end();
        if (rows.length < 1 || rows.length > ROWS || logDensity.length != rows.length) {
            throw json.error(rows.length + " rows and " + logDensity.length + " densities");
        }
        if (!(tolerance >= LEAST_TOLERANCE && tolerance <= GREATEST_TOLERANCE)) {
            throw json.error("tolerance " + tolerance);
        }
        double[] scores = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != model.schema().dimension()) {
                throw json.error("row " + i + " has " + rows[i].length + " values, the model "
                        + model.schema().dimension());
            }
        }
        model.logDensity(Points.of(rows), scores, 1);
        for (int i = 0; i < rows.length; i++) {
            if (!(difference(scores[i], logDensity[i]) <= tolerance)) {
                throw json.error("the model gives row " + i + " the log density " + scores[i] + ", the file states "
                        + logDensity[i]);
            }
        }
    }
}
