package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.cwm.kernel.Activation;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;

/** Every setting arrives where it is used, and what is left open is chosen from the data. */
final class FitOptionsTest {

    /** A value for each setting that no default has. */
    private static Map<String, Object> values() {
        Map<String, Object> v = new LinkedHashMap<>();
        v.put("given", List.of("a", "b"));
        v.put("components", 7);
        v.put("base", BaseSpec.scaleMixture());
        v.put("maps", new MapSpec.Affine(CovarianceType.DIAGONAL));
        v.put("classifier", ClassifierSpec.mlp(Activation.SILU, 0.7, 5, 6));
        v.put("validationFraction", 0.3);
        v.put("epochs", 1.25);
        v.put("timeLimit", Duration.ofMillis(98_765));
        v.put("batchSize", 33);
        v.put("learningRate", 0.00321);
        v.put("weightDecay", 0.0123);
        v.put("jitter", 0.0456);
        v.put("classifierNoise", 0.0789);
        v.put("roulette", 0.2345);
        v.put("emIterations", 17);
        v.put("seed", 987654321012345L);
        v.put("threads", 3);
        return v;
    }

    private static FitOptions with(FitOptions o, String name, Object value) {
        String method = "with" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        for (java.lang.reflect.Method m : FitOptions.class.getMethods()) {
            if (m.getName().equals(method)) {
                try {
                    return (FitOptions) m.invoke(o, value);
                } catch (java.lang.reflect.InvocationTargetException e) {
                    throw (RuntimeException) e.getCause();
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new AssertionError("no method " + method);
    }

    private static Object get(Record r, RecordComponent c) {
        try {
            return c.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachSettingChangesItselfAndNothingElse() {
        Map<String, Object> values = values();
        List<String> names = new ArrayList<>();
        FitOptions defaults = FitOptions.defaults();
        FitOptions all = defaults;
        for (RecordComponent c : FitOptions.class.getRecordComponents()) {
            names.add(c.getName());
            FitOptions o = with(defaults, c.getName(), values.get(c.getName()));
            for (RecordComponent other : FitOptions.class.getRecordComponents()) {
                Object expected = other.getName().equals(c.getName()) ? values.get(c.getName()) : get(defaults, other);
                assertThat(get(o, other))
                        .as(c.getName() + " -> " + other.getName())
                        .isEqualTo(expected);
            }
            all = with(all, c.getName(), values.get(c.getName()));
        }
        assertThat(names).containsExactlyElementsOf(values.keySet());
        for (RecordComponent c : FitOptions.class.getRecordComponents()) {
            assertThat(get(all, c)).isEqualTo(values.get(c.getName()));
        }
    }

    @Test
    void everySettingArrivesInThePlanAndTheProvenance() {
        FitOptions o = FitOptions.defaults();
        Map<String, Object> values = values();
        // conditions choose another family of maps: ConditionalFitTest
        values.remove("given");
        for (Map.Entry<String, Object> e : values.entrySet()) {
            o = with(o, e.getKey(), e.getValue());
        }
        FitReport r = FitData.fit(FitData.gaussian(200, 2, 1), o);
        FitPlan plan = r.plan();
        assertThat(plan.components()).containsExactly(7);
        assertThat(plan.folds()).isEqualTo(1);
        Map<String, Object> planned = new LinkedHashMap<>();
        for (RecordComponent c : FitPlan.class.getRecordComponents()) {
            planned.put(c.getName(), get(plan, c));
        }
        Map<String, String> provenance = r.model().provenance().options();
        values.forEach((name, value) -> {
            assertThat(planned).as("plan").containsKey(name);
            if (!name.equals("components")) {
                assertThat(planned.get(name)).as(name).isEqualTo(value);
            }
            // threads and time are not part of what was computed
            if (name.equals("threads") || name.equals("timeLimit")) {
                assertThat(provenance).doesNotContainKey(name);
            } else {
                assertThat(provenance).containsEntry(name, value.toString().toLowerCase(Locale.ROOT));
            }
        });
        assertThat(provenance).containsEntry("folds", "1").containsEntry("componentsTried", "[7]");
        assertThat(r.model().mixture().components()).isEqualTo(7);
        assertThat(r.validation().rows()).isEqualTo(60);
        assertThat(r.train().rows()).isEqualTo(140);
        int steps = r.history().get(r.history().size() - 1).step();
        assertThat(steps).isLessThanOrEqualTo((int) Math.round(1.25 * 140 / 33));
    }

    /** What was chosen by trying several is what the provenance names. */
    @Test
    void theNumberOfComponentsChosenIsTold() {
        FitReport r = FitData.fit(
                FitData.ring(700, 2),
                FitOptions.defaults().withThreads(2).withEpochs(0.0).withEmIterations(10));
        assertThat(r.plan().components()).hasSizeGreaterThan(1);
        int k = r.model().mixture().components();
        assertThat(r.plan().components()).contains(k);
        assertThat(r.model().provenance().options())
                .containsEntry("components", Integer.toString(k))
                .containsEntry(
                        "componentsTried", java.util.Arrays.toString(r.plan().components()));
    }

    @Test
    void defaultsDependOnRowsColumnsAndKind() {
        Table small = FitData.gaussian(500, 5, 3);
        Table middle = FitData.gaussian(6000, 5, 3);
        Table large = FitData.gaussian(30_000, 5, 3);
        Table plane = FitData.ring(6000, 3);
        Table picture = FitData.checkerboard(6000, 3);
        FitPlan s = plan(small);
        FitPlan m = plan(middle);
        FitPlan l = plan(large);
        // rows: few are cross-validated, many afford more components and larger batches
        assertThat(s.folds()).isGreaterThan(1);
        assertThat(m.folds()).isEqualTo(1);
        assertThat(l.folds()).isEqualTo(1);
        assertThat(max(s.components())).isLessThan(max(m.components()));
        assertThat(max(m.components())).isLessThan(max(l.components()));
        assertThat(l.batchSize()).isGreaterThan(s.batchSize());
        // columns: a plane is learned like a picture
        assertThat(plan(plane).classifier()).isNotEqualTo(m.classifier());
        // kind: the noise of bounded columns is in their own units
        assertThat(plan(picture).jitter()).isPositive().isNotEqualTo(plan(plane).jitter());
        // a held-out share or table asked for: a single split
        assertThat(FitPlan.resolve(small, FitOptions.defaults().withValidationFraction(0.2), false)
                        .folds())
                .isEqualTo(1);
        assertThat(FitPlan.resolve(small, FitOptions.defaults(), true).folds()).isEqualTo(1);
        assertThat(plan(small).seed()).isZero();
    }

    private static FitPlan plan(Table t) {
        return FitPlan.resolve(t, FitOptions.defaults(), false);
    }

    private static int max(int[] x) {
        return java.util.Arrays.stream(x).max().orElseThrow();
    }

    /** Whatever the table, the plan is one that a user might have asked for, and it can be carried out. */
    @Test
    void defaultsAreInRange() {
        for (int d : new int[] {1, 2, 3, 10, 60}) {
            for (int n : new int[] {10, 11, 13, 50, 137, 999, 1000, 4999, 5000, 20_001, 25_000}) {
                Table t = FitData.table(d, new double[n * d]);
                for (boolean apart : new boolean[] {false, true}) {
                    FitPlan p = FitPlan.resolve(t, FitOptions.defaults(), apart);
                    int fold = p.folds() > 1 ? (n + p.folds() - 1) / p.folds() : 0;
                    assertThat(p.components()).isNotEmpty().doesNotHaveDuplicates();
                    for (int k : p.components()) {
                        assertThat(k).isBetween(1, n - fold);
                    }
                    assertThat(p.batchSize()).isBetween(1, n);
                    assertThat(p.epochs()).isPositive();
                    assertThatCode(() -> new FitOptions(
                                    p.given(),
                                    p.components()[0],
                                    p.base(),
                                    p.maps(),
                                    p.classifier(),
                                    p.validationFraction(),
                                    p.epochs(),
                                    p.timeLimit(),
                                    p.batchSize(),
                                    p.learningRate(),
                                    p.weightDecay(),
                                    p.jitter(),
                                    p.classifierNoise(),
                                    p.roulette(),
                                    p.emIterations(),
                                    p.seed(),
                                    p.threads()))
                            .as(d + " columns, " + n + " rows")
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void impossibleValuesAreRefusedByName() {
        FitOptions o = FitOptions.defaults();
        double nan = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        Map<String, List<Object>> bad = new LinkedHashMap<>();
        bad.put("components", List.of(0, -1));
        bad.put("validationFraction", List.of(0.0, -0.1, 0.50001, nan));
        bad.put("epochs", List.of(-1e-9, nan, infinite));
        bad.put("timeLimit", List.of(Duration.ofNanos(-1)));
        bad.put("batchSize", List.of(0, -5));
        bad.put("learningRate", List.of(0.0, -1e-3, nan, infinite));
        bad.put("weightDecay", List.of(-1e-9, nan, infinite));
        bad.put("jitter", List.of(-1e-9, nan, infinite));
        bad.put("classifierNoise", List.of(-1e-9, nan, infinite));
        bad.put("roulette", List.of(-1e-9, 1.0001, nan));
        bad.put("emIterations", List.of(0));
        bad.put("threads", List.of(0, -2));
        bad.forEach((name, values) -> {
            for (Object value : values) {
                assertThatThrownBy(() -> with(o, name, value))
                        .as(name + " " + value)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(name + ": ")
                        .hasMessageContaining(value.toString())
                        .hasMessageContaining("must be");
            }
        });
        for (double scale : new double[] {0, -1, nan, infinite}) {
            assertThatThrownBy(() -> ClassifierSpec.mlp(Activation.TANH, scale, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("firstLayerScale " + scale);
        }
        assertThatThrownBy(() -> ClassifierSpec.mlp(Activation.TANH, 1, 4, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[4, 0]");
    }

    /** Settings at the ends of their ranges are carried out, not only accepted. */
    @Test
    void extremeButAllowedValuesWork() {
        Table data = FitData.ring(120, 4);
        FitOptions quick =
                FitData.QUICK.withValidationFraction(0.5).withBatchSize(1).withEpochs(0.2);
        List<Function<FitOptions, FitOptions>> changes = List.of(
                o -> o.withBatchSize(1_000_000),
                o -> o.withRoulette(1.0),
                o -> o.withRoulette(0.0),
                o -> o.withJitter(0.0).withClassifierNoise(0.0),
                o -> o.withJitter(5.0).withClassifierNoise(3.0),
                o -> o.withWeightDecay(10.0),
                o -> o.withEmIterations(1),
                o -> o.withEpochs(1e-9),
                o -> o.withClassifier(ClassifierSpec.mlp(Activation.SILU, 1e-3)),
                o -> o.withTimeLimit(Duration.ofSeconds(Long.MAX_VALUE)),
                o -> o.withValidationFraction(1e-9),
                o -> o.withComponents(60),
                o -> o.withThreads(40),
                o -> o.withSeed(Long.MIN_VALUE));
        for (Function<FitOptions, FitOptions> change : changes) {
            FitData.assertFinite(FitData.fit(data, change.apply(quick)), data);
        }
    }

    /** More passes than an int has steps: only the time ends such a fit. */
    @Test
    void hugeEpochsEndByTheTimeLimit() {
        Table data = FitData.ring(300, 5);
        FitReport r = FitData.fit(
                data, FitData.ring(100, 6), FitData.QUICK.withEpochs(1e15).withTimeLimit(Duration.ofMillis(300)));
        // looks go by the time, so that patience may end it a little before the limit does
        assertThat(r.stopReason()).containsAnyOf("time limit reached", "no better held-out score");
        assertThat(r.history()).hasSizeGreaterThan(1);
        FitData.assertFinite(r, data);
    }
}
