package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

class SmallMatrixTest {

    private static double[] product(double[] a, double[] b, boolean transposeB, int d) {
        double[] c = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int t = 0; t < d; t++) {
                    c[i * d + j] += a[i * d + t] * (transposeB ? b[j * d + t] : b[t * d + j]);
                }
            }
        }
        return c;
    }

    private static void assertClose(double[] a, double[] b, double tolerance) {
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], within(tolerance));
        }
    }

    private static double[] spd(int d, RandomStream random) {
        double[] a = new double[d * d];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextGaussian();
        }
        return product(a, a, true, d);
    }

    @Test
    void factorsMultiplyBack() {
        RandomStream random = RandomStream.of(1);
        for (int d : new int[] {1, 2, 3, 10, 40}) {
            double[] s = spd(d, random);
            double[] l = new double[d * d];
            assertThat(SmallMatrix.cholesky(s, l, d)).isTrue();
            assertClose(product(l, l, true, d), s, 1e-12 * d);
            double[] inverse = new double[d * d];
            SmallMatrix.invertLower(l, 0, inverse, d);
            double[] unit = product(l, inverse, false, d);
            for (int i = 0; i < d; i++) {
                unit[i * d + i] -= 1;
            }
            assertClose(unit, new double[d * d], 1e-9);
            assertThat(SmallMatrix.quadraticTrace(inverse, s, d)).isCloseTo(d, within(1e-8 * d));
            double[] values = s.clone();
            double[] v = new double[d * d];
            SmallMatrix.eigen(values, v, d);
            double[] scaled = v.clone();
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    scaled[i * d + j] *= values[j * d + j];
                }
            }
            assertClose(product(scaled, v, true, d), s, 1e-12 * d);
        }
    }

    @Test
    void indefiniteMatricesHaveNoFactor() {
        assertThat(SmallMatrix.cholesky(new double[] {1, 2, 2, 1}, new double[4], 2))
                .isFalse();
        assertThat(SmallMatrix.cholesky(new double[] {Double.NaN}, new double[1], 1))
                .isFalse();
        assertThat(SmallMatrix.cholesky(new double[] {Double.POSITIVE_INFINITY}, new double[1], 1))
                .isFalse();
    }
}
