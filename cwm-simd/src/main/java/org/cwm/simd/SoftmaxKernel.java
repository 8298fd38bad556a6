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

    /** Rows taken at a time. */
    private static final int ROWS = 64;

    private static final FirstCalls FIRST = new FirstCalls();

    private static final FirstCalls SOFTMAX_FIRST = new FirstCalls();

    private SoftmaxKernel() {}

    /** See {@link Kernels#logSumExp}. */
    static void logSumExp(float[] x, int offset, int stride, int rows, int length, float[] out, int outOffset) {
        int most = Math.min(FIRST.most(ROWS), Math.min(ROWS, rows));
        float[] sums = new float[most * LANES];
        if (length < LANES) {
            float[] padded = new float[most * LANES];
            Arrays.fill(padded, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < rows; i += most) {
                int now = Math.min(most, rows - i);
                for (int r = 0; r < now; r++) {
                    System.arraycopy(x, offset + (i + r) * stride, padded, r * LANES, length);
                }
                addExp(padded, 0, LANES, now, LANES, out, outOffset + i, sums);
                close(padded, 0, LANES, now, LANES, out, outOffset + i, sums);
            }
            return;
        }
        for (int i = 0; i < rows; i += most) {
            int now = Math.min(most, rows - i);
            addExp(x, offset + i * stride, stride, now, length, out, outOffset + i, sums);
            close(x, offset + i * stride, stride, now, length, out, outOffset + i, sums);
        }
    }

    /** From the greatest numbers and the sums, lane by lane, to the results. */
    private static void close(
            float[] x, int offset, int stride, int rows, int length, float[] out, int outOffset, float[] sums) {
        for (int i = 0; i < rows; i++) {
            float max = out[outOffset + i];
            if (!Float.isFinite(max)) {
                int start = offset + i * stride;
                out[outOffset + i] = infinite(x, start, start + length);
                continue;
            }
            float sum = 0;
            for (int j = i * LANES; j < (i + 1) * LANES; j += 4) {
                sum += (sums[j] + sums[j + 1]) + (sums[j + 2] + sums[j + 3]);
            }
            out[outOffset + i] = (float) (max + Math.log(sum));
        }
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
    static void scaledSoftmax(
            float[] x, int offset, int stride, int rows, int length, float[] logSumExp, float[] scale, int first) {
        float[] last = new float[LANES];
        if (length < LANES) {
            float[] padded = new float[LANES];
            for (int i = 0; i < rows; i++) {
                int from = offset + i * stride;
                System.arraycopy(x, from, padded, 0, length);
                weights(padded, 0, 0, 1, LANES, logSumExp, scale, first + i, last);
                System.arraycopy(padded, 0, x, from, length);
            }
            return;
        }
        int most = Math.min(SOFTMAX_FIRST.most(ROWS), ROWS);
        for (int i = 0; i < rows; i += most) {
            int now = Math.min(most, rows - i);
            weights(x, offset + i * stride, stride, now, length, logSumExp, scale, first + i, last);
        }
    }

    /**
     * Stores the greatest number of each row, -infinity if there are none but NaN, and the sums of exp(x - max), lane by
     * lane. The last vector ends with the row and may begin inside the one before; what both hold is dropped from the
     * last by adding -infinity.
     */
    private static void addExp(
            float[] values, int offset, int stride, int rows, int length, float[] greatest, int first, float[] sums) {
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
        FloatVector least0 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int row = 0; row < rows; row++) {
            int start = offset + row * stride;
            int end = start + length;
            int last = end - LANES;
            FloatVector most = least0;
            for (int i = start; i < end; i += LANES) {
                FloatVector v = FloatVector.fromArray(SPECIES, values, Math.min(i, last));
                most = most.blend(v, v.compare(GT, most));
            }
            // As integers, which are faster to reduce: negative numbers the other way round.
            IntVector bits = most.reinterpretAsInts();
            int key = bits.lanewise(XOR, bits.lanewise(ASHR, 31).lanewise(LSHR, 1))
                    .reduceLanes(MAX);
            float max = Float.intBitsToFloat(key ^ ((key >> 31) >>> 1));
            greatest[first + row] = max;
            FloatVector subtract = FloatVector.broadcast(SPECIES, max);
            FloatVector sum = zero;
            for (int i = start; i < end; i += LANES) {
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
            sum.intoArray(sums, row * LANES);
        }
    }

    /**
     * Replaces x by scale * exp(x - logSumExp). The last vector ends with the row and may begin inside the one before:
     * it is taken first and stored last.
     */
    private static void weights(
            float[] values,
            int offset,
            int stride,
            int rows,
            int length,
            float[] logSumExp,
            float[] scale,
            int firstRow,
            float[] lastWeights) {
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
        int whole = length - length % LANES;
        for (int row = 0; row < rows; row++) {
            FloatVector subtract = FloatVector.broadcast(SPECIES, logSumExp[firstRow + row]);
            FloatVector factor = FloatVector.broadcast(SPECIES, scale[firstRow + row]);
            int start = offset + row * stride;
            int last = start + length - LANES;
            for (int i = start - LANES; i < start + whole; i += LANES) {
                boolean first = i < start;
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
}
