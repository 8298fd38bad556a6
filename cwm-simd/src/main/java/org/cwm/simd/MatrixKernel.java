package org.cwm.simd;

import org.cwm.kernel.Kernels;

/**
 * C = S + A B by panels of up to four vectors of columns.
 *
 * <p>The steps are taken in blocks, so that the part of B in use (a panel's width times a block's steps) and that of A
 * stay in the first-level cache whatever their strides. Each element of C still gets its products one after the other
 * in the order of the steps: neither blocks nor panels nor the width of the vectors change a bit of the result.
 */
final class MatrixKernel {
    private static final int LANES = VectorWidth.SPECIES.length();

    /** The most steps in a block. */
    private static final int BLOCK_STEPS = 128;

    private static final FirstCalls FIRST = new FirstCalls();

    private MatrixKernel() {}

    /** See {@link Kernels#multiplyAdd}. */
    static void multiplyAdd(
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
        if (columns % Kernels.BLOCK != 0) {
            throw new IllegalArgumentException("columns: " + columns + ", must be a multiple of " + Kernels.BLOCK);
        }
        int most = FIRST.most(BLOCK_STEPS);
        int blocks = Math.max(1, (steps + most - 1) / most);
        int done = 0;
        for (int k = 0; k < blocks; k++) {
            // Blocks of even length: (k + 1) / blocks of all steps are done after this one.
            int now = (int) ((long) steps * (k + 1) / blocks) - done;
            boolean first = k == 0;
            block(
                    a,
                    aOffset + done * aStep,
                    aRow,
                    aStep,
                    b,
                    bOffset + done * bRow,
                    bRow,
                    first ? start : c,
                    first ? startOffset : cOffset,
                    first ? startRow : cRow,
                    c,
                    cOffset,
                    cRow,
                    rows,
                    columns / LANES,
                    now);
            done += now;
        }
    }

    /** The panels of one block of steps. */
    private static void block(
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
            int vectors,
            int steps) {
        int left = vectors;
        int j = 0;
        while (left > 0) {
            int width = panel(left);
            int bo = bOffset + j;
            int so = startOffset + j;
            int co = cOffset + j;
            switch (width) {
                case 4 ->
                    Panel4.multiplyAdd(
                            a, aOffset, aRow, aStep, b, bo, bRow, start, so, startRow, c, co, cRow, rows, steps);
                case 3 ->
                    Panel3.multiplyAdd(
                            a, aOffset, aRow, aStep, b, bo, bRow, start, so, startRow, c, co, cRow, rows, steps);
                case 2 ->
                    Panel2.multiplyAdd(
                            a, aOffset, aRow, aStep, b, bo, bRow, start, so, startRow, c, co, cRow, rows, steps);
                default ->
                    Panel1.multiplyAdd(
                            a, aOffset, aRow, aStep, b, bo, bRow, start, so, startRow, c, co, cRow, rows, steps);
            }
            left -= width;
            j += width * LANES;
        }
    }

    /**
     * Returns the width of the next panel. Of 24 sums, 3 + 3 and 3 + 2 vectors go faster than 4 + 2 and 4 + 1; of 12,
     * three vectors faster than two. A panel of one vector is the slowest by far.
     */
    private static int panel(int left) {
        if (VectorWidth.MANY_REGISTERS) {
            return left == 5 || left == 6 ? 3 : Math.min(left, 4);
        }
        return left == 4 ? 2 : Math.min(left, 3);
    }
}
