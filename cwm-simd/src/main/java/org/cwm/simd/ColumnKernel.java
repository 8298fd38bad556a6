package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Coefficients;
import org.cwm.kernel.Kernels;

/**
 * Softmax of columns: each lane has a column of its own, so nothing is added across lanes. The exponential function is
 * that of {@link SoftmaxKernel}.
 */
final class ColumnKernel {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    private ColumnKernel() {}

    /** See {@link Kernels#columnSums}. */
    static void columnSums(float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] sum) {
        for (int j = 0; j < columns; j += LANES) {
            max(x, offset + j, stride, rows, greatest, j);
            addExp(x, offset + j, stride, rows, greatest, sum, j);
        }
    }

    private static void max(float[] x, int offset, int stride, int rows, float[] greatest, int j) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows; i++) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, offset + i * stride);
            max = max.blend(v, v.compare(GT, max));
        }
        max.intoArray(greatest, j);
    }

    private static void addExp(
            float[] values, int offset, int stride, int rows, float[] greatest, float[] sums, int j) {
        FloatVector subtract = FloatVector.fromArray(SPECIES, greatest, j);
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
        for (int i = 0; i < rows; i++) {
            FloatVector x =
                    FloatVector.fromArray(SPECIES, values, offset + i * stride).sub(subtract);
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
        sum.intoArray(sums, j);
    }

    /** See {@link Kernels#columnPicks}. */
    static void columnPicks(
            float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] target, int[] picks) {
        for (int j = 0; j < columns; j += LANES) {
            pick(x, offset + j, stride, rows, greatest, target, picks, j);
        }
    }

    /** Counts the rows whose sums stay at or below the target; the last row is not counted. */
    private static void pick(
            float[] values, int offset, int stride, int rows, float[] greatest, float[] target, int[] picks, int j) {
        FloatVector subtract = FloatVector.fromArray(SPECIES, greatest, j);
        FloatVector limit = FloatVector.fromArray(SPECIES, target, j);
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
        FloatVector count = zero;
        for (int i = 0; i < rows - 1; i++) {
            FloatVector x =
                    FloatVector.fromArray(SPECIES, values, offset + i * stride).sub(subtract);
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
            count = count.add(one.blend(zero, sum.compare(GT, limit)));
        }
        count.convert(F2I, 0).reinterpretAsInts().intoArray(picks, j);
    }
}
