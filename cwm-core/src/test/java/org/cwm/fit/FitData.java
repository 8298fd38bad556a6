package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cwm.kernel.Activation;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;

/** Tables, options and checkpoints for the tests of whole fits. */
final class FitData {

    /** A small classifier and few steps: a fit in well under a second. */
    static final FitOptions QUICK = FitOptions.defaults()
            .withThreads(2)
            .withComponents(3)
            .withClassifier(ClassifierSpec.mlp(Activation.TANH, 1, 8))
            .withEpochs(2.0)
            .withBatchSize(128)
            .withEmIterations(20);

    private FitData() {}

    static List<String> names(int d) {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            names.add(Character.toString((char) ('a' + j)));
        }
        return names;
    }

    static Table table(int d, double[] values) {
        return Table.of(names(d), Points.of(values.length / d, d, values));
    }

    /** Points near a circle of radius 1: no small number of Gaussians does it justice. */
    static Table ring(int n, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] v = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = 1 + 0.05 * random.nextGaussian();
            v[2 * i] = radius * Math.cos(angle);
            v[2 * i + 1] = radius * Math.sin(angle);
        }
        return table(2, v);
    }

    /** Dark squares of a board of 4 x 4 on [0, 1]^2, both columns bounded. */
    static Table checkerboard(int n, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] v = new double[2 * n];
        for (int i = 0; i < n; i++) {
            int row = random.nextInt(4);
            v[2 * i] = (row % 2 + 2 * random.nextInt(2) + random.nextDouble()) / 4;
            v[2 * i + 1] = (row + random.nextDouble()) / 4;
        }
        return bounded(table(2, v), 0, 1);
    }

    /** Standard normal columns, each pulled along by the one before. */
    static Table gaussian(int n, int d, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] v = new double[n * d];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextGaussian() + (i % d == 0 ? 0 : 0.5 * v[i - 1]);
        }
        return table(d, v);
    }

    /** The same table with all columns bounded. */
    static Table bounded(Table t, double lower, double upper) {
        return new Table(
                t.names().stream().map(n -> Column.bounded(n, lower, upper)).toList(), t.points(), t.origin());
    }

    /** The same table with one column times a factor. */
    static Table scaled(Table t, int column, double factor) {
        double[] v = t.points().values().clone();
        for (int i = column; i < v.length; i += t.points().columns()) {
            v[i] *= factor;
        }
        return new Table(t.columns(), Points.of(t.points().rows(), t.points().columns(), v), t.origin());
    }

    /** The same table with one cell replaced. */
    static Table with(Table t, int row, int column, double value) {
        double[] v = t.points().values().clone();
        v[row * t.points().columns() + column] = value;
        return new Table(t.columns(), Points.of(t.points().rows(), t.points().columns(), v), t.origin());
    }

    static double[] logDensities(FittedModel m, Table t) {
        double[] out = new double[t.points().rows()];
        m.logDensity(t.points(), out, 2);
        return out;
    }

    static double mean(FittedModel m, Table t) {
        return Statistics.mean(logDensities(m, t));
    }

    static FitReport fit(Table data, FitOptions options) {
        return Fit.fit(data, options);
    }

    static FitReport fit(Table train, Table validation, FitOptions options) {
        return Fit.fit(train, validation, options, FitListener.SILENT, Checkpoints.NONE);
    }

    /** Every number of a model and its report that must be finite is. */
    static void assertFinite(FitReport r, Table data) {
        for (FittedModel m : List.of(r.model(), r.gaussianMixture())) {
            for (float p : m.mixture().parameters()) {
                assertThat(p).isFinite();
            }
            for (double l : logDensities(m, data)) {
                assertThat(l).isFinite();
            }
            for (double l : m.calibration()) {
                assertThat(l).isFinite();
            }
            for (double v : m.sample(50, RandomStream.of(1), 1).values()) {
                assertThat(v).isFinite();
            }
        }
        for (Score s : List.of(r.train(), r.validation())) {
            assertThat(s.emStart()).isFinite();
            assertThat(s.end()).isFinite();
            assertThat(s.gainStandardError()).isFinite().isNotNegative();
        }
        assertThat(r.validation().end()).isGreaterThanOrEqualTo(r.validation().emStart());
        assertThat(r.stopReason()).isNotBlank();
    }

    /** Equal bits everywhere but in the times. */
    static void assertSameFit(FitReport a, FitReport b) {
        assertThat(b.model().mixture().parameters())
                .isEqualTo(a.model().mixture().parameters());
        assertThat(b.gaussianMixture().mixture().parameters())
                .isEqualTo(a.gaussianMixture().mixture().parameters());
        assertThat(b.model().provenance()).isEqualTo(a.model().provenance());
        assertThat(b.model().schema()).isEqualTo(a.model().schema());
        assertThat(b.model().calibration()).isEqualTo(a.model().calibration());
        assertThat(b.train()).isEqualTo(a.train());
        assertThat(b.validation()).isEqualTo(a.validation());
        assertThat(b.history()).isEqualTo(a.history());
        assertThat(b.accepted()).isEqualTo(a.accepted());
        assertThat(b.converged()).isEqualTo(a.converged());
        assertThat(b.stopReason()).isEqualTo(a.stopReason());
        assertThat(b.warnings()).isEqualTo(a.warnings());
    }

    /** What a plug pulled at the worst moment looks like. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Keeps a deep copy of each state that is saved, and interrupts the fit at a given save. */
    static class Memory implements Checkpoints {
        int saves;
        int interruptAt = Integer.MAX_VALUE;

        @Nullable
        FitState state;

        /** Begins with the state given, or anew. */
        static Memory of(@Nullable FitState state, int interruptAt) {
            Memory m = new Memory();
            m.state = state;
            m.interruptAt = interruptAt;
            return m;
        }

        @Override
        public Duration interval() {
            return Duration.ZERO;
        }

        @Override
        public void save(FitState s) {
            state = copy(s);
            if (++saves == interruptAt) {
                throw new Interrupted();
            }
        }

        @Override
        public @Nullable FitState load() {
            return state;
        }

        static FitState copy(FitState s) {
            Map<String, float[]> floats = new HashMap<>();
            Map<String, double[]> doubles = new HashMap<>();
            Map<String, long[]> longs = new HashMap<>();
            s.floats().forEach((k, v) -> floats.put(k, v.clone()));
            s.doubles().forEach((k, v) -> doubles.put(k, v.clone()));
            s.longs().forEach((k, v) -> longs.put(k, v.clone()));
            return new FitState(s.fingerprint(), floats, doubles, longs);
        }
    }

    static int[] range(int from, int to) {
        int[] rows = new int[to - from];
        Arrays.setAll(rows, i -> from + i);
        return rows;
    }
}
