package org.cwm.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cwm.base.Base;
import org.cwm.base.ScaleMixture;
import org.cwm.base.StandardNormal;
import org.cwm.diagnostic.ModelWatch;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FittedModel;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.model.ReferenceDensity;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of the form with distribution functions, on every model of one column. */
final class CdfFormTest {

    private static final double KS_LIMIT = 1.95;

    static Stream<NamedModels.Named> models() {
        return NamedModels.all().stream().filter(n -> n.model().dimension() == 1);
    }

    private static double density(ClassifierWeightedMixture m, double x) {
        return Math.exp(ReferenceDensity.logDensity(m, new double[] {x}));
    }

    /** Simpson's rule with step h; its error falls with h^4, seen by halving. */
    private static double integral(ClassifierWeightedMixture m, double a, double b, int steps) {
        double h = (b - a) / steps;
        double sum = density(m, a) + density(m, b);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 1 ? 4 : 2) * density(m, a + i * h);
        }
        return sum * h / 3;
    }

    @ParameterizedTest
    @MethodSource("models")
    void distributionFunctionIsTheIntegralOfTheDensity(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        CdfForm form = CdfForm.of(m);
        assertThat(form.error()).isBetween(0.0, 1e-8);
        double[] ends = {-4, -1.5, -0.2, 0.4, 1.1, 3};
        for (int i = 0; i + 1 < ends.length; i++) {
            // a flow's density has kinks, at which the rule errs by h^2 / 12 times the jump of the slope, here below 10
            int steps = named.flow() ? 8192 : 1024;
            double fine = integral(m, ends[i], ends[i + 1], steps);
            double coarse = integral(m, ends[i], ends[i + 1], steps / 2);
            double h = (ends[i + 1] - ends[i]) / steps;
            double rule = Math.abs(fine - coarse) + (named.flow() ? h * h : 0);
            assertThat(rule).isLessThan(1e-6);
            assertThat(form.cdf(ends[i + 1]) - form.cdf(ends[i])).isCloseTo(fine, within(rule + 2 * form.error()));
        }
        assertThat(form.cdf(-1e6)).isCloseTo(0, within(form.error()));
        assertThat(form.cdf(1e6)).isCloseTo(1, within(form.error()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void distributionFunctionNeverFalls(NamedModels.Named named) {
        CdfForm form = CdfForm.of(named.model());
        double before = 0;
        for (int i = 0; i <= 3000; i++) {
            double f = form.cdf(-15 + 0.01 * i);
            assertThat(f).isBetween(0.0, 1.0).isGreaterThanOrEqualTo(before - 2 * form.error());
            before = f;
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void quantileIsTheInverse(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        CdfForm form = CdfForm.of(m);
        for (double p : new double[] {1e-6, 0.01, 0.2, 0.5, 0.77, 0.999}) {
            // where F is steep x has few bits to meet p with, where it is flat its error is all that is left
            double x = form.quantile(p);
            assertThat(form.cdf(x)).isCloseTo(p, within(2 * form.error() + 4e-16 * (1 + Math.abs(x)) * density(m, x)));
        }
        Points draws = m.sample(40, RandomStream.of(4), 1);
        for (int i = 0; i < 40; i++) {
            double x = draws.get(i, 0);
            double f = form.cdf(x);
            if (f > 0 && f < 1) {
                assertThat(form.quantile(f)).isCloseTo(x, within(1e-14 + 3 * form.error() / density(m, x)));
            }
        }
    }

    /** Kolmogorov and Smirnov: sup |F_n - F| sqrt(n) exceeds 1.95 by chance once in a thousand times. */
    @ParameterizedTest
    @MethodSource("models")
    void drawsFollowTheDistributionFunction(NamedModels.Named named) {
        int n = 20_000;
        double[] x = named.model().sample(n, RandomStream.of(11), 1).values();
        Arrays.sort(x);
        assertThat(kolmogorov(CdfForm.of(named.model()), x) * Math.sqrt(n)).isLessThan(KS_LIMIT);
    }

    private static double kolmogorov(CdfForm form, double[] sorted) {
        double worst = 0;
        for (int i = 0; i < sorted.length; i++) {
            double f = form.cdf(sorted[i]);
            worst = Math.max(worst, Math.max(f - (double) i / sorted.length, (i + 1.0) / sorted.length - f));
        }
        return worst;
    }

    @ParameterizedTest
    @MethodSource("models")
    void weightsAreAClassifierInTheBaseAndSumToTheDensityInTheData(NamedModels.Named named) {
        ClassifierWeightedMixture m = named.model();
        CdfForm form = CdfForm.of(m);
        for (double u : new double[] {1e-9, 0.1, 0.5, 0.8, 1 - 1e-9}) {
            double[] alpha = form.alpha(u);
            assertThat(Arrays.stream(alpha).min().orElseThrow()).isNotNegative();
            assertThat(alpha).hasSize(m.components());
            assertThat(Arrays.stream(alpha).sum()).isCloseTo(1, within(1e-12));
        }
        for (double x : new double[] {-1.7, 0.1, 0.9}) {
            double[] pi = form.pi(x);
            double sum = 0;
            double h = 1e-5;
            for (int k = 0; k < pi.length; k++) {
                // the component's density as the slope of its distribution function
                double slope = (form.componentCdf(k, x + h) - form.componentCdf(k, x - h)) / (2 * h);
                sum += pi[k] * slope;
                double u = form.componentCdf(k, x);
                // u is rounded to 1e-16, z by that over the base's density, which is above 5e-6 here
                if (u > 1e-6 && u < 1 - 1e-6) {
                    assertThat(pi[k]).isCloseTo(form.alpha(u)[k], within(1e-9));
                }
            }
            assertThat(sum).isCloseTo(density(m, x), within(1e-7 * (1 + density(m, x) * pi.length)));
        }
        ModelWatch.Weights drawn = ModelWatch.weights(m, RandomStream.of(2));
        double all = 0;
        for (int k = 0; k < m.components(); k++) {
            all += form.mass(k);
            // 4,096 draws or more of a weight in [0, 1] of mean p have a variance of p (1 - p) / 4096 at most
            double p = form.mass(k);
            assertThat(drawn.mass()[k]).isCloseTo(p, within(1e-6 + 4.5 * Math.sqrt(p * (1 - p) / 4096)));
        }
        assertThat(all).isCloseTo(1, within(form.error()));
    }

    @Test
    void anyBase() {
        for (Base base :
                List.of(new StandardNormal(), ScaleMixture.of(new double[] {0.6, 0.4}, new double[] {0.3, 4}))) {
            for (double u : new double[] {1e-12, 0.03, 0.5, 0.9}) {
                assertThat(base.marginalCdf(base.marginalQuantile(u))).isCloseTo(u, within(1e-14 * u + 2e-16));
            }
            double h = 1e-5;
            for (double z : new double[] {-3, -0.4, 0, 1.2}) {
                double slope = (base.marginalCdf(z + h) - base.marginalCdf(z - h)) / (2 * h);
                assertThat(slope).isCloseTo(Math.exp(base.logDensity(z * z, 1)), within(1e-8));
            }
        }
    }

    /** Known values, to 15 digits. */
    @Test
    void normal() {
        Base base = new StandardNormal();
        assertThat(base.marginalCdf(0)).isEqualTo(0.5);
        assertThat(base.marginalCdf(1)).isCloseTo(0.841344746068543, within(1e-15));
        assertThat(base.marginalCdf(-5) / 2.86651571879194e-7).isCloseTo(1, within(3e-15));
        assertThat(base.marginalCdf(-10) / 7.61985302416053e-24).isCloseTo(1, within(3e-15));
        assertThat(base.marginalQuantile(0.975)).isCloseTo(1.95996398454005, within(2e-14));
        assertThat(base.marginalCdf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(base.marginalCdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThatThrownBy(() -> base.marginalQuantile(1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A column between 0 and 2, through the logit transform and back. */
    @Test
    void boundedColumn() {
        RandomStream random = RandomStream.of(9);
        double[] v = new double[600];
        for (int i = 0; i < v.length; i++) {
            v[i] = 2 * Math.pow(random.nextDouble(), 2);
        }
        Table table = new Table(List.of(Column.bounded("a", 0, 2)), Points.of(600, 1, v), "test");
        FittedModel m = Fit.fit(
                        table,
                        FitOptions.defaults().withComponents(3).withEpochs(30.0).withValidationFraction(0.2))
                .model();
        CdfForm form = CdfForm.of(m);
        assertThat(form.cdf(-1)).isZero();
        assertThat(form.cdf(3)).isCloseTo(1, within(form.error()));
        int n = 4000;
        double h = 0.5 / n;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += h * Math.exp(m.logDensity(new double[] {0.5 + (i + 0.5) * h}));
        }
        // the engine's log densities are good to about 1e-6
        assertThat(form.cdf(1) - form.cdf(0.5)).isCloseTo(sum, within(2e-6));
        assertThat(form.quantile(form.cdf(0.7))).isCloseTo(0.7, within(1e-8));
        double[] x = m.sample(5000, RandomStream.of(1), 1).values();
        Arrays.sort(x);
        double[] inside = Arrays.stream(x).filter(a -> a > 0 && a < 2).toArray();
        double share = form.cdf(2) - form.cdf(0);
        double worst = 0;
        for (int i = 0; i < inside.length; i++) {
            double f = (form.cdf(inside[i]) - form.cdf(0)) / share;
            worst = Math.max(worst, Math.abs(f - (i + 0.5) / inside.length));
        }
        assertThat(worst * Math.sqrt(inside.length)).isLessThan(KS_LIMIT);
    }

    @Test
    void refusals() {
        ClassifierWeightedMixture two = NamedModels.all().stream()
                .map(NamedModels.Named::model)
                .filter(m -> m.dimension() == 2)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> CdfForm.of(two)).hasMessageContaining("dimension 2");
        CdfForm form = CdfForm.of(models().findFirst().orElseThrow().model());
        assertThatThrownBy(() -> form.quantile(0)).hasMessageContaining("must be in (0, 1)");
        assertThatThrownBy(() -> form.cdf(Double.NaN)).hasMessageContaining("must be a number");
        assertThatThrownBy(() -> form.pi(Double.POSITIVE_INFINITY)).hasMessageContaining("density");
    }
}
