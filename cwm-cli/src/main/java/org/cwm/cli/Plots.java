package org.cwm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cwm.cli.charts.ColourScale;
import org.cwm.cli.charts.Curves;
import org.cwm.cli.charts.Frame;
import org.cwm.cli.charts.Grid;
import org.cwm.cli.charts.HeatMap;
import org.cwm.cli.charts.PairGrid;
import org.cwm.cli.charts.Panel;
import org.cwm.cli.charts.Range;
import org.cwm.cli.charts.Scatter;
import org.cwm.cli.charts.Sheet;
import org.cwm.fit.FittedModel;
import org.cwm.model.Density;
import org.cwm.model.Points;
import org.cwm.query.CdfForm;
import org.cwm.random.RandomStream;
import org.cwm.schema.Domain;
import org.cwm.schema.Schema;
import org.jspecify.annotations.Nullable;

/** Pictures of a model: a curve, a map or a grid of pairs, alone or beside data. */
final class Plots {

    /** Columns of a grid of pairs at most. */
    static final int MOST_COLUMNS = 6;

    private static final int DRAWS = 400_000;
    private static final int CELLS = 360;
    private static final int SHOWN_WEIGHTS = 4;
    private static final int LEAST_ROWS_OF_A_HISTOGRAM = 5_000;

    private final Schema schema;
    private final Density model;
    private final String name;
    private final @Nullable Points data;
    private final int threads;
    private final Points draws;

    /**
     * Prepares pictures.
     *
     * @param schema of the columns; those behind the density's own are not drawn
     * @param model what to draw, not conditional
     * @param name for the titles
     * @param data rows in the model's columns, or null
     * @param threads number of threads
     */
    Plots(Schema schema, Density model, String name, @Nullable Points data, int threads) {
        this.schema = schema;
        this.model = model;
        this.name = name;
        this.data = data;
        this.threads = threads;
        draws = model.sample(DRAWS, RandomStream.of(0), threads);
    }

    /** Where a column is drawn: its bounds, or where nearly all data or draws lie. */
    Range range(int column) {
        if (schema.columns().get(column).domain() instanceof Domain.Bounded b) {
            return new Range(b.lower(), b.upper());
        }
        return Range.of(values(data == null ? draws : data, column), model.dimension() > 2 ? 0.004 : 0.0005, 0.06);
    }

    /** One column: its density, exact if the model has no other, with the histogram of the data. */
    Sheet curve(int column) {
        Range range = range(column);
        String title = schema.names().get(column);
        Curves curves = new Curves("", title, "density");
        if (data != null) {
            double[] v = values(data, column);
            curves.histogram("data", v, range, (int) Math.max(12, Math.min(100, 2 * Math.cbrt(v.length))));
        }
        if (model.dimension() == 1) {
            int n = 1000;
            double[] x = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = range.at(i / (n - 1.0));
            }
            model.logDensity(Points.of(n, 1, x), y, threads);
            for (int i = 0; i < n; i++) {
                y[i] = Math.min(Math.exp(y[i]), 1e300);
            }
            curves.line("model", x, y);
        } else {
            int bins = 120;
            double[] x = new double[bins];
            for (int b = 0; b < bins; b++) {
                x[b] = range.at((b + 0.5) / bins);
            }
            curves.line("model", x, shares(values(draws, column), range, bins));
        }
        return new Sheet("Density of " + title, name, 1, 820, 460).add(curves);
    }

    /** alpha_k(u) and pi_k(x) of the components of most mass, for a model of one column. */
    Sheet weights(FittedModel fitted) {
        CdfForm form = CdfForm.of(fitted);
        int[] shown = IntStream.range(0, form.components())
                .boxed()
                .sorted((a, b) -> Double.compare(form.mass(b), form.mass(a)))
                .limit(SHOWN_WEIGHTS)
                .mapToInt(Integer::intValue)
                .toArray();
        Range range = range(0);
        int n = 800;
        double[] u = new double[n];
        double[] x = new double[n];
        double[][] alpha = new double[shown.length][n];
        double[][] pi = new double[shown.length][n];
        for (int i = 0; i < n; i++) {
            u[i] = (i + 0.5) / n;
            x[i] = range.at((i + 0.5) / n);
            double[] a = form.alpha(u[i]);
            double[] p = form.pi(x[i]);
            for (int j = 0; j < shown.length; j++) {
                alpha[j][i] = a[shown[j]];
                pi[j][i] = p[shown[j]];
            }
        }
        String column = schema.names().get(0);
        Curves base = new Curves("Over the base", "u", "\u03b1(u)");
        Curves data = new Curves("Over the data", column, "\u03c0(x)");
        for (int j = 0; j < shown.length; j++) {
            String label = "component " + shown[j];
            base.line(label, u, alpha[j]);
            data.line(label, x, pi[j]);
        }
        return new Sheet(
                        "Functional weights of " + column,
                        name
                                + ": \u03b1 over the base's distribution function, \u03c0(x) = \u03b1(P(x)) with each component's own P",
                        2,
                        640,
                        460)
                .add(base)
                .add(data);
    }

    private static double[] shares(double[] values, Range range, int bins) {
        double[] y = new double[bins];
        for (double v : values) {
            double f = range.fraction(v);
            if (f >= 0 && f <= 1) {
                y[Math.min((int) (f * bins), bins - 1)] += bins / range.length() / values.length;
            }
        }
        double[] smooth = new double[bins];
        for (int b = 0; b < bins; b++) {
            smooth[b] = 0.25 * y[Math.max(0, b - 1)] + 0.5 * y[b] + 0.25 * y[Math.min(bins - 1, b + 1)];
        }
        return smooth;
    }

    /** Two columns: the density over the plane, exact if the model has no others, beside a histogram of the data. */
    Sheet map(int first, int second) {
        Range x = range(first);
        Range y = range(second);
        List<String> names = schema.names();
        Grid density = density(first, second, x, y);
        String bar = "density";
        double aspect = bounded(first) && bounded(second) ? 1 : 0;
        Frame frame = new Frame("", names.get(first), names.get(second), x, y, aspect);
        String headline = "Density of " + names.get(first) + " and " + names.get(second);
        if (data == null) {
            return new Sheet(headline, name, 1, 760, 620)
                    .add(new HeatMap(frame, density, ColourScale.ofDensities(density), bar));
        }
        ColourScale scale = ColourScale.ofDensities(density);
        Frame left = frame.withTitle("Data: " + Numbers.plural(data.rows(), "row"));
        Panel rows;
        if (data.rows() < LEAST_ROWS_OF_A_HISTOGRAM) {
            rows = new Scatter(left, data, first, second, 2.6);
        } else {
            int bins = dataCells(data.rows());
            rows = new HeatMap(left, Grid.ofPoints(data, first, second, x, y, bins, bins), scale, bar);
        }
        return new Sheet(headline, name, 2, 640, 520)
                .add(rows)
                .add(new HeatMap(frame.withTitle("Model"), density, scale, bar));
    }

    private static int dataCells(int rows) {
        return (int) Math.max(20, Math.min(200, Math.round(Math.sqrt(rows / 2.0))));
    }

    private Grid density(int first, int second, Range x, Range y) {
        if (model.dimension() > 2) {
            int bins = PairGrid.bins(draws.rows());
            return Grid.ofPoints(draws, first, second, x, y, bins, bins).smoothed();
        }
        if (first == 0) {
            return Grid.ofDensity(model, x, y, CELLS, CELLS, threads);
        }
        Grid turned = Grid.ofDensity(model, y, x, CELLS, CELLS, threads);
        double[] v = new double[CELLS * CELLS];
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < CELLS; j++) {
                v[i * CELLS + j] = turned.values()[j * CELLS + i];
            }
        }
        return new Grid(x, y, CELLS, CELLS, v);
    }

    private boolean bounded(int column) {
        return schema.columns().get(column).domain() instanceof Domain.Bounded;
    }

    /** All pairs of some columns. */
    Sheet pairs(int[] columns) {
        List<String> names = new ArrayList<>();
        List<Range> ranges = new ArrayList<>();
        for (int c : columns) {
            names.add(schema.names().get(c));
            ranges.add(range(c));
        }
        String below = data == null ? "" : "; below the diagonal and blue: model, above and grey: data";
        int side = columns.length <= 4 ? 210 : 165;
        return new Sheet(
                        "Density of " + columns.length + " columns",
                        name + below,
                        1,
                        80 + side * columns.length,
                        60 + side * columns.length)
                .add(new PairGrid(names, ranges, select(draws, columns), data == null ? null : select(data, columns)));
    }

    /** p(y | x) of a model of one target and one condition, over the plane. */
    static Sheet conditional(FittedModel model, String name, @Nullable Points data, int threads) {
        Schema schema = model.schema();
        Range x = conditionRange(schema, data);
        double[] given = new double[20_000];
        for (int i = 0; i < given.length; i++) {
            given[i] = x.at((i + 0.5) / given.length);
        }
        Points draws = model.sample(Points.of(given.length, 1, given), RandomStream.of(0), threads);
        Range y = schema.columns().get(0).domain() instanceof Domain.Bounded b
                ? new Range(b.lower(), b.upper())
                : Range.of(values(data == null ? draws : data, 0), 0.0005, 0.06);
        double[] rows = new double[2 * CELLS * CELLS];
        double[] v = new double[CELLS * CELLS];
        for (int i = 0; i < v.length; i++) {
            int line = i / CELLS;
            rows[2 * i] = y.at((line + 0.5) / CELLS);
            rows[2 * i + 1] = x.at((i % CELLS + 0.5) / CELLS);
        }
        model.logDensity(Points.of(v.length, 2, rows), v, threads);
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.min(Math.exp(v[i]), 1e300);
        }
        Grid grid = new Grid(x, y, CELLS, CELLS, v);
        Frame frame = new Frame("", schema.names().get(1), schema.names().get(0), x, y, 0);
        String headline = "Density of " + schema.names().get(0) + " given "
                + schema.names().get(1);
        HeatMap map = new HeatMap(
                frame.withTitle(data == null ? "" : "Model"), grid, ColourScale.ofDensities(grid), "density");
        if (data == null) {
            return new Sheet(headline, name, 1, 760, 620).add(map);
        }
        return new Sheet(headline, name, 2, 640, 520)
                .add(new Scatter(frame.withTitle("Data: " + Numbers.plural(data.rows(), "row")), data, 1, 0, 2.6))
                .add(map);
    }

    /** The condition's bounds, or where the data lie, or the middle of what the model was learned on. */
    private static Range conditionRange(Schema schema, @Nullable Points data) {
        if (schema.columns().get(1).domain() instanceof Domain.Bounded b) {
            return new Range(b.lower(), b.upper());
        }
        if (data != null) {
            return Range.of(values(data, 1), 0.0005, 0.02);
        }
        double[] ends = new double[2];
        double[] row = new double[2];
        for (int i = 0; i < 2; i++) {
            schema.toData(new double[] {0, 4.0 * i - 2}, 0, row, 0);
            ends[i] = row[1];
        }
        return new Range(ends[0], ends[1]);
    }

    private static Points select(Points points, int[] columns) {
        double[] v = new double[points.rows() * columns.length];
        for (int i = 0; i < points.rows(); i++) {
            for (int j = 0; j < columns.length; j++) {
                v[i * columns.length + j] = points.get(i, columns[j]);
            }
        }
        return Points.of(points.rows(), columns.length, v);
    }

    static double[] values(Points points, int column) {
        double[] v = new double[points.rows()];
        for (int i = 0; i < v.length; i++) {
            v[i] = points.get(i, column);
        }
        return v;
    }
}
