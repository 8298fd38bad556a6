package org.cwm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.cwm.classifier.Constant;
import org.cwm.map.LocationScale;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Components so narrow, so far from 0, that float32 can hardly tell where in them a point lies. */
class NarrowComponentsTest {

    private static final int K = 20;
    private static final int D = 2;
    private static final int N = 20_000;

    /**
     * Whatever the float32 bounds are worth, a batch's log densities are those of double arithmetic. What is left out is
     * less than exp(-21) of a density; the weights are float32 logits, exact here.
     */
    @ParameterizedTest
    @CsvSource({"1e-3, 50", "3e-4, 10", "1e-4, 1", "1e-4, 50", "1e-5, 1", "1e-5, 10", "1e-5, 50"})
    void batchesAreExact(double sd, double location) {
        Random random = new Random(1);
        float[] values = new float[2 * K * D];
        for (int i = 0; i < K * D; i++) {
            values[i] = (float) (location + sd * 3 * random.nextGaussian());
            values[K * D + i] = (float) Math.log(sd * (0.5 + random.nextDouble()));
        }
        float[] logits = new float[K];
        for (int k = 0; k < K; k++) {
            logits[k] = (float) (12 * random.nextGaussian());
        }
        double[] x = new double[N * D];
        for (int i = 0; i < x.length; i++) {
            x[i] = location + sd * 4 * random.nextGaussian();
        }
        LocationScale maps = LocationScale.of(K, D, values);
        ClassifierWeightedMixture mixture = ClassifierWeightedMixture.of(maps, Constant.of(logits));
        double[] batch = new double[N];
        mixture.logDensity(Points.of(N, D, x), batch, 1);
        double[] exact = exact(maps, logits, x);
        double worst = 0;
        for (int i = 0; i < N; i++) {
            worst = Math.max(worst, Math.abs(batch[i] - exact[i]));
        }
        assertThat(worst).isLessThan(2e-9);
    }

    private static double[] exact(LocationScale maps, float[] logits, double[] x) {
        double[] joint = new double[K];
        for (int k = 0; k < K; k++) {
            joint[k] = logits[k];
        }
        double logSum = logSumExp(joint);
        double[] z = new double[D];
        double[] out = new double[N];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < K; k++) {
                double logDet = maps.toBase(k, x, i * D, z, 0);
                joint[k] = logDet - Math.log(2 * Math.PI) - (z[0] * z[0] + z[1] * z[1]) / 2 + logits[k] - logSum;
            }
            out[i] = logSumExp(joint);
        }
        return out;
    }

    private static double logSumExp(double[] v) {
        double most = Arrays.stream(v).max().orElseThrow();
        return most + Math.log(Arrays.stream(v).map(t -> Math.exp(t - most)).sum());
    }
}
