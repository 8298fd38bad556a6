package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;

/** Twenty default fits to 1,000 rows, each against its own Gaussian mixture on thousands of other rows. */
final class SubsamplesCheck {

    private static final int ROWS = 1000;
    private static final int OTHERS = 4000;

    @Test
    void neverWorseThanTheGaussianMixture() {
        int worse = 0;
        int fits = 0;
        List<OpenData.Split> splits = List.of(OpenData.protein9(), OpenData.redwine11(), OpenData.parkinsons13());
        for (OpenData.Split split : splits) {
            int count = split.name().equals("redwine11") ? 6 : 7;
            for (int seed = 0; seed < count; seed++) {
                Table all = split.train();
                int[] order =
                        RandomStream.of(100 + seed).permutation(all.points().rows());
                int to = Math.min(order.length, ROWS + OTHERS);
                Table rest = all.select(Arrays.copyOfRange(order, ROWS, to));
                FitReport report = Fit.fit(
                        all.select(Arrays.copyOf(order, ROWS)),
                        FitOptions.defaults().withSeed(seed));
                double[] gain = concat(gain(report, split.test()), gain(report, rest));
                double mean = Arrays.stream(gain).average().orElseThrow();
                double squares =
                        Arrays.stream(gain).map(g -> (g - mean) * (g - mean)).sum();
                double error = Math.sqrt(squares / (gain.length - 1) / gain.length);
                fits++;
                worse += mean < -error ? 1 : 0;
                System.out.printf(
                        Locale.ROOT,
                        "%s, seed %d: K = %d, gain on %d other rows %.3f (standard error %.3f), told %.3f (%.3f)%s%n",
                        split.name(),
                        seed,
                        report.model().mixture().components(),
                        gain.length,
                        mean,
                        error,
                        report.validation().gain(),
                        report.validation().gainStandardError(),
                        mean < -error ? " WORSE" : "");
            }
        }
        System.out.println(worse + " of " + fits + " worse by more than a standard error");
        assertThat(worse).isZero();
    }

    private static double[] gain(FitReport report, Table table) {
        Points p = table.points();
        double[] end = new double[p.rows()];
        double[] start = new double[p.rows()];
        report.model().logDensity(p, end, 2);
        report.gaussianMixture().logDensity(p, start, 2);
        for (int i = 0; i < end.length; i++) {
            end[i] -= start[i];
        }
        return end;
    }

    private static double[] concat(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
