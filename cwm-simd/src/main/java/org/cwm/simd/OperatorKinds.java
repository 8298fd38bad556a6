package org.cwm.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Shows the just-in-time compiler the operators of all kernels before the first kernel runs.
 *
 * <p>Every operation of the Vector API passes through a few shared methods that cast the operator to its class and look
 * up its implementation. If the first kernels use few operators (a product of matrices fuses and does nothing else), the
 * compiler of Java 17 bets that there are no others; when others come it loses the bet four times in each of these
 * methods, and counts that anew for every operation of every kernel compiled from then on. At a hundred, that is with a
 * dozen operations, it gives up betting for the whole kernel, which then keeps its vectors on the heap for good.
 */
final class OperatorKinds {
    /** The shared methods are compiled with profiling after some two hundred calls; each round has three. */
    private static final int ROUNDS = 300;

    private static final VectorSpecies<Float> FLOATS = VectorWidth.SPECIES;
    private static final VectorSpecies<Double> DOUBLES = VectorGaussianKernels.SPECIES;

    private OperatorKinds() {}

    /** Takes some 0.05 s, most of them to load classes; what it computes means nothing. */
    static void show() {
        allOnce(new float[FLOATS.length()], new double[DOUBLES.length()]);
        for (int i = 0; i < ROUNDS; i++) {
            two();
        }
    }

    /** Two of the classes of operators: enough to keep a profile from knowing one only. */
    static void two() {
        FloatVector v = FloatVector.zero(FLOATS);
        v.fma(v, v).sub(v.mul(v)).intoArray(new float[FLOATS.length()], 0);
    }

    /** The implementation of an operator is looked up the first time only: later ones cost no bet. */
    private static void allOnce(float[] x, double[] y) {
        FloatVector f = FloatVector.fromArray(FLOATS, x, 0);
        f = f.add(f).sub(f).mul(f).div(f).fma(f, f).abs().neg();
        IntVector i = f.reinterpretAsInts();
        i = i.add(i.lanewise(LSHL, 1)).lanewise(XOR, i.lanewise(ASHR, 1).lanewise(LSHR, 1));
        f.add(i.reduceLanes(MAX)).intoArray(x, 0);
        DoubleVector d = DoubleVector.fromArray(DOUBLES, y, 0);
        d = d.add(d).sub(d).mul(d).fma(d, d);
        LongVector l = d.reinterpretAsLongs();
        l.add(l.lanewise(LSHL, 1)).reinterpretAsDoubles().intoArray(y, 0);
    }
}
