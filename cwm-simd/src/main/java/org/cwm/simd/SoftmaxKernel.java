package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
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

    private SoftmaxKernel() {}

    /** See {@link Kernels#logSumExp}. */
    static float logSumExp(float[] x, int offset, int length) {
        int tail = length % LANES;
        int end = offset + length - tail;
        float[] rest = new float[LANES];
        Arrays.fill(rest, tail, LANES, Float.NEGATIVE_INFINITY);
        System.arraycopy(x, end, rest, 0, tail);
        float max = Math.max(max(x, offset, end), max(rest, 0, LANES));
        if (!Float.isFinite(max)) {
            return max;
        }
        float[] sums = new float[LANES];
        addExp(x, offset, end, max, sums);
        addExp(rest, 0, LANES, max, sums);
        double sum = 0;
        for (float s : sums) {
            sum += s;
        }
        return (float) (max + Math.log(sum));
    }

    /** See {@link Kernels#scaledSoftmax}. */
    static void scaledSoftmax(float[] x, int offset, int length, float logSumExp, float scale) {
        int tail = length % LANES;
        int end = offset + length - tail;
        weights(x, offset, end, logSumExp, scale);
        if (tail > 0) {
            float[] rest = new float[LANES];
            System.arraycopy(x, end, rest, 0, tail);
            weights(rest, 0, LANES, logSumExp, scale);
            System.arraycopy(rest, 0, x, end, tail);
        }
    }

    private static float max(float[] x, int offset, int end) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = offset; i < end; i += LANES) {
            max = max.max(FloatVector.fromArray(SPECIES, x, i));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** Adds exp(x - max) to the sums, lane by lane. */
    private static void addExp(float[] values, int offset, int end, float max, float[] sums) {
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
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, 0);
        for (int i = offset; i < end; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, i).sub(subtract);
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

    /** Replaces x by scale * exp(x - logSumExp). */
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
        for (int i = offset; i < end; i += LANES) {
            FloatVector logit = FloatVector.fromArray(SPECIES, values, i);
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
            w.blend(zero, w.abs().compare(LT, tiny)).intoArray(values, i);
        }
    }
}
