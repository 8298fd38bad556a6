package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Coefficients;
import org.cwm.kernel.Kernels;

/**
 * Log-sum-exp and softmax with the exponential function of {@link org.cwm.kernel.FloatMath}. Written like
 * {@link ActivationKernel}, for the same reasons. The lanes of a sum are added one after the other: a reduction by the
 * Vector API leaves the order open.
 */
final class SoftmaxKernel {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    /** Twice as many numbers as lanes: -infinity, then 0; see {@link #addExp}. */
    private static final float[] DROP = new float[2 * LANES];

    static {
        Arrays.fill(DROP, 0, LANES, Float.NEGATIVE_INFINITY);
    }

    private SoftmaxKernel() {}

    /** See {@link Kernels#logSumExp}. */
    static float logSumExp(float[] x, int offset, int length) {
        if (length < LANES) {
            float[] padded = new float[LANES];
            System.arraycopy(x, offset, padded, 0, length);
            Arrays.fill(padded, length, LANES, Float.NEGATIVE_INFINITY);
            return logSumExp(padded, 0, LANES);
        }
        int end = offset + length;
        float max = max(x, offset, end);
        if (!Float.isFinite(max)) {
            return infinite(x, offset, end);
        }
        float[] sums = new float[LANES];
        addExp(x, offset, end, max, sums);
        float sum = 0;
        for (int i = 0; i < LANES; i += 4) {
            sum += (sums[i] + sums[i + 1]) + (sums[i + 2] + sums[i + 3]);
        }
        return (float) (max + Math.log(sum));
    }

    /** The log-sum-exp of a block whose greatest number, if it has any, is infinite. */
    private static float infinite(float[] x, int offset, int end) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < end; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** See {@link Kernels#scaledSoftmax}. */
    static void scaledSoftmax(float[] x, int offset, int length, float logSumExp, float scale) {
        if (length < LANES) {
            float[] padded = new float[LANES];
            System.arraycopy(x, offset, padded, 0, length);
            weights(padded, 0, LANES, logSumExp, scale);
            System.arraycopy(padded, 0, x, offset, length);
        } else {
            weights(x, offset, offset + length, logSumExp, scale);
        }
    }

    /** Returns the greatest number, -infinity if there are none but NaN. */
    private static float max(float[] x, int offset, int end) {
        int last = end - LANES;
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = offset; i < end; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, Math.min(i, last));
            max = max.blend(v, v.compare(GT, max));
        }
        // As integers, which are faster to reduce: negative numbers the other way round.
        IntVector bits = max.reinterpretAsInts();
        int greatest =
                bits.lanewise(XOR, bits.lanewise(ASHR, 31).lanewise(LSHR, 1)).reduceLanes(MAX);
        return Float.intBitsToFloat(greatest ^ ((greatest >> 31) >>> 1));
    }

    /**
     * Stores the sums of exp(x - max), lane by lane. The last vector ends with the block and may begin inside the one
     * before; what both hold is dropped from the last by adding -infinity.
     */
    private static void addExp(float[] values, int offset, int end, float max, float[] sums) {
        int last = end - LANES;
        FloatVector subtract = FloatVector.broadcast(SPECIES, max);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        IntVector bitsOfOne = one.reinterpretAsInts();
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector least = FloatVector.broadcast(SPECIES, Coefficients.EXP_LEAST);
        FloatVector inverse = FloatVector.broadcast(SPECIES, Coefficients.INVERSE_LOG_2);
        FloatVector round = FloatVector.broadcast(SPECIES, Coefficients.ROUND);
        FloatVector high = FloatVector.broadcast(SPECIES, -Coefficients.LOG_2_HIGH);
        FloatVector low = FloatVector.broadcast(SPECIES, -Coefficients.LOG_2_LOW);
        FloatVector p3 = FloatVector.broadcast(SPECIES, Coefficients.EXP_3);
        FloatVector p4 = FloatVector.broadcast(SPECIES, Coefficients.EXP_4);
        FloatVector p5 = FloatVector.broadcast(SPECIES, Coefficients.EXP_5);
        FloatVector p6 = FloatVector.broadcast(SPECIES, Coefficients.EXP_6);
        FloatVector p7 = FloatVector.broadcast(SPECIES, Coefficients.EXP_7);
        FloatVector sum = zero;
        for (int i = offset; i < end; i += LANES) {
            int from = Math.min(i, last);
            FloatVector x = FloatVector.fromArray(SPECIES, values, from)
                    .sub(subtract)
                    .add(FloatVector.fromArray(SPECIES, DROP, LANES - (i - from)));
            FloatVector shifted = x.fma(inverse, round);
            FloatVector n = shifted.sub(round);
            FloatVector r = n.fma(low, n.fma(high, x));
            FloatVector q = p7.fma(r, p6).fma(r, p5).fma(r, p4).fma(r, p3).fma(r, half);
            FloatVector p = q.fma(r.mul(r), r).add(one);
            // 2^n: n is added to the exponent of 1. A NaN makes that arbitrary, but lives on in p.
            FloatVector power = shifted.reinterpretAsInts()
                    .lanewise(LSHL, 23)
                    .add(bitsOfOne)
                    .reinterpretAsFloats();
            FloatVector e = p.mul(power).blend(zero, x.compare(LT, least));
            sum = sum.add(e);
        }
        sum.intoArray(sums, 0);
    }

    /**
     * Replaces x by scale * exp(x - logSumExp). The last vector ends with the block and may begin inside the one before:
     * it is taken first and stored last.
     */
    private static void weights(float[] values, int offset, int end, float logSumExp, float scale) {
        FloatVector subtract = FloatVector.broadcast(SPECIES, logSumExp);
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        IntVector bitsOfOne = one.reinterpretAsInts();
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector tiny = FloatVector.broadcast(SPECIES, Float.MIN_NORMAL);
        FloatVector infinity = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
        FloatVector most = FloatVector.broadcast(SPECIES, Coefficients.EXP_MOST);
        FloatVector least = FloatVector.broadcast(SPECIES, Coefficients.EXP_LEAST);
        FloatVector inverse = FloatVector.broadcast(SPECIES, Coefficients.INVERSE_LOG_2);
        FloatVector round = FloatVector.broadcast(SPECIES, Coefficients.ROUND);
        FloatVector high = FloatVector.broadcast(SPECIES, -Coefficients.LOG_2_HIGH);
        FloatVector low = FloatVector.broadcast(SPECIES, -Coefficients.LOG_2_LOW);
        FloatVector p3 = FloatVector.broadcast(SPECIES, Coefficients.EXP_3);
        FloatVector p4 = FloatVector.broadcast(SPECIES, Coefficients.EXP_4);
        FloatVector p5 = FloatVector.broadcast(SPECIES, Coefficients.EXP_5);
        FloatVector p6 = FloatVector.broadcast(SPECIES, Coefficients.EXP_6);
        FloatVector p7 = FloatVector.broadcast(SPECIES, Coefficients.EXP_7);
        int last = end - LANES;
        float[] lastWeights = new float[LANES];
        int wholeEnd = end - (end - offset) % LANES;
        for (int i = offset - LANES; i < wholeEnd; i += LANES) {
            boolean first = i < offset;
            FloatVector logit = FloatVector.fromArray(SPECIES, values, first ? last : i);
            FloatVector x = logit.sub(subtract);
            // What the subtraction lost, exactly.
            FloatVector back = logit.sub(x);
            FloatVector rest = logit.sub(x.add(back)).add(back.sub(subtract));
            FloatVector shifted = x.fma(inverse, round);
            FloatVector n = shifted.sub(round);
            FloatVector r = n.fma(low, n.fma(high, x)).add(rest);
            FloatVector q = p7.fma(r, p6).fma(r, p5).fma(r, p4).fma(r, p3).fma(r, half);
            FloatVector p = q.fma(r.mul(r), r).add(one);
            // 2^n: n is added to the exponent of 1. A NaN makes that arbitrary, but lives on in p.
            FloatVector power = shifted.reinterpretAsInts()
                    .lanewise(LSHL, 23)
                    .add(bitsOfOne)
                    .reinterpretAsFloats();
            FloatVector w = p.mul(power)
                    .blend(zero, x.compare(LT, least))
                    .blend(infinity, x.compare(GT, most))
                    .mul(factor);
            w.blend(zero, w.abs().compare(LT, tiny)).intoArray(first ? lastWeights : values, first ? 0 : i);
        }
        FloatVector.fromArray(SPECIES, lastWeights, 0).intoArray(values, last);
    }
}
