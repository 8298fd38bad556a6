package org.cwm.classifier;

import org.cwm.kernel.Kernels;

/**
 * Weights of an {@link Mlp}. Many rows go through the layers side by side, one in each lane, so that neither widths nor
 * K need padding. A few rows go one below the other, with the units of a layer side by side. Both add the same products
 * in the same order, and every row ends in a column of logits.
 */
final class MlpWeightTile implements WeightTile {

    /** Up to so many rows go one below the other. */
    private static final int FEW = 40;

    private final MlpProgram program;
    private final Kernels kernels;
    private final float[] input;
    private final float[] pre;
    private final float[] post;
    /** What the gate is linear in, one row a lane. */
    private final float[] products;

    private float[] logits = new float[0];
    private final float[] greatest = new float[LANES];
    private final float[] sum = new float[LANES];
    private final float[] target = new float[LANES];
    private final int[] picks = new int[LANES];
    private int columns;

    MlpWeightTile(MlpProgram program) {
        this.program = program;
        kernels = program.kernels;
        input = new float[program.in[0] * LANES];
        int widest = 0;
        for (int l = 0; l < program.layers; l++) {
            widest = Math.max(widest, program.outColumns[l]);
        }
        products = new float[program.gateInputs * LANES];
        pre = new float[widest * LANES];
        post = new float[widest * LANES];
    }

    @Override
    public float[] input() {
        return input;
    }

    @Override
    public void evaluate(int rows) {
        if (rows == 0) {
            return;
        }
        columns = LANES;
        if (program.gateInputs > 0) {
            multiply(rows);
        }
        if (rows <= FEW) {
            columns = (rows + Kernels.BLOCK - 1) / Kernels.BLOCK * Kernels.BLOCK;
            below(rows);
            logits = post;
        } else {
            beside();
            logits = pre;
        }
        kernels.columnSums(logits, 0, LANES, program.components, columns, greatest, sum);
    }

    private void multiply(int rows) {
        int c = program.conditions;
        int x = (program.in[0] - c) * LANES;
        int n = c * LANES;
        for (int i = 0; i < c; i++) {
            System.arraycopy(input, x + i * LANES, products, i * LANES, rows);
            for (int j = 0; j <= i; j++, n += LANES) {
                for (int r = 0; r < rows; r++) {
                    products[n + r] = input[x + i * LANES + r] * input[x + j * LANES + r];
                }
            }
        }
    }

    /** One row a lane. */
    private void beside() {
        for (int l = 0; l < program.layers; l++) {
            int in = program.in[l];
            int out = program.out[l];
            float[] from = l == 0 ? input : post;
            kernels.multiplyAdd(
                    program.weight[l],
                    0,
                    program.stride[l],
                    1,
                    from,
                    0,
                    LANES,
                    program.biasLanes[l],
                    0,
                    LANES,
                    pre,
                    0,
                    LANES,
                    out,
                    LANES,
                    in);
            if (l + 1 < program.layers) {
                kernels.activate(program.activation, pre, post, 0, out * LANES);
            }
        }
        int q = program.gateInputs;
        if (q > 0) {
            kernels.multiplyAdd(
                    program.gate,
                    0,
                    q,
                    1,
                    products,
                    0,
                    LANES,
                    pre,
                    0,
                    LANES,
                    pre,
                    0,
                    LANES,
                    program.components,
                    LANES,
                    q);
        }
    }

    /** One row below the other; in the end the logits change sides. */
    private void below(int rows) {
        int width = 0;
        for (int l = 0; l < program.layers; l++) {
            int inStride = width;
            width = program.outColumns[l];
            kernels.multiplyAdd(
                    l == 0 ? input : post,
                    0,
                    l == 0 ? 1 : inStride,
                    l == 0 ? LANES : 1,
                    program.transposed[l],
                    0,
                    program.stride[l + 1],
                    program.bias[l],
                    0,
                    0,
                    pre,
                    0,
                    width,
                    rows,
                    width,
                    program.in[l]);
            if (l + 1 < program.layers) {
                kernels.activate(program.activation, pre, post, 0, rows * width);
            }
        }
        int q = program.gateInputs;
        if (q > 0) {
            kernels.multiplyAdd(
                    products,
                    0,
                    1,
                    LANES,
                    program.gateTransposed,
                    0,
                    width,
                    pre,
                    0,
                    width,
                    pre,
                    0,
                    width,
                    rows,
                    width,
                    q);
        }
        for (int k = 0; k < program.components; k++) {
            for (int r = 0; r < rows; r++) {
                post[k * LANES + r] = pre[r * width + k];
            }
        }
    }

    @Override
    public double shiftedLogit(int row, int k) {
        return (double) logits[k * LANES + row] - greatest[row];
    }

    @Override
    public double total(int row) {
        return sum[row];
    }

    @Override
    public void draw(int rows, double[] uniform, int[] component) {
        for (int r = 0; r < rows; r++) {
            target[r] = Math.min((float) (uniform[r] * sum[r]), Math.nextDown(sum[r]));
        }
        kernels.columnPicks(logits, 0, LANES, program.components, columns, greatest, target, picks);
        System.arraycopy(picks, 0, component, 0, rows);
    }
}
