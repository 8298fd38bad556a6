package org.cwm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;

class EmLoopsTest {

    /** exp(x) to 40 digits: Taylor series of x / 1024, squared ten times. */
    private static BigDecimal exactExp(double x) {
        MathContext c = new MathContext(50);
        BigDecimal r = new BigDecimal(x).divide(BigDecimal.valueOf(1024), c);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 40; i++) {
            term = term.multiply(r, c).divide(BigDecimal.valueOf(i), c);
            sum = sum.add(term, c);
        }
        for (int i = 0; i < 10; i++) {
            sum = sum.multiply(sum, c);
        }
        return sum;
    }

    @Test
    void expIsCorrectToTheLastDigits() {
        RandomStream random = RandomStream.of(1);
        int n = 2000;
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 2 == 0 ? EmLoops.NEGLIGIBLE * random.nextDouble() : 1400 * random.nextDouble() - 700;
        }
        x[0] = 0;
        x[1] = -0.0;
        x[2] = -708;
        x[3] = Double.MIN_VALUE;
        double[] p = new double[n];
        double[] s = new double[n];
        EmLoops.expParts(x, p, s, n);
        double worst = 0;
        for (int i = 0; i < n; i++) {
            BigDecimal exact = exactExp(x[i]);
            double error = new BigDecimal(EmLoops.scaled(p[i], s[i]))
                    .subtract(exact)
                    .divide(exact, MathContext.DECIMAL64)
                    .doubleValue();
            worst = Math.max(worst, Math.abs(error));
        }
        assertThat(EmLoops.scaled(p[0], s[0])).isEqualTo(1);
        assertThat(worst).isLessThan(2.0e-16);
    }

    @Test
    void compactKeepsWhatCounts() {
        double[] l = {0, -30, -40, Double.NEGATIVE_INFINITY, Double.NaN, -36.7};
        int[] index = new int[6];
        int kept = EmLoops.compact(l, new double[6], index, 6);
        assertThat(kept).isEqualTo(3);
        assertThat(index).startsWith(0, 1, 5);
        assertThat(l).startsWith(0, -30, -36.7);
        assertThat(Math.exp(EmLoops.NEGLIGIBLE)).isCloseTo(0x1p-53, within(1e-29));
    }
}
