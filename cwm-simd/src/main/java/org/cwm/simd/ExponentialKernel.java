package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.ExponentialSeries;
import org.cwm.kernel.GaussianKernels;

/** Exponentials in double; see {@link GaussianKernels#exponentials}. */
final class ExponentialKernel {
    private static final VectorSpecies<Double> SPECIES = VectorGaussianKernels.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int GROUP = GaussianKernels.GROUP;

    private ExponentialKernel() {}

    static int exponentials(double[] l, double[] top, double bound, double[] sum, int[] groups, int n) {
        int count = keep(l, top, bound, groups, n);
        for (int half = 0; half < GROUP; half += LANES) {
            exponentiate(l, bound, sum, groups, count, half);
        }
        return count;
    }

    /** Leaves l - top, with the groups that have nothing above the bound left out. */
    private static int keep(double[] l, double[] top, double bound, int[] groups, int n) {
        DoubleVector least = DoubleVector.broadcast(SPECIES, bound);
        int count = 0;
        for (int g = 0; g < n; g += GROUP) {
            boolean any = false;
            for (int half = 0; half < GROUP; half += LANES) {
                DoubleVector x = DoubleVector.fromArray(SPECIES, l, g + half)
                        .sub(DoubleVector.fromArray(SPECIES, top, g + half));
                x.intoArray(l, count * GROUP + half);
                any |= x.compare(GT, least).anyTrue();
            }
            groups[count] = g;
            count += any ? 1 : 0;
        }
        return count;
    }

    private static void exponentiate(double[] l, double bound, double[] sum, int[] groups, int count, int half) {
        DoubleVector least = DoubleVector.broadcast(SPECIES, bound);
        DoubleVector inverse = DoubleVector.broadcast(SPECIES, ExponentialSeries.LOG2_E);
        DoubleVector round = DoubleVector.broadcast(SPECIES, ExponentialSeries.SHIFT);
        DoubleVector high = DoubleVector.broadcast(SPECIES, -ExponentialSeries.LN2_HIGH);
        DoubleVector low = DoubleVector.broadcast(SPECIES, -ExponentialSeries.LN2_LOW);
        DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector zero = DoubleVector.zero(SPECIES);
        DoubleVector q0 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q0);
        DoubleVector q1 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q1);
        DoubleVector q2 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q2);
        DoubleVector q3 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q3);
        DoubleVector q4 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q4);
        DoubleVector q5 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q5);
        DoubleVector q6 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q6);
        DoubleVector q7 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q7);
        DoubleVector q8 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q8);
        DoubleVector q9 = DoubleVector.broadcast(SPECIES, ExponentialSeries.Q9);
        for (int j = 0; j < count; j++) {
            int at = j * GROUP + half;
            int lane = groups[j] + half;
            DoubleVector x = DoubleVector.fromArray(SPECIES, l, at);
            VectorMask<Double> counts = x.compare(GT, least);
            DoubleVector shifted = x.fma(inverse, round);
            DoubleVector k = shifted.sub(round);
            DoubleVector r = k.fma(low, k.fma(high, x));
            DoubleVector s = r.mul(r);
            // Q in two interleaved halves of even and odd powers
            DoubleVector even = q8.fma(s, q6).fma(s, q4).fma(s, q2).fma(s, q0);
            DoubleVector odd = q9.fma(s, q7).fma(s, q5).fma(s, q3).fma(s, q1);
            DoubleVector q = odd.fma(r, even);
            DoubleVector p = q.fma(s, r).add(one);
            DoubleVector power = shifted.reinterpretAsLongs()
                    .lanewise(LSHL, 52)
                    .add(ExponentialSeries.ONE)
                    .reinterpretAsDoubles();
            DoubleVector e = zero.blend(p.mul(power), counts);
            e.intoArray(l, at);
            DoubleVector.fromArray(SPECIES, sum, lane).add(e).intoArray(sum, lane);
        }
    }
}
