package org.cwm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cwm.model.Points;
import org.cwm.schema.Column;
import org.cwm.schema.ColumnSummary;
import org.cwm.schema.Domain;
import org.cwm.schema.Schema;
import org.cwm.schema.Table;
import org.cwm.schema.Transform;
import org.cwm.schema.UnusableDataException;

/**
 * From a table to what training works on: checks, schema, model coordinates.
 *
 * @param schema columns and transforms, from the training rows
 * @param train training rows in model coordinates
 * @param trainLogDet their log-Jacobians: added to model-space log densities
 * @param validation held-out rows in model coordinates
 * @param validationLogDet their log-Jacobians
 * @param floors least standard deviation of a component, per column, model coordinates
 * @param warnings for the user
 */
record Preparation(
        Schema schema,
        Points train,
        double[] trainLogDet,
        Points validation,
        double[] validationLogDet,
        double[] floors,
        List<String> warnings) {

    /** The paper's margin of the logit transform. */
    private static final double LOGIT_MARGIN = 0.01;
    /** Least scale of a component relative to the column's standard deviation. */
    private static final double LEAST_SCALE = 1e-4;
    /** The same along a condition: values that repeat there are no reason for a component of their own. */
    private static final double CONDITION_SCALE = 0.05;
    /** A column is collinear if the others explain all but this share of its variance. */
    private static final double COLLINEAR = 1e-7;
    /** Held-out rows may be so many standard deviations away. */
    private static final double FARTHEST = 1e12;

    static Preparation of(Table train, Table validation, int conditions) {
        int n = train.points().rows();
        int d = train.columns().size();
        List<Transform> transforms = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        double[] floors = new double[d];
        for (int j = 0; j < d; j++) {
            Column c = train.columns().get(j);
            ColumnSummary s = ColumnSummary.of(train.points().values(), n, d, j);
            if (s.distinct() == 1) {
                throw new UnusableDataException("column '" + c.name() + "' is constant (" + s.min()
                        + "): it has no density. Leave it out, for example with --columns");
            }
            if (c.domain() instanceof Domain.Bounded b) {
                transforms.add(new Transform.Logit(b.lower(), b.upper(), LOGIT_MARGIN));
                floors[j] = LEAST_SCALE;
            } else {
                checkSpread(c.name(), s, train.points(), j);
                transforms.add(new Transform.Standardise(s.mean(), s.standardDeviation()));
                // a uniform box of the column's resolution has this standard deviation
                double box = s.resolution() / s.standardDeviation() / Math.sqrt(12);
                boolean given = j >= d - conditions;
                floors[j] = Math.max(given ? CONDITION_SCALE : LEAST_SCALE, box);
                if (box > LEAST_SCALE && !given) {
                    warnings.add(String.format(
                            Locale.ROOT,
                            "column '%s' repeats values (%d distinct in %d rows): components are kept at least as wide"
                                    + " as its typical gap of %s, or the likelihood could grow without bound",
                            c.name(),
                            s.distinct(),
                            n,
                            Double.toString(s.resolution())));
                }
            }
        }
        Schema schema = new Schema(train.columns(), transforms, conditions);
        double[] logDet = new double[n];
        Points u = schema.toModel(train.points(), logDet);
        checkCollinear(train.names(), u);
        double[] validationLogDet = new double[validation.points().rows()];
        checkFar(schema, validation.points());
        Points v = schema.toModel(validation.points(), validationLogDet);
        return new Preparation(schema, u, logDet, v, validationLogDet, floors, warnings);
    }

    /** Every cell is a finite number within its column's bounds; rows are counted from 1. */
    static void checkCells(Points points, List<Column> columns, String where) {
        int d = columns.size();
        double[] v = points.values();
        for (int i = 0; i < v.length; i++) {
            Column c = columns.get(i % d);
            String problem = "";
            if (!Double.isFinite(v[i])) {
                problem = "is not a finite number";
            } else if (c.domain() instanceof Domain.Bounded b && (v[i] < b.lower() || v[i] > b.upper())) {
                problem = "is outside its bounds [" + b.lower() + ", " + b.upper() + "]";
            }
            if (!problem.isEmpty()) {
                throw new UnusableDataException(
                        where + "row " + (i / d + 1) + ", column '" + c.name() + "': " + v[i] + " " + problem);
            }
        }
    }

    /** Held-out rows that no density of a double can score. */
    private static void checkFar(Schema schema, Points held) {
        double[] v = held.values();
        for (int i = 0; i < v.length; i++) {
            double u = Math.abs(schema.transforms().get(i % held.columns()).toModel(v[i]));
            if (!(u <= FARTHEST)) {
                throw new UnusableDataException(String.format(
                        Locale.ROOT,
                        "column '%s': the held-out value %s lies %.0e standard deviations from the training rows. Take"
                                + " logarithms or leave out the extreme rows",
                        schema.names().get(i % held.columns()),
                        v[i],
                        u));
            }
        }
    }

    private static double[] column(Points points, int column) {
        double[] v = new double[points.rows()];
        for (int i = 0; i < v.length; i++) {
            v[i] = points.get(i, column);
        }
        return v;
    }

    /** A few huge values would squeeze all others onto one point. */
    private static void checkSpread(String name, ColumnSummary s, Points points, int column) {
        int n = points.rows();
        double[] v = column(points, column);
        java.util.Arrays.sort(v);
        double middle = v[(int) (0.95 * (n - 1))] - v[(int) (0.05 * (n - 1))];
        boolean manyValues = s.distinct() > n / 10;
        if (manyValues && middle < 1e-6 * s.standardDeviation()) {
            throw new UnusableDataException("column '" + name + "' ranges from " + s.min() + " to " + s.max()
                    + " while nine tenths of its rows lie within " + middle
                    + ": no common scale fits. Take logarithms or leave out the extreme rows");
        }
    }

    /** Cholesky factorisation of the correlation matrix, column by column. */
    private static void checkCollinear(List<String> names, Points u) {
        int d = u.columns();
        int n = u.rows();
        double[] mean = new double[d];
        double[] c = new double[d * d];
        double[] x = u.values();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += x[i * d + j] / n;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < d; a++) {
                double xa = x[i * d + a] - mean[a];
                for (int b = 0; b <= a; b++) {
                    c[a * d + b] += xa * (x[i * d + b] - mean[b]);
                }
            }
        }
        double[] deviation = new double[d];
        for (int a = 0; a < d; a++) {
            deviation[a] = Math.sqrt(c[a * d + a]);
        }
        double[] l = new double[d * d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = c[a * d + b] / (deviation[a] * deviation[b]);
                if (b < a && Math.abs(sum) > 1 - COLLINEAR / 2) {
                    throw new UnusableDataException("columns '" + names.get(b) + "' and '" + names.get(a)
                            + "' are the same up to scale (correlation " + sum + "): leave one out");
                }
                for (int t = 0; t < b; t++) {
                    sum -= l[a * d + t] * l[b * d + t];
                }
                if (a == b) {
                    if (sum < COLLINEAR) {
                        throw new UnusableDataException("column '" + names.get(a)
                                + "' is a linear combination of the columns before it (they explain all but "
                                + String.format(Locale.ROOT, "%.1e", Math.max(0, sum))
                                + " of its variance): leave it out");
                    }
                    l[a * d + a] = Math.sqrt(sum);
                } else {
                    l[a * d + b] = sum / l[b * d + b];
                }
            }
        }
    }
}
