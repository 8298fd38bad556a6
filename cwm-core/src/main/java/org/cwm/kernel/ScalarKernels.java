package org.cwm.kernel;

/** Plain Java kernels: the reference that every vector kernel is tested against. Runs anywhere. */
public final class ScalarKernels implements Kernels {

    /** Creates the kernels; they hold no state. */
    public ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void multiplyAdd(
            float[] a,
            int aOffset,
            int aRow,
            int aStep,
            float[] b,
            int bOffset,
            int bRow,
            float[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps) {
        for (int i = 0; i < rows; i++) {
            int ci = cOffset + i * cRow;
            int t = 0;
            for (; t + 3 < steps; t += 4) {
                int ai = aOffset + i * aRow + t * aStep;
                axpy4(
                        a[ai],
                        a[ai + aStep],
                        a[ai + 2 * aStep],
                        a[ai + 3 * aStep],
                        b,
                        bOffset + t * bRow,
                        bRow,
                        c,
                        ci,
                        columns);
            }
            for (; t < steps; t++) {
                axpy(a[aOffset + i * aRow + t * aStep], b, bOffset + t * bRow, c, ci, columns);
            }
        }
    }

    private static void axpy4(
            float s0, float s1, float s2, float s3, float[] b, int b0, int bRow, float[] c, int c0, int columns) {
        int b1 = b0 + bRow;
        int b2 = b1 + bRow;
        int b3 = b2 + bRow;
        for (int j = 0; j < columns; j++) {
            c[c0 + j] += s0 * b[b0 + j] + s1 * b[b1 + j] + s2 * b[b2 + j] + s3 * b[b3 + j];
        }
    }

    private static void axpy(float s, float[] b, int b0, float[] c, int c0, int columns) {
        for (int j = 0; j < columns; j++) {
            c[c0 + j] += s * b[b0 + j];
        }
    }

    @Override
    public void activate(Activation activation, float[] pre, float[] out, int offset, int length) {
        int end = offset + length;
        switch (activation) {
            case TANH -> {
                for (int i = offset; i < end; i++) {
                    out[i] = FloatMath.tanh(pre[i]);
                }
            }
            case SILU -> {
                for (int i = offset; i < end; i++) {
                    out[i] = FloatMath.silu(pre[i]);
                }
            }
            case SINE -> {
                for (int i = offset; i < end; i++) {
                    out[i] = FloatMath.sin(pre[i]);
                }
            }
        }
    }

    @Override
    public void multiplyByDerivative(
            Activation activation, float[] pre, float[] post, float[] gradient, int offset, int length) {
        int end = offset + length;
        switch (activation) {
            case TANH -> {
                for (int i = offset; i < end; i++) {
                    gradient[i] *= 1 - post[i] * post[i];
                }
            }
            case SILU -> {
                for (int i = offset; i < end; i++) {
                    gradient[i] *= FloatMath.siluDerivative(pre[i]);
                }
            }
            case SINE -> {
                for (int i = offset; i < end; i++) {
                    gradient[i] *= FloatMath.cos(pre[i]);
                }
            }
        }
    }

    @Override
    public float logSumExp(float[] x, int offset, int length) {
        int end = offset + length;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < end; i++) {
            max = Math.max(max, x[i]);
        }
        if (!Float.isFinite(max)) {
            return max;
        }
        double sum = 0;
        for (int i = offset; i < end; i++) {
            sum += FloatMath.exp(x[i] - max);
        }
        return (float) (max + Math.log(sum));
    }

    @Override
    public void scaledSoftmax(float[] x, int offset, int length, float logSumExp, float scale) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            x[i] = FloatMath.scaledWeight(x[i], logSumExp, scale);
        }
    }
}
