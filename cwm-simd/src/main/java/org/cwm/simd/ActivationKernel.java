package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Coefficients;
import org.cwm.kernel.Kernels;

/**
 * The activations and their derivatives, by the approximations of {@link org.cwm.kernel.FloatMath} with fused
 * multiply-adds.
 *
 * <p>Each loop stands in a method of its own with its polynomial written out: a helper that the compiler happens not to
 * inline would allocate every vector it takes or returns. An incomplete vector at the end goes through the same loop in
 * a buffer.
 */
final class ActivationKernel {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    /** A value far off makes the slow loop go through no more than so many vectors. */
    private static final int MOST_ROUNDS = 1024;

    private static final FirstCalls FIRST = new FirstCalls();

    private ActivationKernel() {}

    /** See {@link Kernels#activate}. */
    static void activate(Activation activation, float[] pre, float[] out, int offset, int length) {
        int tail = length % LANES;
        int whole = length - tail;
        whole(activation, pre, out, offset, whole);
        if (tail > 0) {
            float[] buffer = new float[LANES];
            System.arraycopy(pre, offset + whole, buffer, 0, tail);
            whole(activation, buffer, buffer, 0, LANES);
            System.arraycopy(buffer, 0, out, offset + whole, tail);
        }
    }

    /** See {@link Kernels#multiplyByDerivative}. */
    static void multiplyByDerivative(
            Activation activation, float[] pre, float[] post, float[] gradient, int offset, int length) {
        float[] of = activation == Activation.TANH ? post : pre;
        int tail = length % LANES;
        int whole = length - tail;
        wholeDerivative(activation, of, gradient, offset, whole);
        if (tail > 0) {
            float[] x = new float[LANES];
            float[] g = new float[LANES];
            System.arraycopy(of, offset + whole, x, 0, tail);
            System.arraycopy(gradient, offset + whole, g, 0, tail);
            wholeDerivative(activation, x, g, 0, LANES);
            System.arraycopy(g, 0, gradient, offset + whole, tail);
        }
    }

    private static void whole(Activation activation, float[] pre, float[] out, int offset, int length) {
        int end = offset + length;
        int most = LANES * FIRST.most(MOST_ROUNDS);
        for (int i = offset; i < end; i += most) {
            int until = Math.min(end, i + most);
            switch (activation) {
                case TANH -> tanh(pre, out, i, until);
                case SILU -> silu(pre, out, i, until);
                case SINE -> {
                    if (sine(pre, out, i, until)) {
                        farSine(out, i, until);
                    }
                }
            }
        }
    }

    private static void wholeDerivative(Activation activation, float[] x, float[] gradient, int offset, int length) {
        int end = offset + length;
        int most = LANES * FIRST.most(MOST_ROUNDS);
        for (int i = offset; i < end; i += most) {
            int until = Math.min(end, i + most);
            switch (activation) {
                case TANH -> tanhDerivative(x, gradient, i, until);
                case SILU -> siluDerivative(x, gradient, i, until);
                case SINE -> {
                    if (sineDerivative(x, gradient, i, until)) {
                        farCosine(x, gradient, i, until);
                    }
                }
            }
        }
    }

    private static void tanh(float[] pre, float[] out, int offset, int end) {
        FloatVector most = FloatVector.broadcast(SPECIES, Coefficients.TANH_LIMIT);
        FloatVector least = FloatVector.broadcast(SPECIES, -Coefficients.TANH_LIMIT);
        FloatVector p1 = FloatVector.broadcast(SPECIES, Coefficients.TANH_1);
        FloatVector p3 = FloatVector.broadcast(SPECIES, Coefficients.TANH_3);
        FloatVector p5 = FloatVector.broadcast(SPECIES, Coefficients.TANH_5);
        FloatVector p7 = FloatVector.broadcast(SPECIES, Coefficients.TANH_7);
        FloatVector p9 = FloatVector.broadcast(SPECIES, Coefficients.TANH_9);
        FloatVector p11 = FloatVector.broadcast(SPECIES, Coefficients.TANH_11);
        FloatVector p13 = FloatVector.broadcast(SPECIES, Coefficients.TANH_13);
        FloatVector q0 = FloatVector.broadcast(SPECIES, Coefficients.TANH_EVEN);
        FloatVector q2 = FloatVector.broadcast(SPECIES, Coefficients.TANH_EVEN_2);
        FloatVector q4 = FloatVector.broadcast(SPECIES, Coefficients.TANH_EVEN_4);
        FloatVector q6 = FloatVector.broadcast(SPECIES, Coefficients.TANH_EVEN_6);
        for (int i = offset; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, pre, i);
            // A NaN compares as false and stays.
            FloatVector x = y.blend(most, y.compare(GT, most)).blend(least, y.compare(LT, least));
            FloatVector s = x.mul(x);
            FloatVector p =
                    p13.fma(s, p11).fma(s, p9).fma(s, p7).fma(s, p5).fma(s, p3).fma(s, p1);
            FloatVector q = q6.fma(s, q4).fma(s, q2).fma(s, q0);
            p.mul(x).div(q).intoArray(out, i);
        }
    }

    private static void tanhDerivative(float[] post, float[] gradient, int offset, int end) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        for (int i = offset; i < end; i += LANES) {
            FloatVector a = FloatVector.fromArray(SPECIES, post, i);
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
            g.mul(one.sub(a.mul(a))).intoArray(gradient, i);
        }
    }

    private static void silu(float[] pre, float[] out, int offset, int end) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        IntVector bitsOfOne = one.reinterpretAsInts();
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
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
            FloatVector y = FloatVector.fromArray(SPECIES, pre, i);
            // e = exp(-|y|)
            FloatVector x = y.abs().neg();
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
            FloatVector weight = e.blend(one, y.compare(GE, zero)).div(e.add(one));
            y.mul(weight).intoArray(out, i);
        }
    }

    private static void siluDerivative(float[] pre, float[] gradient, int offset, int end) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        IntVector bitsOfOne = one.reinterpretAsInts();
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
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
            FloatVector y = FloatVector.fromArray(SPECIES, pre, i);
            FloatVector x = y.abs().neg();
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
            FloatVector large = one.div(e.add(one));
            FloatVector small = e.mul(large);
            FloatVector d = y.fma(large.mul(small), small.blend(large, y.compare(GE, zero)));
            FloatVector.fromArray(SPECIES, gradient, i).mul(d).intoArray(gradient, i);
        }
    }

    /** Leaves what is beyond {@link Coefficients#SINE_LIMIT} as it is; returns whether there was any. */
    private static boolean sine(float[] pre, float[] out, int offset, int end) {
        FloatVector limit = FloatVector.broadcast(SPECIES, Coefficients.SINE_LIMIT);
        FloatVector inverse = FloatVector.broadcast(SPECIES, Coefficients.INVERSE_PI);
        FloatVector round = FloatVector.broadcast(SPECIES, Coefficients.ROUND);
        FloatVector high = FloatVector.broadcast(SPECIES, -Coefficients.PI_HIGH);
        FloatVector low = FloatVector.broadcast(SPECIES, -Coefficients.PI_LOW);
        FloatVector p3 = FloatVector.broadcast(SPECIES, Coefficients.SINE_3);
        FloatVector p5 = FloatVector.broadcast(SPECIES, Coefficients.SINE_5);
        FloatVector p7 = FloatVector.broadcast(SPECIES, Coefficients.SINE_7);
        FloatVector p9 = FloatVector.broadcast(SPECIES, Coefficients.SINE_9);
        boolean far = false;
        for (int i = offset; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, pre, i);
            FloatVector shifted = y.fma(inverse, round);
            FloatVector n = shifted.sub(round);
            FloatVector r = n.fma(low, n.fma(high, y));
            FloatVector s = r.mul(r);
            FloatVector p = p9.fma(s, p7).fma(s, p5).fma(s, p3);
            FloatVector sine = p.fma(s.mul(r), r);
            VectorMask<Float> near = y.abs().compare(LE, limit);
            far |= !near.allTrue();
            y.blend(
                            shifted.reinterpretAsInts()
                                    .lanewise(LSHL, 31)
                                    .lanewise(XOR, sine.reinterpretAsInts())
                                    .reinterpretAsFloats(),
                            near)
                    .intoArray(out, i);
        }
        return far;
    }

    /** The rest of {@link #sine}: a value beyond the limit can't be a sine. */
    private static void farSine(float[] out, int offset, int end) {
        for (int i = offset; i < end; i++) {
            if (Math.abs(out[i]) > Coefficients.SINE_LIMIT) {
                out[i] = (float) Math.sin(out[i]);
            }
        }
    }

    /** Multiplies by 1 beyond {@link Coefficients#SINE_LIMIT}; returns whether there was any. */
    private static boolean sineDerivative(float[] pre, float[] gradient, int offset, int end) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector limit = FloatVector.broadcast(SPECIES, Coefficients.SINE_LIMIT);
        FloatVector inverse = FloatVector.broadcast(SPECIES, Coefficients.INVERSE_PI);
        FloatVector round = FloatVector.broadcast(SPECIES, Coefficients.ROUND);
        FloatVector high = FloatVector.broadcast(SPECIES, -Coefficients.PI_HIGH);
        FloatVector low = FloatVector.broadcast(SPECIES, -Coefficients.PI_LOW);
        FloatVector p3 = FloatVector.broadcast(SPECIES, Coefficients.SINE_3);
        FloatVector p5 = FloatVector.broadcast(SPECIES, Coefficients.SINE_5);
        FloatVector p7 = FloatVector.broadcast(SPECIES, Coefficients.SINE_7);
        FloatVector p9 = FloatVector.broadcast(SPECIES, Coefficients.SINE_9);
        boolean far = false;
        for (int i = offset; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, pre, i);
            // cos((n + 1/2) pi + r) = -(-1)^n sin(r)
            FloatVector shifted = y.mul(inverse).sub(half).add(round);
            FloatVector n = shifted.sub(round).add(half);
            FloatVector r = n.fma(low, n.fma(high, y)).neg();
            FloatVector s = r.mul(r);
            FloatVector p = p9.fma(s, p7).fma(s, p5).fma(s, p3);
            FloatVector sine = p.fma(s.mul(r), r);
            VectorMask<Float> near = y.abs().compare(LE, limit);
            far |= !near.allTrue();
            FloatVector d = one.blend(
                    shifted.reinterpretAsInts()
                            .lanewise(LSHL, 31)
                            .lanewise(XOR, sine.reinterpretAsInts())
                            .reinterpretAsFloats(),
                    near);
            FloatVector.fromArray(SPECIES, gradient, i).mul(d).intoArray(gradient, i);
        }
        return far;
    }

    /** The rest of {@link #sineDerivative}. */
    private static void farCosine(float[] pre, float[] gradient, int offset, int end) {
        for (int i = offset; i < end; i++) {
            if (!(Math.abs(pre[i]) <= Coefficients.SINE_LIMIT)) {
                gradient[i] *= (float) Math.cos(pre[i]);
            }
        }
    }
}
