package org.cwm.kernel;

/** Plain Java kernels: the reference that every vector kernel is tested against. Runs anywhere. */
public final class ScalarKernels implements Kernels {

    /** Steps taken at a time: so many products for each copy of a row of C. */
    private static final int STEPS = 8;

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
            float[] start,
            int startOffset,
            int startRow,
            float[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps) {
        // Copies with a common index: only loops over such arrays does the compiler turn into vectors.
        float[][] bs = new float[STEPS][columns];
        float[] sums = new float[columns];
        for (int t = 0; t == 0 || t < steps; t += STEPS) {
            int n = Math.min(STEPS, steps - t);
            float[] from = t == 0 ? start : c;
            int fromOffset = t == 0 ? startOffset : cOffset;
            int fromRow = t == 0 ? startRow : cRow;
            for (int u = 0; u < n; u++) {
                System.arraycopy(b, bOffset + (t + u) * bRow, bs[u], 0, columns);
            }
            for (int i = 0; i < rows; i++) {
                System.arraycopy(from, fromOffset + i * fromRow, sums, 0, columns);
                int p = aOffset + i * aRow + t * aStep;
                if (n == STEPS) {
                    addFour(sums, a, p, aStep, bs[0], bs[1], bs[2], bs[3]);
                    addFour(sums, a, p + 4 * aStep, aStep, bs[4], bs[5], bs[6], bs[7]);
                } else {
                    for (int u = 0; u < n; u++) {
                        add(sums, a[p + u * aStep], bs[u]);
                    }
                }
                System.arraycopy(sums, 0, c, cOffset + i * cRow, columns);
            }
        }
    }

    private static void addFour(
            float[] sums, float[] a, int p, int aStep, float[] b0, float[] b1, float[] b2, float[] b3) {
        float a0 = a[p];
        float a1 = a[p + aStep];
        float a2 = a[p + 2 * aStep];
        float a3 = a[p + 3 * aStep];
        for (int j = 0; j < sums.length; j++) {
            sums[j] = sums[j] + a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    private static void add(float[] sums, float a, float[] b) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += a * b[j];
        }
    }

    @Override
    public void multiplyAdd(
            double[] a,
            int aOffset,
            int aRow,
            int aStep,
            double[] b,
            int bOffset,
            int bRow,
            double[] start,
            int startOffset,
            int startRow,
            double[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps) {
        double[] sums = new double[columns];
        double[] row = new double[columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(start, startOffset + i * startRow, sums, 0, columns);
            int p = aOffset + i * aRow;
            for (int t = 0; t < steps; t++) {
                System.arraycopy(b, bOffset + t * bRow, row, 0, columns);
                double f = a[p + t * aStep];
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += f * row[j];
                }
            }
            System.arraycopy(sums, 0, c, cOffset + i * cRow, columns);
        }
    }

    @Override
    public void multiplyAddTransposed(
            float[] a,
            int aOffset,
            int aRow,
            float[] b,
            int bOffset,
            int bRow,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset,
            int cRow,
            int rows,
            int columns,
            int steps) {
        for (int i = 0; i < rows; i++) {
            int p = aOffset + i * aRow;
            for (int j = 0; j < columns; j++) {
                int q = bOffset + j * bRow;
                float sum = start[startOffset + j];
                for (int t = 0; t < steps; t++) {
                    sum += a[p + t] * b[q + t];
                }
                c[cOffset + i * cRow + j] = sum;
            }
        }
    }

    @Override
    public void addColumnSums(float[] x, int xOffset, int xRow, int rows, int columns, float[] sum, int sumOffset) {
        for (int j = 0; j < columns; j++) {
            float s = sum[sumOffset + j];
            for (int i = 0; i < rows; i++) {
                s += x[xOffset + i * xRow + j];
            }
            sum[sumOffset + j] = s;
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
    public void logSumExp(float[] x, int offset, int stride, int rows, int length, float[] out, int outOffset) {
        for (int i = 0; i < rows; i++) {
            out[outOffset + i] = logSumExp(x, offset + i * stride, length);
        }
    }

    private static float logSumExp(float[] x, int offset, int length) {
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
    public void scaledSoftmax(
            float[] x, int offset, int stride, int rows, int length, float[] logSumExp, float[] scale, int first) {
        for (int r = 0; r < rows; r++) {
            float shift = logSumExp[first + r];
            float factor = scale[first + r];
            int from = offset + r * stride;
            for (int i = from; i < from + length; i++) {
                x[i] = FloatMath.scaledWeight(x[i], shift, factor);
            }
        }
    }

    @Override
    public GaussianKernels gaussian() {
        return new ScalarGaussianKernels();
    }

    @Override
    public void columnSums(float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] sum) {
        for (int j = 0; j < columns; j++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < rows; i++) {
                float v = x[offset + i * stride + j];
                if (v > max) {
                    max = v;
                }
            }
            float total = 0;
            for (int i = 0; i < rows; i++) {
                total += FloatMath.exp(x[offset + i * stride + j] - max);
            }
            greatest[j] = max;
            sum[j] = total;
        }
    }

    @Override
    public void columnPicks(
            float[] x, int offset, int stride, int rows, int columns, float[] greatest, float[] target, int[] picks) {
        for (int j = 0; j < columns; j++) {
            float total = 0;
            int i = -1;
            do {
                i++;
                total += FloatMath.exp(x[offset + i * stride + j] - greatest[j]);
            } while (!(total > target[j]) && i < rows - 1);
            picks[j] = i;
        }
    }

    @Override
    public void triangularProduct(
            double[] matrix,
            int offset,
            int d,
            int stride,
            double[] x,
            int xOffset,
            double[] m,
            int mOffset,
            double[] out,
            int outOffset) {
        for (int i = 0; i < stride; i++) {
            out[outOffset + i] = 0;
        }
        for (int j = 0; j < d; j++) {
            double difference = x[xOffset + j] - m[mOffset + j];
            int column = offset + j * stride;
            for (int i = j; i < d; i++) {
                out[outOffset + i] += matrix[column + i] * difference;
            }
        }
    }
}
