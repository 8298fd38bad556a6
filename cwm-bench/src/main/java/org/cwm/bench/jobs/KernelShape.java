package org.cwm.bench.jobs;

import org.cwm.kernel.Kernels;
import org.cwm.random.RandomStream;

/**
 * The matrix products of a classifier's layers for a block of rows, with the strides of the engine: the way there
 * (rows x in times in x out), the gradient by the data (rows x out times out x in) and the gradient by the weights (out
 * x rows times rows x in).
 */
public enum KernelShape {
    /** First layer of two inputs. */
    FORWARD_2_128(Way.FORWARD, 2, 128),
    /** Wide hidden layer. */
    FORWARD_128_128(Way.FORWARD, 128, 128),
    /** Wide last layer. */
    FORWARD_128_50(Way.FORWARD, 128, 50),
    /** First layer of ten inputs. */
    FORWARD_10_64(Way.FORWARD, 10, 64),
    /** Narrow hidden layer. */
    FORWARD_64_64(Way.FORWARD, 64, 64),
    /** Narrow last layer. */
    FORWARD_64_10(Way.FORWARD, 64, 10),
    /** Wide first layer. */
    DATA_2_128(Way.DATA, 2, 128),
    /** Wide hidden layer. */
    DATA_128_128(Way.DATA, 128, 128),
    /** Wide last layer. */
    DATA_128_50(Way.DATA, 128, 50),
    /** Narrow first layer. */
    DATA_10_64(Way.DATA, 10, 64),
    /** Narrow hidden layer. */
    DATA_64_64(Way.DATA, 64, 64),
    /** Narrow last layer. */
    DATA_64_10(Way.DATA, 64, 10),
    /** Wide first layer. */
    WEIGHTS_2_128(Way.WEIGHTS, 2, 128),
    /** Wide hidden layer. */
    WEIGHTS_128_128(Way.WEIGHTS, 128, 128),
    /** Wide last layer. */
    WEIGHTS_128_50(Way.WEIGHTS, 128, 50),
    /** Narrow first layer. */
    WEIGHTS_10_64(Way.WEIGHTS, 10, 64),
    /** Narrow hidden layer. */
    WEIGHTS_64_64(Way.WEIGHTS, 64, 64),
    /** Narrow last layer. */
    WEIGHTS_64_10(Way.WEIGHTS, 64, 10);

    /** Rows of a block, as in the engine. */
    public static final int ROWS = 120;

    private enum Way {
        FORWARD,
        DATA,
        WEIGHTS
    }

    private final Way way;
    private final int in;
    private final int out;

    KernelShape(Way way, int in, int out) {
        this.way = way;
        this.in = in;
        this.out = out;
    }

    /**
     * Two operations for each multiply-add that is wanted; padding does not count.
     *
     * @return operations of one product
     */
    public double operations() {
        return 2.0 * ROWS * in * out;
    }

    /**
     * Operands in arrays of their own.
     *
     * @return the product, ready to run
     */
    public Product product() {
        return new Product(this);
    }

    /** Operands of a product. */
    public static final class Product {
        private final float[] a;
        private final int aRow;
        private final int aStep;
        private final float[] b;
        private final int bRow;
        private final float[] start;
        private final int startRow;
        private final float[] c;
        private final int cRow;
        private final int rows;
        private final int columns;
        private final int steps;

        private Product(KernelShape s) {
            int inColumns = padded(s.in);
            int outColumns = padded(s.out);
            int inStride = stride(inColumns);
            int outStride = stride(outColumns);
            RandomStream random = RandomStream.of(31);
            boolean forward = s.way == Way.FORWARD;
            aRow = forward ? inStride : s.way == Way.DATA ? outStride : 1;
            aStep = s.way == Way.WEIGHTS ? outStride : 1;
            a = normal(random, ROWS * (forward ? inStride : outStride));
            bRow = forward ? outColumns : s.way == Way.DATA ? inColumns : inStride;
            rows = s.way == Way.WEIGHTS ? s.out : ROWS;
            columns = forward ? outColumns : inColumns;
            steps = forward ? s.in : s.way == Way.DATA ? s.out : ROWS;
            b = normal(random, steps * bRow);
            cRow = forward ? outStride : s.way == Way.DATA ? inStride : inColumns;
            c = new float[rows * cRow];
            start = s.way == Way.WEIGHTS ? c : new float[columns];
            startRow = s.way == Way.WEIGHTS ? cRow : 0;
        }

        private static int padded(int n) {
            return (n + Kernels.BLOCK - 1) / Kernels.BLOCK * Kernels.BLOCK;
        }

        private static int stride(int columns) {
            return columns % 128 == 0 ? columns + Kernels.BLOCK : columns;
        }

        private static float[] normal(RandomStream random, int n) {
            float[] x = new float[n];
            for (int i = 0; i < n; i++) {
                x[i] = (float) random.nextGaussian();
            }
            return x;
        }

        /**
         * C = A B, on top of a row of biases or zeros for the rows, added to C for the weights.
         *
         * @param kernels which
         * @return C, row-major, for {@link #rows()} rows
         */
        public float[] run(Kernels kernels) {
            kernels.multiplyAdd(a, 0, aRow, aStep, b, 0, bRow, start, 0, startRow, c, 0, cRow, rows, columns, steps);
            return c;
        }

        /**
         * Rows of C.
         *
         * @return rows
         */
        int rows() {
            return rows;
        }

        /** Returns one element of A B, by the definition. */
        double element(int i, int j) {
            double sum = 0;
            for (int t = 0; t < steps; t++) {
                sum += (double) a[i * aRow + t * aStep] * b[t * bRow + j];
            }
            return sum;
        }

        /** Returns one element of C. */
        double result(int i, int j) {
            return c[i * cRow + j];
        }

        /** Returns the columns of C. */
        int columns() {
            return columns;
        }

        /** Returns the length of the sums. */
        int steps() {
            return steps;
        }
    }
}
